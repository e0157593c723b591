/** Conditions over the points of a sweep, as code. */
import { type Problem, problem, SpecError } from '../diagnostic.ts';
import { type Expression, parseExpression } from '../spec/expression.ts';
import { isVariadic, makeDivisible, type Operator, operators } from '../spec/operators.ts';

/** Whether a row of a sweep meets a condition. */
export type Filter = (point: Float64Array, totals: Float64Array) => boolean;

/**
 * Compiles a condition in the expression language of the specs; it may read axes and totals by name.
 * @throws SpecError for what is wrong with it
 */
export function toFilter(text: string, axes: readonly string[], totals: readonly string[]): Filter {
  const problems: Problem[] = [];
  const range = { file: '--where', text };
  const expression = parseExpression(text, { values: new Set([...axes, ...totals]), functions: new Map() }, (code, args, span) => {
    const start = span?.start ?? 0;
    problems.push(problem(code, args, { range: { ...range, start, end: span === undefined ? text.length : start + span.length } }));
  });
  if (problems.length > 0) throw new SpecError(problems);
  const code = toCode(expression, (name) => (axes.includes(name) ? `p[${axes.indexOf(name)}]` : `t[${totals.indexOf(name)}]`));
  return new Function('makeDivisible', `return (p, t) => Boolean(${code});`)(makeDivisible) as Filter;
}

function toCode(expression: Expression, nameOf: (name: string) => string): string {
  if (expression.kind === 'number') return `(${expression.value})`;
  if (expression.kind === 'name') return nameOf(expression.name);
  if (expression.kind === 'apply') throw new TypeError('a condition defines no functions');
  const { code }: Operator = operators[expression.operator];
  const [first = '', second = '', third = '', ...others] = expression.args.map((arg) => toCode(arg, nameOf));
  if (isVariadic(expression.operator)) return [second, third, ...others].filter((arg) => arg !== '').reduce((a, b) => code(a, b, ''), first);
  return code(first, second, third);
}
