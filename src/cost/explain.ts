/** Where a layer's numbers come from: each argument back to what was written, each formula with the numbers put in. */
import { type Caller, problem, SpecError } from '../diagnostic.ts';
import { chainRanges, type Read } from '../graph/check.ts';
import { formulasOf } from '../graph/formulas.ts';
import type { Network, NetworkLayer } from '../graph/network.ts';
import { type Binding, type Bound, isNumeric, isWord, type Lookup } from '../graph/scope.ts';
import { ops } from '../ops/index.ts';
import type { Op } from '../ops/op.ts';
import { rangeOf } from '../spec/document.ts';
import { type Expression, namesIn, print } from '../spec/expression.ts';
import { isVariadic, type Operator, operators } from '../spec/operators.ts';
import { conventions, factorsIn } from './conventions.ts';
import { type Row, toRow } from './rows.ts';

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

export interface Explanation {
  readonly layer: NetworkLayer;
  readonly doc: string;
  readonly chain: readonly Caller[];
  readonly place: Caller;
  readonly arguments: readonly Trace[];
  readonly formulas: readonly FormulaTrace[];
}

/**
 * Explains the layer, or all layers of the block, whose path ends in `name`.
 * @throws SpecError when there is none, or several
 */
export function explain(network: Network, name: string): { path: readonly string[]; row: Row; layers: readonly Explanation[] } {
  const path = find(network, name);
  const layers = network.layers.filter((layer) => path.every((part, index) => layer.path[index] === part));
  return {
    path,
    row: toRow(path, layers, { network, factorsOf: factorsIn(conventions.macs), batch: 1 }),
    layers: layers.map((layer) => explainLayer(layer, network.read)),
  };
}

/** The path that `name` is, or is the end of. */
function find({ layers }: Network, name: string): readonly string[] {
  const paths = new Map(layers.flatMap(({ path }) => path.map((_, index) => [path.slice(0, index + 1).join('/'), path.slice(0, index + 1)] as const)));
  const exact = paths.get(name);
  if (exact !== undefined) return exact;
  const ending = [...paths].filter(([joined]) => joined.endsWith(`/${name}`));
  const [only] = ending;
  if (only !== undefined && ending.length === 1) return only[1];
  if (only === undefined) throw new SpecError([problem('usage/layer', { name, known: [...paths.keys()] })]);
  throw new SpecError([problem('usage/ambiguous', { name, known: ending.map(([joined]) => joined) })]);
}

function explainLayer(layer: NetworkLayer, read: Read): Explanation {
  const { op: name, layer: found } = layer;
  const { doc, args }: Op = ops[name];
  const { args: given, values, place, chain } = found;
  const formulas = formulasOf(name);
  const unknown = new Set<string>();
  const toFormula = ([key, expression]: readonly [string, Expression]): FormulaTrace => ({
    name: key,
    formula: print(expression),
    substituted: substitute(expression, values, read),
    value: read(values.get(key) ?? Number.NaN),
  });
  return {
    layer,
    doc,
    chain: chainRanges(chain),
    place: { name, range: rangeOf(place) },
    arguments: Object.keys(args).flatMap((key) => {
      const binding = given.get(key);
      return binding === undefined ? [] : [trace(key, binding, read, unknown)];
    }),
    // a bare name or number needs no formula
    formulas: [...formulas.byName].filter(([, { kind }]) => kind === 'operator').map(toFormula),
  };
}

const most = 12;

function trace(name: string, binding: Binding, read: Read, above: ReadonlySet<string>): Trace {
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

const substitute = (expression: Expression, names: Lookup, read: Read): string =>
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
