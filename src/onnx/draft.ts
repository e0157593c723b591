/** What a lowering writes: the nodes and constants of a layer, named after it. */

import type { Weights } from '../forward/weights.ts';
import type { NetworkLayer } from '../graph/network.ts';
import { type Attribute, attributeTypes, dataTypes, type Node, type Tensor } from './schema.ts';

/** A whole number, whole numbers, a word, or a real number. */
type Setting = number | readonly number[] | string | { readonly real: number };

/** The graph that layers are drafted into. */
export interface Nodes {
  readonly nodes: Node[];
  readonly initializers: Tensor[];
  /** Weights by the memory that they are in, for layers that share another's. */
  readonly shareable: Map<ArrayBufferLike, { readonly name: string; readonly dims: readonly number[] }>;
}

export class Draft {
  /** The tensors that the layer reads; most read one. */
  readonly inputs: readonly string[];
  readonly #graph: Nodes;
  readonly #path: string;
  readonly #weights: Weights;
  readonly #taken = new Set<string>();

  constructor(graph: Nodes, layer: NetworkLayer, inputs: readonly string[], weights: Weights) {
    this.inputs = inputs;
    this.#graph = graph;
    this.#path = pathOf(layer);
    this.#weights = weights;
  }

  get input(): string {
    return this.inputs[0] as string;
  }

  /** Adds a node; the last one gives the layer's output. */
  node(type: string, inputs: readonly string[], settings: Readonly<Record<string, Setting>> = {}): string {
    const name = this.#name(type);
    const attribute = Object.entries(settings).map(([key, setting]) => toAttribute(key, setting));
    this.#graph.nodes.push({ input: inputs, output: [name], name, op_type: type, attribute });
    return name;
  }

  /** The layer's own numbers of that name, in a shape that broadcasts where PyTorch's does not. */
  weight(name: string, shape?: readonly number[]): string {
    const weight = this.#weights[name];
    if (weight === undefined) throw new TypeError(`${this.#path} has no ${name}`);
    const { values } = weight;
    const dims = shape ?? weight.shape;
    const shared = this.#graph.shareable.get(values.buffer);
    if (shared === undefined) {
      const made = this.#initializer(name, dims, values);
      this.#graph.shareable.set(values.buffer, { name: made, dims });
      return made;
    }
    if (String(shared.dims) === String(dims)) return shared.name;
    const flat = this.node('Reshape', [shared.name, this.integers('row', [-1])]);
    const first = this.node('Slice', [flat, this.integers('starts', [0]), this.integers('ends', [values.length])]);
    return this.node('Reshape', [first, this.integers('shape', dims)]);
  }

  /** All of the layer's own numbers, in PyTorch's order. */
  weights(): readonly string[] {
    return Object.keys(this.#weights).map((name) => this.weight(name));
  }

  /** A constant of real numbers; a single one without a shape is a scalar. */
  reals(name: string, values: readonly number[] | Float32Array, shape: readonly number[] = []): string {
    return this.#initializer(name, shape, Float32Array.from(values));
  }

  /** A constant row of whole numbers. */
  integers(name: string, values: readonly number[]): string {
    return this.#initializer(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  #initializer(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    const full = this.#name(name);
    const data_type = values instanceof Float32Array ? dataTypes.float : dataTypes.int64;
    this.#graph.initializers.push({ name: full, dims, data_type, raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) });
    return full;
  }

  #name(name: string): string {
    const base = `${this.#path}/${name}`;
    let full = base;
    for (let count = 2; this.#taken.has(full); count++) full = `${base}-${count}`;
    this.#taken.add(full);
    return full;
  }
}

export const pathOf = ({ path }: NetworkLayer): string => path.join('/');

function toAttribute(name: string, setting: Setting): Attribute {
  if (typeof setting === 'number') return { name, i: setting, type: attributeTypes.int };
  if (typeof setting === 'string') return { name, s: setting, type: attributeTypes.string };
  return 'real' in setting ? { name, f: setting.real, type: attributeTypes.float } : { name, ints: setting, type: attributeTypes.ints };
}
