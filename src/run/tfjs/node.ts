/** TensorFlow itself, by way of TensorFlow.js: native kernels, on the CPU or on a GPU. */
import util from 'node:util';
import type { Backend, Device } from '../backend.ts';
import type { Tensor, Tf } from './kit.ts';
import { lowerings } from './lowering.ts';
import { build } from './model.ts';

const names: Readonly<Record<Device, string>> = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' };

/** What its backend knows beside what all backends do. */
interface Native {
  readonly binding: { readonly TF_Version: string };
  readonly isUsingGpuDevice: boolean;
}

export const tfjsNode: Backend = {
  doc: 'TensorFlow, native, through TensorFlow.js; computes layer by layer',
  packages: { cpu: [names.cpu], gpu: [names.gpu] },
  scripts: { cpu: 'bash scripts/tfjs-node.sh' },
  async start(load, { device, threads }) {
    const name = names[device];
    // it calls them, and Node 23 has taken the first away
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === undefined || value === null, isArray: Array.isArray });
    // it reads these when it is loaded; what goes wrong is thrown
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    // without oneDNN, which TensorFlow leaves out on CPUs without AVX-512, depthwise convolutions know neither dilation nor strides that differ
    process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
    if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = process.env.TF_NUM_INTEROP_THREADS = String(threads);
    const tf = (await load(name)) as typeof Tf & { readonly version: Readonly<Record<string, string>> };
    await tf.ready();
    const { binding, isUsingGpuDevice } = tf.backend() as unknown as Native;
    if (device === 'gpu' && !isUsingGpuDevice) throw new Error('TensorFlow found no GPU that it can use');

    // the kernels of a GPU are done only when a number has been read
    const settle = async (tensor: Tensor) => {
      const first = tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1));
      await first.data();
      first.dispose();
    };
    const engine = { tf, lowerings, ...(device === 'gpu' && { settle }) };
    return {
      version: `TensorFlow ${binding.TF_Version} (${name} ${tf.version['tfjs-node']})`,
      ...(threads !== undefined && { threads }),
      build: async (network, options) => build(engine, network, options),
    };
  },
};
