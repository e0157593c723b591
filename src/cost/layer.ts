/** An op with its arguments -> a layer: sizes, counts and checks by the op's formulas. */
import type { Code } from '../diagnostic.ts';
import type { Argument } from '../ops/argument.ts';
import { type OpName, ops } from '../ops/index.ts';
import type { Measure } from '../ops/measure.ts';
import type { Op } from '../ops/op.ts';
import { type Expression, namesIn, parseExpression } from '../spec/expression.ts';
import { formulasOf, paddingFormula, partsOf } from './formulas.ts';
import type { Check, Layer, Site, StandIn, Tensor } from './graph.ts';
import { type Binding, type Bound, calculate, isNumeric, isWord, Scope } from './scope.ts';
import type { Tape, Value } from './tape.ts';

/** Where the layers and checks of an expansion go. */
export interface Sink {
  readonly tape: Tape;
  check(check: Check): void;
}

export interface LayerRequest extends Site {
  readonly standIn?: StandIn | undefined;
  readonly op: OpName;
  readonly depth: number;
  readonly inputs: readonly Tensor[];
  /** The arguments that are given, by the names that specs use. */
  readonly given: ReadonlyMap<string, Binding>;
  readonly sharedWith?: Layer | undefined;
}

export function toLayer(request: LayerRequest, sink: Sink): Layer {
  const { op: name, inputs, given, sharedWith, standIn, ...site } = request;
  const { tape } = sink;
  const op: Op = ops[name];
  const formulas = formulasOf(name);
  const scope = new Scope();
  const bind = (key: string, value: Value, more: Partial<Binding> = {}) => scope.bindings.set(key, { kind: 'formula', ...more, value });
  const evaluate = (key: string, expression: Expression) => {
    const value = calculate(expression, scope, tape);
    bind(key, value, { expression, scope });
    return value;
  };
  const require = (code: Code, holds: Value, values: Iterable<string>, args: Record<string, unknown> = {}) => {
    if (holds === 1) return;
    sink.check({ ...site, code, holds, args, values: leaves(values, scope) });
  };

  const [first] = inputs as [Tensor];
  bindInputs(inputs, bind, tape);
  if (op.merges === undefined) require('check/one-input', inputs.length === 1 ? 1 : 0, [], { op: name });
  else require('check/inputs', inputs.length > 1 ? 1 : 0, [], { op: name });
  if (op.input === 'map') require('check/spatial', first.flat ? 0 : 1, ['in_channels']);
  if (op.input === 'flat') require('check/flat', first.flat ? 1 : 0, ['in_channels', 'in_h', 'in_w']);

  bindArguments(op, given, scope, tape, require);
  for (const [key, expression] of formulas.let) evaluate(key, expression);
  bindPaddings(op, scope, tape);
  const channels = evaluate('out_channels', formulas.channels);
  const h = evaluate('out_h', formulas.h);
  const w = evaluate('out_w', formulas.w);
  bind('in_elements', product(tape, first.channels, first.h, first.w));
  bind('out_elements', product(tape, channels, h, w));
  if (op.merges !== undefined) requireMergeable(op.merges, name, inputs, [channels, h, w], sink, site);
  for (const [code, expression] of formulas.checks) require(code, calculate(expression, scope, tape), namesIn(expression));
  const filled = tape.apply('&&', tape.apply('>=', channels, 1), tape.apply('&&', tape.apply('>=', h, 1), tape.apply('>=', w, 1)));
  require('check/size', filled, ['in_channels', 'in_h', 'in_w', 'out_channels', 'out_h', 'out_w']);

  const measures = new Map<Measure, Value>();
  for (const [measure, expression] of formulas.measures) measures.set(measure, evaluate(measure, expression));
  if (sharedWith !== undefined) share(measures, sharedWith, require, bind, tape);

  // the layer and its output name each other
  const output: { -readonly [K in keyof Tensor]: Tensor[K] } = {
    channels,
    h,
    w,
    flat: op.flattens ?? (op.merges === undefined ? first.flat : inputs.every(({ flat }) => flat)),
    origin: { kind: 'input' },
  };
  const layer: Layer = { ...site, op: name, inputs, output, scope, measures, sharedWith, standIn };
  output.origin = { kind: 'layer', layer };
  return layer;
}

function bindInputs(inputs: readonly Tensor[], bind: (key: string, value: Value) => void, tape: Tape): void {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  const over = (operator: '+' | 'max', dimension: 'channels' | 'h' | 'w') =>
    others.reduce((sum: Value, tensor) => tape.apply(operator, sum, tensor[dimension]), first[dimension]);
  bind('in_channels', first.channels);
  bind('in_h', first.h);
  bind('in_w', first.w);
  if (others.length === 0) return;
  bind('inputs', inputs.length);
  bind('sum_channels', over('+', 'channels'));
  bind('max_channels', over('max', 'channels'));
  bind('max_h', over('max', 'h'));
  bind('max_w', over('max', 'w'));
}

type Require = (code: Code, holds: Value, values: Iterable<string>, args?: Record<string, unknown>) => void;

const defaults = new Map<string, Expression>();

/** Binds each argument, or its default, and its parts; checks that sizes are whole and large enough. */
function bindArguments(op: Op, given: ReadonlyMap<string, Binding>, scope: Scope, tape: Tape, require: Require): void {
  for (const [name, argument] of Object.entries<Argument>(op.args)) {
    const binding = given.get(name) ?? { kind: 'default', value: defaultOf(argument, scope, tape) };
    scope.bindings.set(name, binding);
    const parts = partsOf(op, name);
    if (isWord(binding.value)) {
      if (argument.type === 'word') for (const part of parts) scope.bindings.set(part, { ...binding, value: part === `is_${binding.value.word}` ? 1 : 0 });
    } else {
      const values = spread(binding.value, parts.length);
      for (const [index, part] of parts.entries()) {
        const value = values[index] as Value;
        if (part !== name) scope.bindings.set(part, { ...binding, value });
        const { type, min = type === 'integer' || type === 'pair' ? 1 : undefined } = argument;
        if (type === 'boolean') continue;
        if (type === 'number') require('check/finite', tape.apply('==', tape.apply('-', value, value), 0), [part], { key: part });
        else require('check/whole', tape.apply('==', tape.apply('floor', value), value), [part], { key: part });
        if (min !== undefined) require('check/least', tape.apply('>=', value, min), [part], { key: part, least: min });
      }
    }
  }
}

/** Works out the paddings that are given by name, which depend on the window. */
function bindPaddings(op: Op, scope: Scope, tape: Tape): void {
  const named = scope.bindings.get('padding')?.value;
  if (named === undefined || !isWord(named)) return;
  for (const part of partsOf(op, 'padding')) {
    const expression = paddingFormula(named.word, part);
    scope.bindings.set(part, { kind: 'formula', value: calculate(expression, scope, tape), expression, scope });
  }
}

function defaultOf({ type, default: written }: Argument, scope: Scope, tape: Tape): Bound {
  if (typeof written !== 'string') return Number(written);
  if (type === 'padding' || type === 'word') return { word: written };
  let expression = defaults.get(written);
  if (expression === undefined) {
    expression = parseExpression(written, { values: new Set(scope.bindings.keys()), functions: new Map() }, () => {});
    defaults.set(written, expression);
  }
  return expression.kind === 'name' ? (scope.find(expression.name)?.value ?? 0) : calculate(expression, scope, tape);
}

/** One number for all parts, [height, width] for the two sides of each, or one a part. */
function spread(bound: Bound, parts: number): readonly Value[] {
  const list = (Array.isArray(bound) ? bound : [bound]).map((value) => (isNumeric(value) ? value : Number.NaN));
  if (list.length === parts) return list;
  const [first = Number.NaN, second = first] = list;
  return parts === 4 ? [first, first, second, second] : Array.from({ length: parts }, () => first);
}

function requireMergeable(how: NonNullable<Op['merges']>, op: OpName, inputs: readonly Tensor[], output: readonly Value[], sink: Sink, site: Site): void {
  const { tape } = sink;
  const values = new Map(inputs.map(({ channels, h, w }, index) => [`input ${index + 1}`, [channels, h, w]] as const));
  let holds: Value = inputs.every(({ flat }) => flat === inputs[0]?.flat) ? 1 : 0;
  for (const { channels, h, w } of inputs) {
    for (const [index, size] of [channels, h, w].entries()) {
      if (how === 'size' && index === 0) continue;
      const equal = tape.apply('==', size, output[index] as Value);
      holds = tape.apply('&&', holds, how === 'broadcast' ? tape.apply('||', equal, tape.apply('==', size, 1)) : equal);
    }
  }
  if (holds !== 1) sink.check({ ...site, code: 'check/merge', holds, args: { merge: op }, values });
}

/** A layer that shares its weights has none of its own; both must have the same number. */
function share(measures: Map<Measure, Value>, other: Layer, require: Require, bind: (key: string, value: Value) => void, tape: Tape): void {
  for (const measure of ['weights', 'biases', 'norm_params'] as const) {
    const own = measures.get(measure);
    if (own === undefined) continue;
    const theirs = other.scope.find(measure) === undefined ? 0 : other.scope.number(measure);
    bind(`shared_${measure}`, theirs);
    require('check/shared', tape.apply('==', own, theirs), [measure, `shared_${measure}`], { name: other.path.at(-1) });
    measures.set(measure, 0);
  }
}

const product = (tape: Tape, ...factors: [Value, Value, Value]) => tape.apply('*', tape.apply('*', factors[0], factors[1]), factors[2]);

/** The arguments and input sizes that some names of formulas go back to. */
function leaves(names: Iterable<string>, scope: Scope, found = new Map<string, Value | readonly Value[]>()): ReadonlyMap<string, Value | readonly Value[]> {
  for (const name of names) {
    const binding = scope.find(name);
    if (binding === undefined) continue;
    if (binding.kind === 'formula' && binding.expression !== undefined && !name.startsWith('out_')) leaves(namesIn(binding.expression), scope, found);
    else if (isNumeric(binding.value)) found.set(name, binding.value);
  }
  return found;
}
