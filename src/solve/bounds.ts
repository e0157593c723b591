/** What the totals of a network can come to while its parameters lie between bounds: interval arithmetic over the tape. */

import { type TotalName, termsOf } from '../cost/generate.ts';
import type { Graph } from '../graph/graph.ts';
import { boundsOf, resultBounds, simplified } from '../graph/simplify.ts';
import type { Bounds, Node, Value } from '../graph/value.ts';
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
export function boundsOver(graph: Graph, box: Box, totals: readonly TotalName[]): TotalBounds | undefined {
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
  const sums: Bounds[] = [];
  for (const name of totals) {
    let [least, most] = [0, 0];
    for (const { when, value, times } of termsIn(graph, name)) {
      const applies = read(when);
      if (isPoint(applies) && applies.least === 0) continue;
      const certain = applies.least > 0 || applies.most < 0;
      const bounds = read(value);
      if (Number.isNaN(bounds.least)) {
        // a total of what is no number is none
        if (certain) return { valid: false, totals: [] };
        [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        break;
      }
      least += times * (certain ? bounds.least : Math.min(0, bounds.least));
      most += times * (certain ? bounds.most : Math.max(0, bounds.most));
    }
    sums.push({ whole: true, least, most });
  }
  return { valid, totals: sums };
}

/** A calculation of which more is known; written out, since spreading it takes as long as all the rest. */
const within = ({ index, operator, args, parameter }: Node, { whole, least, most }: Bounds): Node => ({ index, operator, args, parameter, whole, least, most });

interface Term {
  readonly when: Value;
  readonly value: Value;
  readonly times: number;
}

const terms = new WeakMap<Graph, Map<TotalName, readonly Term[]>>();

/** What the layers of a graph add to a total; what several add is there once. */
function termsIn(graph: Graph, name: TotalName): readonly Term[] {
  const known = terms.get(graph) ?? new Map<TotalName, readonly Term[]>();
  terms.set(graph, known);
  let found = known.get(name);
  if (found === undefined) {
    const grouped = new Map<string, Term>();
    const keyOf = (value: Value) => (typeof value === 'number' ? value : `#${value.index}`);
    for (const layer of graph.layers) {
      for (const value of termsOf(layer, name)) {
        const key = `${keyOf(layer.when)} ${keyOf(value)}`;
        grouped.set(key, { when: layer.when, value, times: (grouped.get(key)?.times ?? 0) + 1 });
      }
    }
    found = [...grouped.values()];
    known.set(name, found);
  }
  return found;
}

/** What an operation comes to: a number where its arguments are, or where bounds decide it. */
function operation(node: Node, operator: OperatorName, at: (value: Value) => Value, a: Value, b: Value | undefined, c: Value | undefined): Node | number {
  if (typeof a === 'number' && typeof b !== 'object' && typeof c !== 'object') {
    return exactOperators[operator](a, b as number, c as number);
  }
  // what needs what is no number is none either
  if (!deciding.has(operator) && [a, b, c].some((arg) => typeof arg === 'number' && Number.isNaN(arg))) return Number.NaN;
  const decided = deciding.has(operator) ? simplified(undefined, operator, a, b, c) : undefined;
  if (decided !== undefined) return decided;
  const bounds = resultBounds(operator, a, b, c, at);
  return isPoint(bounds) || Number.isNaN(bounds.least) ? bounds.least : within(node, bounds);
}
