/** TensorFlow.js in WebAssembly: its kernels are XNNPACK's for the most part, on one thread. */
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import { epsilons } from '../../forward/constants.ts';
import { valuesOf } from '../../forward/window.ts';
import type { Backend } from '../backend.ts';
import type { Lowering, Lowerings, Maps, Tf } from './kit.ts';
import { lowerings } from './lowering.ts';
import { build } from './model.ts';

const core = '@tensorflow/tfjs-core';
const name = '@tensorflow/tfjs-backend-wasm';

/** A scale and a shift per channel, as a depthwise convolution of one tap: a single kernel too, and ten times as fast as the one for batch norms. */
const batchNorm: Lowering = (layer, { tf, weight, keep }) => {
  const inverseDeviation = tf.rsqrt(tf.add(weight('running_var'), epsilons['batch-norm']));
  const [scales, shifts] = valuesOf(layer, 'scales', 'shifts');
  const scale = scales === 0 ? inverseDeviation : tf.mul(weight('weight'), inverseDeviation);
  const centre = tf.neg(tf.mul(weight('running_mean'), scale));
  const bias = keep(shifts === 0 ? centre : tf.add(centre, weight('bias')));
  const filter = keep(tf.reshape(scale, [1, 1, -1, 1]) as Maps);
  const { channels, h, w } = layer.output;
  return (input) => {
    const x = tf.reshape(input, [-1, h, w, channels]) as Maps;
    return tf.reshape(tf.fused.depthwiseConv2d({ x, filter, bias, strides: 1, pad: 'valid' }), input.shape);
  };
};

const own: Lowerings = { ...lowerings, 'batch-norm': batchNorm };

/** Its allocator, as far as it can be seen. */
interface Allocating {
  readonly wasm: { _malloc(bytes: number): number; _free(address: number): void };
}

/** Without memory its allocator gives address 0, and TensorFlow.js would compute over what is there. */
function requireMemory(wasm: Allocating['wasm']): void {
  // the first call puts another function in its place
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0) throw new RangeError('WebAssembly has no more memory, of which it has 4 GiB at most');
    return address;
  };
}

export const tfjsWasm: Backend = {
  doc: 'TensorFlow.js in WebAssembly, on one thread; installs anywhere, computes layer by layer',
  packages: { cpu: [name, core] },
  // its threads are a browser's workers, which Node does not have
  mostThreads: 1,
  async start(load) {
    const tf = (await load(core)) as typeof Tf;
    const { version_wasm: version } = (await load(name)) as typeof Wasm;
    if (!(await tf.setBackend('wasm'))) throw new Error(`${name} ${version} did not start`);
    requireMemory((tf.backend() as unknown as Allocating).wasm);
    const isVector = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return {
      version: `TensorFlow.js ${version} (WebAssembly${isVector ? ', SIMD' : ''})`,
      threads: 1,
      build: async (network, options) => build({ tf, lowerings: own }, network, options),
    };
  },
};
