/** ONNX Runtime: the network is exported to ONNX and runs as that, with the optimisations that ONNX Runtime makes by default but for one, and threads that sleep between runs. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Ort from 'onnxruntime-common';
import { inputOf } from '../forward/weights.ts';
import type { Network } from '../graph/network.ts';
import { format, type OnnxOptions, toOnnx } from '../onnx/index.ts';
import { dataTypes, encodeModel } from '../onnx/schema.ts';
import type { Backend, BuildOptions, Model, Result } from './backend.ts';
import { layerTimes, type ProfileEvent } from './onnxruntime-profile.ts';

const name = 'onnxruntime-node';

export const onnxruntime: Backend = {
  doc: 'ONNX Runtime, native; merges a convolution with the norm and activation that follow it',
  packages: { cpu: [name], gpu: [name] },
  // its installation would load CUDA from outside the registry
  flags: { cpu: '--onnxruntime-node-install=skip', gpu: '--onnxruntime-node-install=cuda12' },
  // what is in the package, and what its installation knows of CUDA (1.30)
  machines: { cpu: ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64', 'win32/arm64'], gpu: ['linux/x64'] },
  async start(load, { device, threads }) {
    const ort = (await load(name)) as typeof Ort;
    // what goes wrong is thrown
    ort.env.logLevel = 'fatal';
    const settings: Ort.InferenceSession.SessionOptions = {
      executionProviders: [device === 'gpu' ? 'cuda' : 'cpu'],
      extra: {
        // it takes zeros before a max pooling for that pooling's own padding, which is less than any number (seen in 1.30)
        optimization: { disable_specified_optimizers: 'Pad_Fusion' },
        // threads that spin after a run take the cores from the network whose turn is next, and times would depend on what else is measured
        session: { intra_op: { allow_spinning: '0' } },
      },
      ...(threads !== undefined && { intraOpNumThreads: threads }),
    };
    // whether a device is there shows only when something is built for it
    if (device === 'gpu') await (await ort.InferenceSession.create(smallest(), settings)).release();
    return {
      version: `ONNX Runtime ${ort.env.versions.node}`,
      ...(threads !== undefined && { threads }),
      build: (network, options) => build(ort, settings, network, options),
    };
  },
};

function smallest(): Uint8Array {
  const info = (name: string) => ({ name, type: { tensor_type: { elem_type: dataTypes.float, shape: { dim: [{ dim_value: 1 }] } } } });
  const node = [{ input: ['in'], output: ['out'], op_type: 'Identity' }];
  return Buffer.concat(encodeModel({ ...format, graph: { name: 'smallest', node, input: [info('in')], output: [info('out')] } }));
}

async function build(ort: typeof Ort, settings: Ort.InferenceSession.SessionOptions, network: Network, { batch, seed }: BuildOptions): Promise<Model> {
  const open = async (options: OnnxOptions = {}, more: Ort.InferenceSession.SessionOptions = {}) => {
    const { pieces, params, input, outputs } = toOnnx(network, { batch, seed, ...options });
    const session = await ort.InferenceSession.create(Buffer.concat(pieces), { ...settings, ...more });
    const { channels, h, w } = network.input;
    const feeds = { [input]: new ort.Tensor('float32', inputOf(network, batch, seed), [batch, channels, h, w]) };
    return {
      params,
      async run(): Promise<readonly Result[]> {
        const results = await session.run(feeds);
        return outputs.map((output) => {
          const { dims, data } = results[output] as Ort.Tensor;
          return { shape: dims, values: data as Float32Array };
        });
      },
      endProfiling: () => session.endProfiling(),
      release: () => session.release(),
    };
  };

  const main = await open();
  return {
    params: main.params,
    run: () => main.run(),
    async trace() {
      const traced = await open({ traced: true });
      try {
        return await traced.run();
      } finally {
        await traced.release();
      }
    },
    // a profile is written when it ends, and a session has only one
    async profile() {
      const folder = await mkdtemp(join(tmpdir(), 'ghostcost-profile-'));
      try {
        const profiled = await open({}, { enableProfiling: true, profileFilePrefix: join(folder, 'pass') });
        try {
          // the first pass is that of a cold start
          await profiled.run();
          await profiled.run();
          profiled.endProfiling();
        } finally {
          await profiled.release();
        }
        const [file = ''] = await readdir(folder);
        return layerTimes(network, JSON.parse(await readFile(join(folder, file), 'utf8')) as readonly ProfileEvent[]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    dispose: () => main.release(),
  };
}
