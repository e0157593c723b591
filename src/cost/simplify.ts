/** What a calculation comes to before its parameters have values: rules of arithmetic that hold for doubles, and bounds. */
import { makeDivisible, type Operator, type OperatorName, operators } from '../spec/operators.ts';
import type { Span, Tape, Value } from './tape.ts';

const anything: Span = { whole: false, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

export const spanOf = (value: Value | undefined): Span => {
  if (typeof value === 'object') return value;
  return value === undefined ? anything : { whole: Number.isInteger(value), least: value, most: value };
};

const rounding = new Set<OperatorName>(['floor', 'ceil', 'round']);
const comparisons = new Set<OperatorName>(['==', '!=', '<', '<=', '>', '>=']);

/** The value of an operation where no calculation is needed; undefined where one is. */
export function simplified(tape: Tape | undefined, operator: OperatorName, a: Value, b?: Value, c?: Value): Value | undefined {
  if (rounding.has(operator)) return spanOf(a).whole ? a : undefined;
  if (comparisons.has(operator)) return decided(operator, a, b);
  switch (operator) {
    case '?:':
      if (isTrue(a)) return b;
      return isFalse(a) ? c : b === c ? b : undefined;
    case '&&':
      if (isFalse(a) || isFalse(b)) return 0;
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
      if (a === b || spanOf(a).least >= spanOf(b).most) return a;
      return spanOf(b).least >= spanOf(a).most ? b : undefined;
    case 'min':
      if (a === b || spanOf(a).most <= spanOf(b).least) return a;
      return spanOf(b).most <= spanOf(a).least ? b : undefined;
    default:
      return undefined;
  }
}

/** (x + c) + d is x + (c + d) for whole numbers: layers that keep the size then share one. */
function shifted(tape: Tape | undefined, a: Value, by: number): Value | undefined {
  if (tape === undefined || typeof a === 'number' || !a.whole || !Number.isInteger(by)) return undefined;
  const [inner, constant] = a.args;
  if (typeof inner !== 'object' || typeof constant !== 'number' || (a.operator !== '+' && a.operator !== '-')) return undefined;
  const sum = (a.operator === '+' ? constant : -constant) + by;
  return sum < 0 ? tape.apply('-', inner, -sum) : tape.apply('+', inner, sum);
}

/** Multiples leave nothing over: x % x and (x * y) % x, and any whole number % 1. */
function remainder(a: Value, b: Value | undefined): Value | undefined {
  if (b === 1) return spanOf(a).whole ? 0 : undefined;
  if (typeof b !== 'object' || typeof a !== 'object' || b.least <= 0 || !a.whole || !b.whole) return undefined;
  if (a === b) return 0;
  return isBounded(a) && a.operator === '*' && a.args.includes(b) && a.args.every((arg) => spanOf(arg).whole) ? 0 : undefined;
}

function decided(operator: OperatorName, a: Value, b: Value | undefined): Value | undefined {
  const [one, other] = [spanOf(a), spanOf(b)];
  const bounds: readonly [OperatorName, boolean, boolean][] = [
    ['<', one.most < other.least, one.least >= other.most],
    ['<=', one.most <= other.least, one.least > other.most],
    ['>', one.least > other.most, one.most <= other.least],
    ['>=', one.least >= other.most, one.most < other.least],
    ['==', a === b && isBounded(a), one.most < other.least || one.least > other.most],
    ['!=', one.most < other.least || one.least > other.most, a === b && isBounded(a)],
  ];
  const [, always, never] = bounds.find(([name]) => name === operator) ?? ['==', false, false];
  return always ? 1 : never ? 0 : undefined;
}

/** What is known of an operation's result from what is known of its arguments. */
export function rangeOf(operator: OperatorName, a: Value, b?: Value, c?: Value): Span {
  const [x, y, z] = [spanOf(a), spanOf(b), spanOf(c)];
  const { whole: isWhole }: Operator = operators[operator];
  const whole = isWhole(...[x, y, z].slice(0, c === undefined ? (b === undefined ? 1 : 2) : 3).map((span) => span.whole));
  const between = (least: number, most: number): Span => ({ whole, least, most });
  if (comparisons.has(operator) || operator === '&&' || operator === '||' || operator === '!') return between(0, 1);
  // what has no bounds may be no number at all, and so may all that is made of it
  if (![a, b, c].every((arg) => arg === undefined || isBounded(arg))) return { ...anything, whole };
  switch (operator) {
    case '?:':
      return between(Math.min(y.least, z.least), Math.max(y.most, z.most));
    case '+':
      return between(x.least + y.least, x.most + y.most);
    case '-':
      return between(x.least - y.most, x.most - y.least);
    case '*':
      return x.least >= 0 && y.least >= 0 ? between(x.least * y.least, x.most * y.most) : { ...anything, whole };
    case '/':
      return x.least >= 0 && y.least > 0 ? between(x.least / y.most, x.most / y.least) : { ...anything, whole };
    case 'floor':
    case 'ceil':
    case 'round':
      return between(Math[operator](x.least), Math[operator](x.most));
    case 'min':
    case 'max':
      return between(Math[operator](x.least, y.least), Math[operator](x.most, y.most));
    case 'abs':
      return between(0, Math.max(Math.abs(x.least), Math.abs(x.most)));
    case 'make_divisible':
      if (!(x.least > 0 && y.least > 0)) return { ...anything, whole };
      // it never falls where the least value is a multiple of the divisor, as it is unless given
      if (typeof b === 'number' && typeof c === 'number' && c % b === 0) return between(makeDivisible(x.least, b, c), makeDivisible(x.most, b, c));
      return between(z.least, Math.max(x.most, z.most) + y.most);
    default:
      return { ...anything, whole };
  }
}

const isBounded = (value: Value | undefined) => Number.isFinite(spanOf(value).least) && Number.isFinite(spanOf(value).most);

const isTrue = (value: Value | undefined) => spanOf(value).least > 0 || spanOf(value).most < 0;

const isFalse = (value: Value | undefined) => spanOf(value).least === 0 && spanOf(value).most === 0;

/** A value as 0 or 1, where it is that already. */
const asTruth = (value: Value | undefined): Value | undefined => {
  const { whole, least, most } = spanOf(value);
  return whole && least >= 0 && most <= 1 ? value : undefined;
};
