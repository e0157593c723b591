/**
 * The operators and functions of the expression language: what each does to numbers, and the code it becomes in a compiled sweep.
 * `whole` says when the result is a whole number, given which arguments are.
 */
export interface Operator {
  /** How it is written: infix symbols bind by `precedence`, the others are called by name. */
  readonly infix?: number;
  readonly arity: readonly [least: number, most: number];
  readonly doc: string;
  apply(a: number, b: number, c: number): number;
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
  ...infix(symbol, precedence, doc, (a, b) => +apply(a, b), always),
  code: (a, b) => `(${a} ${symbol} ${b} ? 1 : 0)`,
});

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

export const operators = {
  '?:': { infix: 1, arity: [3, 3], doc: 'c ? a : b', apply: (c, a, b) => (c ? a : b), code: (c, a, b) => `(${c} ? ${a} : ${b})`, whole: (_, a, b) => a && b },
  '||': comparison('||', 2, 'or', (a, b) => Boolean(a || b)),
  '&&': comparison('&&', 3, 'and', (a, b) => Boolean(a && b)),
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
  '%': infix('%', 7, 'remainder', (a, b) => a % b, all),
  '**': { ...infix('**', 9, 'power', (a, b) => a ** b, never), code: (a, b) => `((${a}) ** (${b}))` },
  '!': { infix: 8, arity: [1, 1], doc: 'not', apply: (a) => (a ? 0 : 1), code: (a) => `(${a} ? 0 : 1)`, whole: always },
  ceil: call('ceil', 'the next whole number up', Math.ceil, always),
  floor: call('floor', 'the next whole number down', Math.floor, always),
  round: call('round', 'the nearest whole number, halves up', Math.round, always),
  min: call('min', 'the smallest', (a, b) => Math.min(a, b), all, [1, 16]),
  max: call('max', 'the largest', (a, b) => Math.max(a, b), all, [1, 16]),
  abs: call('abs', 'without its sign', Math.abs, all),
  sqrt: call('sqrt', 'square root', Math.sqrt, never),
  log2: call('log2', 'logarithm to base 2', Math.log2, never),
  make_divisible: {
    arity: [3, 3],
    doc: 'make_divisible(v, divisor, floor = divisor): the nearest multiple of divisor, at least floor, one step up where that loses more than 10 % of v; v has to be positive',
    apply: makeDivisible,
    code: (value, divisor, least) => `makeDivisible(${value}, ${divisor}, ${least})`,
    whole: (_, divisor, least) => divisor && least,
  },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof operators;

/** Whether an operator takes any number of arguments, two at a time. */
export const isVariadic = (operator: OperatorName): boolean => operator === 'min' || operator === 'max';

export const functionNames = (Object.keys(operators) as OperatorName[]).filter((name) => /^[a-z]/.test(name));
