/** Where a parameter is searched when no range is given. */

import type { Basis } from '../cost/basis.ts';
import { Runner } from '../cost/runner.ts';
import { outcome, problem, SpecError } from '../diagnostic/index.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import type { Program } from '../spec/program.ts';
import { distance, exactBounds, type Goal } from './goal.ts';
import { multiples, shares, stepOf, written } from './lattice.ts';
import type { Unknown } from './solve.ts';

const furthest = 64;
const mostValues = 4096;
const mostGiven = 1_000_000;
/** A range is made longer while the layers and calculations of the networks in it are no more than these. */
const mostMade = 10_000;

/** The ends between which a parameter is to be searched. */
export type Ends = readonly [from: number, to: number];

/**
 * A parameter is real when the network is valid at odd shares of its usual value. Else it takes the values at which its sizes come out whole:
 * whole numbers mostly, or multiples of a fraction; where that cannot be told, some decimals and whole numbers are tried. It is searched between
 * `ends`, or from a twentieth of its usual value, or from 1, to four times that; `alone`, up to 64 times, while that comes nearer to the goals.
 * @throws SpecError for a parameter that is not a number, and for a range with too many values
 */
export function toUnknown(program: Program, settings: Settings, name: string, goals: readonly Goal[], alone: boolean, ends?: Ends, basis?: Basis): Unknown {
  const kind = typeof program.params.get(name);
  if (kind === 'string' || kind === 'object')
    throw new SpecError([problem('value/type', { key: name, got: kind === 'string' ? 'a word' : 'a list', expected: 'a parameter that is a number' })]);
  const set = toPoint(program, { ...settings, [name]: settings[name] ?? Number(program.params.get(name)) });
  const isWithin = (value: number) => ends === undefined || (ends[0] <= value && value <= ends[1]);
  const usual = ends === undefined || isWithin(Number(set.get(name)) || Number.NaN) ? Number(set.get(name)) : (ends[0] + ends[1]) / 2;
  const given = toPoint(program, { ...settings, [name]: usual });
  const totals = goals.map(({ total }) => total);
  const runner = new Runner(program, given, totals, basis);
  const index = runner.names.indexOf(name);
  const at = (value: number) => {
    runner.parameters[index] = value;
    return outcome(() => runner.run()) === true ? [...runner.totals] : undefined;
  };
  const real = usual > 0 && shares.some((share) => at(usual * share) !== undefined);
  const step = real ? undefined : usual > 0 ? stepOf(program, given, name) : { count: 1, of: 1 };
  const isWhole = step === undefined ? usual > 16 : step.count === 1 && step.of === 1;
  const isFine = real || (!isWhole && usual > 0);
  const least = isFine ? usual / 20 : Math.min(1, usual);
  let most = isFine ? usual * 4 : Math.max(usual * 4, 8);
  const first = at(real ? least : usual);
  const away = (found: readonly number[] | undefined) => (found === undefined ? Number.POSITIVE_INFINITY : distance(goals, exactBounds(found)));
  const passes = (one: readonly number[], other: readonly number[]) =>
    distance(
      goals,
      one.map((total, index) => ({ whole: true, least: Math.min(total, other[index] ?? total), most: Math.max(total, other[index] ?? total) })),
    ) === 0;
  for (let last = at(most), near = away(first); ends === undefined && alone && most < usual * furthest && runner.made < mostMade; ) {
    if (first === undefined || last === undefined || passes(first, last) || !(away(last) < near)) break;
    if (!real && (most - least) * 2 > mostValues) break;
    near = away(last);
    most *= 2;
    last = at(most);
  }
  const [from, to] = ends ?? [least, most];
  if (real) return { name, least: from, most: to };
  const apart = step === undefined ? 1 : step.count / step.of;
  if ((to - from) / apart > mostGiven)
    throw new SpecError([problem('sweep/range', { name, text: `${from}:${to}`, reason: `it has more than ${mostGiven} values` })]);
  if (step !== undefined) {
    const values = multiples(step, from, to);
    if (values.length <= mostValues || isWhole) return { name, values, ...(!isWhole && { chosen: { multiplesOf: written(step) } }) };
  }
  const tried = [
    { count: 1, of: 1 },
    { count: 1, of: 16 },
    { count: 1, of: 20 },
  ].flatMap((one) => (isWhole && one.of > 1 ? [] : multiples(one, from, to)));
  return { name, values: [...new Set(tried)].sort((one, other) => one - other), chosen: 'some' };
}
