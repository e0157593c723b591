/** The formulas of the ops, parsed once. */
import type { Code } from '../diagnostic/index.ts';
import { entryOf, type OpName, opOf } from '../ops/index.ts';
import { type Measure, measures } from '../ops/measure.ts';
import { countFormulas, type Formula, type Op, partsOf } from '../ops/op.ts';
import { paddings } from '../ops/window.ts';
import { remembered } from '../remembered.ts';
import type { Expression } from '../spec/expression.ts';
import { parseExpression } from '../spec/parse.ts';
import { type Numeric, numericOf } from './numeric.ts';
import { type Binding, isWord } from './scope.ts';
import type { Value } from './value.ts';

export interface Formulas {
  /** The op that they are of. */
  readonly op: Op;
  /** The names of its arguments. */
  readonly arguments: readonly string[];
  readonly inputWhere: Expression | undefined;
  readonly let: readonly (readonly [string, Expression])[];
  readonly channels: Expression;
  readonly h: Expression;
  readonly w: Expression;
  readonly checks: readonly { readonly code: Code; readonly holds: Expression; readonly about: string }[];
  readonly weightShape: readonly Expression[];
  /** What an element of the output sees of the input: so many elements along a side, and how far neighbours stand apart. */
  readonly sees: 'all' | Readonly<Record<'h' | 'w', readonly [many: Expression, apart: Expression]>> | undefined;
  readonly measures: readonly (readonly [Measure, Expression])[];
  /** A formula of these as a function of the values of a layer. */
  readonly numeric: (expression: Expression) => Numeric;
  /** The index of each name among the values of a layer. */
  readonly valueIndexes: ReadonlyMap<string, number>;
  /** The indexes of the op's measures among all measures, and that of a measure among those of the op. */
  readonly slots: readonly number[];
  readonly indexes: ReadonlyMap<Measure, number>;
  /** Those of `let`, of the output's size and of the measures. */
  readonly byName: ReadonlyMap<string, Expression>;
}

const inputNames = ['in_channels', 'in_h', 'in_w', 'inputs', 'sum_channels', 'max_channels', 'max_h', 'max_w', 'other_channels', 'other_h', 'other_w'];
const outputNames = ['out_channels', 'out_h', 'out_w', 'in_elements', 'inputs_elements', 'out_elements'];

/** The values that an op's formulas read and give, by name: one list per layer, over one table of names an op. */
export class LayerValues {
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #list: (Value | undefined)[];

  constructor(indexes: ReadonlyMap<string, number>) {
    this.#indexes = indexes;
    this.#list = new Array(indexes.size);
  }

  /** What a formula comes to where all that it needs are numbers, and that is one: NaN otherwise. */
  inNumbers(numeric: Numeric): number {
    return numeric(this.#list);
  }

  /** Whether none waits for parameters. */
  get areNumbers(): boolean {
    return this.#list.every((value) => typeof value !== 'object');
  }

  get(name: string): Value | undefined {
    const index = this.#indexes.get(name);
    return index === undefined ? undefined : this.#list[index];
  }

  set(name: string, value: Value): this {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new TypeError(`no formula has a ${name}`);
    this.#list[index] = value;
    return this;
  }
}

export const formulasOf = remembered((name: OpName): Formulas => parseAll(opOf(name)));

/** Those of ops that are told by a pattern, by the pattern and the sizes that are given. */
const patterned = remembered((name: OpName) =>
  remembered((pattern: string) => remembered((given: string) => parseAll(entryOf(name, pattern, given.split(' '))))),
);

/** The formulas of an op for what is given to it. */
export function formulasFor(name: OpName, given: ReadonlyMap<string, Binding>): Formulas {
  const pattern = given.get('pattern')?.value;
  return pattern !== undefined && isWord(pattern) ? patterned(name)(pattern.word)([...given.keys()].join(' ')) : formulasOf(name);
}

function parseAll(op: Op): Formulas {
  const known = new Set([...inputNames, ...Object.keys(op.args).flatMap((arg) => partsOf(op, arg)), ...Object.keys(op.let ?? {})]);
  const parse = (formula: Formula) => parseFormula(formula, known);
  const lets = Object.entries(op.let ?? {}).map(([name, formula]) => [name, parse(formula)] as const);
  const { channels = 'in_channels', h = 'in_h', w = 'in_w' } = op.shape ?? {};
  const shape = { channels: parse(channels), h: parse(h), w: parse(w) };
  for (const name of outputNames) known.add(name);
  const checks = Object.entries(op.checks ?? {}).map(([code, { holds, about }]) => ({ code: code as Code, holds: parse(holds), about }));
  const weightShape = (op.weightShape ?? []).map(parse);
  const sees = (side: readonly [Formula, Formula]) => [parse(side[0]), parse(side[1])] as const;
  const own: [Measure, Expression][] = [];
  const counted = countFormulas(op);
  for (const measure of measures) {
    const formula = counted[measure];
    if (formula !== undefined) own.push([measure, parse(formula)]);
    known.add(measure);
  }
  const sizes = [
    ['out_channels', shape.channels],
    ['out_h', shape.h],
    ['out_w', shape.w],
  ] as const;
  const indexes = new Map(own.map(([measure], index) => [measure, index]));
  const valueIndexes = new Map([...known].map((name, index) => [name, index]));
  const slots = own.map(([measure]) => measures.indexOf(measure));
  return {
    op,
    arguments: Object.keys(op.args),
    inputWhere: op.inputWhere === undefined ? undefined : parse(op.inputWhere),
    let: lets,
    ...shape,
    checks,
    weightShape,
    sees: typeof op.sees === 'object' ? { h: sees(op.sees.h), w: sees(op.sees.w) } : op.sees,
    measures: own,
    slots,
    indexes,
    valueIndexes,
    numeric: remembered((expression) => numericOf(expression, valueIndexes)),
    byName: new Map<string, Expression>([...lets, ...sizes, ...own.filter(([measure]) => measure in { ...op.params, ...op.counts })]),
  };
}

const sideFormula = remembered((formula: Formula) =>
  parseFormula(formula, new Set(['in_h', 'in_w', ...['stride', 'span'].flatMap((name) => [`${name}_h`, `${name}_w`])])),
);

/** The formula of one side of an op's padding that is given by name. */
export const paddingFormula = (op: Op, word: string, side: string): Expression => sideFormula((op.paddings?.[word] ?? paddings[word])?.[side] ?? '0');

function parseFormula(formula: Formula, values: ReadonlySet<string>): Expression {
  return parseExpression(formula, { values, functions: new Map() }, (code, args) => {
    throw new TypeError(`formula "${formula}": ${code} ${JSON.stringify(args)}`);
  });
}
