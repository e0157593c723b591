/** Parameters that leave sizes whole only at some values: which, by the sizes themselves. */
import { outcome, SpecError } from '../diagnostic/index.ts';
import { expand } from '../graph/expand.ts';
import { numbersOf, type Point } from '../graph/point.ts';
import type { Value } from '../graph/value.ts';
import type { Program } from '../spec/program.ts';

/** A fraction in lowest terms. */
export interface Fraction {
  readonly count: number;
  readonly of: number;
}

/** Shares of the usual value at which no size is whole by chance. */
export const shares = [0.9137, 1.0871, 1.3819] as const;
const largestDivisor = 1024;
const tolerance = 1e-9;

/**
 * The number of which a parameter has to be a multiple, for all sizes that grow in proportion to it to be whole: 1/16 where there are 16 * width
 * maps. There may be more that has to hold.
 * @returns undefined where no size tells, or the network cannot be made at other values
 */
export function stepOf(program: Program, point: Point, name: string): Fraction | undefined {
  const usual = Number(point.get(name));
  const trials = shares.map((share) => usual * share);
  const graph = outcome(() => expand(program, new Map(point).set(name, trials[0] as number), true));
  if (graph instanceof SpecError) return undefined;
  const readers = trials.map((trial) => graph.tape.reader(numbersOf(new Map(point).set(name, trial))));
  const at = (value: Value) => readers.map((read) => read(value)) as [number, number, number];
  let step: Fraction | undefined;
  for (const { code, when, args, values } of graph.checks) {
    const size = code === 'check/whole' ? values().get(String(args.key)) : undefined;
    if (size === undefined || Array.isArray(size) || at(when).some((applies) => applies === 0)) continue;
    const slope = slopeOf(trials as [number, number, number], at(size as Value));
    if (slope === undefined) continue;
    const { count, of } = slope;
    step = step === undefined ? { count: of, of: count } : shared(step, { count: of, of: count });
  }
  return step;
}

/** How much a size grows with a parameter where it is a multiple of it, but for a whole number. */
function slopeOf([p, q, r]: readonly [number, number, number], [a, b, c]: readonly [number, number, number]): Fraction | undefined {
  const slope = (b - a) / (q - p);
  const isStraight = Math.abs(c - b - slope * (r - q)) <= tolerance * Math.abs(c);
  const rest = a - slope * p;
  if (!(slope > 0) || !isStraight || Math.abs(rest - Math.round(rest)) > tolerance * Math.abs(a)) return undefined;
  for (let of = 1; of <= largestDivisor; of++) {
    const count = Math.round(slope * of);
    if (count > 0 && Math.abs(slope * of - count) <= tolerance * count) return { count, of };
  }
  return undefined;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The least number that is a multiple of both. */
const shared = (one: Fraction, other: Fraction): Fraction => ({
  count: (one.count / divisor(one.count, other.count)) * other.count,
  of: divisor(one.of, other.of),
});

/** The multiples of a fraction from one number to another. */
export function multiples({ count, of }: Fraction, from: number, to: number): readonly number[] {
  const first = Math.ceil((from * of) / count - tolerance);
  const length = Math.floor((to * of) / count + tolerance) - first + 1;
  return Array.from({ length: Math.max(0, length) }, (_, index) => ((first + index) * count) / of).filter((value) => value >= from && value <= to);
}

export const written = ({ count, of }: Fraction): string => (of === 1 ? String(count) : `${count}/${of}`);
