/** Graph -> network: the layers that exist at one point, with their sizes and counts as numbers. */

import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import type { OpName } from '../ops/index.ts';
import { type Measure, measures } from '../ops/measure.ts';
import type { Op } from '../ops/op.ts';
import { Recent, remembered } from '../remembered.ts';
import { rangeOf } from '../spec/document.ts';
import type { Program } from '../spec/program.ts';
import { arrange } from './arrange.ts';
import { chainRanges, firstFailure, type Read, slipOf } from './check.ts';
import { type Counts, sum } from './counts.ts';
import { expand } from './expand.ts';
import type { Formulas } from './formulas.ts';
import { type GhostPlan, type Graph, type Layer, measureOf, type StandIn, type Tensor } from './graph.ts';
import { numbersOf, type Point, wordsOf } from './point.ts';
import type { Binding } from './scope.ts';

/** Channels, height, width; a flat tensor has height and width 1. */
export interface Size {
  readonly channels: number;
  readonly h: number;
  readonly w: number;
  readonly flat: boolean;
}

/** A layer at a point. */
export class NetworkLayer {
  /** Its position in the network. */
  readonly index: number;
  /** The layer in the graph, for its formulas. */
  readonly layer: Layer;
  /** The layers that it reads, by their index in the network; -1 is the network's input. */
  readonly inputs: readonly number[];
  readonly inputSizes: readonly Size[];
  readonly output: Size;
  /** The block that stands for an ordinary layer, by its index in the network's `standIns`. */
  readonly standIn: number | undefined;
  /** Reads the graph's values at this point. */
  readonly read: Read;

  constructor(index: number, layer: Layer, inputs: readonly number[], inputSizes: readonly Size[], output: Size, standIn: number | undefined, read: Read) {
    this.index = index;
    this.layer = layer;
    this.inputs = inputs;
    this.inputSizes = inputSizes;
    this.output = output;
    this.standIn = standIn;
    this.read = read;
  }

  get op(): OpName {
    return this.layer.op;
  }

  /** The formulas of its op, and the op's entry. */
  get formulas(): Formulas {
    return this.layer.formulas;
  }

  /** The names that lead to it, outermost first. */
  get path(): readonly string[] {
    return this.layer.path;
  }

  /** How many names of the path lead to the layer as written. */
  get depth(): number {
    return this.layer.depth;
  }

  /** The layer whose weights it shares. */
  get sharedWith(): Layer | undefined {
    return this.layer.sharedWith;
  }

  get counts(): Counts {
    return sum([this]);
  }

  /** An argument, or a part of one, or a result, by the name that the op's formulas call it: `kernel_h`, `groups`, `out_channels`. */
  value(name: string): number {
    const value = this.layer.values.get(name);
    if (value === undefined) throw new TypeError(`${this.op} has no ${name}`);
    return this.read(value);
  }

  /** What it counts for by one measure. */
  count(measure: Measure): number {
    return this.read(measureOf(this.layer, measure));
  }
}

/** A block at a path, the ordinary layer that it stands for and what that counts for, and the saving that theory promises. */
export interface NetworkStandIn {
  readonly block: string;
  readonly path: readonly string[];
  readonly ordinary: Layer;
  readonly macs: number;
  readonly weights: number;
  readonly groups: number;
  readonly theory: number;
  /** Where that comes from. */
  readonly promise: Binding;
}

export interface Network {
  readonly program: Program;
  readonly point: Point;
  readonly input: Size;
  readonly layers: readonly NetworkLayer[];
  readonly standIns: readonly NetworkStandIn[];
  readonly outputs: readonly NetworkOutput[];
  readonly ghost: NetworkGhost | undefined;
  readonly read: Read;
}

/** What ghost modules replaced, what was left, and what that changed beside convolutions: counts before and after. */
export interface NetworkGhost extends GhostPlan {
  readonly beside: Readonly<Record<'biases' | 'norm_params' | 'norms' | 'activations', readonly [before: number, after: number]>>;
}

/** What a network gives: by the name under `outputs`, or the path of its last layer. */
export interface NetworkOutput {
  readonly name: string;
  /** The layer that makes it, by its index in the network; -1 is the network's input. */
  readonly index: number;
  readonly size: Size;
}

/** The graphs of a program that were used last, by the words of the points that they hold at. */
const graphsOf = remembered((_: Program) => new Map<string, Recent<Graph>>());
const mostGraphs = 64;

/** Whether parameters are such as a graph was made for. */
const within = ({ domains }: Graph, point: Point) =>
  [...domains].every(([name, { whole, least, most }]) => {
    const value = point.get(name);
    return typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  });

const reader = ({ tape }: Graph, point: Point): Read => tape.reader(numbersOf(point));

interface GraphAtPoint {
  readonly graph: Graph;
  readonly read: Read;
}

/** The graph of a program for one point alone. */
function graphFor(program: Program, point: Point): GraphAtPoint {
  const graph = expand(program, point, false);
  return { graph, read: reader(graph, point) };
}

/** The graph of a program that holds at a point; made once for all points that decide the structure alike. */
function graphAt(program: Program, point: Point): GraphAtPoint {
  const graphs = graphsOf(program);
  // the first point may stay the only one
  const isOpen = graphs.size > 0;
  const words = wordsOf(point);
  const candidates = graphs.get(words) ?? new Recent<Graph>(mostGraphs);
  graphs.set(words, candidates);
  const found = candidates.find((graph): GraphAtPoint | undefined => {
    if (!within(graph, point)) return undefined;
    const read = reader(graph, point);
    return graph.assumptions.every(({ value, outcome }) => Object.is(read(value), outcome)) ? { graph, read } : undefined;
  });
  if (found !== undefined) return found;
  const graph = expand(program, point, isOpen);
  candidates.add(graph);
  return { graph, read: reader(graph, point) };
}

/**
 * Runs a program at a point and records every layer. The graph is kept for points like it, unless it is wanted `once`: one for a single point
 * is made faster.
 * @throws SpecError for what is wrong at this point
 */
export function toNetwork(program: Program, point: Point, { once = false } = {}): Network {
  const { graph, read } = once ? graphFor(program, point) : graphAt(program, point);
  const failure = firstFailure(graph.checks, read);
  if (failure !== undefined) throw new SpecError([failure]);

  const sizeOf = ({ channels, h, w, flat }: Tensor): Size => ({ channels: read(channels), h: read(h), w: read(w), flat });
  const input = sizeOf(graph.input);
  const arranged = arrange(graph, read);
  const kept = new Map(arranged.standIns.map((standIn, index) => [standIn, index]));
  const layers: NetworkLayer[] = [];
  for (const { layer, inputs } of arranged.layers) {
    const inputSizes = inputs.map((index) => layers[index]?.output ?? input);
    const standIn = layer.standIn && kept.get(layer.standIn);
    layers.push(new NetworkLayer(layers.length, layer, inputs, inputSizes, sizeOf(layer.output), standIn, read));
  }
  const excess = exceeding(layers);
  if (excess !== undefined) throw new SpecError([excess]);
  const standIns = arranged.standIns.map((standIn) => toStandIn(standIn, read));
  const outputs = graph.outputs.map(({ name }, position) => {
    const index = arranged.outputs[position] as number;
    return { name: name ?? layers[index]?.path.join('/') ?? 'input', index, size: layers[index]?.output ?? input };
  });
  const ghost = graph.ghost && ghostOf(graph.ghost, layers, point);
  return { program, point, input, layers, standIns, outputs, ghost, read };
}

function ghostOf({ plan, base }: NonNullable<Graph['ghost']>, layers: readonly NetworkLayer[], point: Point): NetworkGhost {
  const read = reader(base, point);
  const before = base.layers.filter(({ when }) => read(when) !== 0).map((layer) => ({ layer, read }));
  const [old, young] = [before, layers].map((some) => {
    const { biases, norm_params } = sum(some);
    const have = (what: Op['countedAs']) => some.filter(({ layer }) => layer.formulas.op.countedAs === what).length;
    return { biases, norm_params, norms: have('norm'), activations: have('activation') };
  }) as [Record<keyof NetworkGhost['beside'], number>, Record<keyof NetworkGhost['beside'], number>];
  const change = (key: keyof NetworkGhost['beside']) => [old[key], young[key]] as const;
  const beside = { biases: change('biases'), norm_params: change('norm_params'), norms: change('norms'), activations: change('activations') };
  return { ...plan, beside };
}

const toStandIn = ({ block, path, layer, isShared, theory, promise }: StandIn, read: Read): NetworkStandIn => ({
  block,
  path,
  ordinary: layer,
  macs: read(measureOf(layer, 'macs')),
  weights: isShared ? 0 : read(measureOf(layer, 'weights')),
  groups: read(layer.values.get('groups') ?? 1),
  theory: read(theory),
  promise,
});

const elementsOf = ({ channels, h, w }: Size) => channels * h * w;

/** What is wrong when a count, or the sum of one, leaves the numbers that are exact. None is negative, so that the sums tell. */
function exceeding(layers: readonly NetworkLayer[]): Problem | undefined {
  const totals = sum(layers);
  const beyond = measures.find((measure) => !Number.isSafeInteger(totals[measure]));
  if (beyond === undefined) return undefined;
  for (const { counts, path, layer, output, read } of layers) {
    const { values } = layer;
    const key = Number.isSafeInteger(elementsOf(output)) ? measures.find((measure) => !Number.isSafeInteger(counts[measure])) : 'out_elements';
    const slip = key === undefined ? undefined : slipOf((key === 'out_elements' ? values.get(key) : measureOf(layer, key)) ?? 0, read);
    if (key === undefined || slip === undefined) continue;
    const args = { layer: path.join('/'), key, ...slip, values: { out_channels: output.channels, out_h: output.h, out_w: output.w } };
    return problem('check/exact', args, { range: rangeOf(layer.place), path: layer.place.path, chain: chainRanges(layer.chain) });
  }
  return problem('check/total', { key: beyond, values: { [beyond]: totals[beyond] } });
}
