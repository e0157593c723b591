/** Where values come from: expressions, the same with numbers put in, and the way back to what was written. */
import type { Read } from '../graph/check.ts';
import { type Binding, type Bound, isNumeric, isWord, type Lookup } from '../graph/scope.ts';
import { type Expression, namesIn, print } from '../spec/expression.ts';
import { isVariadic, type Operator, operators } from '../spec/operators.ts';

/** A name, what it is, its value, and how that was found: the expression, the same with numbers put in, and the names in it. */
export interface Trace {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
  readonly expression: string | undefined;
  readonly substituted: string | undefined;
  /** What make_divisible did, step by step. */
  readonly rounding: readonly string[];
  readonly from: readonly Trace[];
}

export interface FormulaTrace {
  readonly name: string;
  readonly formula: string;
  readonly substituted: string;
  readonly value: number;
}

const most = 12;

/** Where the value of a name comes from; `above` are the names that lead here. */
export function trace(name: string, binding: Binding, read: Read, above: ReadonlySet<string> = new Set()): Trace {
  const { kind, expression, scope } = binding;
  // an argument that only passes on one of the same name, as in s: s
  const passed = expression?.kind === 'name' && expression.name === name ? scope?.find(name) : undefined;
  if (passed !== undefined && passed !== binding && above.size <= most) return trace(name, passed, read, above);
  const key = `${kind} ${name}`;
  const value = show(binding.value, read);
  const plain = { name, kind, value, expression: undefined, substituted: undefined, rounding: [], from: [] };
  if (expression === undefined || scope === undefined || expression.kind === 'number' || above.size > most) return plain;
  const within = new Set([...above, key]);
  const from = [...namesIn(expression)].flatMap((inner) => {
    const found = scope.find(inner);
    return found === undefined || found === binding || within.has(`${found.kind} ${inner}`) ? [] : [trace(inner, found, read, within)];
  });
  const written = print(expression);
  const substituted = substitute(expression, scope, read);
  return {
    ...plain,
    expression: written,
    substituted: substituted === value ? undefined : substituted,
    rounding: roundings(expression, (inner) => scope.get(inner), read).notes,
    from,
  };
}

const show = (bound: Bound, read: Read): string => {
  if (isWord(bound)) return bound.word;
  if (isNumeric(bound)) return String(read(bound));
  return `[${(bound as readonly Bound[]).map((item) => show(item, read)).join(', ')}]`;
};

/** An expression with values in the place of names. */
export const substitute = (expression: Expression, names: Lookup, read: Read): string =>
  print(expression, (name) => {
    const value = names.get(name);
    return value === undefined ? name : show(value, read);
  });

type Get = (name: string) => Bound | undefined;

/** The item of a list that an expression picks, or what a name stands for. */
function boundOf(expression: Expression, get: Get, read: Read): Bound | undefined {
  if (expression.kind === 'name') return get(expression.name);
  if (expression.kind !== 'item') return undefined;
  const [list, index] = expression.args as [Expression, Expression];
  const items = boundOf(list, get, read);
  return Array.isArray(items) ? items[roundings(index, get, read).result] : undefined;
}

/** The value of an expression over numbers. */
export const evaluated = (expression: Expression, names: Lookup, read: Read): number => roundings(expression, (name) => names.get(name), read).result;

/** The value of an expression, and what each make_divisible in it was given and gave, those inside the functions that it calls included. */
function roundings(expression: Expression, get: Get, read: Read): { result: number; notes: readonly string[] } {
  if (expression.kind === 'number') return { result: expression.value, notes: [] };
  if (expression.kind !== 'operator' && expression.kind !== 'apply') {
    const bound = boundOf(expression, get, read);
    return { result: bound !== undefined && isNumeric(bound) ? read(bound) : Number.NaN, notes: [] };
  }
  const args = expression.args.map((arg) => roundings(arg, get, read));
  const notes = args.flatMap((arg) => arg.notes);
  const numbers = args.map(({ result }) => result);
  if (expression.kind === 'apply') {
    const { parameters, body } = expression.define;
    const inner = roundings(body, (name) => (parameters.includes(name) ? numbers[parameters.indexOf(name)] : get(name)), read);
    return { result: inner.result, notes: [...notes, ...inner.notes] };
  }
  const { apply }: Operator = operators[expression.operator];
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = numbers;
  const result = isVariadic(expression.operator) ? numbers.reduce((sum, number) => apply(sum, number, 0)) : apply(first, second, third);
  if (expression.operator !== 'make_divisible') return { result, notes };
  const [given = 0, divisor = 1, least = divisor] = numbers;
  const nearest = Math.floor((given + divisor / 2) / divisor) * divisor;
  const steps = [
    `nearest multiple of ${divisor} to ${given} is ${nearest}`,
    ...(nearest < least ? [`at least ${least}`] : []),
    ...(result > Math.max(nearest, least) ? [`which is less than 0.9 x ${given}, so one step up`] : []),
  ];
  return { result, notes: [...notes, `${steps.join(', ')}: ${result}`] };
}
