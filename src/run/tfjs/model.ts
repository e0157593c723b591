/** A network carried out by TensorFlow.js, layer by layer: nothing is merged. */

import { inputOf, weightsOf } from '../../forward/weights.ts';
import type { Network, NetworkLayer, Size } from '../../graph/network.ts';
import type { BuildOptions, Model, Result } from '../backend.ts';
import type { Kit, Lowerings, Step, Tensor, Tf } from './kit.ts';

export interface Engine {
  readonly tf: typeof Tf;
  readonly lowerings: Lowerings;
  /** Waits until a tensor has been computed; absent where a kernel is done when its call returns. */
  readonly settle?: (tensor: Tensor) => Promise<unknown>;
}

export function build({ tf, lowerings, settle }: Engine, network: Network, { batch, seed }: BuildOptions): Model {
  const { layers } = network;
  const kept: Tensor[] = [];
  const keep: Kit['keep'] = (tensor) => {
    kept.push(tf.keep(tensor));
    return tensor;
  };
  const free = () => tf.dispose(kept);

  let params = 0;
  const steps: Step[] = [];
  let input: Tensor;
  try {
    const { channels, h, w } = network.input;
    input = keep(tf.tidy(() => tf.transpose(tf.tensor(inputOf(network, batch, seed), [batch, channels, h, w]), [0, 2, 3, 1])));
    for (const { layer, weights, made } of weightsOf(network, seed)) {
      const weight = (name: string) => {
        const { values, shape } = weights[name] ?? missing(layer, name);
        return tf.tensor(values, [...shape]);
      };
      tf.tidy(() => void steps.push(lowerings[layer.op](layer, { tf, weight, keep })));
      params += made;
    }
  } catch (error) {
    free();
    throw error;
  }

  // a tensor is freed after the last layer that reads it
  const lastReader = new Map<number, number>();
  for (const [position, { inputs }] of layers.entries()) for (const read of [position, ...inputs]) lastReader.set(read, position);
  const results = new Set(network.outputs.map(({ index }) => index));
  for (const index of results) lastReader.set(index, layers.length);
  const finished = layers.map(({ inputs }, position) => [...new Set([position, ...inputs])].filter((read) => read >= 0 && lastReader.get(read) === position));

  /** The tensors of the network's outputs by their index; `seen` is called with that of each layer before any is freed that it has read. */
  const pass = async (seen?: (output: Tensor, position: number) => Promise<unknown>): Promise<ReadonlyMap<number, Tensor>> => {
    const alive = new Map<number, Tensor>([[-1, input]]);
    try {
      for (const [position, layer] of layers.entries()) {
        const read = layer.inputs.map((index) => alive.get(index) as Tensor) as [Tensor, ...Tensor[]];
        const output = tf.tidy(() => {
          const made = (steps[position] as Step)(...read);
          return read.includes(made) ? tf.clone(made) : made;
        });
        alive.set(position, output);
        requireShape(output, layer, batch);
        if (seen !== undefined) await seen(output, position);
        for (const index of finished[position] as number[]) {
          alive.get(index)?.dispose();
          alive.delete(index);
        }
      }
      const outputs = new Map([...results].map((index) => [index, index < 0 ? tf.clone(input) : (alive.get(index) as Tensor)]));
      for (const index of results) alive.delete(index);
      return outputs;
    } finally {
      alive.delete(-1);
      tf.dispose([...alive.values()]);
    }
  };
  const sizeOf = (position: number) => layers[position]?.output ?? network.input;

  return {
    params,
    async run() {
      const made = await pass();
      try {
        const read: Result[] = [];
        for (const { index } of network.outputs) read.push(await toResult(made.get(index) as Tensor, sizeOf(index)));
        return read;
      } finally {
        tf.dispose([...made.values()]);
      }
    },
    async trace() {
      const traced: Result[] = [];
      const made = await pass(async (output, position) => traced.push(await toResult(output, sizeOf(position))));
      tf.dispose([...made.values()]);
      return traced;
    },
    async profile() {
      const times: number[] = [];
      let start = performance.now();
      const made = await pass(async (output) => {
        await settle?.(output);
        times.push(performance.now() - start);
        start = performance.now();
      });
      tf.dispose([...made.values()]);
      return times;
    },
    async dispose() {
      free();
    },
  };
}

function missing(layer: NetworkLayer, name: string): never {
  throw new TypeError(`${layer.path.join('/')} has no ${name}`);
}

const shapeOf = ({ channels, h, w, flat }: Size, batch: number) => (flat ? [batch, channels] : [batch, h, w, channels]);

function requireShape({ shape }: Tensor, layer: NetworkLayer, batch: number): void {
  const predicted = shapeOf(layer.output, batch);
  if (shape.length !== predicted.length || shape.some((size, axis) => size !== predicted[axis]))
    throw new TypeError(`${layer.path.join('/')} (${layer.op}) gave [${shape.join(', ')}] where [${predicted.join(', ')}] was predicted`);
}

/** Reads a tensor. Maps come channels last and leave channels first; they are put so when they are asked for, which no clock is to run for. */
async function toResult(tensor: Tensor, { channels, h, w, flat }: Size): Promise<Result> {
  const read = (await tensor.data()) as Float32Array;
  const batch = tensor.shape[0] as number;
  if (flat) return { shape: [batch, channels], values: read };
  let values: Float32Array | undefined;
  return {
    shape: [batch, channels, h, w],
    get values() {
      values ??= channelsFirst(read, channels, h * w);
      return values;
    },
  };
}

function channelsFirst(read: Float32Array, channels: number, positions: number): Float32Array {
  const values = new Float32Array(read.length);
  for (let first = 0; first < read.length; first += positions * channels)
    for (let channel = 0; channel < channels; channel++)
      for (let position = 0; position < positions; position++)
        values[first + channel * positions + position] = read[first + position * channels + channel] as number;
  return values;
}
