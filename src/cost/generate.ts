/** Ledger -> straight-line code for totals alone: what sweeps run millions of times. */
import { isBounded } from '../graph/simplify.ts';
import type { Bounds, Value } from '../graph/value.ts';
import { totals as allTotals, isRatio, type Ratio, type SumName, type TotalName } from '../ops/total.ts';
import { compiled, largest, type Operator, type OperatorName, operators } from '../spec/operators.ts';
import type { Ledger } from './ledger.ts';

/** How a totals-only run ended: whether the totals are there, the graph was made for another structure, or a check does not hold. */
export const outcomes = { fine: 0, otherStructure: 1, wrong: 2 } as const;

/** Writes the totals of a point, given as the values of the parameters in their order, to `out`. */
export type TotalsRun = (out: Float64Array, parameters: ArrayLike<number>) => number;

const [longestSum, mostVariables] = [1000, 10_000];

/** A number as code; -0 keeps its sign, which a structure may have been made for. */
const literal = (value: number): string => (Object.is(value, -0) ? '(-0)' : value < 0 ? `(${value})` : String(value));

/** What bounds show to be a number that is exact is worked out as it is; the rest may not be one. */
function codeOf(operator: OperatorName, bounds: Bounds, [a, b, c]: [string, string, string]): string {
  const { code }: Operator = operators[operator];
  return isBounded(bounds) ? code(a, b, c) : `exactOperators[${JSON.stringify(operator)}](${[a, b, c].filter((arg) => arg !== '').join()})`;
}

/** Generates the code that computes some totals. The text is made from checked nodes of the tape, never from a spec's text. */
export function generate({ graph, sums }: Ledger, totals: readonly TotalName[], parameters: readonly string[]): TotalsRun {
  const { tape, checks, domains, assumptions } = graph;
  const lines: string[] = [];
  const written = new Set<number>();
  // an engine keeps variables on its stack
  const isLong = tape.nodes.length > mostVariables;
  const named = (index: number) => (isLong ? `v[${index}]` : `v${index}`);
  /** Writes the calculations that a value needs, those that are not written yet, and gives the name of its result. */
  const use = (value: Value): string => {
    if (typeof value === 'number') return literal(value);
    const pending = [value];
    for (let node = pending.at(-1); node !== undefined; node = pending.at(-1)) {
      const missing = node.args.filter((arg) => typeof arg === 'object' && !written.has(arg.index));
      if (written.has(node.index)) pending.pop();
      else if (missing.length > 0) pending.push(...(missing as (typeof node)[]));
      else {
        const { index, operator, args, parameter } = node;
        const [a = '', b = '', c = ''] = args.map((arg) => (typeof arg === 'number' ? use(arg) : named(arg.index)));
        lines.push(
          `${isLong ? '' : 'const '}${named(index)} = ${operator === null ? `p[${parameters.indexOf(parameter)}]` : codeOf(operator, node, [a, b, c])};`,
        );
        written.add(index);
        pending.pop();
      }
    }
    return named(value.index);
  };

  for (const [index, name] of parameters.entries()) {
    const { whole = false, least = 0, most = 0 } = domains.get(name) ?? {};
    const isWhole = whole ? ` && Number.isInteger(p[${index}])` : '';
    lines.push(`if (!(p[${index}] >= ${least} && p[${index}] <= ${most}${isWhole})) return ${outcomes.otherStructure};`);
  }
  const tests = new Set<string>();
  const test = (code: string, outcome: number) => {
    if (tests.has(code)) return;
    tests.add(code);
    lines.push(`if (!(${code})) return ${outcome};`);
  };
  for (const { value, outcome } of assumptions) test(`Object.is(${use(value)}, ${literal(outcome)})`, outcomes.otherStructure);
  // both sides are always computed: a branch that was never taken would cost all the code its optimisation when it is
  for (const { when, holds } of checks) test(when === 1 ? `${use(holds)} > 0` : `(${use(when)} !== 0 ? ${use(holds)} : 1) > 0`, outcomes.wrong);

  const variables = new Map<SumName, string>();
  for (const [name, terms] of sums) {
    const variable = `t${variables.size}`;
    variables.set(name, variable);
    let constant = 0;
    const summands: string[] = [];
    for (const { when, value, times } of terms) {
      if (typeof value === 'number' && when === 1) constant += times * value;
      else {
        const term = when === 1 ? use(value) : `(${use(when)} !== 0 ? ${use(value)} : 0)`;
        summands.push(times === 1 ? term : `${literal(times)} * ${term}`);
      }
    }
    lines.push(`let ${variable} = ${literal(constant)};`);
    // an engine reads an expression to the depth of its stack
    for (let from = 0; from < summands.length; from += longestSum) lines.push(`${variable} += ${summands.slice(from, from + longestSum).join(' + ')};`);
  }
  const variableOf = (name: SumName) => variables.get(name) as string;
  for (const [index, name] of totals.entries()) {
    if (isRatio(name)) {
      const { over, under } = allTotals[name] as Ratio;
      lines.push(`out[${index}] = ${variableOf(under)} === 0 ? NaN : ${variableOf(over)} / ${variableOf(under)};`);
    } else lines.push(`out[${index}] = ${variableOf(name)};`);
  }
  for (const variable of variables.values()) lines.push(`if (!(${variable} <= ${largest})) return ${outcomes.wrong};`);
  const values = isLong ? `const v = new Float64Array(${tape.nodes.length});\n` : '';
  return compiled(`${values}return (out, p) => {\n${lines.join('\n')}\nreturn ${outcomes.fine};\n};`) as TotalsRun;
}
