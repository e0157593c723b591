/** Every total by its name, everywhere that takes one: the numbers are worked out here by hand. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandName, commands } from '../src/commands/index.ts';
import { type TotalName, totalNames } from '../src/ops/total.ts';
import { call } from './commands/support.ts';

const spec = `version: 1
name: by hand
use: [ghost]
params: {width: 1}
input: [3, 4, 4]
layers:
  - {op: conv2d, out_channels: 4 * width, kernel_size: 3, norm: batch, activation: relu}
  - {op: ghost-module, out_channels: 6, s: 2, d: 3, norm: none, activation: none}
  - {op: flatten}
  - {op: linear, out_features: 5}
`;

const [conv, primary, cheap, linear] = [4 * 3 * 9, 3 * 4, 3 * 9, 5 * 6 * 16] as const;
const params = conv + primary + cheap + linear + 5 + 8;
const macs = 16 * (conv + primary + cheap) + linear;
// what each op writes: convolution, norm, activation, primary, cheap, concat, linear
const written = 64 + 64 + 64 + 48 + 48 + 96 + 5;
const read = 48 + 64 + 64 + 64 + 48 + 96 + 96;

const expected: Readonly<Record<TotalName, number>> = {
  params,
  params_without_norm: params - 8,
  // four biases for the scale and shift of four maps
  params_folded: params - 8 + 4,
  keras_params: params + 8,
  cost: macs,
  // both halves of the concat, and the whole
  peak_memory: 4 * (48 + 48 + 96),
  weight_bytes: 4 * params,
  bytes_read: 4 * (read + params),
  bytes_written: 4 * written,
  bytes_moved: 4 * (read + params + written),
  intensity: macs / (4 * (read + params + written)),
  modules: 1,
  ordinary_macs: 16 * 4 * 6,
  ordinary_weights: 4 * 6,
  module_macs: 16 * (primary + cheap),
  module_weights: primary + cheap,
  primary_macs: 16 * primary,
  primary_weights: primary,
  cheap_macs: 16 * cheap,
  cheap_weights: cheap,
  theory_macs: (16 * 4 * 6) / 2,
  theory_weights: (4 * 6) / 2,
  speedup: (4 * 6) / (primary + cheap),
  theory_speedup: 2,
  compression: (4 * 6) / (primary + cheap),
  theory_compression: 2,
  maps_cut: 0,
  macs,
  flops: 2 * macs,
  'macs-gap': macs,
  fvcore: macs + 2 * 64,
  thop: macs + 4 * 64,
  torchinfo: macs + 5 + 8,
  weights: conv + primary + cheap + linear,
  biases: 5,
  norm_params: 8,
  norm_state: 8,
  read_params: params,
  sliced_maps: 0,
  product_macs: 0,
  linear_params: linear + 5,
  bias_adds: 5,
  output_macs: 0,
  norm_elements: 64,
  affine_elements: 64,
  scaled_elements: 64,
  activation_elements: 64,
  activation_positions: 0,
  pool_inputs: 0,
  pool_taps: 0,
  pool_outputs: 0,
  gap_inputs: 0,
  merge_elements: 0,
  nearest_elements: 0,
  bilinear_elements: 0,
  activations: written,
  conv_activations: 64 + 48 + 48 + 5,
  read_elements: read,
};

const folder = mkdtempSync(join(tmpdir(), 'ghostcost-'));
const file = join(folder, 'by-hand.yaml');
writeFileSync(file, spec);
const run = (command: CommandName, ...args: readonly string[]) => call(commands[command].define, args);
const out = async (command: CommandName, ...args: readonly string[]) => {
  const { code, out } = await run(command, ...args);
  expect(code).toBe(0);
  return out;
};
/** The column of a CSV with one row. */
const cell = (csv: string, name: string) => {
  const [head = '', row = ''] = csv.trim().split(/\r?\n/);
  return Number(row.split(',')[head.split(',').indexOf(name)]);
};

test('every total is expected here', () => expect(Object.keys(expected).sort()).toEqual([...totalNames].sort()));

describe.each(totalNames)('%s', (name) => {
  const value = expected[name];

  test('is a column of analyze, in CSV and in JSON', async () => {
    expect(cell(await out('analyze', file, '--depth', 'total', '--columns', name, '--format', 'csv'), name)).toBeCloseTo(value, 9);
  });

  test('is a budget', async () => {
    expect((await run('analyze', file, '--depth', 'total', '--budget', `${name}=${value + 1}`)).code).toBe(0);
    expect((await run('analyze', file, '--depth', 'total', '--budget', `${name}=${value / 2}`)).code).toBe(value > 0 ? 1 : 0);
  });

  test('is a column of a table', async () => {
    const table = join(folder, `table-${name}.yaml`);
    writeFileSync(table, `version: 1\ntitle: t\ncolumns: {it: {count: ${name}}}\nrows: [{name: a, spec: ./by-hand.yaml}]\n`);
    expect(JSON.parse(await out('table', table, '--format', 'json'))).toHaveProperty('tables.0.groups.0.rows.0.cells.it.computed', value);
  });

  test('is a line of a comparison', async () => {
    expect(cell(await out('compare', file, file, '--totals', name, '--format', 'csv'), 'value')).toBeCloseTo(value, 9);
  });

  test('guards a comparison', async () => {
    const failing = await run('compare', file, file, '--fail-if', `${name} >= ${value}`);
    expect([failing.code, failing.err]).toEqual([1, expect.stringContaining(name)]);
  });

  test('is swept, and sorts, filters and pivots', async () => {
    const sweep = async (...args: readonly string[]) => {
      const written = join(folder, `${name}.csv`);
      await out('sweep', file, '--set', 'width=1', '-o', written, ...args);
      return readFileSync(written, 'utf8');
    };
    expect(cell(await sweep('--totals', name), name)).toBeCloseTo(value, 9);
    expect(cell(await sweep('--totals', name, '--where', `${name} >= ${value} && ${name} <= ${value}`), name)).toBeCloseTo(value, 9);
    expect(cell(await sweep('--totals', name, '--pareto', name), name)).toBeCloseTo(value, 9);
    expect(cell(await sweep('--totals', name, '--sort', name, '--top', '1'), name)).toBeCloseTo(value, 9);
  });

  test.skipIf(value === 0)('is solved for', async () => {
    for (const goal of ['--target', '--at-most', '--at-least'])
      expect(cell(await out('solve', file, goal, `${name}=${value}`, '--over', 'width=1,1.5', '--format', 'csv'), name)).toBeCloseTo(value, 9);
  });
});
