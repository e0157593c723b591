/** What an op comes to for its inputs and arguments: sizes, counts and checks by the op's formulas, worked out once for the same numbers. */
import type { Code } from '../diagnostic/index.ts';
import type { OpName } from '../ops/index.ts';
import { type Op, partsOf } from '../ops/op.ts';
import { remembered } from '../remembered.ts';
import type { Place } from '../spec/document.ts';
import { type Expression, namesIn } from '../spec/expression.ts';
import { requireMergeable } from './agree.ts';
import { bindArguments } from './argument.ts';
import { type Formulas, LayerValues, paddingFormula } from './formulas.ts';
import type { Check, Sink, Site, Tensor } from './graph.ts';
import { type Binding, type Bound, calculate, isNumeric, isWord } from './scope.ts';
import type { Tape } from './tape.ts';
import type { Value } from './value.ts';

export interface LayerRequest {
  readonly site: Site;
  readonly op: OpName;
  readonly depth: number;
  readonly inputs: readonly Tensor[];
  /** The arguments that are given, by the names that specs use. */
  readonly given: ReadonlyMap<string, Binding>;
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
export function outcomeOf(request: LayerRequest, formulas: Formulas, sink: Sink): Outcome {
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

  const defaults = bindArguments(op, given, values, tape, require);
  if (op.input !== undefined && (formulas.inputWhere === undefined || workedOut(formulas.inputWhere) !== 0)) {
    if (op.input === 'map') require('check/spatial', first.flat ? 0 : 1, ['in_channels']);
    else require('check/flat', first.flat ? 1 : 0, ['in_channels', 'in_h', 'in_w']);
  }
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

function bindInputs(inputs: readonly Tensor[], merged: boolean, values: LayerValues, tape: Tape): void {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  values.set('in_channels', first.channels).set('in_h', first.h).set('in_w', first.w);
  if (!merged) return;
  const over = (operator: '+' | 'max', dimension: 'channels' | 'h' | 'w') =>
    others.reduce((sum: Value, tensor) => tape.apply(operator, sum, tensor[dimension]), first[dimension]);
  values.set('inputs', inputs.length).set('sum_channels', over('+', 'channels')).set('max_channels', over('max', 'channels'));
  values.set('max_h', over('max', 'h')).set('max_w', over('max', 'w'));
  const [{ channels, h, w } = first] = others;
  values.set('other_channels', channels).set('other_h', h).set('other_w', w);
}

/** Works out the paddings that are given by name, which depend on the window. */
function bindPaddings(op: Op, padding: Binding | undefined, values: LayerValues, tape: Tape): void {
  const named = padding?.value;
  if (named === undefined || !isWord(named)) return;
  for (const part of partsOf(op, 'padding')) values.set(part, calculate(paddingFormula(op, named.word, part), values, tape));
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
