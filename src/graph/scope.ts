/** Names at run time: what they are bound to and where that came from, and the evaluation of expressions. */
import { type Args, type Code, problem, SpecError } from '../diagnostic/index.ts';
import { type Place, rangeOf, textAt } from '../spec/document.ts';
import { type Expression, print } from '../spec/expression.ts';
import { isVariadic } from '../spec/operators.ts';
import type { Field } from '../spec/program.ts';
import { spanOf } from '../spec/syntax.ts';
import type { Tape } from './tape.ts';
import type { Value } from './value.ts';

/** What a name can stand for: a number, a word, or a list of these. */
export type Bound = Value | Word | readonly Bound[];

export interface Word {
  readonly word: string;
}

export const isWord = (bound: Bound): bound is Word => typeof bound === 'object' && 'word' in bound;
export const isNumeric = (bound: Bound): bound is Value => !isWord(bound) && !Array.isArray(bound);

export interface Binding {
  readonly value: Bound;
  /** What the name is: `parameter`, `argument of ghost-module`, `column`, `let`. */
  readonly kind: string;
  /** The field that it was evaluated from, and the names that the field saw. */
  readonly field?: Field | undefined;
  readonly expression?: Expression | undefined;
  readonly scope?: Scope | undefined;
}

/** What expressions look names up in. */
export interface Lookup {
  get(name: string): Bound | undefined;
  /** The scope of the file, where the names of its functions are. */
  readonly outermost?: Lookup;
}

/** The tensor that a statement reads: `in_channels`, `in_h`, `in_w`. */
interface Current {
  readonly channels: Value;
  readonly h: Value;
  readonly w: Value;
}

const dimensions: ReadonlyMap<string, keyof Current> = new Map([
  ['in_channels', 'channels'],
  ['in_h', 'h'],
  ['in_w', 'w'],
]);

export class Scope implements Lookup {
  readonly parent: Scope | undefined;
  readonly #current: Current | undefined;
  /** Made with the first name: most scopes only say what tensor a statement reads. */
  #bindings: Map<string, Binding> | undefined;

  constructor(parent?: Scope, bindings?: Iterable<readonly [string, Binding]>, current?: Current) {
    this.parent = parent;
    this.#current = current;
    this.#bindings = bindings && new Map(bindings);
  }

  bind(name: string, binding: Binding): void {
    this.#bindings ??= new Map();
    this.#bindings.set(name, binding);
  }

  /** What a name is bound to in this scope, not in those around it. */
  own(name: string): Binding | undefined {
    return this.#bindings?.get(name);
  }

  find(name: string): Binding | undefined {
    const dimension = dimensions.get(name);
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const found = scope.#bindings?.get(name);
      if (found !== undefined) return found;
      if (dimension !== undefined && scope.#current !== undefined) return { kind: 'input', value: scope.#current[dimension] };
    }
    return undefined;
  }

  get(name: string): Bound | undefined {
    return this.find(name)?.value;
  }

  get outermost(): Scope {
    return this.parent?.outermost ?? this;
  }
}

/** What an expression stands for: a number, or the word or list that a name, a list or a choice gives. */
export function evaluate(expression: Expression, names: Lookup, tape: Tape, place?: Place): Bound {
  switch (expression.kind) {
    case 'word':
      return { word: expression.word };
    case 'name': {
      const value = names.get(expression.name);
      if (value === undefined) throw new TypeError(`${expression.name} has no value`);
      return value;
    }
    case 'list':
      return expression.args.map((item) => evaluate(item, names, tape, place));
    case 'item':
      return itemOf(expression.args as readonly [Expression, Expression], names, tape, place);
    case 'operator':
      return expression.operator === '?:'
        ? choice(expression.args as readonly [Expression, Expression, Expression], names, tape, place)
        : calculate(expression, names, tape, place);
    default:
      return calculate(expression, names, tape, place);
  }
}

/** One of two things; where they are no numbers, the condition is decided for the whole graph. */
function choice([condition, then, otherwise]: readonly [Expression, Expression, Expression], names: Lookup, tape: Tape, place?: Place): Bound {
  const holds = calculate(condition, names, tape, place);
  if (typeof holds === 'number') return evaluate(holds ? then : otherwise, names, tape, place);
  const [one, other] = [evaluate(then, names, tape, place), evaluate(otherwise, names, tape, place)];
  if (isNumeric(one) && isNumeric(other)) return tape.apply('?:', holds, one, other);
  return tape.decide(holds) ? one : other;
}

function itemOf([list, index]: readonly [Expression, Expression], names: Lookup, tape: Tape, place?: Place): Bound {
  const items = listOf(list, names, tape, place);
  const value = calculate(index, names, tape, place);
  const at = typeof value === 'number' ? value : tape.decide(value);
  const item = items[at];
  if (item === undefined) throw wrong('expression/item', { list: print(list), index: at, length: items.length }, place);
  return item;
}

function listOf(expression: Expression, names: Lookup, tape: Tape, place?: Place): readonly Bound[] {
  const bound = evaluate(expression, names, tape, place);
  if (!isNumeric(bound) && !isWord(bound)) return bound;
  throw wrong('expression/not-a-list', { name: print(expression), got: show(bound) }, place, expression);
}

/** A problem with an expression, at the name that it is about where it is a name. */
function wrong<C extends Code>(code: C, args: Args<C>, place: Place | undefined, about?: Expression): SpecError {
  const span = about?.kind === 'name' ? place && spanOf(about.name, textAt(place) ?? '') : undefined;
  return new SpecError([problem(code, args, { range: place && rangeOf(place, undefined, span), path: place?.path ?? [] })]);
}

/** Whether two things are equal that need not be numbers. */
function areEqual(one: Bound, other: Bound, expressions: readonly Expression[], place: Place | undefined): Value {
  if (isWord(one) && isWord(other)) return Number(one.word === other.word);
  const index = isWord(one) ? 0 : 1;
  const [odd, kind] = [expressions[index] as Expression, isWord(one) || isWord(other) ? 'a number' : 'a list'];
  throw wrong('expression/not-comparable', { name: print(odd), got: show(index === 0 ? one : other), other: kind }, place, odd);
}

const mostCalls = 1_000_000;

export function calculate(expression: Expression, names: Lookup, tape: Tape, place?: Place): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'length':
      return listOf(expression.args[0] as Expression, names, tape, place).length;
    case 'word':
    case 'list':
    case 'name':
    case 'item': {
      const bound = evaluate(expression, names, tape, place);
      if (isNumeric(bound)) return bound;
      throw wrong('expression/not-a-number', { name: print(expression), got: show(bound) }, place, expression);
    }
    case 'operator': {
      const { operator, args } = expression;
      // by index, since this is the innermost loop and taking a list apart costs more than the arithmetic
      const first = args[0] as Expression;
      const second = args[1];
      const third = args[2];
      if ((operator === '==' || operator === '!=') && second !== undefined) {
        const [one, other] = [evaluate(first, names, tape, place), evaluate(second, names, tape, place)];
        if (isNumeric(one) && isNumeric(other)) return tape.apply(operator, one, other);
        const equal = areEqual(one, other, args, place);
        return operator === '==' ? equal : tape.apply('!', equal);
      }
      const a = calculate(first, names, tape, place);
      const variadic = isVariadic(operator);
      if (second === undefined) return variadic ? a : tape.apply(operator, a);
      // a choice that is already decided needs only one of its sides
      if (operator === '?:' && typeof a === 'number') return calculate(a ? second : (third as Expression), names, tape, place);
      const b = calculate(second, names, tape, place);
      if (third === undefined) return tape.apply(operator, a, b);
      if (!variadic) return tape.apply(operator, a, b, calculate(third, names, tape, place));
      return args.slice(2).reduce((sum, arg) => tape.apply(operator, sum, calculate(arg, names, tape, place)), tape.apply(operator, a, b));
    }
    case 'apply': {
      if (++tape.calls > mostCalls) throw wrong('expression/too-many-calls', { limit: mostCalls }, place);
      const { parameters, body } = expression.define;
      const given = new Map(expression.args.map((arg, index) => [parameters[index] ?? '', evaluate(arg, names, tape, place)]));
      const outermost = names.outermost ?? names;
      return calculate(body, { get: (name) => given.get(name) ?? outermost.get(name), outermost }, tape, place);
    }
  }
}

/** What a field stands for. */
export function boundTo(field: Field, scope: Scope, tape: Tape): Bound {
  switch (field.kind) {
    case 'expression':
      return evaluate(field.expression, scope, tape, field.place);
    case 'word':
      return { word: field.word };
    case 'reference':
      return scope.find(field.name)?.value ?? { word: '' };
    case 'list':
      return field.items.map((item) => boundTo(item, scope, tape));
  }
}

export function show(bound: Bound): string {
  if (isWord(bound)) return `the word "${bound.word}"`;
  if (!isNumeric(bound)) return Array.isArray(bound) ? `a list of ${bound.length}` : 'a list';
  return typeof bound === 'number' ? String(bound) : 'a number';
}
