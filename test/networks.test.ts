/**
 * The shipped networks of the paper's tables against exact integers that an independent calculator found.
 * `expected.json` holds those integers; here stands only which network and settings each row is.
 */
import { describe, expect, test } from 'vitest';
import { sum } from '../src/graph/counts.ts';
import type { Settings } from '../src/graph/point.ts';
import { library, readSpec } from '../src/node/files.ts';
import { ghostify } from '../src/spec/ghostify.ts';
import expected from './expected.json' with { type: 'json' };
import { run, shipped, totals } from './support.ts';

type Row = [network: string, settings?: Settings];

const rows: Record<string, Row> = {
  't3-ghost-vgg16-d1': ['ghost-vgg-16-cifar', { d: 1 }],
  't3-ghost-vgg16-d3': ['ghost-vgg-16-cifar'],
  't3-ghost-vgg16-d5': ['ghost-vgg-16-cifar', { d: 5 }],
  't3-ghost-vgg16-d7': ['ghost-vgg-16-cifar', { d: 7 }],
  't4-ghost-vgg16-s2': ['ghost-vgg-16-cifar'],
  't4-ghost-vgg16-s3': ['ghost-vgg-16-cifar', { s: 3 }],
  't4-ghost-vgg16-s4': ['ghost-vgg-16-cifar', { s: 4 }],
  't4-ghost-vgg16-s5': ['ghost-vgg-16-cifar', { s: 5 }],
  't5-vgg16': ['vgg-16-cifar'],
  't5-l1-vgg16': ['l1-vgg-16-cifar'],
  't5-sbp-vgg16': ['sbp-vgg-16-cifar'],
  't5-resnet56': ['resnet-56-cifar'],
  't5-l1-resnet56': ['l1-resnet-56-cifar'],
  't5-ghost-resnet56': ['ghost-resnet-56-cifar', { d: 1 }],
  't5-ghost-resnet56-d3': ['ghost-resnet-56-cifar'],
  't6-resnet50': ['resnet-50'],
  't6-thinet': ['thinet-resnet-50'],
  't6-versatile': ['versatile-resnet-50'],
  't6-sss': ['sss-resnet-50'],
  't6-slimmable': ['resnet-50', { width: 0.5 }],
  't6-metapruning': ['metapruning-resnet-50'],
  't6-ghost-resnet50-s2': ['ghost-resnet-50'],
  't6-ghost-resnet50-s4': ['ghost-resnet-50', { s: 4 }],
  't7-snv1-05': ['shufflenet-v1', { groups: 8, width: 0.5 }],
  't7-snv1-10': ['shufflenet-v1'],
  't7-snv2-05': ['shufflenet-v2', { width: 0.5 }],
  't7-snv2-10': ['shufflenet-v2'],
  't7-snv2-15': ['shufflenet-v2', { width: 1.5 }],
  't7-mnv1-05': ['mobilenet-v1', { width: 0.5 }],
  't7-mnv2-035': ['mobilenet-v2', { width: 0.35 }],
  't7-mnv2-06': ['mobilenet-v2', { width: 0.6 }],
  't7-mnv2-10': ['mobilenet-v2'],
  't7-mnv3s-075': ['mobilenet-v3-small', { width: 0.75, head: 1280 }],
  't7-mnv3l-075': ['mobilenet-v3-large', { width: 0.75 }],
  't7-mnv3l-10': ['mobilenet-v3-large'],
  't7-fenet': ['fe-net'],
  't7-fbnet-b': ['fbnet-b'],
  't7-proxyless': ['proxylessnas-mobile'],
  't7-mnasnet-a1': ['mnasnet-a1'],
  't7-ghostnet-0.5-tf': ['ghostnet-tf', { width: 0.5 }],
  't7-ghostnet-0.5-pytorch': ['ghostnet', { width: 0.5 }],
  't7-ghostnet-1.0-tf': ['ghostnet-tf'],
  't7-ghostnet-1.0-pytorch': ['ghostnet'],
  't7-ghostnet-1.3-tf': ['ghostnet-tf', { width: 1.3 }],
  't7-ghostnet-1.3-pytorch': ['ghostnet', { width: 1.3 }],
};

const alternatives: Record<string, Row> = {
  't6-resnet50: v1, stride on 1x1': ['resnet-50', { stride_on: 1 }],
  't6-thinet: stride on 1x1': ['thinet-resnet-50', { stride_on: 1 }],
  't6-versatile: v1 (spatial only)': ['versatile-resnet-50', { stride_share: 0 }],
  't6-versatile: v2 delta=c/32': ['versatile-resnet-50', { stride_share: 1 / 32 }],
  't6-versatile: v2 delta=c/8': ['versatile-resnet-50', { stride_share: 1 / 8 }],
  't7-mnv3s-075: head 1024 (current slim/timm)': ['mobilenet-v3-small', { width: 0.75 }],
  't7-fenet: as released (mid=e*out, last 1932)': ['fe-net', { wide_output: true, head: 1932 }],
  't7-fenet: as in the 1x log (mid=e*out, last 1380)': ['fe-net', { wide_output: true }],
  't7-fenet: guess: mid=e*in, last 1504': ['fe-net', { head: 1504 }],
};

/** What the calculator also counts of the paper's own networks: convolutions over whole maps, without those of squeeze-and-excite and of the head. */
function convOnly(network: string, settings?: Settings): number {
  const { layers } = run(shipped(network), settings);
  return sum(layers.filter(({ op, inputSizes: [input] }) => op === 'conv2d' && input !== undefined && input.h * input.w > 1)).macs;
}

describe('a row of Tables 3 to 7', () => {
  test('every one that can be computed is here', () => expect(Object.keys(rows).toSorted()).toEqual(expected.map(({ id }) => id).toSorted()));

  test.each(expected)('$id: $name', ({ id, expected: counts }) => {
    const [network, settings] = rows[id] as Row;
    expect({ ...totals(shipped(network), settings), macs_conv_only: convOnly(network, settings) }).toMatchObject(counts);
  });

  const readings = new Map(expected.flatMap(({ id, alternatives = [] }) => alternatives.map(({ label, ...counts }) => [`${id}: ${label}`, counts])));
  test.each(Object.entries(alternatives))('read otherwise, %s', (reading, [network, settings]) => {
    expect(readings.has(reading)).toBe(true);
    expect(totals(shipped(network), settings)).toMatchObject(readings.get(reading) ?? {});
  });
});

describe('a published count', () => {
  // torchvision: num_params and _ops (MACs in billions, to three digits) of the weights' meta; pytorchcv: the assertions of its models
  test.each<[source: string, network: string, settings: Settings, params: number, billions?: number]>([
    ['torchvision convnext_tiny', 'convnext-tiny', {}, 28_589_128, 4.456],
    ['torchvision densenet121', 'densenet-121', {}, 7_978_856, 2.834],
    ['torchvision efficientnet_b0', 'efficientnet-b0', {}, 5_288_548, 0.386],
    ['torchvision efficientnet_b2', 'efficientnet-b0', { width: 1.1, depth: 1.2, resolution: 288 }, 9_109_994, 1.088],
    ['torchvision efficientnet_b7', 'efficientnet-b0', { width: 2, depth: 3.1, resolution: 600 }, 66_347_960, 37.746],
    ['torchvision googlenet', 'googlenet', {}, 6_624_904, 1.498],
    ['torchvision mobilenet_v3_small', 'mobilenet-v3-small', {}, 2_542_856],
    ['torchvision resnet18', 'resnet-18', {}, 11_689_512, 1.814],
    ['torchvision regnet_y_400mf', 'regnet-y-400mf', {}, 4_344_144, 0.402],
    // counted of the module that mobile_cv.arch.fbnet_v2 builds
    ['mobile_cv fbnet_b', 'fbnet-b', {}, 4_818_216],
    ['pytorchcv mobilenet_w1', 'mobilenet-v1', {}, 4_231_976],
    ['widely printed for milesial/Pytorch-UNet with bilinear=False, 3 channels, 1 class', 'u-net', {}, 31_037_633],
  ])('%s', (_, network, settings, params, billions) => {
    const counts = totals(shipped(network), settings);
    expect(counts.params).toBe(params);
    if (billions !== undefined) expect((counts.macs / 1e9).toFixed(3)).toBe(String(billions));
  });
});

test.each([
  ['vgg-16-cifar', 3, true],
  ['resnet-56-cifar', 2, false],
  ['resnet-50', 4, false],
])('%s made a ghost from outside is its ghost network', (name, s, first) => {
  expect(totals(ghostify(readSpec(name), { s, d: 3, first }, library))).toEqual(totals(shipped(`ghost-${name}`), { s }));
});

test('the worked example', () => {
  const of = (name: string, settings?: Settings) => {
    const { weights, macs } = sum(run(shipped('worked-example'), settings).layers.filter(({ path }) => path[0] === name));
    return [weights, macs];
  };
  expect(of('convolution')).toEqual([450, 352_800]);
  expect(of('depthwise-separable')).toEqual([95, 74_480]);
  expect(of('ghost-module')).toEqual([82, 64_288]);
  expect(of('ghost-module', { k: 3 })).toEqual([162, 127_008]);
});
