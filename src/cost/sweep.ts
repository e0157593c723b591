/** Totals of a program over a grid of points: the generated code of one graph after another, in the order of the grid. */
import { type Problem, problem, SpecError } from '../diagnostic.ts';
import type { Program } from '../spec/program.ts';
import { expand } from './expand.ts';
import { generate, outcomes, type TotalName, type TotalsRun } from './generate.ts';
import { type Grid, writePoint } from './grid.ts';
import { toNetwork } from './network.ts';
import { type Point, type Settings, toPoint } from './point.ts';

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

const mostRuns = 64;

/**
 * Runs a program at the points of a grid.
 * @throws SpecError for axes that are no number parameters, and for the first point that is not valid
 */
export function* sweep(program: Program, grid: Grid, { params = {}, totals: names, part: [from, to] = [0, grid.size] }: SweepOptions): Generator<SweepRow> {
  const base = toPoint(program, { ...params, ...Object.fromEntries(grid.axes.map(({ name, values: [first = 0] }) => [name, first])) });
  const words = grid.axes.filter(({ name }) => typeof program.params.get(name) === 'string');
  if (words.length > 0) throw new SpecError(words.map(({ name }) => problem('sweep/word', { name })));

  const numbers = [...base].filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const parameters = Float64Array.from(numbers, ([, value]) => value);
  const places = grid.axes.map(({ name }) => numbers.findIndex(([parameter]) => parameter === name));
  const parameterNames = numbers.map(([name]) => name);
  const pointNow = (): Point => new Map([...base, ...parameterNames.map((name, index) => [name, parameters[index] as number] as const)]);

  // the code that ran last comes first: neighbours in a grid mostly have one structure
  const runs: TotalsRun[] = [];
  const point = new Float64Array(grid.axes.length);
  const totals = new Float64Array(names.length);
  const row = { index: from, point, totals };
  for (let index = from; index < to; index++) {
    writePoint(grid, index, point);
    for (let axis = 0; axis < places.length; axis++) parameters[places[axis] as number] = point[axis] as number;
    let outcome = runs[0]?.(totals, parameters) ?? outcomes.otherStructure;
    for (let next = 1; outcome === outcomes.otherStructure && next < runs.length; next++) {
      outcome = (runs[next] as TotalsRun)(totals, parameters);
      if (outcome !== outcomes.otherStructure) runs.unshift(...runs.splice(next, 1));
    }
    if (outcome === outcomes.otherStructure) {
      const run = generate(expand(program, pointNow(), true), names, parameterNames);
      runs.unshift(run);
      runs.length = Math.min(runs.length, mostRuns);
      outcome = run(totals, parameters);
    }
    if (outcome !== outcomes.fine) {
      throw new SpecError([
        problem('sweep/point', { at: grid.axes.map(({ name }, axis) => `${name}=${point[axis]}`).join(' ') }),
        ...reasons(program, pointNow()),
      ]);
    }
    row.index = index;
    yield row;
  }
}

/** What the recording run says is wrong at a point that the generated code refuses. */
function reasons(program: Program, point: Point): readonly Problem[] {
  try {
    toNetwork(program, point);
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
  throw new Error('a point is refused without a reason');
}
