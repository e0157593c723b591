/** What every runtime of TensorFlow.js has to do. */
import type * as Tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { inputOf } from '../../../src/forward/weights.ts';
import type { Network } from '../../../src/graph/network.ts';
import { library } from '../../../src/node/files.ts';
import type { Model, Result, Runtime } from '../../../src/run/backend.ts';
import { onnxruntime } from '../../../src/run/onnxruntime.ts';
import { run, shipped, totals, written } from '../../support.ts';
import { shapesOf, strays } from '../compare.ts';
import { hasRuntime, load } from '../installed.ts';
import { expectMeaning, steep, testMeaning } from '../meaning.ts';

/** How far the output of a shipped network may stray from another runtime's, as a part of the largest; up to 200 layers add up. */
const ofNetwork = 1e-4;

export function suite(runtime: Runtime, tf: typeof Tf): void {
  const using = async <T>(network: Network, options: { batch?: number; seed?: number }, act: (model: Model) => Promise<T>): Promise<T> => {
    const model = await runtime.build(network, { batch: 1, seed: 1, ...options });
    try {
      return await act(model);
    } finally {
      await model.dispose();
    }
  };

  testMeaning(runtime);

  describe.skipIf(!hasRuntime)('gives what ONNX Runtime does of the shipped networks, in every layer the predicted shape, with all parameters', async () => {
    const other = hasRuntime ? await onnxruntime.start(load, { device: 'cpu', threads: 2 }) : undefined;
    test.each(library.names('networks'))('%s', { timeout: 60_000 }, async (name) => {
      const program = shipped(name);
      // large networks are as deep, and sooner done, with a small input
      const settings = Number(program.params.get('resolution') ?? 0) > 64 ? { resolution: 64 } : {};
      const network = run(program, settings);
      const oracle = await other?.build(network, { batch: 2, seed: 1 });
      const [expected] = ((await oracle?.run()) ?? []) as [Result];
      await oracle?.dispose();
      await using(network, { batch: 2 }, async (model) => {
        expect(model.params).toBe(totals(program, settings).params);
        const layers = await model.trace();
        expect(layers.map(({ shape }) => shape)).toEqual(shapesOf(network, 2));
        const [{ shape, values }] = (await model.run()) as [Result];
        expect(shape).toEqual(expected.shape);
        if (steep.has(name)) expectMeaning(network, layers, { batch: 2, seed: 1 });
        else expect(strays(values, expected.values)).toBeLessThan(ofNetwork);
      });
    });
  });

  test('a map made larger by any whole number repeats its own', async () => {
    for (const scale of [1, 2, 7, 11, 13, 41, 47]) {
      const network = run(written(`layers: [{op: upsample, scale_factor: [1, ${scale}]}]`, '[1, 1, 49]'));
      const [{ values }] = (await using(network, {}, (model) => model.run())) as [Result];
      const expected = [...inputOf(network, 1, 1)].flatMap((value) => Array<number>(scale).fill(value));
      expect([...values], String(scale)).toEqual(expected);
    }
  });

  test('every layer has a time, and all together no more than the pass took', async () => {
    const network = run(shipped('ghostnet'), { resolution: 64 });
    await using(network, {}, async (model) => {
      await model.run();
      const start = performance.now();
      const times = await model.profile();
      const took = performance.now() - start;
      expect(times).toHaveLength(network.layers.length);
      expect(times.every((time = -1) => time >= 0)).toBe(true);
      const sum = times.reduce((total: number, time = 0) => total + time, 0);
      expect(sum).toBeGreaterThan(took / 2);
      expect(sum).toBeLessThanOrEqual(took);
    });
  });

  test('a tensor is freed once its last reader is done', async () => {
    const megabyte = 2 ** 20;
    const layers = Array(20).fill('{op: relu}').join(', ');
    await using(run(written(`layers: [${layers}]`, '[1, 512, 512]')), {}, async (model) => {
      const before = tf.memory().numBytes;
      const { peakBytes } = await tf.profile(async () => {
        await model.run();
        return tf.scalar(0);
      });
      // what is read and what is written
      expect(peakBytes - before).toBeGreaterThanOrEqual(megabyte);
      expect(peakBytes - before).toBeLessThan(2.5 * megabyte);
    });
  });

  test('nothing stays: neither of 200 passes, nor of networks that come and go', { timeout: 180_000 }, async () => {
    const rss = () => process.memoryUsage().rss / 2 ** 20;
    const network = run(shipped('ghostnet'), { resolution: 32 });
    const before = tf.memory().numTensors;
    await using(network, {}, async (model) => {
      for (let pass = 0; pass < 20; pass++) await model.run();
      const [tensors, size] = [tf.memory().numTensors, rss()];
      expect(tensors).toBeGreaterThan(before);
      for (let pass = 0; pass < 200; pass++) await model.run();
      await model.trace();
      await model.profile();
      expect(tf.memory().numTensors).toBe(tensors);
      // each has some 2 MiB of activations
      expect(rss()).toBeLessThan(size + 128);
    });
    expect(tf.memory().numTensors).toBe(before);
    const size = rss();
    // each has 20 MiB of weights
    for (let round = 0; round < 20; round++) await using(network, {}, (model) => model.run());
    expect(tf.memory().numTensors).toBe(before);
    expect(rss()).toBeLessThan(size + 200);
  });
}
