/** Network -> ONNX. */

import { problem, SpecError } from '../diagnostic/index.ts';
import { weightsOf } from '../forward/weights.ts';
import { sum } from '../graph/counts.ts';
import type { Network, Size } from '../graph/network.ts';
import { version } from '../version.ts';
import { Draft, type Nodes, pathOf } from './draft.ts';
import { lowerings } from './lowering.ts';
import { dataTypes, encodeModel, sizeOf, type ValueInfo } from './schema.ts';

export interface OnnxOptions {
  /** Samples at a time; any number of them when absent. */
  readonly batch?: number;
  /** What weights are drawn from; they are zeros when absent. */
  readonly seed?: number;
  /** The outputs of all layers are the model's. */
  readonly traced?: true;
}

export interface OnnxModel {
  /** The file, in pieces that follow each other. */
  readonly pieces: readonly Uint8Array[];
  /** In bytes. */
  readonly size: number;
  readonly input: string;
  /** The network's, or every layer's. */
  readonly outputs: readonly string[];
  /** Learned parameters in it: as many as the network's `params`. */
  readonly params: number;
}

/** A file that Protocol Buffers can hold, in bytes. */
const largest = 2 ** 31 - 1;

/** The oldest opset that has all that is needed (LayerNormalization came last), so that the most tools can read it, and its file format. */
export const format = { ir_version: 8, opset_import: [{ domain: '', version: 17 }] };

/**
 * A network as an ONNX model. Nodes and tensors are called after the layers' paths; the predicted shape of every layer's output is in it.
 * @throws SpecError when it has more weights than an ONNX file can hold
 */
export function toOnnx(network: Network, { batch, seed, traced }: OnnxOptions = {}): OnnxModel {
  const { layers, program, point } = network;
  const totals = sum(layers);
  requireFit((totals.weights + totals.biases + totals.norm_params) * Float32Array.BYTES_PER_ELEMENT);

  const names = layers.map(pathOf);
  let input = 'input';
  while (names.includes(input)) input += '_';
  const nameOf = (index: number) => names[index] ?? input;
  const graph: Nodes = { nodes: [], initializers: [], shareable: new Map() };
  let params = 0;
  for (const { layer, weights, made } of weightsOf(network, seed)) {
    lowerings[layer.op](layer, new Draft(graph, layer, layer.inputs.map(nameOf), weights));
    const last = graph.nodes.pop();
    graph.nodes.push({ ...last, name: pathOf(layer), output: [pathOf(layer)] });
    params += made;
  }

  const outputs = traced ? names : toOutputs(network, graph, nameOf, new Set([...names, input]));
  const infos = layers.map((layer) => toInfo(pathOf(layer), layer.output, batch));
  // what two outputs give alike, or the input is, has a name of its own
  const copies = traced
    ? []
    : network.outputs.flatMap(({ size }, index) => (names.includes(outputs[index] as string) ? [] : [toInfo(outputs[index] as string, size, batch)]));
  const settings = [...point].map(([key, value]) => ({ key, value: String(value) }));
  const pieces = encodeModel({
    ...format,
    producer_name: 'ghostcost',
    producer_version: version,
    doc_string: [program.doc, ...program.source].filter((line) => line !== undefined).join('\n'),
    graph: {
      node: graph.nodes,
      name: program.name,
      initializer: graph.initializers,
      input: [toInfo(input, network.input, batch)],
      output: outputs.map((name) => [...infos, ...copies].find((info) => info.name === name) as ValueInfo),
      value_info: infos.filter(({ name }) => name !== undefined && !outputs.includes(name)),
    },
    metadata_props: [...settings, { key: 'ghostcost.params', value: String(params) }, { key: 'ghostcost.macs', value: String(totals.macs) }],
  });
  const size = sizeOf(pieces);
  requireFit(size);
  return { pieces, size, input, outputs, params };
}

/** The names of the network's outputs: those of the layers that make them, or of copies where these are named already or there is none. */
function toOutputs({ outputs }: Network, graph: Nodes, nameOf: (index: number) => string, taken: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const { name, index } of outputs) {
    const made = nameOf(index);
    if (index >= 0 && !found.includes(made)) {
      found.push(made);
      continue;
    }
    let copy = `${name}/output`;
    while (taken.has(copy) || found.includes(copy)) copy += '_';
    graph.nodes.push({ input: [made], output: [copy], name: copy, op_type: 'Identity' });
    found.push(copy);
  }
  return found;
}

function toInfo(name: string, { channels, h, w, flat }: Size, batch: number | undefined): ValueInfo {
  const sizes = (flat ? [channels] : [channels, h, w]).map((dim_value) => ({ dim_value }));
  const dim = [batch === undefined ? { dim_param: 'N' } : { dim_value: batch }, ...sizes];
  return { name, type: { tensor_type: { elem_type: dataTypes.float, shape: { dim } } } };
}

function requireFit(size: number): void {
  if (size > largest) throw new SpecError([problem('onnx/too-large', { size, largest })]);
}
