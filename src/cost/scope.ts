/** Names at run time: what they are bound to and where that came from, and the evaluation of expressions. */
import { problem, SpecError } from '../diagnostic.ts';
import { type Place, rangeOf } from '../spec/document.ts';
import type { Expression } from '../spec/expression.ts';
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

export class Scope {
  readonly parent: Scope | undefined;
  readonly bindings = new Map<string, Binding>();

  constructor(parent?: Scope, bindings: Iterable<readonly [string, Binding]> = []) {
    this.parent = parent;
    for (const [name, binding] of bindings) this.bindings.set(name, binding);
  }

  find(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const found = scope.bindings.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The number that a name of a formula stands for. */
  number(name: string): Value {
    const value = this.find(name)?.value;
    if (value === undefined || !isNumeric(value)) throw new TypeError(`${name} is no number`);
    return value;
  }
}

/** The value of an expression in a scope. A name alone may be a word or a list; in arithmetic, that is an error at `place`. */
export function evaluate(expression: Expression, scope: Scope, tape: Tape, place?: Place): Bound {
  if (expression.kind === 'name') {
    const binding = scope.find(expression.name);
    if (binding === undefined) throw new TypeError(`${expression.name} has no value`);
    return binding.value;
  }
  return calculate(expression, scope, tape, place);
}

export function calculate(expression: Expression, scope: Scope, tape: Tape, place?: Place): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name': {
      const bound = evaluate(expression, scope, tape, place);
      if (isNumeric(bound)) return bound;
      throw new SpecError([
        problem('expression/not-a-number', { name: expression.name, got: show(bound) }, { range: place && rangeOf(place), path: place?.path ?? [] }),
      ]);
    }
    case 'operator':
      return tape.apply(expression.operator, ...expression.args.map((arg) => calculate(arg, scope, tape, place)));
    case 'apply': {
      const { parameters, body } = expression.define;
      const given = expression.args.map((arg, index) => [parameters[index] ?? '', { value: calculate(arg, scope, tape, place), kind: 'argument' }] as const);
      return calculate(body, new Scope(globalOf(scope), given), tape, place);
    }
  }
}

/** The outermost scope: that of the file, where its parameters and definitions are. */
export function globalOf(scope: Scope): Scope {
  let outermost = scope;
  while (outermost.parent !== undefined) outermost = outermost.parent;
  return outermost;
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
  return isNumeric(bound) ? String(bound) : 'a list';
}
