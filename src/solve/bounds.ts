/** What the totals of a network can come to while its parameters lie between bounds: interval arithmetic over the tape. */

import type { Ledger, Term } from '../cost/ledger.ts';
import { boundsOf, resultBounds, simplified } from '../graph/simplify.ts';
import type { Bounds, Node, Value } from '../graph/value.ts';
import { totals as allTotals, isRatio, type Ratio, type SumName, type TotalName } from '../ops/total.ts';
import { exactOperators, type OperatorName } from '../spec/operators.ts';

/** The parameters between their bounds; one that has but one value is given as that. */
export type Box = ReadonlyMap<string, Bounds>;

export interface TotalBounds {
  /** Whether every point is valid, none is, or that is open. */
  readonly valid: boolean | undefined;
  readonly totals: readonly Bounds[];
}

const deciding = new Set<OperatorName>(['?:', '&&', '||', '!', '==', '!=', '<', '<=', '>', '>=']);

export const isPoint = ({ least, most }: Bounds): boolean => least === most;

/**
 * Bounds of totals over a box. They hold, but may be wider than what the totals really come to: where a total is bounded by one number it is
 * that number all over the box.
 * @returns undefined where the graph is not known to hold all over the box
 */
export function boundsOver({ graph, sums }: Ledger, box: Box, totals: readonly TotalName[]): TotalBounds | undefined {
  const { tape, domains, assumptions, checks } = graph;
  for (const [name, { whole, least, most }] of domains) {
    const bounds = box.get(name);
    if (bounds === undefined || bounds.least < least || bounds.most > most || (whole && !bounds.whole)) return undefined;
  }
  const outcomes = new Map(assumptions.map(({ value, outcome }) => [typeof value === 'number' ? -1 : value.index, outcome]));
  const results: (Node | number)[] = [];
  const at = (value: Value): Value => (typeof value === 'number' ? value : (results[value.index] as Node | number));
  for (const node of tape.nodes) {
    const { operator, args, parameter } = node;
    if (operator === null) {
      const bounds = box.get(parameter) ?? node;
      results.push(isPoint(bounds) ? bounds.least : within(node, bounds));
      continue;
    }
    const [a = 0, b, c] = args.map(at);
    const result = operation(node, operator, at, a, b, c);
    // mostly decided early, which spares the rest
    const outcome = outcomes.get(node.index);
    if (outcome !== undefined && result !== outcome) return undefined;
    results.push(result);
  }
  const read = (value: Value): Bounds => boundsOf(at(value));

  let valid: boolean | undefined = true;
  for (const { when, holds } of checks) {
    const [applies, result] = [read(when), read(holds)];
    if (isPoint(applies) && applies.least === 0) continue;
    if (result.least > 0) continue;
    const applied = applies.least > 0 || applies.most < 0;
    if (applied && (result.most <= 0 || Number.isNaN(result.most))) return { valid: false, totals: [] };
    valid = undefined;
  }
  const known = new Map<SumName, Bounds>();
  for (const [name, terms] of totals.length === 0 ? [] : sums) {
    const span = sumOver(terms, read);
    // a sum over NaN is NaN
    if (span === undefined) return { valid: false, totals: [] };
    known.set(name, span);
  }
  const boundsOfSum = (name: SumName) => known.get(name) as Bounds;
  const boundsOfTotals = totals.map((name) => {
    if (!isRatio(name)) return boundsOfSum(name);
    const { over, under } = allTotals[name] as Ratio;
    return ratioOf(boundsOfSum(over), boundsOfSum(under));
  });
  return { valid, totals: boundsOfTotals };
}

/** Between which a sum lies; undefined where it is certainly NaN. */
function sumOver(terms: readonly Term[], read: (value: Value) => Bounds): Bounds | undefined {
  let [least, most] = [0, 0];
  for (const { when, value, times } of terms) {
    const applies = read(when);
    if (isPoint(applies) && applies.least === 0) continue;
    const certain = applies.least > 0 || applies.most < 0;
    const span = read(value);
    if (Number.isNaN(span.least)) {
      if (certain) return undefined;
      return { whole: true, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
    }
    const [one, other] = [times * span.least, times * span.most];
    least += certain ? Math.min(one, other) : Math.min(0, one, other);
    most += certain ? Math.max(one, other) : Math.max(0, one, other);
  }
  return { whole: true, least, most };
}

/** Between which a ratio of sums lies, none of which is negative; there is none where all of what is below is 0. */
function ratioOf(over: Bounds, under: Bounds): Bounds {
  if (under.most === 0) return { whole: false, least: Number.NaN, most: Number.NaN };
  return { whole: false, least: Math.max(over.least, 0) / under.most, most: under.least > 0 ? over.most / under.least : Number.POSITIVE_INFINITY };
}

/** A calculation of which more is known; written out, since spreading it takes as long as all the rest. */
const within = ({ index, operator, args, parameter }: Node, { whole, least, most }: Bounds): Node => ({ index, operator, args, parameter, whole, least, most });

/** What an operation comes to: a number where its arguments are, or where bounds decide it. */
function operation(node: Node, operator: OperatorName, at: (value: Value) => Value, a: Value, b: Value | undefined, c: Value | undefined): Node | number {
  if (typeof a === 'number' && typeof b !== 'object' && typeof c !== 'object') {
    return exactOperators[operator](a, b as number, c as number);
  }
  // NaN in gives NaN out
  if (!deciding.has(operator) && [a, b, c].some((arg) => typeof arg === 'number' && Number.isNaN(arg))) return Number.NaN;
  const decided = deciding.has(operator) ? simplified(undefined, operator, a, b, c) : undefined;
  if (decided !== undefined) return decided;
  const bounds = resultBounds(operator, a, b, c, at);
  return isPoint(bounds) || Number.isNaN(bounds.least) ? bounds.least : within(node, bounds);
}
