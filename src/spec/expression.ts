/** The expression language: checked trees, the names in them, and their text. Specs, blocks and the cost formulas of the ops are all written in it. */
import { type Operator, type OperatorName, operators } from './operators.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: OperatorName; readonly args: readonly Expression[] }
  | { readonly kind: 'apply'; readonly define: Define; readonly args: readonly Expression[] }
  /** `[3, 4, 6, 3]`, `depths[stage]` and `length(depths)`. */
  | { readonly kind: 'list' | 'item' | 'length'; readonly args: readonly Expression[] };

/** A function that a file defines: `ch(c): make_divisible(c * width, 4)`. The body is set once all names are known. */
export interface Define {
  readonly name: string;
  readonly parameters: readonly string[];
  body: Expression;
}

/** Comparisons that do not stand in a row: those of order, and those of equality. */
export const comparisons = [new Set(['<', '<=', '>', '>=']), new Set(['==', '!='])] as const;
const isChained = (operator: string) => comparisons.some((chain) => chain.has(operator));

/** The names that an expression reads, those in the bodies of its functions included. */
export function namesIn(expression: Expression, seen: ReadonlySet<Define> = new Set()): ReadonlySet<string> {
  if (expression.kind === 'name') return new Set([expression.name]);
  if (!('args' in expression)) return new Set();
  const found = new Set(expression.args.flatMap((arg) => [...namesIn(arg, seen)]));
  if (expression.kind === 'apply' && !seen.has(expression.define)) {
    const { define } = expression;
    for (const name of namesIn(define.body, new Set([...seen, define]))) if (!define.parameters.includes(name)) found.add(name);
  }
  return found;
}

const powers: number = operators['**'].infix ?? 0;

/** Writes an expression; `substitute` may put something else in the place of a name. */
export function print(expression: Expression, substitute: (name: string) => string = (name) => name, binding = 0): string {
  switch (expression.kind) {
    case 'number':
      return expression.value < 0 && binding > powers ? `(${expression.value})` : String(expression.value);
    case 'word':
      return `'${expression.word}'`;
    case 'name':
      return substitute(expression.name);
    case 'list':
      return `[${expression.args.map((arg) => print(arg, substitute)).join(', ')}]`;
    case 'length':
      return `length(${expression.args.map((arg) => print(arg, substitute)).join(', ')})`;
    case 'item': {
      const [list, index] = expression.args as [Expression, Expression];
      return `${print(list, substitute, powers + 1)}[${print(index, substitute)}]`;
    }
    case 'apply':
      return `${expression.define.name}(${expression.args.map((arg) => print(arg, substitute)).join(', ')})`;
    case 'operator': {
      const { operator, args } = expression;
      const { infix: precedence }: Operator = operators[operator];
      if (precedence === undefined) return `${operator}(${args.map((arg) => print(arg, substitute)).join(', ')})`;
      const [first, second, third] = args as [Expression, Expression, Expression];
      const inner = (arg: Expression, least: number) => print(arg, substitute, least);
      const written = () => {
        if (operator === '!') return `!${inner(first, powers + 1)}`;
        if (operator === '?:') return `${inner(first, precedence + 1)} ? ${inner(second, 0)} : ${inner(third, precedence)}`;
        // powers group to the right, comparisons not at all, the others to the left
        if (operator === '**') return `${inner(first, powers + 1)} ** ${inner(second, powers)}`;
        return `${inner(first, isChained(operator) ? precedence + 1 : precedence)} ${operator} ${inner(second, precedence + 1)}`;
      };
      return precedence < binding ? `(${written()})` : written();
    }
  }
}
