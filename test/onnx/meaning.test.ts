/** What ops come to in ONNX, by onnx's reference evaluator, against numbers worked out by hand. */
import { describe, expect, test } from 'vitest';
import { toOnnx } from '../../src/onnx/index.ts';
import { run, written } from '../support.ts';
import { hasOracle, startOracle } from './oracle.ts';

describe.skipIf(!hasOracle)('by the reference evaluator', () => {
  const oracle = startOracle();
  const size = ([channels, h, w]: readonly number[]) => `[${channels}, ${h}, ${w}]`;

  const outcome = async (layer: string, shape: readonly [number, number, number], input: readonly number[]) => {
    const model = toOnnx(run(written(`layers: [${layer}]`, size(shape))));
    const { values } = await oracle.run(model, Float32Array.from(input), [1, ...shape]);
    return values;
  };

  const line = [1, 2, 3, 4, 5];
  const signs = [-4, -1, 0, 1, 4];
  const root = Math.sqrt(1 + 1e-5);

  test.each<[layer: string, shape: [number, number, number], input: number[], output: number[]]>([
    // zeros of the padding count in a mean, what lies past it does not
    ['{op: avg-pool, kernel_size: [1, 2], ceil_mode: true}', [1, 1, 5], line, [1.5, 3.5, 5]],
    ['{op: avg-pool, kernel_size: [1, 2], padding: [0, 1]}', [1, 1, 5], line, [0.5, 2.5, 4.5]],
    ['{op: avg-pool, kernel_size: [1, 4], stride: 3, padding: [0, 1], ceil_mode: true}', [1, 1, 5], line, [6 / 4, 12 / 4]],
    ['{op: avg-pool, kernel_size: [1, 3], stride: 3, padding: [0, 1], ceil_mode: true}', [1, 1, 6], [...line, 6], [3 / 3, 12 / 3, 6 / 2]],
    // nothing of a padding is ever the largest
    ['{op: max-pool, kernel_size: [1, 3], stride: 2, padding: [0, 1]}', [1, 1, 5], [-1, -2, -3, -4, -5], [-1, -2, -4]],
    ['{op: max-pool, kernel_size: [1, 2], ceil_mode: true}', [1, 1, 5], [-1, -2, -3, -4, -5], [-1, -3, -5]],
    // windows 0 2 4, 1 3 5, 2 4 6 of two zeros, the line, and two zeros
    ['{op: max-pool, kernel_size: [1, 3], dilation: [1, 2], stride: [1, 1], padding: [0, 2]}', [1, 1, 5], line, [3, 4, 5, 4, 5]],
    ['{op: max-pool, kernel_size: [1, 2], dilation: [1, 3], stride: [1, 1], padding: [0, 2]}', [1, 1, 5], line, [2, 3, 4, 5, 3, 4]],
    // from floor(i * 5 / 2) to ceil((i + 1) * 5 / 2), along both sides of a map
    ['{op: adaptive-avg-pool, output_size: [1, 2]}', [1, 1, 5], line, [2, 4]],
    ['{op: adaptive-avg-pool, output_size: [2, 2]}', [1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 4, 6, 7]],
    ['{op: adaptive-avg-pool, output_size: [1, 2]}', [1, 1, 4], [1, 2, 3, 4], [1.5, 3.5]],
    ['{op: global-avg-pool}', [2, 1, 2], [1, 3, 5, 9], [2, 7]],
    ['{op: upsample, mode: bilinear, scale_factor: [1, 2]}', [1, 1, 2], [0, 4], [0, 1, 3, 4]],
    ['{op: upsample, scale_factor: [1, 3]}', [1, 1, 2], [5, 7], [5, 5, 5, 7, 7, 7]],
    // what torch.nn.functional.interpolate gives (PyTorch 2.13)
    ['{op: resize, size: [1, 7]}', [1, 1, 5], line, [1, 1, 2, 3, 3, 4, 5]],
    ['{op: resize, size: [1, 3]}', [1, 1, 5], line, [1, 2, 4]],
    ['{op: resize, size: [1, 3], mode: bilinear}', [1, 1, 5], line, [4 / 3, 3, 14 / 3]],
    ['{op: resize, size: [1, 3], mode: bilinear, align_corners: true}', [1, 1, 5], line, [1, 3, 5]],
    ['{op: resize, size: [1, 1], mode: bilinear, align_corners: true}', [1, 1, 5], line, [1]],
    ['{op: global-max-pool}', [2, 1, 2], [1, 3, 9, 5], [3, 9]],
    ['{op: channel-shuffle, groups: 2}', [6, 1, 1], [...line, 6], [1, 4, 2, 5, 3, 6]],
    ['{op: slice, start: 1, channels: 2}', [5, 1, 1], line, [2, 3]],
    ['{op: pad, padding: [0, 0, 1, 2], channels: [1, 0]}', [1, 1, 2], [8, 9], [0, 0, 0, 0, 0, 0, 8, 9, 0, 0]],
    // a 1 in the middle of each map, seen from one place further on each time
    [
      '{op: shift}',
      [9, 3, 3],
      Array.from({ length: 81 }, (_, index) => Number(index % 9 === 4)),
      Array.from({ length: 81 }, (_, index) => Number(index % 9 === 8 - Math.floor(index / 9))),
    ],
    // by 0 or 1 along each side; what stood past the edge is 0
    ['{op: shift, kernel_size: 2}', [4, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 0, 0, 0, 0, 0]],
    ['{op: avg-pool, kernel_size: [1, 3], stride: 1, padding: [0, 1]}', [1, 1, 3], [3, 6, 9], [3, 6, 5]],
    // what tf.nn.avg_pool gives with SAME: the zeros are left out
    ['{op: avg-pool, kernel_size: [1, 3], stride: 1, padding: same, count_include_pad: false}', [1, 1, 3], [3, 6, 9], [4.5, 6, 7.5]],
    ['{op: avg-pool, kernel_size: [1, 2], padding: same, count_include_pad: false}', [1, 1, 3], [3, 6, 9], [4.5, 9]],
    ['{op: flatten}', [2, 1, 2], [1, 2, 3, 4], [1, 2, 3, 4]],
    ['{op: dropout}', [2, 1, 2], [1, 2, 3, 4], [1, 2, 3, 4]],
    ['{op: softmax}', [2, 1, 2], [0, Math.log(4), Math.log(3), 0], [0.25, 0.8, 0.75, 0.2]],
    ['{op: softmax, axis: height}', [1, 2, 2], [0, Math.log(4), Math.log(3), 0], [0.25, 0.8, 0.75, 0.2]],
    ['{op: softmax, axis: width}', [1, 2, 2], [0, Math.log(3), Math.log(4), 0], [0.25, 0.75, 0.8, 0.2]],
    // [1 2; 3 4] times itself
    ['{op: matmul, from: [input, input]}', [1, 2, 2], [1, 2, 3, 4], [7, 10, 15, 22]],
    ['{op: matmul, from: [input, input], factor: 0.5}', [1, 2, 2], [1, 2, 3, 4], [3.5, 5, 7.5, 11]],
    ['{op: rearrange, pattern: "c h w -> c w h"}', [1, 2, 3], [...line, 6], [1, 4, 2, 5, 3, 6]],
    // what torch.nn.functional.pixel_shuffle gives
    ['{op: rearrange, pattern: "(c a b) h w -> c (h a) (w b)", a: 1, b: 2}', [2, 1, 3], [...line, 6], [1, 4, 2, 5, 3, 6]],
    ['{op: rearrange, pattern: "c (nh ph) w -> c nh (ph w)", ph: 2}', [1, 4, 1], [1, 2, 3, 4], [1, 2, 3, 4]],
    ['{op: layer-norm, affine: false}', [2, 1, 2], [-3, 1, 3, 1], [-1, 0, 1, 0]],
    ['{op: group-norm, groups: 2, affine: false}', [4, 1, 1], [4, 6, -1, 1], [-1 / root, 1 / root, -1 / root, 1 / root]],
    ['{op: multiply, from: [input, input]}', [5, 1, 1], line, [1, 4, 9, 16, 25]],
    ['{op: add, from: [input, input, input]}', [5, 1, 1], line, [3, 6, 9, 12, 15]],
    ['{op: subtract, from: [input, input, input]}', [5, 1, 1], line, [-1, -2, -3, -4, -5]],
    ['{op: maximum, from: [input, input]}', [5, 1, 1], signs, signs],
    ['{op: concat, from: [input, input]}', [1, 1, 2], [1, 2], [1, 2, 1, 2]],
    ['{op: relu}', [5, 1, 1], signs, [0, 0, 0, 1, 4]],
    ['{op: relu6}', [3, 1, 1], [-1, 5, 7], [0, 5, 6]],
    ['{op: leaky-relu}', [5, 1, 1], signs, [-0.04, -0.01, 0, 1, 4]],
    ['{op: hard-swish}', [5, 1, 1], signs, [0, -1 / 3, 0, 2 / 3, 4]],
    ['{op: hard-sigmoid}', [5, 1, 1], signs, [0, 1 / 3, 1 / 2, 2 / 3, 1]],
    ['{op: sigmoid}', [2, 1, 1], [0, Math.log(3)], [0.5, 0.75]],
    ['{op: silu}', [2, 1, 1], [0, Math.log(3)], [0, 0.75 * Math.log(3)]],
    ['{op: quick-gelu}', [2, 1, 1], [0, Math.log(3) / 1.702], [0, (0.75 * Math.log(3)) / 1.702]],
    ['{op: elu}', [3, 1, 1], [-Math.log(2), 0, 2], [-0.5, 0, 2]],
    ['{op: softplus}', [2, 1, 1], [0, Math.log(3)], [Math.log(2), Math.log(4)]],
    // tanh(ln 4) is (16 - 1) / (16 + 1)
    ['{op: mish}', [2, 1, 1], [0, Math.log(3)], [0, (15 / 17) * Math.log(3)]],
    ['{op: tanh}', [1, 1, 1], [Math.log(3)], [0.8]],
    // x times the normal distribution function, which is 0.841344746 at 1
    ['{op: gelu}', [3, 1, 1], [-1, 0, 1], [-0.158655254, 0, 0.841344746]],
  ])('%s', async (layer, shape, input, output) => {
    const values = await outcome(layer, shape, input);
    expect(values.length).toBe(output.length);
    for (const [index, value] of output.entries()) expect(values[index]).toBeCloseTo(value, 5);
  });
});
