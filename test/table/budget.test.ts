import { expect, test } from 'vitest';
import { library, readTable } from '../../src/node/files.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

test('a budget says of every computed row whether it is within', () => {
  const { groups } = evaluateTable(readTable('4'), library, { budget: { macs: 110e6 } });
  // s = 3, 4, 5 have 107, 80 and 66 million multiply-adds, VGG-16 and s = 2 have 313 and 158 million
  const over = groups.flatMap(({ rows }) => rows.map(({ name, spending }) => [name, spending.map((one) => one.over)]));
  expect(over).toEqual([
    ['VGG-16', [true]],
    ['2', [true]],
    ['3', [false]],
    ['4', [false]],
    ['5', [false]],
  ]);
});

test('a table without limits holds no network to any', () => {
  const { groups } = evaluateTable(readTable('4'), library);
  expect(groups.flatMap(({ rows }) => rows.flatMap(({ spending }) => spending))).toEqual([]);
});
