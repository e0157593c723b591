/**
 * The shipped networks of the paper's tables against exact integers that an independent calculator found.
 * `expected.json` holds those integers; here stands only which network and settings each row is.
 */
import { describe, expect, test } from 'vitest';
import { analyze } from '../src/cost/analysis.ts';
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
    ['torchvision efficientnet_b1', 'efficientnet-b0', { depth: 1.1, resolution: 240 }, 7_794_184],
    ['torchvision efficientnet_b2', 'efficientnet-b0', { width: 1.1, depth: 1.2, resolution: 288 }, 9_109_994, 1.088],
    ['torchvision efficientnet_b3', 'efficientnet-b0', { width: 1.2, depth: 1.4, resolution: 300 }, 12_233_232],
    ['torchvision efficientnet_b4', 'efficientnet-b0', { width: 1.4, depth: 1.8, resolution: 380 }, 19_341_616],
    ['torchvision efficientnet_b5', 'efficientnet-b0', { width: 1.6, depth: 2.2, resolution: 456 }, 30_389_784],
    ['torchvision efficientnet_b6', 'efficientnet-b0', { width: 1.8, depth: 2.6, resolution: 528 }, 43_040_704],
    ['torchvision efficientnet_b7', 'efficientnet-b0', { width: 2, depth: 3.1, resolution: 600 }, 66_347_960, 37.746],
    ['torchvision googlenet', 'googlenet', {}, 6_624_904, 1.498],
    ['torchvision mobilenet_v3_small', 'mobilenet-v3-small', {}, 2_542_856],
    ['torchvision resnet18', 'resnet-18', {}, 11_689_512, 1.814],
    ['torchvision regnet_y_400mf', 'regnet-y-400mf', {}, 4_344_144, 0.402],
    ['torchvision regnet_x_800mf', 'regnet', { depth: 16, w_0: 56, w_a: 35.73, w_m: 2.28, group_width: 16 }, 7_259_656],
    ['torchvision regnet_x_1_6gf', 'regnet', { depth: 18, w_0: 80, w_a: 34.01, w_m: 2.25, group_width: 24 }, 9_190_136],
    ['torchvision regnet_x_32gf', 'regnet', { depth: 23, w_0: 320, w_a: 69.86, w_m: 2, group_width: 168 }, 107_811_560],
    ['torchvision regnet_y_1_6gf', 'regnet', { depth: 27, w_0: 48, w_a: 20.71, w_m: 2.65, group_width: 24, se_ratio: 0.25 }, 11_202_430],
    ['torchvision regnet_y_16gf', 'regnet', { depth: 18, w_0: 200, w_a: 106.23, w_m: 2.48, group_width: 112, se_ratio: 0.25 }, 83_590_140],
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

describe('a model of timm 1.0.29, counted under PyTorch 2.13', () => {
  // parameters, and what torch.utils.flop_counter counts, half of which are multiply-adds of convolutions, linear layers and matrix products
  test.each<[model: string, network: string, settings: Settings, params: number, macs: number]>([
    ['ghostnetv2_100', 'ghostnet-v2', {}, 6_156_908, 167_048_288],
    ['ghostnetv2_130', 'ghostnet-v2', { width: 1.3 }, 8_960_404, 269_322_976],
    ['ghostnetv2_160', 'ghostnet-v2', { width: 1.6 }, 12_392_698, 398_607_224],
    ['mobilevit_xxs', 'mobilevit', {}, 1_272_024, 407_364_096],
    ['mobilevit_xs', 'mobilevit', { channels: [32, 48, 64, 80, 96], dims: [96, 120, 144], expansion: 4, head: 384 }, 2_317_848, 1_025_911_808],
    ['mobilevit_s', 'mobilevit', { channels: [32, 64, 96, 128, 160], dims: [144, 192, 240], expansion: 4, head: 640 }, 5_578_632, 2_000_831_488],
  ])('%s', (_, network, settings, params, macs) => {
    expect(totals(shipped(network), settings)).toMatchObject({ params, macs });
  });
});

describe('a RegNet', () => {
  // timm: settings from timm/models/regnet.py; millions of parameters and of activations from results/benchmark-infer-amp-nchw-pt210-cu121-rtx3090.csv
  test.each<[name: string, settings: readonly number[], params: number, activations: number]>([
    ['regnetx_002', [13, 24, 36.44, 2.49, 8, 0], 2.68, 2.16],
    ['regnetx_004', [22, 24, 24.48, 2.54, 16, 0], 5.16, 3.14],
    ['regnetx_006', [16, 48, 36.97, 2.24, 24, 0], 6.2, 3.98],
    ['regnetx_008', [16, 56, 35.73, 2.28, 16, 0], 7.26, 5.15],
    ['regnetx_016', [18, 80, 34.01, 2.25, 24, 0], 9.19, 7.93],
    ['regnetx_032', [25, 88, 26.31, 2.25, 48, 0], 15.3, 11.37],
    ['regnetx_040', [23, 96, 38.65, 2.43, 40, 0], 22.12, 12.2],
    ['regnetx_064', [17, 184, 60.83, 2.07, 56, 0], 26.21, 16.37],
    ['regnetx_080', [23, 80, 49.56, 2.88, 120, 0], 39.57, 14.06],
    ['regnetx_120', [19, 168, 73.36, 2.37, 112, 0], 46.11, 21.37],
    ['regnetx_160', [22, 216, 55.59, 2.1, 128, 0], 54.28, 25.52],
    ['regnetx_320', [23, 320, 69.86, 2, 168, 0], 107.81, 36.3],
    ['regnety_002', [13, 24, 36.44, 2.49, 8, 0.25], 3.16, 2.17],
    ['regnety_004', [16, 48, 27.89, 2.09, 8, 0.25], 4.34, 3.89],
    ['regnety_006', [15, 48, 32.54, 2.32, 16, 0.25], 6.06, 4.33],
    ['regnety_008', [14, 56, 38.84, 2.4, 16, 0.25], 6.26, 5.25],
    ['regnety_016', [27, 48, 20.71, 2.65, 24, 0.25], 11.2, 8.04],
    ['regnety_032', [21, 80, 42.63, 2.66, 24, 0.25], 19.44, 11.26],
    ['regnety_040', [22, 96, 31.41, 2.24, 64, 0.25], 20.65, 12.29],
    ['regnety_064', [25, 112, 33.22, 2.27, 72, 0.25], 30.58, 16.41],
    ['regnety_080', [17, 192, 76.82, 2.19, 56, 0.25], 39.18, 17.97],
    ['regnety_120', [19, 168, 73.36, 2.37, 112, 0.25], 51.82, 21.38],
    ['regnety_160', [18, 200, 106.23, 2.48, 112, 0.25], 83.59, 23.04],
    ['regnety_320', [20, 232, 115.89, 2.53, 232, 0.25], 145.05, 30.26],
  ])('%s', (_, [depth = 0, w_0 = 0, w_a = 0, w_m = 0, group_width = 0, se_ratio = 0], params, activations) => {
    const { total } = analyze(shipped('regnet'), { params: { depth, w_0, w_a, w_m, group_width, se_ratio } });
    expect([total.params, total.conv_activations].map((count) => Number(((count ?? 0) / 1e6).toFixed(2)))).toEqual([params, activations]);
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
