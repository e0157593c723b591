import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { toCondition } from '../../src/sweep/filter.ts';
import { parseAxis, shardOf, toGrid } from '../../src/sweep/grid.ts';
import { toJoiner } from '../../src/sweep/join.ts';
import { Frontier, Top } from '../../src/sweep/select.ts';
import { type Part, toSweep } from '../../src/sweep/sweep.ts';
import { problemsOf, shipped, written } from '../support.ts';

const values = (text: string) => Array.from(parseAxis('x', text).values);

describe('an axis', () => {
  test.each([
    ['2,3,4', [2, 3, 4]],
    ['0.1:0.5:0.1', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['1:2:0.3', [1, 1.3, 1.6, 1.9]],
    ['3:1:-1', [3, 2, 1]],
    ['2:4', [2, 3, 4]],
    ['1,4:6,0.5', [1, 4, 5, 6, 0.5]],
    ['1e-3:3e-3:1e-3', [0.001, 0.002, 0.003]],
  ])('%s is %j', (text, expected) => expect(values(text)).toEqual(expected));

  test.each(['', 'a', '1:2:3:4', '1:2:0', '1:2:-1', '0.5:2', '1:2.5', '1,0.1:0.3', '1:Infinity', 'NaN', '1:1e12', '1,,2'])('"%s" is refused', (text) => {
    expect(problemsOf(() => values(text))).toEqual(['sweep/range']);
  });
});

describe('a grid', () => {
  test('of more points than whole numbers can count is refused', () => {
    const many = { values: new Float64Array(1e6) };
    expect(problemsOf(() => toGrid(['a', 'b', 'c'].map((name) => ({ names: [name], ...many }))))).toEqual(['sweep/too-many']);
  });

  test('is divided by shards without overlap or gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 50 }), (size, parts) => {
        const shards = Array.from({ length: parts }, (_, index) => shardOf({ size }, index + 1, parts));
        expect(shards[0]?.[0]).toBe(0);
        expect(shards.at(-1)?.[1]).toBe(size);
        for (const [index, [from]] of shards.entries()) if (index > 0) expect(from).toBe(shards[index - 1]?.[1]);
      }),
    );
  });
});

describe('a sweep', () => {
  const axes = [parseAxis('s', '2,3'), parseAxis('width', '0.5,1'), parseAxis('resolution', '192,224')];

  test('goes over every combination, the last axis fastest, and gives what each point gives alone', () => {
    const program = shipped('ghostnet');
    const expected = [2, 3].flatMap((s) => [0.5, 1].flatMap((width) => [192, 224].map((resolution) => ({ s, width, resolution }))));
    const rows = sweepRows(program, toGrid(axes), undefined, ['params', 'macs', 'activations']);
    expect(rows).toHaveLength(8);
    for (const [place, settings] of expected.entries()) {
      const { total } = analyze(program, { params: settings });
      expect(rows[place]).toEqual([...Object.values(settings), total.params, total.macs, total.activations]);
    }
  });

  test('in parts is the whole', () => {
    const program = shipped('ghostnet');
    const grid = toGrid(axes);
    const run = (part?: Part) => sweepRows(program, grid, part);
    expect([1, 2, 3].flatMap((part) => run(shardOf(grid, part, 3)))).toEqual(run());
  });

  test('over what decides how often a layer repeats counts each structure', () => {
    const program = written('params: {n: 2}\nlayers: [{op: conv2d, out_channels: 3, kernel_size: 1, repeat: n}]');
    // each layer has 3 * 3 weights
    expect(sweepRows(program, toGrid([parseAxis('n', '1:5')])).map(([, params]) => params)).toEqual([9, 18, 27, 36, 45]);
  });

  test('stops at a point that is not valid and says which', () => {
    const program = written('params: {g: 1}\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 1, groups: g}]');
    expect(problemsOf(() => sweepRows(program, toGrid([parseAxis('g', '1:4')])))).toEqual(['sweep/point', 'check/groups @ 5:64']);
  });

  test('says what is wrong with a parameter that nothing depends on', () => {
    const program = written('params: {unused: 1}\nlayers: [{op: relu}]');
    expect(problemsOf(() => sweepRows(program, toGrid([parseAxis('unused', '1,1e20')])))).toEqual(['sweep/point', 'value/too-large']);
  });

  test('leaves out what is not valid where a condition over parameters does', () => {
    const program = written('params: {g: 1}\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 1, groups: g}]', '[6, 4, 4]');
    const grid = toGrid([parseAxis('g', '1:6')]);
    const { over } = toCondition(['6 % g == 0 && params > 6'], ['g', 'params']);
    const rows: number[][] = [];
    toSweep(program, {}, grid, ['params'], over(['g']))([0, grid.size], (row) => rows.push(Array.from(row)));
    // 6 * 6 / g weights; what is said of params is not asked before they are counted
    expect(rows).toEqual([1, 2, 3, 6].map((g) => [g, 36 / g]));
  });

  test('over a word or an unknown parameter is refused', () => {
    const program = written('params: {act: relu}\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 1, activation: $act}]');
    expect(problemsOf(() => sweepRows(program, toGrid([parseAxis('act', '1')])))).toEqual(['value/type']);
    expect(problemsOf(() => sweepRows(program, toGrid([parseAxis('b', '1')])))).toEqual(['name/param']);
  });
});

const sweepRows = (
  program: ReturnType<typeof shipped>,
  grid: ReturnType<typeof toGrid>,
  part?: Part,
  totals: Parameters<typeof toSweep>[3] = ['params', 'macs'],
) => {
  const rows: number[][] = [];
  toSweep(program, {}, grid, totals)(part ?? [0, grid.size], (row) => rows.push(Array.from(row)));
  return rows;
};

test('a network of thousands of different layers is swept like any other', () => {
  const [rounds, layers] = [49, 100];
  const body = Array.from({ length: layers }, () => '{op: conv2d, out_channels: 2, kernel_size: k, padding: 0}').join(', ');
  const program = written(`params: {k: 1}\nlayers: [{repeat: ${rounds}, do: [${body}]}]`, '[2, 26000, 26000]');
  const rows = sweepRows(program, toGrid([parseAxis('k', '1,2')]), undefined, ['macs']);
  // each layer takes k - 1 rows and columns away
  const macs = (k: number) =>
    Array.from({ length: rounds * layers }, (_, at) => 4 * k * k * (26_000 - (at + 1) * (k - 1)) ** 2).reduce((sum, one) => sum + one);
  expect(rows.map(([, total]) => total)).toEqual([macs(1), macs(2)]);
});

test('parameters that vary together take their values row by row, beside every value of other axes', () => {
  const program = written('params: {a: 1, b: 1, c: 1}\nlayers: [{op: conv2d, out_channels: a * b + c, kernel_size: 1}]');
  const grid = toGrid([parseAxis('c', '0,1'), { names: ['a', 'b'], values: Float64Array.of(1, 2, 3, 4) }]);
  expect(grid.size).toBe(4);
  // 3 input channels to a * b + c
  expect(sweepRows(program, grid, undefined, ['params'])).toEqual([
    [0, 1, 2, 6],
    [0, 3, 4, 36],
    [1, 1, 2, 9],
    [1, 3, 4, 39],
  ]);
});

test('what is reported is found by the parameters it is reported for', () => {
  const joiner = toJoiner({ keys: ['s', 'width'], names: ['top1'], found: new Map([['2,0.5', [66.2]]]) }, ['width', 'd', 's']);
  expect([...Array.from(joiner([0.5, 3, 2]))]).toEqual([66.2]);
  expect([...Array.from(joiner([1, 3, 2]))]).toEqual([Number.NaN]);
});

test('a condition reads columns by name', () => {
  const columns = ['s', 'params', 'macs', 'top1'];
  const condition = toCondition(['macs < 150e6', 'min(s, 4, 9) > 2'], columns);
  expect([...condition.reads].sort()).toEqual(['macs', 's']);
  const meets = condition.over(columns);
  expect(meets([3, 0, 1e8])).toBe(true);
  expect(meets([2, 0, 1e8])).toBe(false);
  expect(meets([3, 0, 2e8])).toBe(false);
  expect(problemsOf(() => toCondition(['macs < 1', 'mcas < 1'], columns))).toEqual(['name/unknown @ 1:1']);
});

test('what is not known meets no comparison, is on no frontier and comes last', () => {
  const unknown = [1, Number.NaN];
  expect(toCondition(['top1 > 0 || top1 <= 0'], ['s', 'top1']).over(['s', 'top1'])(unknown)).toBe(false);
  const frontier = new Frontier([
    { column: 0, descending: false },
    { column: 1, descending: true },
  ]);
  const top = new Top({ column: 1, descending: true }, 2);
  for (const row of [unknown, [2, 70]]) {
    frontier.add(row);
    top.add(row);
  }
  expect(frontier.rows).toEqual([[2, 70]]);
  expect(top.rows).toEqual([[2, 70], unknown]);
});

const row = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));

test.each([1, 2, 3])('the frontier of %i columns is what no other row is at least as good as in all and better in one', (width) => {
  const orders = Array.from({ length: width }, (_, column) => ({ column, descending: column === 1 }));
  const rows = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: width, maxLength: width }), { maxLength: 2500 });
  fc.assert(
    fc.property(rows, (rows) => {
      const frontier = new Frontier(orders);
      for (const one of rows) frontier.add(one);
      // less is better in all
      const costs = rows.map((one) => one.map((value, column) => (column === 1 ? -value : value)));
      const isBeaten = (cost: readonly number[]) =>
        costs.some((other) => other.every((value, column) => value <= (cost[column] ?? 0)) && other.some((value, column) => value < (cost[column] ?? 0)));
      const expected = rows.filter((_, index) => !isBeaten(costs[index] ?? []));
      const inOrder = (one: readonly number[], other: readonly number[]) =>
        (one[0] ?? 0) - (other[0] ?? 0) || (other[1] ?? 0) - (one[1] ?? 0) || (one[2] ?? 0) - (other[2] ?? 0);
      expect(frontier.rows).toEqual(expected.sort(inOrder));
    }),
    { numRuns: 40 },
  );
});

test('the top rows are the first of all in their order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 3000, minLength: 1 }), fc.integer({ min: 1, max: 20 }), (rows, most) => {
      const top = new Top({ column: 1, descending: true }, most);
      for (const one of rows) top.add(one);
      expect(top.rows).toEqual([...rows].sort((one, other) => other[1] - one[1]).slice(0, most));
    }),
    { numRuns: 30 },
  );
});
