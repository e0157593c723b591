/** What ghost modules save, by hand. */
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { shipped, written } from '../support.ts';

const ghost = (args: string, input: string) => {
  const { total, rows } = analyze(written(`use: [ghost]\nlayers: [{op: ghost-module, ${args}, name: ghost}]`, input));
  if (total.saving === undefined) throw new Error('no saving');
  return { total, rows, saving: total.saving };
};

describe('a ghost module that divides evenly', () => {
  // 8 maps of 5 x 5 -> 16 by 3 x 3; 8 primary maps, and 8 more of them by 5 x 5 depthwise
  const { saving, total } = ghost('out_channels: 16, kernel_size: 3, s: 2, d: 5', '[8, 5, 5]');
  const primary = 8 * 8 * 9;
  const cheap = 8 * 25;
  const ordinary = 16 * 8 * 9;

  test('has the weights of its primary and cheap convolutions', () => expect([saving.primary_weights, saving.cheap_weights]).toEqual([primary, cheap]));
  test('has their multiply-adds, one a weight and position', () => expect([saving.primary_macs, saving.cheap_macs]).toEqual([25 * primary, 25 * cheap]));
  test('has two parts that are all of it', () => expect([total.weights, total.macs]).toEqual([primary + cheap, 25 * (primary + cheap)]));
  test('stands for an ordinary convolution', () => expect([saving.ordinary_weights, saving.ordinary_macs]).toEqual([ordinary, 25 * ordinary]));
  test('saves what the two come to, where theory says s', () =>
    expect(saving).toMatchObject({
      modules: 1,
      compression: ordinary / (primary + cheap),
      speedup: ordinary / (primary + cheap),
      theory_compression: 2,
      theory_speedup: 2,
      maps_cut: 0,
    }));
});

describe('a ghost module of 10 maps with s = 3', () => {
  // ceil(10 / 3) = 4 primary maps make 4 x 3 = 12
  const { saving, total, rows } = ghost('out_channels: 10, s: 3, d: 3', '[6, 7, 7]');

  test('makes 12 maps and cuts 2 away', () => expect(saving.maps_cut).toBe(2));
  test('gives 10', () => expect(total.output).toEqual({ channels: 10, h: 7, w: 7, flat: false }));
  test('pays for the maps that it cuts', () => expect([saving.primary_weights, saving.cheap_weights, saving.cheap_macs]).toEqual([4 * 6, 8 * 9, 8 * 9 * 49]));
  test('falls short of theory by that', () => expect(saving.compression).toBe((10 * 6) / (4 * 6 + 8 * 9)));
  test('says so in its row', () => expect(rows[0]?.saving).toEqual(saving));
});

test('the stride stands on the primary convolution, so that the cheap one sees the smaller map', () => {
  const { saving } = ghost('out_channels: 8, kernel_size: 3, stride: 2, s: 2, d: 3', '[4, 8, 8]');
  expect(saving).toMatchObject({ primary_macs: 4 * 4 * 9 * 16, cheap_macs: 4 * 9 * 16, ordinary_macs: 8 * 4 * 9 * 16 });
});

test('with s = 1 nothing is cheap and nothing is saved', () => {
  const { saving } = ghost('out_channels: 8, s: 1, d: 3', '[4, 8, 8]');
  expect(saving).toMatchObject({ cheap_macs: 0, cheap_weights: 0, speedup: 1, compression: 1, theory_speedup: 1 });
});

test('a batch multiplies multiply-adds and leaves weights and ratios alone', () => {
  const program = written('use: [ghost]\nlayers: [{op: ghost-module, out_channels: 10, s: 3, d: 3}]', '[6, 7, 7]');
  const [one, four] = [1, 4].map((batch) => analyze(program, { batch }).total.saving);
  expect(four).toEqual({
    ...one,
    ...Object.fromEntries((['ordinary_macs', 'module_macs', 'primary_macs', 'cheap_macs', 'theory_macs'] as const).map((key) => [key, (one?.[key] ?? 0) * 4])),
  });
});

test('two modules together save what their sums come to, and theory weighs each by what its ordinary layer costs', () => {
  const { saving } = analyze(
    written('use: [ghost]\nlayers: [{op: ghost-module, out_channels: 8, s: 2, d: 1}, {op: ghost-module, out_channels: 16, s: 4, d: 1}]', '[4, 2, 2]'),
  ).total;
  const [first, second] = [8 * 4, 16 * 8];
  expect(saving?.ordinary_weights).toBe(first + second);
  expect(saving?.module_weights).toBe(4 * 4 + 4 + (4 * 8 + 12));
  expect(saving?.theory_compression).toBe((first + second) / (first / 2 + second / 4));
});

test('a module with the weights of another saves multiply-adds, and its weights once', () => {
  const { total, rows } = analyze(
    written('use: [ghost]\nlayers: [{op: ghost-module, out_channels: 8, name: one}, {op: ghost-module, out_channels: 8, weights_of: one}]', '[8, 2, 2]'),
  );
  const [ordinary, module] = [8 * 8, 4 * 8 + 4 * 9];
  expect(total.saving).toMatchObject({ ordinary_weights: ordinary, module_weights: module, compression: ordinary / module, speedup: ordinary / module });
  expect(rows.map(({ saving }) => saving?.compression)).toEqual([ordinary / module, undefined]);
});

test('layers that stand for nothing are no part of it', () => {
  const { saving } = analyze(written('use: [ghost]\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 3}, {op: ghost-module, out_channels: 8}]')).total;
  expect([saving?.modules, saving?.ordinary_weights]).toEqual([1, 6 * 8]);
  expect(analyze(shipped('resnet-18')).total.saving).toBeUndefined();
});

test.each([2, 3, 4, 5])('Ghost-VGG-16 with s = %i stays below theory and comes near it in multiply-adds', (s) => {
  const { saving } = analyze(shipped('ghost-vgg-16-cifar'), { params: { s } }).total;
  expect(saving?.modules).toBe(13);
  expect(saving?.theory_speedup).toBeCloseTo(s, 12);
  expect(saving?.speedup).toBeLessThan(s);
  expect(saving?.speedup).toBeGreaterThan(0.9 * s);
});
