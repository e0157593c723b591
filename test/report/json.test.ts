/** JSON: what programs rely on. */

import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import type { Analysis } from '../../src/cost/analysis.ts';
import { memoryRules } from '../../src/cost/basis.ts';
import { conventions } from '../../src/ops/convention.ts';

import { measures } from '../../src/ops/measure.ts';
import { analysisOf } from './support.ts';

type Counted = Record<string, number> & { layer: string };
interface Written {
  schema_version: number;
  tool: { name: string; version: string };
  analyses: {
    name: string;
    params: Record<string, number>;
    batch: number;
    data_type: string;
    convention: { name: string; unit: string; factors: Record<string, unknown> };
    total: Counted;
    rows: Counted[];
    peak_memory: { bytes: number; layer: string; rule: string; definition: string };
    weight_bytes: number;
  }[];
}

const written = (...analyses: readonly Analysis[]) => JSON.parse(render(analyses, 'json')) as Written;

test('has a schema version and says which tool wrote it', () => {
  const { schema_version, tool } = written(analysisOf('ghostnet'));
  expect(schema_version).toBe(2);
  expect(tool).toMatchObject({ name: 'ghostcost', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

describe.each(['op', 'layer', 'block', 'stage'] as const)('at depth %s', (depth) => {
  const [analysis] = written(analysisOf('ghostnet', { depth })).analyses;

  test('has rows that add up to the total', () => {
    for (const count of [...measures, 'params', 'cost', 'activations'])
      expect([count, analysis?.rows.reduce((sum, row) => sum + (row[count] ?? Number.NaN), 0)]).toEqual([count, analysis?.total[count]]);
  });

  test('has the network that is published', () => expect(analysis?.total).toMatchObject({ layer: 'total', params: 5_182_508, cost: 141_150_512 }));
});

test('carries its convention with every factor', () => {
  const [analysis] = written(analysisOf('ghostnet', { convention: 'thop' })).analyses;
  expect(analysis?.convention).toEqual(JSON.parse(JSON.stringify({ ...conventions.thop, name: 'thop' })));
});

test('says batch, data type, parameters and what the peak is', () => {
  const [analysis] = written(analysisOf('ghostnet', { batch: 2, dataType: 'int8', params: { width: 0.5 } })).analyses;
  expect(analysis).toMatchObject({ batch: 2, data_type: 'int8', params: { width: 0.5, s: 2 }, weight_bytes: 2_587_292 });
  expect(analysis?.peak_memory).toMatchObject({ rule: 'in-place', definition: memoryRules['in-place'] });
});

test('has all counts, even those that are 0, and no decimals in them', () => {
  const [analysis] = written(analysisOf('vgg-16-cifar')).analyses;
  for (const row of analysis?.rows ?? []) for (const measure of measures) expect(Number.isSafeInteger(row[measure])).toBe(true);
});

test('has an entry for each network in the order that they were given', () =>
  expect(written(analysisOf('resnet-18'), analysisOf('ghostnet')).analyses.map(({ name }) => name)).toEqual(['ResNet-18', 'GhostNet']));

test('ends in one line break', () => expect(render([analysisOf('ghostnet')], 'json')).toMatch(/[^\n]\n$/));
