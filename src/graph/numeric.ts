/** Formulas over numbers alone, as functions of the values of a layer: what most layers come to is worked out by these. */
import type { Expression } from '../spec/expression.ts';
import { exactOperators, isVariadic } from '../spec/operators.ts';

/** NaN where the formula needs a value that is not a number; `calculate` finds out which. */
export type Numeric = (values: readonly unknown[]) => number;

const none: Numeric = () => Number.NaN;

/** The function that a formula is, of values in the order of `indexes`. */
export function numericOf(expression: Expression, indexes: ReadonlyMap<string, number>): Numeric {
  if (expression.kind === 'number') return () => expression.value;
  if (expression.kind === 'name') {
    const index = indexes.get(expression.name) ?? -1;
    return (values) => {
      const value = values[index];
      return typeof value === 'number' ? value : Number.NaN;
    };
  }
  if (expression.kind !== 'operator') return none;
  const { operator, args } = expression;
  const [a = none, b, c, ...others] = args.map((arg) => numericOf(arg, indexes));
  const apply = exactOperators[operator];
  if (operator === '?:' && b !== undefined && c !== undefined) {
    return (values) => {
      const holds = a(values);
      return Number.isNaN(holds) ? Number.NaN : holds ? b(values) : c(values);
    };
  }
  if (b === undefined) return isVariadic(operator) ? a : (values) => apply(a(values), 0, 0);
  if (c === undefined) return (values) => apply(a(values), b(values), 0);
  if (!isVariadic(operator)) return (values) => apply(a(values), b(values), c(values));
  return (values) => [c, ...others].reduce((result, other) => apply(result, other(values), 0), apply(a(values), b(values), 0));
}
