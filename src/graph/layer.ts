/** An op with its arguments -> a layer: sizes, counts and checks by the op's formulas. */
import type { Code } from '../diagnostic.ts';
import type { OpName } from '../ops/index.ts';
import { isHeld, type Measure, paramCounts } from '../ops/measure.ts';
import type { Argument } from '../ops/op.ts';
import { type Op, partsOf } from '../ops/op.ts';
import { remembered } from '../remembered.ts';
import type { Place } from '../spec/document.ts';
import { type Expression, namesIn } from '../spec/expression.ts';
import type { Role } from '../spec/program.ts';
import { type Formulas, formulasOf, LayerValues, paddingFormula } from './formulas.ts';
import type { Check, Layer, Share, Site, StandIn, Tensor } from './graph.ts';
import { type Binding, type Bound, calculate, isNumeric, isWord } from './scope.ts';
import type { Tape } from './tape.ts';
import type { Value } from './value.ts';

/** Where the layers and checks of an expansion go. */
export interface Sink {
  readonly tape: Tape;
  check(check: Check): void;
}

export interface LayerRequest {
  readonly site: Site;
  readonly op: OpName;
  readonly depth: number;
  readonly inputs: readonly Tensor[];
  /** The arguments that are given, by the names that specs use. */
  readonly given: ReadonlyMap<string, Binding>;
}

/** What a layer belongs to: the block that stands for an ordinary layer, what it is there, and the layer whose weights it has. */
interface Belonging {
  readonly standIn: StandIn | undefined;
  readonly role: Role | undefined;
  readonly share: Share | undefined;
}

/** What an op comes to for its inputs and arguments. */
interface Outcome {
  /** The arguments that are not given. */
  readonly defaults: ReadonlyMap<string, Binding>;
  readonly values: LayerValues;
  readonly measured: readonly Value[];
  readonly channels: Value;
  readonly h: Value;
  readonly w: Value;
  readonly flat: boolean;
}

/** What ops come to for numbers that pass all checks, by the numbers: most layers are like one before them, in the same network or another. */
const outcomes = remembered((_: Op) => new Map<string, Outcome>());
const mostOutcomes = 10_000;

/** The numbers and words that an op's outcome depends on; undefined where one waits for parameters. */
function keyOf({ arguments: names }: Formulas, inputs: readonly Tensor[], given: ReadonlyMap<string, Binding>): string | undefined {
  let key = '';
  for (const { channels, h, w, flat } of inputs) {
    if (typeof channels === 'object' || typeof h === 'object' || typeof w === 'object') return undefined;
    key += `${channels},${h},${w},${flat};`;
  }
  for (const name of names) {
    const bound = given.get(name)?.value;
    const part = bound === undefined ? '' : partOfKey(bound);
    if (part === undefined) return undefined;
    key += `${part}|`;
  }
  return key;
}

function partOfKey(bound: Bound): string | undefined {
  if (typeof bound === 'number') return String(bound);
  if (isWord(bound)) return `"${bound.word}`;
  if (isNumeric(bound)) return undefined;
  const parts = bound.map(partOfKey);
  return parts.includes(undefined) ? undefined : `[${parts.join()}]`;
}

/** What an op comes to, as worked out for the same numbers before. */
function outcomeOf(request: LayerRequest, formulas: Formulas, sink: Sink): Outcome {
  const { inputs, given } = request;
  const key = keyOf(formulas, inputs, given);
  if (key === undefined) return workOut(request, formulas, sink, false);
  const known = outcomes(formulas.op);
  const found = known.get(key);
  if (found !== undefined) return found;
  let passes = true;
  const check = (failed: Check) => {
    passes = false;
    sink.check(failed);
  };
  const outcome = workOut(request, formulas, { tape: sink.tape, check }, true);
  if (passes && outcome.values.areNumbers) {
    if (known.size >= mostOutcomes) known.clear();
    known.set(key, outcome);
  }
  return outcome;
}

/** @param closed whether all that it depends on are numbers, so that it most likely comes to numbers alone */
function workOut({ site, op: name, inputs, given }: LayerRequest, formulas: Formulas, sink: Sink, closed: boolean): Outcome {
  const { tape } = sink;
  const { op } = formulas;
  const values = new LayerValues(formulas.valueIndexes);
  const workedOut = (expression: Expression): Value => {
    const number = closed ? values.inNumbers(formulas.numeric(expression)) : Number.NaN;
    return Number.isNaN(number) ? calculate(expression, values, tape) : number;
  };
  const evaluate = (key: string, expression: Expression) => {
    const value = workedOut(expression);
    values.set(key, value);
    return value;
  };
  const require = (code: Code, holds: Value, names: readonly string[] | Expression, args: Record<string, unknown> = {}, at?: Place) => {
    if (holds !== 1)
      sink.check({ ...site, place: at ?? site.place, code, holds, args, values: () => leaves('kind' in names ? namesIn(names) : names, values, formulas) });
  };

  const [first] = inputs as [Tensor];
  bindInputs(inputs, op.merges !== undefined, values, tape);
  if (op.merges === undefined) require('check/one-input', inputs.length === 1 ? 1 : 0, [], { op: name });
  else require('check/inputs', inputs.length > 1 ? 1 : 0, [], { op: name });
  if (op.input === 'map') require('check/spatial', first.flat ? 0 : 1, ['in_channels']);
  if (op.input === 'flat') require('check/flat', first.flat ? 1 : 0, ['in_channels', 'in_h', 'in_w']);

  const defaults = bindArguments(op, given, values, tape, require);
  for (const [key, expression] of formulas.let) evaluate(key, expression);
  bindPaddings(op, given.get('padding') ?? defaults.get('padding'), values, tape);
  const channels = evaluate('out_channels', formulas.channels);
  const h = evaluate('out_h', formulas.h);
  const w = evaluate('out_w', formulas.w);
  values.set('in_elements', product(tape, first.channels, first.h, first.w));
  values.set(
    'inputs_elements',
    inputs.map((input) => product(tape, input.channels, input.h, input.w)).reduce((sum: Value, elements) => tape.apply('+', sum, elements), 0),
  );
  values.set('out_elements', product(tape, channels, h, w));
  if (op.merges !== undefined) requireMergeable(op.merges, name, inputs, [channels, h, w], sink, site);
  for (const { code, holds, about } of formulas.checks) require(code, workedOut(holds), holds, {}, given.get(about)?.field?.place);
  const flat = op.flattens ?? (op.merges === undefined ? first.flat : inputs.every(({ flat }) => flat));
  if (op.shape !== undefined) {
    // a flat tensor stays flat: padding would give it a height
    if (flat) require('check/spatial', tape.apply('&&', tape.apply('==', h, 1), tape.apply('==', w, 1)), ['out_h', 'out_w']);
    const filled = tape.apply('&&', tape.apply('>=', channels, 1), tape.apply('&&', tape.apply('>=', h, 1), tape.apply('>=', w, 1)));
    require('check/size', filled, ['in_channels', 'in_h', 'in_w', 'out_channels', 'out_h', 'out_w']);
  }

  const measured = formulas.measures.map(([measure, expression]) => evaluate(measure, expression));
  return { defaults, values, measured, channels, h, w, flat };
}

/** Works out a layer; `index` is its index in the graph. Objects are written out, since spreading them takes as long as all the rest. */
export function toLayer(request: LayerRequest, { standIn, role, share }: Belonging, index: number, sink: Sink): Layer {
  const { site, op, depth, inputs, given } = request;
  const formulas = formulasOf(op);
  const { defaults, values, measured: own, channels, h, w, flat } = outcomeOf(request, formulas, sink);
  if (share !== undefined) requireShared(share, formulas, values, sink, site);
  const measured = share === undefined ? own : own.map((count, position) => (isHeld((formulas.measures[position] as [Measure, Expression])[0]) ? 0 : count));

  // the layer and its output name each other
  const output: { -readonly [K in keyof Tensor]: Tensor[K] } = {
    channels,
    h,
    w,
    flat,
    origin: { kind: 'input' },
  };
  const { path, place, chain, when } = site;
  const sharedWith = share && (share.layer.sharedWith ?? share.layer);
  const layer: Layer = {
    path,
    place,
    chain,
    when,
    index,
    op,
    formulas,
    depth,
    inputs,
    output,
    given,
    defaults,
    values,
    measured,
    sharedWith,
    isPart: share?.part ?? false,
    standIn,
    role,
  };
  output.origin = { kind: 'layer', layer };
  return layer;
}

function bindInputs(inputs: readonly Tensor[], merged: boolean, values: LayerValues, tape: Tape): void {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  values.set('in_channels', first.channels).set('in_h', first.h).set('in_w', first.w);
  if (!merged) return;
  const over = (operator: '+' | 'max', dimension: 'channels' | 'h' | 'w') =>
    others.reduce((sum: Value, tensor) => tape.apply(operator, sum, tensor[dimension]), first[dimension]);
  values.set('inputs', inputs.length).set('sum_channels', over('+', 'channels')).set('max_channels', over('max', 'channels'));
  values.set('max_h', over('max', 'h')).set('max_w', over('max', 'w'));
}

/** Holds for whole numbers, and for neither infinity nor NaN. */
export const isWhole = (value: Value, tape: Tape): Value =>
  typeof value === 'number' ? Number(Number.isInteger(value)) : tape.apply('==', tape.apply('-', tape.apply('floor', value), value), 0);

type Require = (code: Code, holds: Value, names: readonly string[] | Expression, args?: Record<string, unknown>, place?: Place) => void;

/**
 * Sets each argument, or its default, and its parts; checks that sizes are whole and large enough.
 * @returns the defaults by the names that specs use
 */
function bindArguments(op: Op, given: ReadonlyMap<string, Binding>, values: LayerValues, tape: Tape, require: Require): ReadonlyMap<string, Binding> {
  const defaults = new Map<string, Binding>();
  for (const [name, argument] of Object.entries<Argument>(op.args)) {
    const written = given.get(name);
    const value = written?.value ?? defaultOf(argument, given, defaults);
    if (written === undefined) defaults.set(name, { kind: 'default', value });
    const parts = partsOf(op, name);
    if (isWord(value)) {
      for (const [index, word] of argument.of?.entries() ?? []) values.set(parts[index] as string, word === value.word ? 1 : 0);
      continue;
    }
    const numbers = numbersFor(value, parts.length);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string;
      const number = numbers[index] as Value;
      values.set(part, number);
      for (const { code, holds, args } of checksOf(argument, part, number, tape)) require(code, holds, [part], args, written?.field?.place);
    }
  }
  return defaults;
}

interface NumberCheck {
  readonly code: Code;
  readonly holds: Value;
  readonly args: Record<string, unknown>;
}

const none: readonly NumberCheck[] = [];

/** What must hold of a number that is given for an argument, or for a part of one. */
export function checksOf(
  { type, min = type === 'integer' || type === 'pair' ? 1 : undefined }: Argument,
  key: string,
  value: Value,
  tape: Tape,
): readonly NumberCheck[] {
  const isNumber = type === 'number' || type === 'boolean';
  // most are numbers that are as they have to be
  if (typeof value === 'number' && (isNumber ? Number.isFinite(value) : Number.isInteger(value)) && (min === undefined || value >= min)) return none;
  const kind = isNumber
    ? { code: 'check/finite' as const, holds: tape.apply('==', tape.apply('-', value, value), 0), args: { key } }
    : { code: 'check/whole' as const, holds: isWhole(value, tape), args: { key } };
  return min === undefined ? [kind] : [kind, { code: 'check/least', holds: tape.apply('>=', value, min), args: { key, least: min } }];
}

/** Works out the paddings that are given by name, which depend on the window. */
function bindPaddings(op: Op, padding: Binding | undefined, values: LayerValues, tape: Tape): void {
  const named = padding?.value;
  if (named === undefined || !isWord(named)) return;
  for (const part of partsOf(op, 'padding')) values.set(part, calculate(paddingFormula(op, named.word, part), values, tape));
}

function defaultOf({ type, default: written }: Argument, given: ReadonlyMap<string, Binding>, defaults: ReadonlyMap<string, Binding>): Bound {
  if (typeof written !== 'string') return Number(written);
  if (type === 'padding' || type === 'word') return { word: written };
  // one argument's default is another's value, as a pooling's stride is its kernel size
  const other = given.get(written) ?? defaults.get(written);
  if (other === undefined) throw new TypeError(`no argument before it is called ${written}`);
  return other.value;
}

/** One number for all parts, [height, width] for the two sides of each, or one a part. */
function numbersFor(bound: Bound, parts: number): readonly Value[] {
  if (isNumeric(bound)) return parts === 1 ? [bound] : new Array<Value>(parts).fill(bound);
  const list = (Array.isArray(bound) ? bound : []).map((value) => (isNumeric(value) ? value : Number.NaN));
  const [first = Number.NaN, second = first] = list;
  return parts === 4 && list.length === 2 ? [first, first, second, second] : list;
}

export const sizesOf = ({ channels, h, w, flat }: Tensor): readonly Value[] => (flat ? [channels] : [channels, h, w]);

function requireMergeable(how: NonNullable<Op['merges']>, op: OpName, inputs: readonly Tensor[], output: readonly Value[], sink: Sink, site: Site): void {
  const { tape } = sink;
  let holds: Value = inputs.every(({ flat }) => flat === inputs[0]?.flat) ? 1 : 0;
  for (const { channels, h, w } of inputs) {
    for (const [index, size] of [channels, h, w].entries()) {
      if (how === 'size' && index === 0) continue;
      const equal = tape.apply('==', size, output[index] as Value);
      holds = tape.apply('&&', holds, how === 'broadcast' ? tape.apply('||', equal, tape.apply('==', size, 1)) : equal);
    }
  }
  const values = () => new Map(inputs.map((input, index) => [`input ${index + 1}`, sizesOf(input)] as const));
  if (holds !== 1) sink.check({ ...site, code: 'check/merge', holds, args: { merge: op }, values });
}

/** A layer that shares weights has as many, in the same shape, or, of a part, no dimension that is larger. */
function requireShared({ layer, part, name, place }: Share, formulas: Formulas, values: LayerValues, sink: Sink, site: Site): void {
  const { tape } = sink;
  const counts = formulas.measures.flatMap(([measure]) => (measure in paramCounts && measure !== 'weights' ? [measure] : []));
  const of = (one: LayerValues) => ({
    shape: formulas.weightShape.map((dimension) => calculate(dimension, one, tape)),
    counts: counts.map((measure) => one.get(measure) ?? 0),
  });
  const [own, theirs] = [of(values), of(layer.values)];
  const [numbers, others] = [
    [...own.shape, ...own.counts],
    [...theirs.shape, ...theirs.counts],
  ];
  const holds = numbers.reduce((all: Value, number, index) => tape.apply('&&', all, tape.apply(part ? '<=' : '==', number, others[index] as Value)), 1);
  if (holds === 1) return;
  const shown = () =>
    new Map<string, Value | readonly Value[]>([
      ['shape', own.shape],
      [`shape of ${name}`, theirs.shape],
      ...counts.flatMap((measure, index): [string, Value][] => [
        [measure, own.counts[index] as Value],
        [`${measure} of ${name}`, theirs.counts[index] as Value],
      ]),
    ]);
  sink.check({ ...site, place, code: 'check/shared', holds, args: { name, part }, values: shown });
}

const product = (tape: Tape, ...factors: [Value, Value, Value]) => tape.apply('*', tape.apply('*', factors[0], factors[1]), factors[2]);

/** The arguments and input sizes that some names of formulas go back to. */
function leaves(names: Iterable<string>, values: LayerValues, formulas: Formulas, found = new Map<string, Value>()): ReadonlyMap<string, Value> {
  for (const name of names) {
    const expression = name.startsWith('out_') ? undefined : formulas.byName.get(name);
    const value = values.get(name);
    if (expression !== undefined) leaves(namesIn(expression), values, formulas, found);
    else if (value !== undefined) found.set(name, value);
  }
  return found;
}
