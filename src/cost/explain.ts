/** Where a layer's numbers come from: each argument back to what was written, each formula with the numbers put in. */

import { type Caller, problem, SpecError } from '../diagnostic/index.ts';
import { chainRanges, type Read } from '../graph/check.ts';
import { argumentOf } from '../graph/graph.ts';
import type { Network, NetworkLayer } from '../graph/network.ts';
import { rangeOf } from '../spec/document.ts';
import { type Expression, print } from '../spec/expression.ts';
import { groupsOf, type Row, toRow } from './rows.ts';
import { type Theory, theoryOf } from './theory.ts';
import { countingOf } from './totals.ts';
import { type FormulaTrace, substitute, type Trace, trace } from './trace.ts';

export interface Explanation {
  readonly layer: NetworkLayer;
  readonly doc: string;
  readonly chain: readonly Caller[];
  readonly place: Caller;
  readonly arguments: readonly Trace[];
  readonly formulas: readonly FormulaTrace[];
}

/** A layer, a block or a network, explained. */
export interface Explained {
  readonly network: string;
  readonly path: readonly string[];
  /** What it adds up to, and its parts. */
  readonly row: Row;
  readonly parts: readonly Row[];
  /** What a block promises that stands for an ordinary layer. */
  readonly theory: Theory | undefined;
  /** The layers that are explained, each by itself. */
  readonly layers: readonly Explanation[];
  /** How many layers lie deeper. */
  readonly folded: number;
}

/**
 * Explains the layer or block whose path is `name` or ends in it, or the whole network. Its parts, and the layers that are explained, have paths that
 * go on by at most `depth` names; `op` unfolds all. By default that is one name, and of a whole network its parts alone.
 * @throws SpecError when there is none of that name, or several
 */
export function explain(network: Network, name?: string, depth?: number | 'op'): Explained {
  const path = name === undefined ? [] : pathOf(network, name);
  const isInside = (layer: NetworkLayer) => path.every((part, index) => layer.path[index] === part);
  const layers = network.layers.filter(isInside);
  const counting = countingOf(network);
  const deepest = depth === 'op' ? Number.POSITIVE_INFINITY : path.length + (depth ?? 1);
  const shown = layers.filter((layer) => (name !== undefined || depth !== undefined) && layer.path.length <= deepest);
  return {
    network: network.program.name,
    path,
    row: toRow(path, layers, counting),
    parts: groupsOf(depth === 'op' ? 'op' : deepest, counting).flatMap((group) => (group.layers.every(isInside) ? [group.row] : [])),
    theory: theoryOf(network, path),
    layers: shown.map((layer) => explainLayer(layer, network.read)),
    folded: layers.length - shown.length,
  };
}

/**
 * The path that `name` is, or is the end of.
 * @throws SpecError when there is none, or several
 */
export function pathOf({ layers }: Network, name: string): readonly string[] {
  const paths = new Map(layers.flatMap(({ path }) => path.map((_, index) => [path.slice(0, index + 1).join('/'), path.slice(0, index + 1)] as const)));
  const exact = paths.get(name);
  if (exact !== undefined) return exact;
  const ending = [...paths].filter(([joined]) => joined.endsWith(`/${name}`));
  const [only] = ending;
  if (only !== undefined && ending.length === 1) return only[1];
  if (only === undefined) throw new SpecError([problem('usage/layer', { name, known: [...paths.keys()] })]);
  throw new SpecError([problem('usage/ambiguous', { name, known: ending.map(([joined]) => joined) })]);
}

function explainLayer(layer: NetworkLayer, read: Read): Explanation {
  const { layer: found } = layer;
  const { values, place, chain, formulas } = found;
  const { doc, args } = formulas.op;
  const toFormula = ([key, expression]: readonly [string, Expression]): FormulaTrace => ({
    name: key,
    formula: print(expression),
    substituted: substitute(expression, values, read),
    value: read(values.get(key) ?? Number.NaN),
  });
  return {
    layer,
    doc,
    chain: chainRanges(chain),
    place: { name: layer.op, range: rangeOf(place) },
    arguments: Object.keys(args).flatMap((key) => {
      const binding = argumentOf(found, key);
      return binding === undefined ? [] : [trace(key, binding, read)];
    }),
    // a bare name or number needs no formula
    formulas: [...formulas.byName].filter(([, { kind }]) => kind === 'operator').map(toFormula),
  };
}
