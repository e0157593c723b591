import { describe, expect, test } from 'vitest';
import { compare } from '../../src/cost/compare.ts';
import { shipped, written } from '../support.ts';

const section = (comparison: ReturnType<typeof compare>, title: string) => comparison.sections.find((one) => one.title === title)?.lines ?? [];
const line = (comparison: ReturnType<typeof compare>, title: string, label: string) => section(comparison, title).find((one) => one.label === label)?.values;

const plain = written(
  'layers:\n  - {op: conv2d, out_channels: 4, kernel_size: 3, name: a}\n  - {op: conv2d, out_channels: 4, kernel_size: 1, name: b}\n  - {op: relu}',
);
const changed = written('layers:\n  - {op: conv2d, out_channels: 8, kernel_size: 3, name: a}\n  - {op: relu}\n  - {op: global-avg-pool}');

describe('networks side by side', () => {
  test('totals are those of each network, in the order given', () => {
    const ghostnet = shipped('ghostnet');
    const comparison = compare([
      { program: ghostnet, params: { width: 0.5 } },
      { program: ghostnet, params: { width: 1.3 } },
    ]);
    expect(line(comparison, 'totals', 'MACs')).toEqual([42_328_152, 227_003_256]);
    expect(line(comparison, 'totals', 'params')).toEqual([2_587_292, 7_358_820]);
  });

  test('stages and kinds of op add up to the totals', () => {
    const comparison = compare(['ghostnet', 'resnet-50', 'mobilenet-v2'].map((name) => ({ program: shipped(name), params: {} })));
    const totals = line(comparison, 'totals', 'MACs');
    for (const title of ['MACs by stage', 'MACs by kind of op']) {
      const sums = [0, 1, 2].map((network) => section(comparison, title).reduce((sum, { values }) => sum + (values[network] ?? 0), 0));
      expect(sums).toEqual(totals);
    }
  });

  test('each convention has a line, and flops are twice the macs', () => {
    const comparison = compare([
      { program: plain, params: {} },
      { program: changed, params: {} },
    ]);
    // 32 x 32 positions: 3 * 4 * 9 + 4 * 4 and 3 * 8 * 9 multiply-adds at each
    expect(line(comparison, 'total by counting convention', 'macs')).toEqual([1024 * 124, 1024 * 216]);
    expect(line(comparison, 'total by counting convention', 'flops')).toEqual([2048 * 124, 2048 * 216]);
  });
});

test('chosen totals are compared alone, in the order given and by their names; what a network has not is left open', () => {
  const { sections, changes } = compare(
    ['ghostnet', 'mobilenet-v2'].map((name) => ({ program: shipped(name), params: {} })),
    { totals: ['weight_bytes', 'params', 'speedup'] },
  );
  expect(sections.map(({ lines }) => lines)).toEqual([
    [
      { label: 'weight_bytes', unit: 'bytes', values: [4 * 5_182_508, 4 * 3_504_872] },
      { label: 'params', values: [5_182_508, 3_504_872] },
      { label: 'speedup', unit: 'ratio', values: [expect.closeTo(1.782, 3), undefined] },
    ],
  ]);
  expect(changes).toBeUndefined();
});

describe('layer by layer', () => {
  test('says which layers came, went and changed, how, and what that costs', () => {
    const { changes } = compare([
      { program: plain, params: {} },
      { program: changed, params: {} },
    ]);
    expect(changes?.map(({ kind, layer, differences, params, cost }) => [kind, layer, differences.join(), params, cost])).toEqual([
      ['changed', 'a', 'out_channels 4 -> 8', 3 * 4 * 9, 1024 * 3 * 4 * 9],
      ['removed', 'b', '', -16, -1024 * 16],
      ['changed', 'relu-1', 'in_channels 4 -> 8', 0, 0],
      ['added', 'global-avg-pool-1', '', 0, 0],
    ]);
  });

  test('a network beside itself has only the same layers', () => {
    const { changes } = compare([
      { program: plain, params: {} },
      { program: plain, params: {} },
    ]);
    expect(new Set(changes?.map(({ kind }) => kind))).toEqual(new Set(['same']));
  });

  test('needs two networks, no more', () => {
    const subject = { program: plain, params: {} };
    expect(compare([subject, subject, subject]).changes).toBeUndefined();
  });
});

describe('layers that were replaced', () => {
  const kinds = (text: string, other: string) =>
    compare([
      { program: written(text), params: {} },
      { program: written(other), params: {} },
    ]).changes?.map(({ kind, layer, type, was, params }) => [kind, layer, was === undefined ? type : `${was} -> ${type}`, params]);

  test('stand beside the block that took their place', () => {
    const spec = 'layers:\n  - {op: conv2d, out_channels: 4, kernel_size: 3, norm: batch, name: a}\n  - {op: relu}';
    const ghost = `use: [ghost]\nreplace: [{match: {op: conv2d}, with: {op: ghost-module, s: 2, d: 3}}]\n${spec}`;
    // 3 * 4 * 9 weights become 3 * 2 * 9 and 2 * 9; the 4 maps have norms before and after
    expect(kinds(spec, ghost)).toEqual([
      ['replaced', 'a', 'conv2d -> ghost-module', 54 + 18 - 108],
      ['same', 'relu-1', 'relu', 0],
    ]);
    expect(kinds(ghost, spec)?.[0]).toEqual(['replaced', 'a', 'ghost-module -> conv2d', 108 - 54 - 18]);
  });

  test('stand beside the op of that name', () => {
    const spec = (op: string) => `layers: [{op: conv2d, out_channels: 4, kernel_size: 1}, {op: ${op}, name: act}]`;
    expect(kinds(spec('relu'), spec('silu'))?.[1]).toEqual(['replaced', 'act', 'relu -> silu', 0]);
  });
});
