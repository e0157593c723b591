/** What lowerings to TensorFlow.js work with. Maps are batch x height x width x channels there. */
import type * as Tf from '@tensorflow/tfjs-core';
import type { NetworkLayer } from '../../graph/network.ts';
import type { OpName } from '../../ops/index.ts';

export type { Tf };
export type Tensor = Tf.Tensor;
/** Batch x height x width x channels. */
export type Maps = Tf.Tensor4D;

export interface Kit {
  readonly tf: typeof Tf;
  /** One of the layer's own numbers, in PyTorch's shape. */
  weight(name: string): Tensor;
  /** Holds on to a tensor for as long as the model lives; all others are freed when the lowering is done. */
  keep<T extends Tensor>(tensor: T): T;
}

/** What a layer does in every forward pass. */
export type Step = (input: Tensor, ...others: readonly Tensor[]) => Tensor;

/** Prepares a layer's numbers, once. */
export type Lowering = (layer: NetworkLayer, kit: Kit) => Step;

export type Lowerings = Readonly<Record<OpName, Lowering>>;
