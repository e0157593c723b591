/** The tables of other papers that ship: arithmetic of the test against what is printed. What their networks count is held in networks.test.ts. */
import { expect, test } from 'vitest';
import { library, readTable } from '../../src/node/files.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const names = ['mobilenet-v2', 'regnet'] as const;
const tables = new Map(names.map((name) => [name, evaluateTable(readTable(name), library)]));
const rowsOf = (name: (typeof names)[number]) => tables.get(name)?.groups.flatMap(({ rows }) => rows) ?? [];

/** What is printed in a column, beside what is counted in units of `unit`. */
const pairs = (name: (typeof names)[number], key: string, unit: number) =>
  rowsOf(name).flatMap(({ cells }) => {
    const { printed, computed } = cells.get(key) ?? {};
    return printed === undefined || computed === undefined ? [] : [[Number(printed.number), computed / unit] as const];
  });

test.each(names)('%s has no row that fails, and a reason for every cell that differs', (name) => {
  expect(tables.get(name)?.problems).toEqual([]);
  expect(rowsOf(name).flatMap(({ failures }) => failures)).toEqual([]);
});

test('all 22 MobileNetV2s have the multiply-adds that are printed, cut off, and the parameters, rounded', () => {
  const macs = pairs('mobilenet-v2', 'macs', 1e6);
  expect(macs.map(([, computed]) => Math.trunc(computed))).toEqual(macs.map(([printed]) => printed));
  const params = pairs('mobilenet-v2', 'params', 1e6);
  expect(params.map(([, computed]) => Number(computed.toFixed(2)))).toEqual(params.map(([printed]) => printed));
  expect([macs.length, params.length]).toEqual([22, 22]);
});

test.each([
  ['flops', 1e9],
  ['params', 1e6],
  ['activations', 1e6],
])('all 24 RegNets have the %s that are printed, rounded', (key, unit) => {
  const cells = pairs('regnet', key, unit);
  expect(cells.map(([, computed]) => Number(computed.toFixed(1)))).toEqual(cells.map(([printed]) => printed));
  expect(cells.length).toBe(24);
});
