/** A question as it is asked: goals, and the parameters to find, some with values or ends to search between. */
import type { Basis } from '../cost/basis.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import type { Program } from '../spec/program.ts';
import type { Goal } from './goal.ts';
import { type Answer, type SolveOptions, solve, type Unknown } from './solve.ts';
import { type Ends, toUnknown } from './unknown.ts';

/** A parameter to find: at these values, between these ends, or where the network is sound. */
export interface Sought {
  readonly name: string;
  readonly values?: readonly number[];
  readonly ends?: Ends;
}

export interface Asked {
  readonly goals: readonly Goal[];
  readonly unknowns: readonly Unknown[];
  /** What every step's totals are: those of the goals, then params and macs. */
  readonly totals: readonly TotalName[];
  readonly answer: Answer;
}

const shown: readonly TotalName[] = ['params', 'macs'];

/**
 * Finds the parameters that come nearest to the goals.
 * @throws SpecError for what is wrong with the question, for a total that the network does not have, and where it is sound nowhere
 */
export function ask(program: Program, params: Settings, goals: readonly Goal[], over: readonly Sought[], options: SolveOptions = {}): Asked {
  if (goals.length === 0) throw new SpecError([problem('solve/no-goal')]);
  const again = goals.find(({ total, how }, index) => goals.findIndex((other) => other.total === total && other.how === how) < index);
  if (again !== undefined)
    throw new SpecError([problem('usage/twice', { name: `${again.how === 'nearest' ? 'the target' : `the limit (${again.how})`} of ${again.total}` })]);
  const twice = over.find(({ name }, index) => over.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw new SpecError([problem('name/duplicate', { name: twice.name, what: 'the parameter' })]);
  const unknowns = over.map((sought) => unknownOf(program, params, sought, goals, over.length === 1, options.basis));
  const real = unknowns.filter((unknown) => !('values' in unknown)).map(({ name }) => name);
  if (real.length > 1) throw new SpecError([problem('solve/two-real', { names: real })]);
  const totals = [...goals.map(({ total }) => total), ...shown.filter((name) => goals.every(({ total }) => total !== name))];
  const answer = solve(program, params, goals, unknowns, totals, options);
  const absent = goals.find((_, index) => Number.isNaN(answer.reach[index]?.least));
  if (absent !== undefined) throw new SpecError([problem('check/no-total', { name: absent.total, network: program.name })]);
  if (answer.solutions.length === 0 && !Number.isFinite(answer.reach[0]?.least) && answer.invalid !== undefined) throw answer.invalid;
  return { goals, unknowns, totals, answer };
}

/** Between two ends, all is searched where the parameter takes any number, else all values that the parameter takes. */
function unknownOf(program: Program, params: Settings, { name, values, ends }: Sought, goals: readonly Goal[], alone: boolean, basis?: Basis): Unknown {
  if (values !== undefined) {
    toPoint(program, { ...params, [name]: values[0] ?? 0 });
    return { name, values: [...new Set(values)].sort((one, other) => one - other) };
  }
  if (ends === undefined) return toUnknown(program, params, name, goals, alone, undefined, basis);
  const wrong = (reason: string) => new SpecError([problem('sweep/range', { name, text: ends.join(':'), reason })]);
  if (!(ends[0] < ends[1])) throw wrong('it is searched between two numbers, the smaller first');
  for (const end of ends) toPoint(program, { ...params, [name]: end });
  const unknown = toUnknown(program, params, name, goals, alone, ends, basis);
  if (!('values' in unknown) && !(ends[0] > 0)) throw wrong('it is searched between two numbers above 0, the smaller first');
  if ('values' in unknown && unknown.values.length === 0) {
    const { chosen } = unknown;
    throw wrong(`no ${typeof chosen === 'object' ? `multiple of ${chosen.multiplesOf}` : 'whole number'} lies in it; other values want a step`);
  }
  return unknown;
}
