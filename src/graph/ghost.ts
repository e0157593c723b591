/** Which convolutions of a network ghost modules replace, found in its graph, and why the others are left. */

import { problem, SpecError } from '../diagnostic/index.ts';
import type { GhostChoice } from '../spec/program.ts';
import { type GhostPlan, type Graph, isConvolution, type Layer, type Tensor } from './graph.ts';
import { namesOf, toMatcher } from './pattern.ts';
import type { Tape } from './tape.ts';
import { origins } from './unread.ts';
import type { Value } from './value.ts';

/** Why a convolution is left. */
const reasons = {
  block: 'in a block that stands for a convolution already',
  chosen: 'not chosen',
  input: "reads the network's input",
  pooled: 'reads what a global pooling made',
  output: 'its result is an output of the network',
  norm: 'the groups of its norm do not divide the primary maps',
  shared: 'shares weights with one that is left, or a part of them',
} as const;

type Reason = keyof typeof reasons;

/**
 * Chooses among the convolutions of a graph, whose parameters may be open; `s` is the ratio that the modules will have.
 * @returns undefined where what is chosen depends on parameters that are open
 * @throws SpecError for names in `only` and `except` that are about no convolution
 */
export function planGhosts(
  { layers, outputs, tape }: Graph,
  { first = false, only, except = [] }: GhostChoice,
  s: Value,
  open: boolean,
): GhostPlan | undefined {
  const raw = forward(layers, tape, 1, (layer) => (isConvolution(layer) ? 0 : undefined));
  const pooled = forward(layers, tape, 0, (layer) => (layer.formulas.op.resamples ? 0 : globalPooling(layer, tape)));
  const given = outputsIn(
    layers,
    outputs.map(({ tensor }) => tensor),
    tape,
  );
  const convolutions = layers.filter(({ op, depth, path }) => op === 'conv2d' && depth === path.length);
  const isOrdinary = (layer: Layer) => tape.apply('==', layer.values.get('groups') ?? 1, 1);
  const ordinary = convolutions.filter((layer) => isOrdinary(layer) === 1);
  const chosen = only && matching(only, ordinary, 'only');
  const excepted = matching(except, ordinary, 'except');
  let decided = convolutions.every((layer) => typeof isOrdinary(layer) === 'number');
  const holds = (value: Value) => {
    decided &&= typeof value === 'number';
    return value !== 0;
  };

  const inputOf = ({ inputs: [input] }: Layer) => input as Tensor;
  // the first that is so is told
  const tests: readonly (readonly [Reason, (layer: Layer) => boolean])[] = [
    ['block', (layer) => layer.standIn !== undefined],
    ['chosen', (layer) => excepted.has(layer) || chosen?.has(layer) === false],
    ['input', (layer) => !first && holds(raw(inputOf(layer)))],
    ['pooled', (layer) => holds(pooled(inputOf(layer)))],
    ['output', (layer) => holds(given[layer.index] as Value)],
    ['norm', (layer) => holds(splits(layer, layers[layer.index + 1], s, tape))],
    ['shared', (layer) => layer.isPart],
  ];
  const leftBecause = new Map<Layer, Reason>();
  for (const layer of ordinary) {
    const [reason] = tests.find(([, test]) => test(layer)) ?? [];
    if (reason !== undefined) leftBecause.set(layer, reason);
  }
  // layers that share weights are replaced together
  const owners = new Set(
    convolutions.flatMap((layer) => (layer.sharedWith !== undefined && (leftBecause.has(layer) || layer.isPart) ? [layer.sharedWith] : [])),
  );
  for (const layer of ordinary) {
    const owner = layer.sharedWith ?? layer;
    if (!leftBecause.has(layer) && (owners.has(owner) || (layer !== owner && leftBecause.has(owner)))) leftBecause.set(layer, 'shared');
  }
  // NaN stays undecided at a point too, and is reported there
  if (!decided && open) return undefined;
  const pathOf = ({ path }: Layer) => path.join('/');
  return {
    replaced: new Set(ordinary.filter((layer) => !leftBecause.has(layer)).map(pathOf)),
    left: [...leftBecause].map(([layer, reason]) => ({ layer: pathOf(layer), reason, why: reasons[reason] })),
    grouped: convolutions.length - ordinary.length,
  };
}

/** Whether the norm that belongs to a convolution has groups that the primary maps of its module cannot be divided into. */
function splits({ path, output }: Layer, next: Layer | undefined, s: Value, tape: Tape): Value {
  const groups = next?.formulas.op.countedAs === 'norm' ? next.values.get('groups') : undefined;
  if (groups === undefined || next?.depth !== path.length || next.path.slice(0, -1).join('/') !== path.join('/')) return 0;
  const primary = tape.apply('ceil', tape.apply('/', output.channels, s));
  return tape.apply('!=', tape.apply('%', primary, groups), 0);
}

/** A property of tensors that a layer's output has as `decide` says, or else where all that it reads has it. */
function forward(layers: readonly Layer[], tape: Tape, ofInput: Value, decide: (layer: Layer) => Value | undefined): (tensor: Tensor) => Value {
  const known: Value[] = [];
  const of = ({ origin }: Tensor): Value => {
    if (origin.kind === 'input') return ofInput;
    if (origin.kind === 'layer') return known[origin.layer.index] as Value;
    return tape.apply('?:', origin.when, of(origin.then), of(origin.otherwise));
  };
  for (const layer of layers) known.push(decide(layer) ?? layer.inputs.reduce((all: Value, input) => tape.apply('&&', all, of(input)), 1));
  return of;
}

/** Whether a pooling is global: an average of all, an adaptive one to a single position, or a window that is written as the whole of its map. */
function globalPooling({ formulas, given, output }: Layer, tape: Tape): Value | undefined {
  const { pools } = formulas.op;
  if (pools === 'map') return 1;
  // one that keeps several positions is like any other layer
  if (pools === 'parts') return tape.apply('&&', tape.apply('==', output.h, 1), tape.apply('==', output.w, 1)) || undefined;
  const field = given.get('kernel_size')?.field;
  if (pools !== 'windows' || field === undefined) return undefined;
  const parts = field.kind === 'list' ? field.items : [field, field];
  const isWhole = ['in_h', 'in_w'].every((name, side) => {
    const part = parts[side];
    return part?.kind === 'expression' && part.expression.kind === 'name' && part.expression.name === name;
  });
  return isWhole ? 1 : undefined;
}

/** For each layer, whether its result is an output, as it is or after norms, activations and views. */
function outputsIn(layers: readonly Layer[], outputs: readonly Tensor[], tape: Tape): readonly Value[] {
  const { found: given, mark } = origins(layers.length, tape);
  for (const tensor of outputs) mark(tensor, 1);
  for (const { formulas, index, inputs } of layers.toReversed()) {
    const { memory, merges } = formulas.op;
    if (memory !== undefined && merges === undefined) for (const input of inputs) mark(input, given[index] as Value);
  }
  return given;
}

/** The layers that patterns are about: by a name in their path, with or without its number, by a block around them, or by the whole path. */
function matching(patterns: readonly string[], layers: readonly Layer[], key: 'only' | 'except'): ReadonlySet<Layer> {
  const found = new Set<Layer>();
  for (const pattern of patterns) {
    const isMatch = toMatcher(pattern);
    const matched = layers.filter((layer) => namesOf(layer).some(isMatch));
    if (matched.length === 0) throw new SpecError([problem('ghost/unmatched', { key, name: pattern, known: [...new Set(layers.flatMap(namesOf))] })]);
    for (const layer of matched) found.add(layer);
  }
  return found;
}
