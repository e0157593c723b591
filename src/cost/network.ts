/** Graph -> network: the layers that exist at one point, with their sizes and counts as numbers. */
import { SpecError } from '../diagnostic.ts';
import type { OpName } from '../ops/index.ts';
import { countNames, type Measure, paramCountNames } from '../ops/measure.ts';
import type { Program } from '../spec/program.ts';
import { firstFailure, type Read } from './check.ts';
import { expand } from './expand.ts';
import type { Graph, Layer, StandIn, Tensor } from './graph.ts';
import { numbersOf, type Point, wordsOf } from './point.ts';
import { exceeding } from './totals.ts';

/** Channels, height, width; a flat tensor has height and width 1. */
export interface Size {
  readonly channels: number;
  readonly h: number;
  readonly w: number;
  readonly flat: boolean;
}

export type Counts = Readonly<Record<Measure, number>>;

export interface NetworkLayer {
  readonly op: OpName;
  readonly path: readonly string[];
  readonly depth: number;
  /** The layers that it reads, by their place in the network; -1 is the network's input. */
  readonly inputs: readonly number[];
  readonly inputSizes: readonly Size[];
  readonly output: Size;
  readonly counts: Counts;
  /** The path of the layer whose weights it shares. */
  readonly sharedWith: readonly string[] | undefined;
  /** The blocks that lead to it, outermost first. */
  readonly blocks: readonly string[];
  /** The block that stands for an ordinary layer, by its place in the network's `standIns`. */
  readonly standIn: number | undefined;
  /** The layer in the graph, for its formulas. */
  readonly layer: Layer;
}

/** A block at a path, the counts of the ordinary layer that it stands for, and the saving that theory promises. */
export interface NetworkStandIn {
  readonly block: string;
  readonly path: readonly string[];
  readonly counts: Counts;
  readonly theory: number;
}

export interface Network {
  readonly program: Program;
  readonly point: Point;
  readonly input: Size;
  readonly layers: readonly NetworkLayer[];
  readonly standIns: readonly NetworkStandIn[];
  /** The layer that gives the network's output. */
  readonly output: number;
  readonly read: Read;
}

const graphs = new WeakMap<Program, Map<string, Graph[]>>();
const most = 64;

/** Whether parameters are such as a graph was made for. */
const within = ({ domains }: Graph, point: Point) =>
  [...domains].every(([name, { whole, least, most }]) => {
    const value = point.get(name);
    return typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  });

const reader = ({ tape }: Graph, point: Point): Read => {
  const values = tape.run(numbersOf(point));
  return (value) => (typeof value === 'number' ? value : (values[value.index] as number));
};

/** The graph of a program that holds at a point; made once for all points that decide the structure alike. */
export function graphAt(program: Program, point: Point): { graph: Graph; read: Read } {
  const key = wordsOf(point);
  const known = graphs.get(program) ?? new Map<string, Graph[]>();
  graphs.set(program, known);
  const candidates = known.get(key) ?? [];
  for (const graph of candidates) {
    if (!within(graph, point)) continue;
    const read = reader(graph, point);
    if (graph.assumptions.every(({ value, outcome }) => Object.is(read(value), outcome))) return { graph, read };
  }
  // the first point may stay the only one
  const graph = expand(program, point, known.size > 0);
  known.set(key, [graph, ...candidates.slice(0, most - 1)]);
  return { graph, read: reader(graph, point) };
}

/**
 * Runs a program at a point and records every layer.
 * @throws SpecError for what is wrong at this point
 */
export function toNetwork(program: Program, point: Point): Network {
  const { graph, read } = graphAt(program, point);
  const failure = firstFailure(graph.checks, read);
  if (failure !== undefined) throw new SpecError([failure]);

  const indices = new Map<Layer, number>();
  const sizeOf = ({ channels, h, w, flat }: Tensor): Size => ({ channels: read(channels), h: read(h), w: read(w), flat });
  const indexOf = ({ origin }: Tensor): number => {
    if (origin.kind === 'input') return -1;
    if (origin.kind === 'layer') return indices.get(origin.layer) ?? -1;
    return indexOf(read(origin.when) === 0 ? origin.otherwise : origin.then);
  };
  const kept = graph.standIns.filter(({ when }) => read(when) !== 0);
  const standInIndices = new Map(kept.map((standIn, index) => [standIn, index]));
  const layers: NetworkLayer[] = [];
  for (const layer of graph.layers) {
    if (read(layer.when) === 0) continue;
    indices.set(layer, layers.length);
    layers.push({
      op: layer.op,
      path: layer.path,
      depth: layer.depth,
      inputs: layer.inputs.map(indexOf),
      inputSizes: layer.inputs.map(sizeOf),
      output: sizeOf(layer.output),
      counts: countsOf(layer, read),
      sharedWith: layer.sharedWith?.path,
      blocks: layer.chain.map(({ name }) => name),
      standIn: layer.standIn === undefined ? undefined : standInIndices.get(layer.standIn),
      layer,
    });
  }
  const excess = exceeding(layers);
  if (excess !== undefined) throw new SpecError([excess]);
  const standIns = kept.map((standIn) => toStandIn(standIn, read));
  return { program, point, input: sizeOf(graph.input), layers, standIns, output: indexOf(graph.output), read };
}

const toStandIn = ({ block, path, layer, theory }: StandIn, read: Read): NetworkStandIn => ({
  block,
  path,
  counts: countsOf(layer, read),
  theory: read(theory),
});

const zero = Object.fromEntries([...paramCountNames, ...countNames].map((name) => [name, 0])) as Record<Measure, number>;

function countsOf({ measures }: Layer, read: Read): Counts {
  const counts = { ...zero };
  for (const [measure, value] of measures) counts[measure] = read(value);
  return counts;
}
