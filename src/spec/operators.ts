/**
 * The operators and functions of the expression language: what each does to numbers, and the code it becomes in a compiled sweep.
 * `whole` says when the result is a whole number, given which arguments are.
 */
export interface Operator {
  /** How it is written: infix symbols bind by `precedence`, the others are called by name. */
  readonly infix?: number;
  readonly arity: readonly [least: number, most: number];
  readonly doc: string;
  /** NaN in gives NaN out, of comparisons too. */
  apply(a: number, b: number, c: number): number;
  /** For arguments that are numbers. */
  code(a: string, b: string, c: string): string;
  whole(...args: boolean[]): boolean;
}

const all = (...args: boolean[]) => args.every(Boolean);
const always = () => true;
const never = () => false;

const infix = (symbol: string, precedence: number, doc: string, apply: (a: number, b: number) => number, whole: Operator['whole']): Operator => ({
  infix: precedence,
  arity: [2, 2],
  doc,
  apply,
  code: (a, b) => `(${a} ${symbol} ${b})`,
  whole,
});

const comparison = (symbol: string, precedence: number, doc: string, apply: (a: number, b: number) => boolean): Operator => ({
  ...infix(symbol, precedence, doc, (a, b) => (Number.isNaN(a + b) ? Number.NaN : +apply(a, b)), always),
  code: (a, b) => `(${a} ${symbol} ${b} ? 1 : 0)`,
});

/** `||` and `&&`: `decides` is the truth of one side that settles it, whatever the other is. */
const logic = (symbol: string, precedence: number, doc: string, decides: boolean): Operator => ({
  ...comparison(symbol, precedence, doc, () => decides),
  apply: (a, b) => {
    if (isTruth(a, decides) || isTruth(b, decides)) return +decides;
    return Number.isNaN(a + b) ? Number.NaN : +!decides;
  },
});

const isTruth = (value: number, truth: boolean) => !Number.isNaN(value) && Boolean(value) === truth;

const call = (name: string, doc: string, apply: Operator['apply'], whole: Operator['whole'], arity: Operator['arity'] = [1, 1]): Operator => ({
  arity,
  doc,
  apply,
  code: (a, b) => (arity[1] === 1 ? `Math.${name}(${a})` : `Math.${name}(${a}, ${b})`),
  whole,
});

/**
 * The nearest multiple of `divisor` (halves go up), at least `least`, and one step up where that loses more than 10 % of `value`;
 * NaN of what is not positive, since a width of 0 or less is a slip.
 * @see MobileNet, https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet/mobilenet.py
 */
export function makeDivisible(value: number, divisor: number, least: number): number {
  if (!(value > 0)) return Number.NaN;
  const rounded = Math.max(least, Math.floor((value + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * value ? rounded + divisor : rounded;
}

/** The nearest whole number, halves to the even one: `round` of Python and NumPy. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

export const operators = {
  '?:': {
    infix: 1,
    arity: [3, 3],
    doc: 'c ? a : b',
    apply: (c, a, b) => (Number.isNaN(c) ? Number.NaN : c ? a : b),
    code: (c, a, b) => `(${c} ? ${a} : ${b})`,
    whole: (_, a, b) => a && b,
  },
  '||': logic('||', 2, 'or', true),
  '&&': logic('&&', 3, 'and', false),
  '==': { ...comparison('==', 4, 'equal', (a, b) => a === b), code: (a, b) => `(${a} === ${b} ? 1 : 0)` },
  '!=': { ...comparison('!=', 4, 'not equal', (a, b) => a !== b), code: (a, b) => `(${a} !== ${b} ? 1 : 0)` },
  '<': comparison('<', 5, 'less', (a, b) => a < b),
  '<=': comparison('<=', 5, 'less or equal', (a, b) => a <= b),
  '>': comparison('>', 5, 'greater', (a, b) => a > b),
  '>=': comparison('>=', 5, 'greater or equal', (a, b) => a >= b),
  '+': infix('+', 6, 'sum', (a, b) => a + b, all),
  '-': infix('-', 6, 'difference', (a, b) => a - b, all),
  '*': infix('*', 7, 'product', (a, b) => a * b, all),
  '/': infix('/', 7, 'quotient', (a, b) => a / b, never),
  '//': { ...infix('//', 7, 'floor(a / b)', (a, b) => Math.floor(a / b), always), code: (a, b) => `Math.floor(${a} / ${b})` },
  '%': infix('%', 7, 'remainder, with the sign of a', (a, b) => a % b, all),
  '**': { ...infix('**', 9, 'power', (a, b) => a ** b, never), code: (a, b) => `((${a}) ** (${b}))` },
  '!': { infix: 8, arity: [1, 1], doc: 'not', apply: (a) => (Number.isNaN(a) ? a : a ? 0 : 1), code: (a) => `(${a} ? 0 : 1)`, whole: always },
  ceil: call('ceil', 'the next whole number up', Math.ceil, always),
  floor: call('floor', 'the next whole number down', Math.floor, always),
  round: call('round', 'the nearest whole number, halves up', Math.round, always),
  round_half_even: {
    ...call('round', "the nearest whole number, halves to the even one: Python's and NumPy's round", roundHalfEven, always),
    code: (a) => `roundHalfEven(${a})`,
  },
  min: call('min', 'the smallest', (a, b) => Math.min(a, b), all, [1, 16]),
  max: call('max', 'the largest', (a, b) => Math.max(a, b), all, [1, 16]),
  abs: call('abs', 'without its sign', Math.abs, all),
  sqrt: call('sqrt', 'square root', Math.sqrt, never),
  log2: call('log2', 'logarithm to base 2', Math.log2, never),
  log: call('log', 'natural logarithm', Math.log, never),
  exp: call('exp', 'e to the power of v', Math.exp, never),
  make_divisible: {
    arity: [3, 3],
    doc: 'make_divisible(v, divisor, floor = divisor): the nearest multiple of divisor, at least floor, one step up where that loses more than 10 % of v; v has to be positive',
    apply: makeDivisible,
    code: (value, divisor, least) => `makeDivisible(${value}, ${divisor}, ${least})`,
    whole: (_, divisor, least) => divisor && least,
  },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof operators;

/** The largest number that values may reach, on either side of 0: to there all whole numbers are exact. */
export const largest = Number.MAX_SAFE_INTEGER;

/**
 * What each operator gives in a network, where a value that is not exact is no value: NaN of what passes 2^53, be it by a little or
 * infinite. As NaN it takes all with it that is made of it, so that what a network uses shows it, and what it does not use does no harm.
 */
export const exactOperators = Object.fromEntries(
  Object.entries(operators as Readonly<Record<string, Operator>>).map(([name, { apply }]) => [
    name,
    (a: number, b: number, c: number) => {
      const result = apply(a, b, c);
      return result <= largest && result >= -largest ? result : Number.NaN;
    },
  ]),
) as Readonly<Record<OperatorName, Operator['apply']>>;

const helpers = { makeDivisible, roundHalfEven, exactOperators };

/** Compiles the body of a function that is made of operators' code. */
export const compiled = (body: string): unknown => new Function(...Object.keys(helpers), body)(...Object.values(helpers));

/** Whether an operator takes any number of arguments, two at a time. */
export const isVariadic = (operator: OperatorName): boolean => operator === 'min' || operator === 'max';

export const functionNames = (Object.keys(operators) as OperatorName[]).filter((name) => /^[a-z]/.test(name));
