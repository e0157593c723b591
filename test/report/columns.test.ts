/** What every column shows of every op. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { analyze } from '../../src/cost/analysis.ts';
import { isOp, type OpName, ops } from '../../src/ops/index.ts';
import type { Op } from '../../src/ops/op.ts';
import { columnNames } from '../../src/report/columns.ts';
import { formats } from '../../src/report/index.ts';
import { written } from '../support.ts';

/** What an op cannot do without. */
const required: Partial<Record<OpName, string>> = {
  conv2d: 'out_channels: 4, kernel_size: 3',
  'conv-transpose2d': 'out_channels: 4, kernel_size: 3',
  linear: 'out_features: 4',
  'group-norm': 'groups: 2',
  'max-pool': 'kernel_size: 2',
  'avg-pool': 'kernel_size: 2',
  'adaptive-avg-pool': 'output_size: 2',
  slice: 'channels: 2',
  'channel-shuffle': 'groups: 2',
  resize: 'size: 2',
  rearrange: "pattern: 'c h w -> h c w'",
};

const analysisOf = (name: string) => {
  const { input, merges }: Op = isOp(name) ? ops[name] : { doc: '', args: {} };
  const inputs = merges === undefined ? [] : ['from: [input, input]'];
  const layer = `{op: ${[name, ...[required[name as OpName] ?? []].flat(), ...inputs].join(', ')}}`;
  return analyze(written(`layers: [${input === 'flat' ? '{op: flatten}, ' : ''}${layer}]`, '[8, 4, 4]'), { depth: 'op' });
};

describe.each(Object.keys(ops))('%s', (name) => {
  const analysis = analysisOf(name);

  test.each(formats)('has something to show in every column of %s', (format) => {
    expect(render([analysis], format, { columns: columnNames })).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });

  test('has a window where one slides', () => {
    const slides = ['conv2d', 'conv-transpose2d', 'max-pool', 'avg-pool'].includes(name);
    expect(analysis.rows.at(-1)?.window).toMatch(slides ? /^\dx\d/ : /^$/);
  });
});
