import { describe, expect, test } from 'vitest';
import { inputOf } from '../../src/forward/weights.ts';
import type { Network } from '../../src/graph/network.ts';
import { library } from '../../src/node/files.ts';
import { toOnnx } from '../../src/onnx/index.ts';
import type { Result } from '../../src/run/backend.ts';
import { onnxruntime } from '../../src/run/onnxruntime.ts';
import { hasOracle, startOracle } from '../onnx/oracle.ts';
import { run, shipped, totals, written } from '../support.ts';
import { shapesOf, strays } from './compare.ts';
import { hasRuntime, load } from './installed.ts';
import { expectMeaning, steep, testMeaning } from './meaning.ts';

/**
 * How far outputs may lie apart, as a part of the largest: single precision is good for 6e-8 an operation, and the deepest shipped network
 * strays by 1e-5 when convolutions are merged with what follows them.
 */
const tolerance = 1e-4;

describe.skipIf(!hasRuntime)('ONNX Runtime', async () => {
  const runtime = hasRuntime ? await onnxruntime.start(load, { device: 'cpu', threads: 2 }) : undefined;
  const open = async (network: Network, batch = 1, seed = 1) => {
    const model = await runtime?.build(network, { batch, seed });
    if (model === undefined) throw new Error('not started');
    return model;
  };

  testMeaning(runtime);

  test('says its version and threads', () => {
    expect(runtime?.version).toMatch(/^ONNX Runtime 1\.\d+\.\d+$/);
    expect(runtime?.threads).toBe(2);
  });

  describe('gives every layer of the shipped networks the predicted shape, and the same output with and without merging layers', () => {
    test.each(library.names('networks'))('%s', async (name) => {
      const program = shipped(name);
      // large networks are as deep, and sooner done, with a small input
      const settings = Number(program.params.get('resolution') ?? 0) > 64 ? { resolution: 64 } : {};
      const network = run(program, settings);
      const model = await open(network, 2);
      try {
        expect(model.params).toBe(totals(program, settings).params);
        const layers = await model.trace();
        expect(layers.map(({ shape }) => shape)).toEqual(shapesOf(network, 2));
        const separate = layers[network.outputs[0]?.index ?? -1] as Result;
        const [merged] = (await model.run()) as [Result];
        expect(merged.shape).toEqual(separate.shape);
        if (steep.has(name)) expectMeaning(network, layers, { batch: 2, seed: 1 });
        else expect(strays(merged.values, separate.values)).toBeLessThan(tolerance);
      } finally {
        await model.dispose();
      }
    });
  });

  describe.skipIf(!hasOracle)('computes what the reference evaluator does', () => {
    const oracle = startOracle();

    test.each([
      '{op: conv2d, out_channels: 6, kernel_size: [3, 2], stride: [2, 1], padding: [0, 2, 1, 0], groups: 2, bias: true, norm: batch, activation: relu}',
      '{op: conv2d, out_channels: 8, kernel_size: 3, dilation: [1, 2], groups: 4, padding: same, activation: hard-swish}',
      '{op: conv-transpose2d, out_channels: 3, kernel_size: 3, stride: 2, output_padding: 1, bias: true}',
      '{op: batch-norm, affine: false}',
      '{op: layer-norm}',
      '{op: group-norm, groups: 2}',
      '{op: scale}',
      '{op: prelu, num_parameters: 4}',
      '{op: prelu}',
      '{op: gelu}',
      '{op: softmax}',
      '{op: max-pool, kernel_size: [2, 3], stride: [3, 2], dilation: 2, padding: 1, ceil_mode: true}',
      '{op: max-pool, kernel_size: 2, stride: 1, dilation: 3, padding: 2}',
      '{op: avg-pool, kernel_size: 3, stride: 2, padding: 1, ceil_mode: true}',
      '{op: adaptive-avg-pool, output_size: [3, 5]}',
      '{op: upsample, mode: bilinear, scale_factor: [2, 3]}',
      '{op: shift}',
      '{op: channel-shuffle, groups: 2}',
      '{op: flatten}, {op: linear, out_features: 5}, {op: layer-norm}, {op: group-norm, groups: 5}, {op: prelu, num_parameters: 5}, {op: scale}',
      '{op: conv2d, out_channels: 4, kernel_size: 3, name: a}, {op: conv2d, out_channels: 3, kernel_size: [3, 1], norm: batch, part_of: a}',
    ])('%s', async (layers) => {
      const network = run(written(`layers: [${layers}]`, '[4, 7, 8]'));
      const expected = await oracle.run(toOnnx(network, { seed: 3 }), inputOf(network, 2, 3), [2, 4, 7, 8]);
      const model = await open(network, 2, 3);
      const [{ shape, values }] = (await model.run()) as [Result];
      await model.dispose();
      expect(shape).toEqual(expected.shape);
      expect(strays(values, expected.values)).toBeLessThan(tolerance);
    });
  });

  test('adds no less than a stride to a transposed convolution, which it would refuse', async () => {
    // one map, weight w, bias b: the input times w, and b alone where nothing reaches
    const network = run(
      written('layers: [{op: conv-transpose2d, out_channels: 1, kernel_size: 1, dilation: [1, 3], output_padding: [0, 2], bias: true}]', '[1, 1, 2]'),
    );
    const model = await open(network);
    const [{ shape, values }] = (await model.run()) as [Result];
    await model.dispose();
    expect(shape).toEqual([1, 1, 1, 4]);
    const [first = 0, second = 0, bias = 0, last] = values;
    expect(last).toBe(bias);
    const [x = 0, y = 0] = inputOf(network, 1, 1);
    expect((first - bias) / x).toBeCloseTo((second - bias) / y, 4);
  });

  test('the profile has a time for every convolution and linear layer, and no more than the pass took', async () => {
    const network = run(shipped('ghostnet'), { resolution: 64 });
    const model = await open(network);
    const start = performance.now();
    const times = await model.profile();
    const took = performance.now() - start;
    await model.dispose();
    const computing = network.layers.flatMap(({ op }, index) => (op === 'conv2d' || op === 'linear' ? [times[index]] : []));
    expect(computing.every((time) => time !== undefined && time > 0)).toBe(true);
    // batch norms are merged into convolutions
    expect(network.layers.flatMap(({ op }, index) => (op === 'batch-norm' ? [times[index]] : []))).toEqual(
      network.layers.flatMap(({ op }) => (op === 'batch-norm' ? [undefined] : [])),
    );
    expect(times.reduce((sum: number, time = 0) => sum + time, 0)).toBeLessThan(took);
  });

  test('200 passes take no memory that stays', async () => {
    const model = await open(run(written('layers: [{op: conv2d, out_channels: 64, kernel_size: 3}]', '[3, 64, 64]')));
    const passes = async (count: number) => {
      for (let pass = 0; pass < count; pass++) await model.run();
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await passes(50);
    // each gives 1 MiB
    expect(await passes(200)).toBeLessThan(before + 64);
    await model.dispose();
  });

  test('networks that come and go take no memory that stays', async () => {
    const network = run(shipped('mobilenet-v1'), { resolution: 32 });
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round++) {
        const model = await open(network);
        await model.run();
        await model.dispose();
      }
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await rounds(5);
    // each has 16 MiB of weights
    expect(await rounds(20)).toBeLessThan(before + 160);
  });

  test('a device that is not there is an error', async () => {
    await expect(onnxruntime.start(load, { device: 'gpu' })).rejects.toThrow(/cuda/i);
  });
});
