/** Every command in every format: text that is there, JSON as the shipped schema has it, and tables of terminals as they were looked at. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import stringWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { grid } from '../../src/commands/terminal.ts';
import { analyze } from '../../src/cost/analysis.ts';
import { compare } from '../../src/cost/compare.ts';
import { explain } from '../../src/cost/explain.ts';
import type { Timed, Timings } from '../../src/cost/timing.ts';
import { timingOf } from '../../src/cost/timing.ts';
import { toNetwork } from '../../src/graph/network.ts';
import { toPoint } from '../../src/graph/point.ts';
import { library, readTable } from '../../src/node/files.ts';
import { analysisReport } from '../../src/report/analyze.ts';
import { comparisonReport } from '../../src/report/compare.ts';
import { explanationReport } from '../../src/report/explain.ts';
import { formats, render } from '../../src/report/index.ts';
import { listReport } from '../../src/report/list.ts';
import type { Report } from '../../src/report/sheet.ts';
import { solutionReport } from '../../src/report/solve.ts';
import { sweepReport } from '../../src/report/sweep.ts';
import { tableReport } from '../../src/report/table.ts';
import { timingReport } from '../../src/report/time.ts';
import { solve } from '../../src/solve/solve.ts';
import { toUnknown } from '../../src/solve/unknown.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';
import { shipped } from '../support.ts';
import { analysisOf } from './support.ts';

const subject = (name: string, params = {}) => ({ program: shipped(name), params, file: name });
const ghostnet = shipped('ghostnet');

const timed = (spec: string, runs: number[]): Timed => {
  const analysis = analysisOf(spec, { depth: 'total' });
  return { spec, analysis, timing: timingOf({ first: 40, runs }, { batch: 1, macs: analysis.total.macs }), layers: undefined };
};
const measured: readonly Timed[] = [timed('ghostnet', [10, 11, 12, 13, 14]), timed('mobilenet-v3-large', [20, 21, 22, 23, 24])];
const timings: Timings = {
  networks: measured,
  axes: [],
  base: measured[0],
  environment: {
    cpu: 'A processor',
    cores: 2,
    platform: 'linux x64',
    node: '24.0.0',
    backend: 'tfjs-wasm',
    runtime: 'TensorFlow.js',
    device: 'cpu',
    threads: 1,
    batch: 1,
    seed: 1,
    warmup: 3,
    runs_asked: 5,
    ghostcost: '0.1.0',
  },
};

const goals = [{ total: 'macs', amount: 150e6, how: 'nearest' }] as const;
const unknowns = [toUnknown(ghostnet, {}, 'width', goals, true)];

const reports: Readonly<Record<string, () => Report>> = {
  analyze: () => analysisReport([analysisOf('ghostnet')]),
  'analyze, several': () => analysisReport(['ghostnet', 'resnet-50'].map((name) => analysisOf(name, { depth: 'total' }))),
  compare: () => comparisonReport(compare([subject('ghostnet', { width: 0.5 }), subject('ghostnet'), subject('resnet-18')])),
  'compare, layer by layer': () => comparisonReport(compare([subject('ghostnet'), subject('ghostnet-tf')])),
  explain: () => explanationReport(explain(toNetwork(ghostnet, toPoint(ghostnet, {})), 'ghost-bottleneck-1', 1), {}),
  solve: () =>
    solutionReport({
      network: 'GhostNet',
      params: { s: 2 },
      goals,
      unknowns,
      totals: ['macs', 'params'],
      answer: solve(ghostnet, {}, goals, unknowns, ['macs', 'params']),
      top: 5,
    }),
  sweep: () =>
    sweepReport({
      spec: { name: 'GhostNet', params: { s: 2 } },
      columns: ['width', 's', 'params', 'macs', 'top1'],
      rows: [
        [0.5, 2, 2_587_292, 42_328_152, 66.2],
        [1, 2, 5_182_508, 141_150_512, Number.NaN],
      ],
      parameters: 2,
    }),
  'table 7': () => tableReport([evaluateTable(readTable('7'), library)]),
  'table 1': () => tableReport([evaluateTable(readTable('1'), library)]),
  time: () => timingReport(timings),
  list: () =>
    listReport({
      networks: ['ghostnet', 'resnet-50', 'fe-net'].map((name) => {
        const { params, total, source } = analyze(shipped(name), { depth: 'total' });
        return { name, params, total: { params: total.params, macs: total.macs }, source, doc: undefined };
      }),
      blocks: [{ name: 'ghost', doc: 'Ghost modules.', blocks: [{ name: 'ghost-module', doc: undefined }] }],
      tables: [{ name: '3', title: 'Table 3', rows: 5, source: ['arXiv:1911.11907 Table 3'] }],
    }),
};

const isOutput = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(readFileSync('schema/output.schema.json', 'utf8')) as object,
);

describe.each(Object.entries(reports))('%s', (name, toReport) => {
  const report = toReport();

  test.each(formats)('is written as %s', (format) => {
    const text = render(report, format, { grid });
    expect(text).toMatch(/\S\r?\n$/);
    expect(text).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });

  test('is JSON as the schema has it', () => {
    isOutput(JSON.parse(render(report, 'json', { hash: () => 'f'.repeat(64) })));
    expect(isOutput.errors ?? []).toEqual([]);
  });

  test('has a line of JSON for every record of CSV, with the same columns', () => {
    const { columns, rows } = report.records();
    const lines = render(report, 'jsonl').trimEnd().split('\n');
    expect(lines.length).toBe(rows.length);
    for (const line of lines) for (const key of Object.keys(JSON.parse(line))) expect(columns).toContain(key);
  });

  test.each([80, 120, 200])('at %i columns is as it was looked at, and no wider', async (width) => {
    const text = render(report, 'table', { grid, width });
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`golden/${name.replace(/\W+/g, '-')}-${width}.txt`);
  });

  test('is cut nowhere without a width', () => {
    const text = render(report, 'table', { grid });
    expect(text).not.toMatch(/Not shown|\u2026/);
    for (const sheet of report.sheets) for (const { heading } of sheet.columns) expect(text).toContain(heading);
  });
});

test('the schema refuses what is not of it', () => {
  const output = JSON.parse(render(analysisReport([analysisOf('ghostnet')]), 'json')) as Record<string, unknown>;
  expect(isOutput(output)).toBe(true);
  for (const wrong of [
    { ...output, more: 1 },
    { ...output, command: 'compare' },
    { ...output, schema_version: 1 },
    { ...output, analyses: [{}] },
  ])
    expect(isOutput(wrong)).toBe(false);
});

test('what is not shown is named, as --columns takes it', () => {
  const text = render(analysisReport([analysisOf('ghostnet')]), 'table', { grid, width: 80 });
  expect(text).toContain('Not shown at 80 columns: window; share; activations; speedup; compression.');
  expect(render(analysisReport([analysisOf('ghostnet')], { columns: ['layer', 'speedup', 'compression'] }), 'table', { grid, width: 40 })).not.toContain(
    'Not shown',
  );
});
