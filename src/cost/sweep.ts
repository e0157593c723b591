/** Totals of a program over a grid of points, in the order of the grid. */
import { problem, SpecError } from '../diagnostic.ts';
import type { Program } from '../spec/program.ts';
import type { TotalName } from './generate.ts';
import { type Grid, writePoint } from './grid.ts';
import { type Settings, toPoint } from './point.ts';
import { Runner } from './runner.ts';

export type Part = readonly [from: number, to: number];

/**
 * Runs a program, with some parameters set, at the points of a grid, or at those of a part of it: from a first one up to, but not with, another.
 * @returns rows of the point's parameters and its totals, in the order asked for; the array is written over for the next point
 * @throws SpecError for axes that are no number parameters, and for the first point that is not valid
 */
export function* sweep(
  program: Program,
  settings: Settings,
  grid: Grid,
  totals: readonly TotalName[],
  [from, to]: Part = [0, grid.size],
): Generator<Float64Array> {
  const { names } = grid;
  const row = new Float64Array(names.length + totals.length);
  if (from < to) writePoint(grid, from, row);
  const runner = new Runner(
    program,
    toPoint(program, { ...settings, ...Object.fromEntries(names.map((name, column) => [name, row[column] as number])) }),
    totals,
  );
  const places = names.map((name) => runner.names.indexOf(name));
  for (let index = from; index < to; index++) {
    writePoint(grid, index, row);
    for (let column = 0; column < places.length; column++) runner.parameters[places[column] as number] = row[column] as number;
    if (!runner.run()) {
      const at = names.map((name, column) => `${name}=${row[column]}`).join(' ');
      throw new SpecError([problem('sweep/point', { at }), ...runner.reasons()]);
    }
    for (let total = 0; total < totals.length; total++) row[names.length + total] = runner.totals[total] as number;
    yield row;
  }
}
