/** What a sweep is, as plain values that can be sent to another thread, and its rows. */

import type { Basis } from '../../cost/basis.ts';
import { resolved, type Settings } from '../../graph/point.ts';
import { type TotalName, totalNames } from '../../ops/total.ts';
import type { GhostChoice, Program } from '../../spec/program.ts';
import { toCondition } from '../../sweep/filter.ts';
import { type Axis, type Grid, toGrid } from '../../sweep/grid.ts';
import { type Join, toJoiner } from '../../sweep/join.ts';
import { type Rows, toSweep } from '../../sweep/sweep.ts';
import { openSpec } from '../options.ts';

export interface Plan {
  readonly spec: string;
  /** Which ordinary convolutions are replaced by ghost modules, if any. */
  readonly ghost?: GhostChoice;
  /** Parameters that have one value: words, and what follows the spec's name. */
  readonly settings: Settings;
  readonly axes: readonly Axis[];
  readonly totals: readonly TotalName[];
  readonly basis: Basis;
  readonly join?: Join;
  /** Conditions that have to hold together. */
  readonly where?: readonly string[];
}

/** A plan that has been read, with the names of what its rows hold. */
export interface Opened {
  readonly grid: Grid;
  /** The parameters, the totals, and what is reported. */
  readonly columns: readonly string[];
  /** The rows that meet the condition. */
  readonly rows: Rows;
}

/**
 * Opens a plan, with the program of its spec where that is there already.
 * @throws SpecError for what is wrong with the spec, the grid or the condition
 */
export function open({ spec, ghost, settings, axes, totals, basis, join, where }: Plan, known?: Program): Opened {
  const grid = toGrid(axes);
  const opened = known ?? openSpec(spec, ghost ? { ghost } : {}).program;
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
