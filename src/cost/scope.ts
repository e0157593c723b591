/** Names at run time: what they are bound to and where that came from, and the evaluation of expressions. */
import { problem, SpecError } from '../diagnostic.ts';
import { type Place, rangeOf, textAt } from '../spec/document.ts';
import { type Expression, spanOf } from '../spec/expression.ts';
import { isVariadic } from '../spec/operators.ts';
import type { Field } from '../spec/program.ts';
import type { Tape, Value } from './tape.ts';

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

/** The value of an expression. A name alone may be a word or a list; in arithmetic, that is an error at `place`. */
export function evaluate(expression: Expression, names: Lookup, tape: Tape, place?: Place): Bound {
  if (expression.kind !== 'name') return calculate(expression, names, tape, place);
  const value = names.get(expression.name);
  if (value === undefined) throw new TypeError(`${expression.name} has no value`);
  return value;
}

const mostCalls = 1_000_000;

export function calculate(expression: Expression, names: Lookup, tape: Tape, place?: Place): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name': {
      const bound = evaluate(expression, names, tape, place);
      if (isNumeric(bound)) return bound;
      const span = place && spanOf(expression.name, textAt(place) ?? '');
      throw new SpecError([
        problem(
          'expression/not-a-number',
          { name: expression.name, got: show(bound) },
          { range: place && rangeOf(place, undefined, span), path: place?.path ?? [] },
        ),
      ]);
    }
    case 'operator': {
      const { operator, args } = expression;
      // by index, since this is the innermost loop and taking a list apart costs more than the arithmetic
      const first = args[0] as Expression;
      const second = args[1];
      const third = args[2];
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
      if (++tape.calls > mostCalls)
        throw new SpecError([problem('expression/too-many-calls', { limit: mostCalls }, { range: place && rangeOf(place), path: place?.path ?? [] })]);
      const { parameters, body } = expression.define;
      const given = new Map(expression.args.map((arg, index) => [parameters[index] ?? '', calculate(arg, names, tape, place)]));
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
