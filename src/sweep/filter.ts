/** Conditions over the rows of a sweep, as code. */
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { type Expression, namesIn } from '../spec/expression.ts';
import { compiled, isVariadic, type Operator, operators } from '../spec/operators.ts';
import { parseExpression } from '../spec/parse.ts';

/** A condition over the columns of a sweep, in the expression language of the specs. */
export interface Condition {
  /** The columns that it reads. */
  readonly reads: ReadonlySet<string>;
  /** Compiles it for rows of these columns: as far as they tell, if they are not all that it reads. */
  over(columns: readonly string[]): (row: ArrayLike<number>) => boolean;
}

/**
 * A condition of several that have to hold together.
 * @throws SpecError for what is wrong with them
 */
export function toCondition(written: readonly string[], known: readonly string[]): Condition {
  const problems: Problem[] = [];
  const hyphened = known.filter((name) => name.includes('-'));
  const expressions = written.map((text) =>
    parseExpression(spelled(text, hyphened), { values: new Set(known.map((name) => spelled(name, hyphened))), functions: new Map() }, (code, args, span) => {
      const start = span?.start ?? 0;
      problems.push(problem(code, args, { range: { file: '--where', text, start, end: span === undefined ? text.length : start + span.length } }));
    }),
  );
  for (const [index, text] of written.entries()) {
    if (isNumeric(expressions[index] as Expression)) continue;
    const range = { file: '--where', text, start: 0, end: text.length };
    problems.push(problem('expression/syntax', { text, reason: 'a condition of a sweep knows numbers only' }, { range }));
  }
  if (problems.length > 0) throw new SpecError(problems);
  return {
    reads: new Set(known.filter((name) => expressions.some((expression) => namesIn(expression).has(spelled(name, hyphened))))),
    over(names) {
      const columns = names.map((name) => spelled(name, hyphened));
      const known = expressions.flatMap(conjunctsOf).filter((part) => [...namesIn(part)].every((name) => columns.includes(name)));
      const code = known.map((part) => `Boolean(${toCode(part, (name) => `r[${columns.indexOf(name)}]`)})`);
      return compiled(`return (r) => ${['true', ...code].join(' && ')};`) as (row: ArrayLike<number>) => boolean;
    },
  };
}

/** A text in which names like macs-gap are no differences. */
const spelled = (text: string, hyphened: readonly string[]): string =>
  hyphened.reduce((result, name) => result.replaceAll(name, name.replaceAll('-', '_')), text);

/** Whether an expression is made of numbers alone, without words and lists. */
const isNumeric = (expression: Expression): boolean =>
  expression.kind === 'operator' ? expression.args.every(isNumeric) : expression.kind === 'number' || expression.kind === 'name';

/** What has to hold together. */
const conjunctsOf = (expression: Expression): readonly Expression[] =>
  expression.kind === 'operator' && expression.operator === '&&' ? expression.args.flatMap(conjunctsOf) : [expression];

function toCode(expression: Expression, nameOf: (name: string) => string): string {
  if (expression.kind === 'number') return `(${expression.value})`;
  if (expression.kind === 'name') return nameOf(expression.name);
  if (expression.kind !== 'operator') throw new TypeError(`a condition has no ${expression.kind}`);
  const { code }: Operator = operators[expression.operator];
  const [first = '', second = '', third = '', ...others] = expression.args.map((arg) => toCode(arg, nameOf));
  if (isVariadic(expression.operator)) return [second, third, ...others].filter((arg) => arg !== '').reduce((a, b) => code(a, b, ''), first);
  return code(first, second, third);
}
