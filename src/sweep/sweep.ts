/** Totals of a program over a grid of points, in the order of the grid. */

import type { Basis } from '../cost/basis.ts';
import { Runner } from '../cost/runner.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import type { Program } from '../spec/program.ts';
import { type Grid, writePoint } from './grid.ts';

export type Part = readonly [from: number, to: number];

/** Calls `use` with one row of a part after another; the array is written over for the next. */
export type Rows = (part: Part, use: (row: Float64Array) => void) => void;

/**
 * A program over the points of a grid, with some parameters set; over those that `admit` takes, if given.
 * @returns what runs it over a part of the grid and gives rows of the point's parameters and its totals, in the order asked for.
 * It throws a SpecError for the first admitted point that is not valid
 * @throws SpecError for axes that are not number parameters
 */
export function toSweep(
  program: Program,
  settings: Settings,
  grid: Grid,
  totals: readonly TotalName[],
  admit = (_row: Float64Array) => true,
  basis?: Basis,
): Rows {
  const { names } = grid;
  const row = new Float64Array(names.length + totals.length);
  writePoint(grid, 0, row);
  const first = Object.fromEntries(names.map((name, column) => [name, row[column] as number]));
  // one for all parts, since code is generated and gets quick only once
  const runner = new Runner(program, toPoint(program, { ...settings, ...first }), totals, basis);
  const indexes = names.map((name) => runner.names.indexOf(name));
  return ([from, to], use) => {
    for (let index = from; index < to; index++) {
      writePoint(grid, index, row);
      if (!admit(row)) continue;
      for (let column = 0; column < indexes.length; column++) runner.parameters[indexes[column] as number] = row[column] as number;
      if (!runner.run()) {
        const at = names.map((name, column) => `${name}=${row[column]}`).join(' ');
        throw new SpecError([problem('sweep/point', { at }), ...runner.reasons()]);
      }
      for (let total = 0; total < totals.length; total++) row[names.length + total] = runner.totals[total] as number;
      use(row);
    }
  };
}
