/** What a calculation comes to before its parameters have values: rules of arithmetic that hold for doubles, and bounds. */
import { largest, makeDivisible, type Operator, type OperatorName, operators, roundHalfEven } from '../spec/operators.ts';
import type { Bounds, Calculator, Value } from './value.ts';

const anything: Bounds = { whole: false, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

export const boundsOf = (value: Value | undefined): Bounds => {
  if (typeof value === 'object') return value;
  return value === undefined ? anything : { whole: Number.isInteger(value), least: value, most: value };
};

const rounding = new Set<OperatorName>(['floor', 'ceil', 'round', 'round_half_even']);
const comparisons = new Set<OperatorName>(['==', '!=', '<', '<=', '>', '>=']);

/** The value of an operation where no calculation is needed; undefined where one is. */
export function simplified(tape: Calculator | undefined, operator: OperatorName, a: Value, b?: Value, c?: Value): Value | undefined {
  if (rounding.has(operator)) return boundsOf(a).whole ? a : undefined;
  if (comparisons.has(operator)) return decided(operator, a, b);
  switch (operator) {
    case '?:':
      if (isTrue(a)) return b;
      return isFalse(a) ? c : b === c && isBounded(a) ? b : undefined;
    case '&&':
      if (isFalse(a) || isFalse(b)) return 0;
      if (isTrue(a) && isTrue(b)) return 1;
      if (isTrue(a)) return asTruth(b);
      return isTrue(b) ? asTruth(a) : a === b ? asTruth(a) : undefined;
    case '||':
      if (isTrue(a) || isTrue(b)) return 1;
      if (isFalse(a)) return asTruth(b);
      return isFalse(b) ? asTruth(a) : a === b ? asTruth(a) : undefined;
    case '!':
      return isTrue(a) ? 0 : isFalse(a) ? 1 : undefined;
    case '*':
      if (a === 1) return b;
      if ((a === 0 && isBounded(b)) || (b === 0 && isBounded(a))) return 0;
      return b === 1 ? a : undefined;
    case '/':
      return b === 1 ? a : undefined;
    case '+':
      if (a === 0) return b;
      return b === 0 ? a : typeof b === 'number' ? shifted(tape, a, b) : undefined;
    case '-':
      if (b === 0) return a;
      if (a === b && isBounded(a)) return 0;
      return typeof b === 'number' ? shifted(tape, a, -b) : undefined;
    case '%':
      return remainder(a, b);
    case 'max':
      if (a === b || boundsOf(a).least >= boundsOf(b).most) return a;
      return boundsOf(b).least >= boundsOf(a).most ? b : undefined;
    case 'min':
      if (a === b || boundsOf(a).most <= boundsOf(b).least) return a;
      return boundsOf(b).most <= boundsOf(a).least ? b : undefined;
    default:
      return undefined;
  }
}

/** (x + c) + d is x + (c + d) for whole numbers, where x + c is exact: layers that keep the size then share one. */
function shifted(tape: Calculator | undefined, a: Value, by: number): Value | undefined {
  if (tape === undefined || typeof a === 'number' || !a.whole || !isBounded(a) || !Number.isInteger(by)) return undefined;
  const [inner, constant] = a.args;
  if (typeof inner !== 'object' || typeof constant !== 'number' || (a.operator !== '+' && a.operator !== '-')) return undefined;
  const sum = (a.operator === '+' ? constant : -constant) + by;
  if (!Number.isSafeInteger(sum)) return undefined;
  return sum < 0 ? tape.apply('-', inner, -sum) : tape.apply('+', inner, sum);
}

/** Multiples leave nothing over: x % x and (x * y) % x, and any whole number % 1. */
function remainder(a: Value, b: Value | undefined): Value | undefined {
  if (b === 1) return boundsOf(a).whole && isBounded(a) ? 0 : undefined;
  if (typeof b !== 'object' || typeof a !== 'object' || !(b.least > 0) || !a.whole || !b.whole) return undefined;
  if (a === b) return 0;
  return isBounded(a) && a.operator === '*' && a.args.includes(b) && a.args.every((arg) => boundsOf(arg).whole) ? 0 : undefined;
}

function decided(operator: OperatorName, a: Value, b: Value | undefined): Value | undefined {
  const [one, other] = [boundsOf(a), boundsOf(b)];
  const less = one.most < other.least;
  const more = one.least > other.most;
  const same = a === b && isBounded(a);
  const outcome = (always: boolean, never: boolean) => (always ? 1 : never ? 0 : undefined);
  switch (operator) {
    case '<':
      return outcome(less, one.least >= other.most);
    case '<=':
      return outcome(one.most <= other.least, more);
    case '>':
      return outcome(more, one.most <= other.least);
    case '>=':
      return outcome(one.least >= other.most, less);
    case '==':
      return outcome(same, less || more);
    default:
      return outcome(less || more, same);
  }
}

/**
 * What is known of an operation's result from what is known of its arguments. What may pass 2^53 has no bounds, which says that it may be no
 * number at all, and so may all that is made of it; what is past it for certain has NaN for them. `at` is what an argument of an argument comes to.
 */
export function resultBounds(operator: OperatorName, a: Value, b?: Value, c?: Value, at = (value: Value): Value => value): Bounds {
  const [x, y, z] = [boundsOf(a), boundsOf(b), boundsOf(c)];
  const { whole: isWhole }: Operator = operators[operator];
  const whole = isWhole(x.whole, b === undefined || y.whole, c === undefined || z.whole);
  const known = isBounded(x) && (b === undefined || isBounded(y)) && (c === undefined || isBounded(z));
  const ends = known ? (multiple(operator, a, b, at) ?? bounds[operator](x, y, z)) : undefined;
  if (ends === undefined) return { whole, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (least > largest || most < -largest) return { whole, least: Number.NaN, most: Number.NaN };
  const isExact = least >= -largest && most <= largest;
  return { whole, least: isExact ? least : Number.NEGATIVE_INFINITY, most: isExact ? most : Number.POSITIVE_INFINITY };
}

/** Numbers that a result lies between; undefined where there may be none. */
type Ends = readonly number[] | undefined;

const truth: Ends = [0, 1];

/** What never falls, or never rises, while one argument grows is bounded by what it comes to at the ends. */
const corners = (apply: (a: number, b: number) => number, { least, most }: Bounds, y: Bounds): Ends =>
  y.least === y.most ? [apply(least, y.least), apply(most, y.least)] : [apply(least, y.least), apply(least, y.most), apply(most, y.least), apply(most, y.most)];

/** Functions of which doubles need not be quite as steady. */
const widened = (ends: Ends): Ends => ends?.flatMap((end) => [end - Math.abs(end) * 1e-15, end + Math.abs(end) * 1e-15]);

const has = ({ least, most }: Bounds, value: number) => least <= value && value <= most;

const bounds: Readonly<Record<OperatorName, (x: Bounds, y: Bounds, z: Bounds) => Ends>> = {
  '?:': (_, y, z) => [y.least, y.most, z.least, z.most],
  '||': () => truth,
  '&&': () => truth,
  '!': () => truth,
  '==': () => truth,
  '!=': () => truth,
  '<': () => truth,
  '<=': () => truth,
  '>': () => truth,
  '>=': () => truth,
  '+': (x, y) => [x.least + y.least, x.most + y.most],
  '-': (x, y) => [x.least - y.most, x.most - y.least],
  '*': (x, y) => corners((a, b) => a * b, x, y),
  '/': (x, y) => (has(y, 0) ? undefined : corners((a, b) => a / b, x, y)),
  '//': (x, y) => (has(y, 0) ? undefined : corners((a, b) => Math.floor(a / b), x, y)),
  '%': (x, y) => {
    if (has(y, 0)) return undefined;
    const divisor = Math.max(Math.abs(y.least), Math.abs(y.most));
    const [first, last] = [x.least % divisor, x.most % divisor];
    // between two multiples it grows as its argument does
    if (y.least === y.most && (x.least >= 0 || x.most <= 0) && x.most - x.least < divisor && first <= last) return [first, last];
    return [Math.max(-divisor, Math.min(x.least, 0)), Math.min(divisor, Math.max(x.most, 0))];
  },
  '**': (x, y) => {
    const ends = corners((a, b) => a ** b, x, y);
    if (x.least > 0) return widened(ends);
    // a whole power of what may be negative
    if (y.least !== y.most || !y.whole || y.least < 0) return undefined;
    return widened([...(ends ?? []), ...(has(x, 0) ? [0 ** y.least] : [])]);
  },
  ceil: (x) => [Math.ceil(x.least), Math.ceil(x.most)],
  floor: (x) => [Math.floor(x.least), Math.floor(x.most)],
  round: (x) => [Math.round(x.least), Math.round(x.most)],
  round_half_even: (x) => [roundHalfEven(x.least), roundHalfEven(x.most)],
  min: (x, y) => [Math.min(x.least, y.least), Math.min(x.most, y.most)],
  max: (x, y) => [Math.max(x.least, y.least), Math.max(x.most, y.most)],
  abs: (x) => [...(has(x, 0) ? [0] : []), Math.abs(x.least), Math.abs(x.most)],
  sqrt: (x) => (x.least >= 0 ? [Math.sqrt(x.least), Math.sqrt(x.most)] : undefined),
  log2: (x) => (x.least > 0 ? widened([Math.log2(x.least), Math.log2(x.most)]) : undefined),
  log: (x) => (x.least > 0 ? widened([Math.log(x.least), Math.log(x.most)]) : undefined),
  exp: (x) => widened([Math.exp(x.least), Math.exp(x.most)]),
  make_divisible: (x, y, z) => {
    if (!(x.least > 0 && y.least > 0)) return undefined;
    // it never falls where the least value is a multiple of the divisor, as it is unless given
    const isSteady = y.least === y.most && z.least === z.most && z.least % y.least === 0;
    if (isSteady) return [makeDivisible(x.least, y.least, z.least), makeDivisible(x.most, y.least, z.least)];
    return [z.least, Math.max(x.most, z.most) + y.most];
  },
};

/** v - v % d is the next multiple of d below, which never falls while v grows: as a difference of two bounds it would never be one number. */
function multiple(operator: OperatorName, a: Value, b: Value | undefined, at: (value: Value) => Value): Ends {
  if (operator !== '-' || typeof a !== 'object' || typeof b !== 'object' || b.operator !== '%') return undefined;
  const [value, divisor] = b.args as [Value, Value];
  const { least, most } = boundsOf(at(divisor));
  if (typeof value !== 'object' || value.index !== a.index || a.least < 0 || least !== most || least === 0) return undefined;
  return [a.least - (a.least % least), a.most - (a.most % least)];
}

/** Whether a value is a number at every point, and an exact one where it is whole. */
export const isBounded = (value: Value | Bounds | undefined): boolean => {
  const { least, most } = typeof value === 'object' ? value : boundsOf(value);
  return Number.isFinite(least) && Number.isFinite(most);
};

const isTrue = (value: Value | undefined) => boundsOf(value).least > 0 || boundsOf(value).most < 0;

const isFalse = (value: Value | undefined) => boundsOf(value).least === 0 && boundsOf(value).most === 0;

/** A value as 0 or 1, where it is that already. */
const asTruth = (value: Value | undefined): Value | undefined => {
  const { whole, least, most } = boundsOf(value);
  return whole && least >= 0 && most <= 1 ? value : undefined;
};
