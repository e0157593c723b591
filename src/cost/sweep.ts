/** Totals of a program over a grid of points, in the order of the grid. */
import { problem, SpecError } from '../diagnostic.ts';
import type { Program } from '../spec/program.ts';
import type { TotalName } from './generate.ts';
import { type Grid, writePoint } from './grid.ts';
import { type Settings, toPoint } from './point.ts';
import { Runner } from './runner.ts';

export interface SweepOptions {
  /** Values of the parameters that are no axes. */
  readonly params?: Settings;
  readonly totals: readonly TotalName[];
  /** The points, by their number in the grid: from the first up to, but not with, the second; all of them when absent. */
  readonly part?: readonly [from: number, to: number];
}

/** A point and its totals, in the order that was asked for; both arrays are written over for the next point. */
export interface SweepRow {
  readonly index: number;
  readonly point: Float64Array;
  readonly totals: Float64Array;
}

/**
 * Runs a program at the points of a grid.
 * @throws SpecError for axes that are no number parameters, and for the first point that is not valid
 */
export function* sweep(program: Program, grid: Grid, { params = {}, totals: names, part: [from, to] = [0, grid.size] }: SweepOptions): Generator<SweepRow> {
  const base = toPoint(program, { ...params, ...Object.fromEntries(grid.axes.map(({ name, values: [first = 0] }) => [name, first])) });
  const runner = new Runner(program, base, names);
  const places = grid.axes.map(({ name }) => runner.names.indexOf(name));
  const point = new Float64Array(grid.axes.length);
  const row = { index: from, point, totals: runner.totals };
  for (let index = from; index < to; index++) {
    writePoint(grid, index, point);
    for (let axis = 0; axis < places.length; axis++) runner.parameters[places[axis] as number] = point[axis] as number;
    if (!runner.run()) {
      const at = grid.axes.map(({ name }, axis) => `${name}=${point[axis]}`).join(' ');
      throw new SpecError([problem('sweep/point', { at }), ...runner.reasons()]);
    }
    row.index = index;
    yield row;
  }
}
