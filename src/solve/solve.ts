/** The inverse of a count: which values of parameters give a cost. */

import type { Basis } from '../cost/basis.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import type { Program } from '../spec/program.ts';
import type { Goal } from './goal.ts';
import type { Interval } from './plateau.ts';
import { distanceAt, type Found, type Outcome, overInterval, overValues, samplesOf } from './search.ts';
import { Stairs } from './stairs.ts';

/** A parameter to find: one of some values, in ascending order, or any number between two. */
export type Unknown = { readonly name: string } & (
  | {
      readonly values: readonly number[];
      /** Why these: they are all the multiples of a number at which sizes come out whole, or only some of the values that it may take. */
      readonly chosen?: { readonly multiplesOf: string } | 'some';
    }
  | { readonly least: number; readonly most: number }
);

/** The best step for some values of the other parameters. */
export interface Solution extends Found {
  /** The parameters found, the one of the staircase among them. */
  readonly settings: Readonly<Record<string, number>>;
}

export interface Answer {
  /** The parameter that the steps are of. */
  readonly name: string;
  /** The best first; as good ones in the order of the parameters. */
  readonly solutions: readonly Solution[];
  /** Whether nothing in what was to be searched can be better. */
  readonly complete: boolean;
  /** How many combinations of the other parameters there are, and how many of them were searched to their end. */
  readonly combinations: number;
  readonly searched: number;
  /** Where something better may be that was not looked at, when there is but one combination. */
  readonly left: readonly Interval[];
  /** The work that was done, in calculations whose bounds were worked out, and the most that there may be. */
  readonly work: { readonly spent: number; readonly most: number };
  /** What the totals come to at the values that were tried, where the network is valid. */
  readonly reach: readonly { readonly least: number; readonly most: number }[];
  /** Why a value is not valid, when none is. */
  readonly invalid: SpecError | undefined;
}

export interface SolveOptions {
  readonly basis?: Basis;
  /** Hears what share of the combinations of the other parameters has been searched. */
  readonly onProgress?: (share: number) => void;
}

/** About two seconds. */
const mostWork = 6_000_000;
const mostCombinations = 10_000;

/**
 * Finds the parameters that come nearest to some goals. A real parameter is searched by halving its interval, leaving out what bounds show
 * to be no better than what is known; so the answer is the best there is wherever `complete` says so. The search ends when its work is done,
 * or used up: then the most promising combinations of the other parameters have been searched.
 * `totals` are given with every step: first those of the goals, in their order.
 * @throws SpecError for parameters that the program does not have, and more combinations of values than can be tried
 */
export function solve(
  program: Program,
  settings: Settings,
  goals: readonly Goal[],
  unknowns: readonly Unknown[],
  totals: readonly TotalName[],
  { basis, onProgress = () => {} }: SolveOptions = {},
): Answer {
  const named = (pick: (unknown: Unknown) => number) => Object.fromEntries(unknowns.map((unknown) => [unknown.name, pick(unknown)]));
  const base = toPoint(program, { ...settings, ...named((unknown) => ('values' in unknown ? (unknown.values[0] ?? Number.NaN) : unknown.least)) });
  const stairs = new Stairs(program, base, totals, mostWork, basis);
  const along = unknowns.find((unknown) => !('values' in unknown)) ?? (unknowns.at(-1) as Unknown);
  const others = unknowns.filter((unknown): unknown is Unknown & { values: readonly number[] } => unknown !== along && 'values' in unknown);
  const combinations = others.reduce((product, { values }) => product * values.length, 1);
  if (combinations > mostCombinations) throw new SpecError([problem('solve/too-many', { combinations, most: mostCombinations })]);

  const search = (): Outcome =>
    'values' in along ? overValues(stairs, along.values, goals) : overInterval(stairs, { from: along.least, to: along.most }, goals);
  const solutions: (Solution & { readonly index: number })[] = [];
  let left: readonly Interval[] = [];
  let searched = 0;
  for (const [count, index] of promising().entries()) {
    onProgress(count / combinations);
    const fixed = settingsAt(index, others);
    stairs.fix(fixed, along.name);
    const outcome = search();
    for (const one of outcome.found) {
      solutions.push({ ...one, index, settings: named(({ name }) => (name === along.name ? one.step.value : (fixed[name] as number))) });
    }
    if (outcome.left.length === 0) searched++;
    else left = outcome.left;
    if (stairs.isSpent()) break;
  }
  solutions.sort((one, other) => one.distance - other.distance || one.index - other.index || one.step.from - other.step.from);
  return {
    name: along.name,
    solutions: solutions.map(({ index: _, ...solution }) => solution),
    complete: searched === combinations,
    combinations,
    searched,
    left: combinations === 1 ? left : [],
    work: { spent: stairs.spent, most: mostWork },
    reach: totals.map((_, index) => stairs.reach[index] as { least: number; most: number }),
    invalid: stairs.invalid,
  };

  /** The combinations, those first that come nearest at a few values. */
  function promising(): readonly number[] {
    const all = Array.from({ length: combinations }, (_, index) => index);
    if (combinations === 1) return all;
    const samples = 'values' in along ? sample(along.values) : sample(samplesOf({ from: along.least, to: along.most }));
    const away = all.map((index) => {
      if (stairs.isSpent(0.5)) return Number.POSITIVE_INFINITY;
      stairs.fix(settingsAt(index, others), along.name);
      return Math.min(...samples.map((value) => distanceAt(stairs, value, goals)));
    });
    return all.toSorted((one, other) => (away[one] as number) - (away[other] as number) || one - other);
  }
}

/** A combination by its index; the last parameter varies fastest. */
function settingsAt(index: number, others: readonly (Unknown & { values: readonly number[] })[]): Record<string, number> {
  let rest = index;
  const fixed: Record<string, number> = {};
  for (const { name, values } of others.toReversed()) {
    fixed[name] = values[rest % values.length] as number;
    rest = Math.floor(rest / values.length);
  }
  return fixed;
}

/** At most 17 values, spread over all. */
const sample = (values: readonly number[]): readonly number[] =>
  values.length <= 17 ? values : Array.from({ length: 17 }, (_, index) => values[Math.round((index * (values.length - 1)) / 16)] as number);
