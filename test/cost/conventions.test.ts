/** What each convention counts, by hand: the rules of each tool as its source has them, and the numbers put in. */

import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { type ConventionName, conventionNames, conventions } from '../../src/ops/convention.ts';

import { isOp } from '../../src/ops/index.ts';
import { measures } from '../../src/ops/measure.ts';
import { shipped, written } from '../support.ts';

const count = (layers: string, convention: ConventionName, input = '[3, 8, 8]', batch = 1) =>
  analyze(written(`layers:\n${layers}`, input), { convention, batch }).total.cost;

describe('a small network', () => {
  // 3 x 8 x 8 -> 4 x 8 x 8 -> 4 x 4 x 4 -> 4 x 1 x 1 -> 10
  const layers = `
  - {op: conv2d, out_channels: 4, kernel_size: 3, bias: true, norm: batch, activation: relu}
  - {op: avg-pool, kernel_size: 2}
  - {op: prelu, num_parameters: 4}
  - {op: global-avg-pool}
  - {op: flatten}
  - {op: linear, out_features: 10, bias: true}
  - {op: softmax}`;
  const conv = 4 * 3 * 3 * 3 * 64;
  const linear = 4 * 10;

  test.each<[ConventionName, why: string, total: number]>([
    ['macs', 'convolution and linear layer', conv + linear],
    ['flops', 'two for each of these', 2 * (conv + linear)],
    ['macs-gap', 'and the 4 x 4 x 4 elements that the global pooling reads', conv + linear + 64],
    ['fvcore', 'norm 2 an element, global pooling 1 an input; bias, activation, avg-pool and softmax nothing', conv + linear + 2 * 256 + 64],
    // avg-pool 1 an output; global (inputs / outputs + 1) x outputs; softmax 3 x 10 - 1
    ['thop', 'norm 4 an element, avg-pool 64, PReLU 64, global 64 + 4, softmax 29', conv + linear + 4 * 256 + 64 + 64 + (64 + 4) + 29],
    // conv bias 4 a position, linear bias 10, norm 2 x 4, PReLU 4
    ['torchinfo', 'biases, norm and PReLU parameters', conv + 4 * 64 + 8 + 4 + linear + 10],
  ])('has in %s: %s', (convention, _, total) => expect(count(layers, convention)).toBe(total));

  test('has as many times that as the batch has samples', () => {
    for (const convention of conventionNames) expect(count(layers, convention, '[3, 8, 8]', 5)).toBe(5 * count(layers, convention));
  });
});

describe('a layer alone', () => {
  // 2 x 3 x 3 -> 4 x 6 x 6: 2 x 4 x 2 x 2 = 32 weights over 9 inputs or 36 outputs
  const transposed = '  - {op: conv-transpose2d, out_channels: 4, kernel_size: 2, stride: 2, padding: 0, bias: true}';
  // 16 x 2 x 2 = 64 elements
  const of = (op: string) => `  - {op: ${op}}`;

  test.each<[ConventionName, what: string, layers: string, input: string, total: number]>([
    ['macs', 'a transposed convolution over its inputs', transposed, '[2, 3, 3]', 32 * 9],
    ['fvcore', 'a transposed convolution over its inputs', transposed, '[2, 3, 3]', 32 * 9],
    ['thop', 'a transposed convolution over its outputs', transposed, '[2, 3, 3]', 32 * 36],
    ['torchinfo', 'a transposed convolution over its outputs, bias too', transposed, '[2, 3, 3]', (32 + 4) * 36],
    ['fvcore', 'a layer norm 5 an element', of('layer-norm'), '[16, 2, 2]', 5 * 64],
    ['fvcore', 'a group norm without scale 4 an element', of('group-norm, groups: 4, affine: false'), '[16, 2, 2]', 4 * 64],
    ['fvcore', 'a batch norm without scale 1 an element', of('batch-norm, affine: false'), '[16, 2, 2]', 64],
    // they look whether there is a weight, which a shift alone is not
    ['fvcore', 'a batch norm with a scale alone 2 an element', of('batch-norm, affine: scale'), '[16, 2, 2]', 2 * 64],
    ['fvcore', 'a batch norm with a shift alone 1 an element', of('batch-norm, affine: shift'), '[16, 2, 2]', 64],
    ['fvcore', 'a layer norm with a shift alone 4 an element', of('layer-norm, affine: shift'), '[16, 2, 2]', 4 * 64],
    // its modules say that they are affine, or that they are not
    ['thop', 'a batch norm with a shift alone 4 an element', of('batch-norm, affine: shift'), '[16, 2, 2]', 4 * 64],
    ['torchinfo', 'a batch norm with a shift alone a channel once', of('batch-norm, affine: shift'), '[16, 2, 2]', 16],
    ['thop', 'a group norm nothing', of('group-norm, groups: 4'), '[16, 2, 2]', 0],
    ['thop', 'a layer norm without scale 2 an element', of('layer-norm, affine: false'), '[16, 2, 2]', 2 * 64],
    ['thop', 'a softmax over the channels of 4 positions: 3 x 16 - 1 each', of('softmax'), '[16, 2, 2]', 4 * (3 * 16 - 1)],
    ['thop', 'an adaptive pooling inputs and outputs', of('adaptive-avg-pool, output_size: 1'), '[16, 2, 2]', 64 + 16],
    ['thop', 'an upsampling to the nearest 1 an output', of('upsample'), '[1, 2, 2]', 16],
    ['thop', 'a bilinear upsampling 11 an output', of('upsample, mode: bilinear'), '[1, 2, 2]', 11 * 16],
    ['fvcore', 'a bilinear upsampling 4 an output', of('upsample, mode: bilinear'), '[1, 2, 2]', 4 * 16],
    ['thop', 'max-pool, relu and silu nothing', '  - {op: max-pool, kernel_size: 2}\n  - {op: relu}\n  - {op: silu}', '[1, 4, 4]', 0],
  ])('is counted by %s: %s', (convention, _, layers, input, total) => expect(count(layers, convention, input)).toBe(total));
});

describe('the published count of', () => {
  // torchvision: `_ops` of the weights' meta, convolutions and linear layers in billions of MACs to three digits; exact sums by own enumeration
  test.each([
    ['mobilenet-v2', '0.301', 300_774_272],
    ['mobilenet-v3-large', '0.217', 216_589_760],
    ['mobilenet-v3-small', '0.057', 56_510_400],
    ['resnet-18', '1.814', 1_814_073_344],
    ['resnet-50', '4.089', 4_089_184_256],
    ['googlenet', '1.498', 1_498_376_192],
    ['densenet-121', '2.834', 2_834_161_664],
  ])('%s is %s G by torchvision', (name, billions, exact) => {
    const { cost } = analyze(shipped(name)).total;
    expect(cost).toBe(exact);
    expect((cost / 1e9).toFixed(3)).toBe(billions);
  });

  // the elements of all batch norms, from an enumeration of torchvision's definitions at 224 x 224
  test.each([
    ['resnet-18', 2_483_712],
    ['resnet-50', 11_113_984],
    ['mobilenet-v2', 6_678_112],
    ['mobilenet-v3-large', 4_399_808],
    ['mobilenet-v3-small', 1_412_768],
    ['googlenet', 3_226_160],
    ['densenet-121', 15_667_456],
  ])('the elements that batch norms of %s write is right', (name, elements) => expect(analyze(shipped(name)).total.norm_elements).toBe(elements));

  test.each([
    ['resnet-50', 1000],
    ['mobilenet-v2', 1000],
    ['mobilenet-v3-large', 7360],
    ['mobilenet-v3-small', 4912],
  ])('the bias additions of %s is right', (name, adds) => expect(analyze(shipped(name)).total.bias_adds).toBe(adds));
});

describe.each(conventionNames)('the convention %s', (name) => {
  const { factors, unit, doc } = conventions[name];

  test('counts what is counted, of ops that there are', () => {
    for (const [count, factor] of Object.entries(factors)) {
      expect(measures).toContain(count);
      if (typeof factor === 'object') for (const op of Object.keys(factor)) expect([op, isOp(op)]).toEqual([op, true]);
    }
  });

  test('says what it counts, and never bare FLOPs', () => {
    expect(doc).not.toBe('');
    expect(unit).not.toMatch(/^FLOPs$/i);
  });
});
