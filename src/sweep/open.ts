/** A sweep that has been read: its columns, and the rows that meet its conditions. */
import type { Basis } from '../cost/basis.ts';
import { resolved, type Settings } from '../graph/point.ts';
import { type TotalName, totalNames } from '../ops/total.ts';
import type { Program } from '../spec/program.ts';
import { toCondition } from './filter.ts';
import { type Axis, type Grid, toGrid } from './grid.ts';
import { type Join, toJoiner } from './join.ts';
import { type Rows, toSweep } from './sweep.ts';

export interface Sweep {
  /** Parameters that have one value. */
  readonly settings: Settings;
  readonly axes: readonly Axis[];
  readonly totals: readonly TotalName[];
  readonly basis: Basis;
  readonly join?: Join;
  /** Conditions that have to hold together. */
  readonly where?: readonly string[];
}

export interface Opened {
  readonly grid: Grid;
  /** The parameters, the totals, and what is reported. */
  readonly columns: readonly string[];
  /** The rows that meet the conditions. */
  readonly rows: Rows;
}

/**
 * Opens a sweep of a program.
 * @throws SpecError for what is wrong with the grid, the totals or the conditions
 */
export function openSweep(opened: Program, { settings, axes, totals, basis, join, where }: Sweep): Opened {
  const grid = toGrid(axes);
  const { program } = resolved(opened, Object.fromEntries(grid.names.map((name) => [name, 0])));
  const reported = join?.names ?? [];
  const columns = [...grid.names, ...totals, ...reported];
  const condition = where === undefined ? undefined : toCondition(where, [...new Set([...grid.names, ...totalNames, ...reported])]);
  // a condition may read totals that are not written; they stand before what is reported
  const hidden = totalNames.filter((name) => condition?.reads.has(name) && !columns.includes(name));
  const keep = condition?.over([...grid.names, ...totals, ...hidden, ...reported]);
  const reportedOf = join && toJoiner(join, grid.names);
  const counted = grid.names.length + totals.length;
  const row = new Float64Array(columns.length);
  const sweep = toSweep(program, settings, grid, [...totals, ...hidden], condition?.over(grid.names), basis);
  return {
    grid,
    columns,
    rows: (part, use) =>
      sweep(part, (found) => {
        const report = reportedOf?.(found);
        if (keep !== undefined && !keep(report === undefined ? found : [...found, ...Array.from(report)])) return;
        for (let column = 0; column < counted; column++) row[column] = found[column] as number;
        if (report !== undefined) row.set(report, counted);
        use(row);
      }),
  };
}
