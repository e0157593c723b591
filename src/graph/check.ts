/** Checks at a point: the first that does not hold becomes a problem with the values that it looked at. */
import { type Args, type Caller, type Code, type Problem, problem, SpecError } from '../diagnostic/index.ts';
import type { Values } from '../diagnostic/sentences/network.ts';
import { type Place, rangeOf } from '../spec/document.ts';
import { largest, type Operator, operators } from '../spec/operators.ts';
import type { Chain, Check } from './graph.ts';
import type { Value } from './value.ts';

export const chainRanges = (chain: Chain): readonly Caller[] => chain.map(({ name, place }) => ({ name, range: rangeOf(place) }));

/** Ends the expansion with what is wrong at every point. */
export function fail<C extends Code>(code: C, args: Args<C>, place: Place, chain: Chain): never {
  throw new SpecError([problem(code, args, { range: rangeOf(place), path: place.path, chain: chainRanges(chain) })]);
}

/** Reads values at a point. */
export type Read = (value: Value) => number;

/** What the first check says that does not hold; those after it may only follow from it. */
export function firstFailure(checks: readonly Check[], read: Read): Problem | undefined {
  const failed = checks.find(({ when, holds }) => read(when) !== 0 && !(read(holds) > 0));
  return failed === undefined ? undefined : toProblem(failed, read);
}

function toProblem({ code, path, place, chain, args, values, holds }: Check, read: Read): Problem {
  const shown = [...values()].map(([name, value]) => [name, Array.isArray(value) ? value.map(read).join(' x ') : read(value as Value)] as const);
  const slip = slipOf(holds, read);
  const at = { range: rangeOf(place), path: place.path, chain: chainRanges(chain) };
  const layer = path.join('/');
  if (slip?.isPast) {
    const key = String(args.key ?? shown.find(([, value]) => Number.isNaN(value))?.[0] ?? 'a value');
    return problem('check/exact', { layer, key, ...slip, values: {} }, at);
  }
  const listed: Values = Object.fromEntries(
    slip === undefined ? shown : [...shown.filter(([, value]) => !Number.isNaN(value)), [slip.calculation, slip.result]],
  );
  return problem(code, { layer, values: listed, ...args } as Args<Code> as never, at);
}

/** A calculation with numbers that gives NaN, or more than is exact. */
export interface Slip {
  /** As it would be written: `8 / 0`. */
  readonly calculation: string;
  readonly result: number | 'no number';
  /** Whether it has a result, but one past 2^53. */
  readonly isPast: boolean;
}

/** The calculation in which a NaN began; undefined for a value that is a number. */
export function slipOf(value: Value, read: Read): Slip | undefined {
  let node = value;
  while (typeof node === 'object' && node.operator !== null && Number.isNaN(read(node))) {
    const { operator, args } = node;
    const [first = 0, second = 0, third = 0] = args;
    const [a, b, c] = [first, second, third].map(read) as [number, number, number];
    const used = operator === '?:' && !Number.isNaN(a) ? [a ? second : third] : args;
    const before = used.find((arg) => Number.isNaN(read(arg)));
    if (before === undefined) {
      const { apply, infix }: Operator = operators[operator];
      const numbers = args.map(read);
      const result = apply(a, b, c);
      const isPast = Number.isFinite(result) ? Math.abs(result) > largest : !Number.isNaN(result) && !numbers.includes(0);
      const calculation = infix === undefined ? `${operator}(${numbers.join(', ')})` : numbers.join(` ${operator} `);
      return { calculation, result: Number.isNaN(result) ? 'no number' : result, isPast };
    }
    node = before;
  }
  return undefined;
}
