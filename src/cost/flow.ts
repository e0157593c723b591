/** How tensors flow through layers as they run one after the other: of a network, or of a graph whose sizes are open. */
import { arrange } from '../graph/arrange.ts';
import type { Read } from '../graph/check.ts';
import type { Graph, Layer } from '../graph/graph.ts';
import type { Network } from '../graph/network.ts';
import type { Calculator, Value } from '../graph/value.ts';
import type { Op } from '../ops/op.ts';
import { exactOperators } from '../spec/operators.ts';

interface Shape {
  readonly channels: Value;
  readonly h: Value;
  readonly w: Value;
}

export interface Flow extends Calculator {
  readonly input: Shape;
  /** The layers, each with the positions of those that it reads; -1 is the input. */
  readonly layers: readonly { readonly op: Op; readonly layer: Layer; readonly inputs: readonly number[]; readonly output: Shape }[];
  /** The positions of the layers whose results are the network's. */
  readonly outputs: readonly number[];
  /** Decides what the flow depends on. */
  readonly decide: Read;
  /** What a value of a layer is here. */
  readonly read: (value: Value) => Value;
}

export const flowOf = ({ input, layers, outputs, read }: Network): Flow => ({
  input,
  layers: layers.map(({ layer, formulas: { op }, inputs, output }) => ({ op, layer, inputs, output })),
  outputs: outputs.map(({ index }) => index),
  read,
  decide: (value) => value as number,
  apply: (operator, a, b = 0, c = 0) => exactOperators[operator](a as number, b as number, c as number),
});

/** The flow of a graph, where `decide` decides what it depends on. */
export function openFlow(graph: Graph, decide: Read): Flow {
  const { layers, outputs } = arrange(graph, decide);
  return {
    input: graph.input,
    layers: layers.map(({ layer, inputs }) => ({ op: layer.formulas.op, layer, inputs, output: layer.output })),
    outputs,
    read: (value) => value,
    decide,
    apply: (operator, a, b, c) => graph.tape.apply(operator, a, b, c),
  };
}

export const isSame = ({ apply, decide }: Flow, one: Value, other: Value): boolean => one === other || decide(apply('==', one, other)) !== 0;

export const elementsOf = ({ apply }: Flow, { channels, h, w }: Shape): Value => apply('*', apply('*', channels, h), w);

/** The position of the last layer that reads each tensor, by the position of what makes it and 1; those that the network gives are read at its end. */
export function lastReads({ layers, outputs }: Flow): Int32Array {
  const last = new Int32Array(layers.length + 1);
  for (const [index, { inputs }] of layers.entries()) for (const tensor of inputs) last[tensor + 1] = index;
  for (const index of outputs) last[index + 1] = layers.length;
  return last;
}
