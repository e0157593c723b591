/** Graph -> what its layers add to totals, as values on its tape: what generated code and bounds are made from. */
import { type Assumption, type Graph, measureOf } from '../graph/graph.ts';
import { numbersOf, type Point } from '../graph/point.ts';
import type { Value } from '../graph/value.ts';
import { isRatio, type Ratio, type SumName, sums, type TotalName, totals } from '../ops/total.ts';
import { type Basis, resolvedName, sizeOf } from './basis.ts';
import { entriesOf } from './entries.ts';
import { type Flow, openFlow } from './flow.ts';
import { foldingIn } from './folding.ts';
import { aliveIn } from './memory.ts';
import { partOf } from './part.ts';

/** What is added to a sum, so many times, where a condition holds. */
export interface Term {
  readonly when: Value;
  readonly value: Value;
  readonly times: number;
}

export interface Ledger {
  /** The graph, with what the sums assume besides. */
  readonly graph: Graph;
  /** The sums that the totals need; equal terms are there once. */
  readonly sums: ReadonlyMap<SumName, readonly Term[]>;
}

/** The sums that totals are made of. */
export const sumsIn = (names: readonly TotalName[]): readonly SumName[] => [
  ...new Set(
    names.flatMap((name) => {
      if (!isRatio(name)) return [name];
      const { over, under } = totals[name] as Ratio;
      return [over, under];
    }),
  ),
];

/** What totals of a graph are made of; what they depend on besides, such as which tensor is the larger, is assumed to be as it is at a point. */
export function ledgerOf(graph: Graph, point: Point, names: readonly TotalName[], basis: Basis): Ledger {
  const decided = new Map<Value, number>();
  const read = graph.tape.reader(numbersOf(point));
  const decide = (value: Value): number => {
    if (typeof value === 'number') return value;
    const outcome = read(value);
    decided.set(value, outcome);
    return outcome;
  };
  let known: Flow | undefined;
  const flow = () => {
    known ??= openFlow(graph, decide);
    return known;
  };
  const found = new Map(sumsIn(names).map((name) => [name, grouped(termsOf(graph, resolvedName(name, basis), basis, decide, flow))] as const));
  const assumed = [...decided].map(([value, outcome]): Assumption => ({ value, outcome, rule: undefined }));
  return { graph: { ...graph, assumptions: [...graph.assumptions, ...assumed] }, sums: found };
}

function termsOf(graph: Graph, name: SumName, basis: Basis, decide: (value: Value) => number, flow: () => Flow): readonly Term[] {
  const sum = sums[name];
  const { how } = sum;
  const size = sizeOf(sum, basis);
  const { tape, layers, standIns } = graph;
  if ('peak' in how)
    return [{ when: 1, value: aliveIn(flow(), basis.memory).reduce((most, alive) => tape.apply('max', most, alive), 0), times: size * basis.batch }];
  if ('ordinary' in how)
    return standIns.map(({ when, layer, isShared, theory }) => {
      const count = how.ordinary === 'modules' ? 1 : isShared && how.ordinary === 'weights' ? 0 : measureOf(layer, how.ordinary);
      return { when, value: how.by === undefined ? count : tape.apply('/', count, theory), times: how.ordinary === 'macs' ? basis.batch : 1 };
    });
  if (!('sum' in how)) throw new TypeError(`${name} is no sum`);
  const { over = 'all' } = how;
  const terms = layers.flatMap((layer) => {
    if (over !== 'all' && (layer.standIn === undefined || (over !== 'modules' && partOf(layer, decide) !== over))) return [];
    return entriesOf(layer.op)[over].flatMap((entry) =>
      entry.sum === name
        ? [{ when: layer.when, value: layer.measured[entry.count] as Value, times: entry.factor * size * (entry.perSample ? basis.batch : 1) }]
        : [],
    );
  });
  return 'folded' in how ? [...terms, ...foldingIn(flow()).map((value) => ({ when: 1, value, times: size }))] : terms;
}

/** Puts equal terms together, and leaves out those that add nothing. */
function grouped(terms: readonly Term[]): readonly Term[] {
  const found = new Map<string, Term>();
  const keyOf = (value: Value) => (typeof value === 'number' ? value : `#${value.index}`);
  for (const { when, value, times } of terms) {
    if (value === 0) continue;
    const key = `${keyOf(when)} ${keyOf(value)}`;
    found.set(key, { when, value, times: (found.get(key)?.times ?? 0) + times });
  }
  return [...found.values()];
}
