/** Solving against arithmetic by hand and against fine grids of recorded networks, which share nothing with the search. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { defaultBasis } from '../../src/cost/basis.ts';
import { ledgerOf } from '../../src/cost/ledger.ts';
import { expand } from '../../src/graph/expand.ts';
import { toPoint } from '../../src/graph/point.ts';
import { library } from '../../src/node/files.ts';
import { boundsOver } from '../../src/solve/bounds.ts';
import type { Goal } from '../../src/solve/goal.ts';
import { neighbour, shortest } from '../../src/solve/plateau.ts';
import { solve, type Unknown } from '../../src/solve/solve.ts';
import { toUnknown } from '../../src/solve/unknown.ts';
import type { Program } from '../../src/spec/program.ts';
import { parseAxis, toGrid } from '../../src/sweep/grid.ts';
import { toSweep } from '../../src/sweep/sweep.ts';
import { problemsOf, shipped, written } from '../support.ts';

const goal = (total: Goal['total'], amount: number, how: Goal['how'] = 'nearest'): Goal => ({ total, amount, how });
const solved = (program: Program, goals: readonly Goal[], ...unknowns: Unknown[]) =>
  solve(program, {}, goals, unknowns, [...goals.map(({ total }) => total), 'params']);

describe('a layer of make_divisible(16 * width, 8) maps', () => {
  // 3 * 3 * 3 weights a map
  const program = written('params: {width: 1}\nlayers: [{op: conv2d, out_channels: "make_divisible(16 * width, 8)", kernel_size: 3}]');
  const width = { name: 'width', least: 0.5, most: 4 };

  test('has 24 of them from where 16 would lose more than a tenth to where 24 does', () => {
    const { solutions, complete } = solved(program, [goal('params', 27 * 24)], width);
    expect(complete).toBe(true);
    expect(solutions).toHaveLength(1);
    const [{ step, before, after, distance } = {}] = solutions;
    expect(distance).toBe(0);
    // 16 < 0.9 * 16 w from w > 10 / 9 on, and 24 < 0.9 * 16 w from w > 5 / 3 on
    expect(step?.from).toBeCloseTo(10 / 9, 14);
    expect(step?.to).toBeCloseTo(5 / 3, 14);
    expect(step?.value).toBe(1.2);
    expect([before, after].map((one) => one?.totals)).toEqual([
      [27 * 16, 27 * 16],
      [27 * 32, 27 * 32],
    ]);
    expect(before?.to).toBe(neighbour(step?.from ?? 0, -1));
    expect(after?.from).toBe(neighbour(step?.to ?? 0, 1));
  });

  test('comes as near as it can', () => {
    // 27 * 24 = 648 is 52 away from 700, 27 * 32 = 864 is 164
    expect(solved(program, [goal('params', 700)], width).solutions[0]?.step.totals[0]).toBe(648);
    expect(solved(program, [goal('params', 700, 'at-least')], width).solutions[0]?.step.totals[0]).toBe(864);
    expect(solved(program, [goal('params', 863, 'at-most')], width).solutions[0]?.step.totals[0]).toBe(648);
  });

  test('gives both steps that are as near', () => {
    // 27 * 28 = 756 lies in the middle of 648 and 864
    expect(solved(program, [goal('params', 756)], width).solutions.map(({ step }) => step.totals[0])).toEqual([648, 864]);
  });

  test('ends where the range does', () => {
    const [{ step, before, after } = {}] = solved(program, [goal('params', 1e6)], { name: 'width', least: 3, most: 3.2 }).solutions;
    // 51.2 is nearer to 48 than to 56, and 48 is no less than nine tenths of it
    expect(step).toEqual({ from: 3, to: 3.2, value: 3, totals: [27 * 48, 27 * 48] });
    expect([before, after]).toEqual([undefined, undefined]);
  });

  test('fits nothing below its least', () => {
    const { solutions, complete, reach } = solved(program, [goal('params', 215, 'at-most')], width);
    expect([solutions, complete]).toEqual([[], true]);
    // 8 and 64 maps
    expect(reach[0]).toEqual({ least: 27 * 8, most: 27 * 64 });
  });
});

test("GhostNet's widths in the paper are on the steps that its multiply-adds lead to", () => {
  const program = shipped('ghostnet');
  for (const width of [0.5, 1, 1.3]) {
    const { macs } = analyze(program, { params: { width } }).total;
    const { solutions, complete } = solved(program, [goal('macs', macs)], { name: 'width', least: 0.1, most: 3 });
    expect(complete).toBe(true);
    expect(solutions.some(({ step }) => step.from <= width && width <= step.to)).toBe(true);
  }
});

describe('over a wide range, no place of a fine grid is nearer', () => {
  const amounts = { 'resnet-50': 2e9, 'thinet-resnet-50': 2e9, 'u-net': 20e9, 'vgg-16-cifar': 50e6 };

  test.each(Object.entries(amounts))('%s', (name, macs) => {
    const program = shipped(name);
    const { solutions, complete } = solved(program, [goal('macs', macs)], { name: 'width', least: 0.05, most: 4 });
    expect(complete).toBe(true);
    const grid = toGrid([parseAxis('width', '0.05:4:0.0005')]);
    toSweep(program, {}, grid, ['macs'])([0, grid.size], ([width, found = 0]) => {
      expect(Math.abs(found - macs) / macs, `width ${width}`).toBeGreaterThanOrEqual(solutions[0]?.distance ?? 1);
    });
  });
});

test.each([
  [1e-300, 1e10],
  [0.001, 1000],
  [0.9, 1e6],
])('a range from %d to %d, where most widths are past what is exact, gives what a narrow one does', (least, most) => {
  const over = (from: number, to: number) => solved(shipped('ghostnet'), [goal('macs', 150e6)], { name: 'width', least: from, most: to });
  const { solutions, complete } = over(least, most);
  expect(complete).toBe(true);
  expect(solutions).toEqual(over(0.5, 2).solutions);
});

test('a search that is cut short still gives nothing that is further away than what stands beside it', () => {
  const macs = 2e9;
  const { solutions, complete } = solved(shipped('versatile-resnet-50'), [goal('macs', macs)], { name: 'width', least: 0.05, most: 4 });
  expect(complete).toBe(false);
  const [{ step, before, after } = {}] = solutions;
  const away = [step, before, after].map((one) => Math.abs((one?.totals[0] ?? 0) - macs));
  expect(Math.min(...away)).toBe(away[0]);
});

test('over whole numbers, those that come to the same are one step', () => {
  // two inputs of a 2 x 2 window of stride 2: sizes 2 and 3 give one position, 4 and 5 two along each side
  const program = written('params: {n: 4}\nlayers: [{op: conv2d, out_channels: 1, kernel_size: 2, stride: 2, padding: 0}]', '[1, n, n]');
  const [{ step, before, after } = {}] = solved(program, [goal('macs', 16)], { name: 'n', values: [1, 2, 3, 4, 5, 6, 7] }).solutions;
  expect(step).toEqual({ from: 4, to: 5, value: 4, totals: [16, 4] });
  expect([before?.from, before?.to, after?.from, after?.to]).toEqual([2, 3, 6, 7]);
});

test('over several parameters, there is a solution for each value of the others, the best first', () => {
  const program = written('params: {a: 1, b: 1}\nlayers: [{op: conv2d, out_channels: a * b, kernel_size: 1}]');
  const { solutions } = solved(program, [goal('params', 3 * 7)], { name: 'a', values: [2, 3, 7] }, { name: 'b', values: [1, 2, 3, 4] });
  // 7 x 1, 2 x 3 or 2 x 4, and 3 x 2
  expect(solutions.map(({ settings: { a, b } }) => [a, b])).toEqual([
    [7, 1],
    [2, 3],
    [2, 4],
    [3, 2],
  ]);
});

test('several targets are weighed by the largest deviation', () => {
  const program = written('params: {n: 1}\nlayers: [{op: conv2d, out_channels: n, kernel_size: 1, bias: true}, {op: relu}]');
  // 3 n weights and n biases: n = 10 misses 45 by 15 and 5 by 5 (100 %), n = 7 by 24 and 2 (53 %), n = 8 by 21 and 3 (60 %)
  const goals = [goal('weights', 45), goal('biases', 5)];
  expect(solved(program, goals, { name: 'n', values: [10, 8, 7] }).solutions[0]?.settings).toEqual({ n: 7 });
});

test('places that are not valid are passed over, and named when there are no others', () => {
  const program = written('params: {g: 1}\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 1, groups: g}]');
  const at = (...values: number[]) => solved(program, [goal('params', 1)], { name: 'g', values });
  // 6 * 3 / g weights
  expect(at(1, 2, 3, 4).solutions[0]).toMatchObject({ settings: { g: 3 }, step: { totals: [6, 6] } });
  expect(at(2, 4)).toMatchObject({ solutions: [], invalid: { problems: [{ code: 'check/groups' }] } });
});

test('more combinations than can be tried, and words, are refused', () => {
  const program = written('params: {a: 1, b: 1, act: relu}\nlayers: [{op: conv2d, out_channels: a * b, kernel_size: 1, activation: $act}]');
  const values = Array.from({ length: 20_000 }, (_, index) => index + 1);
  expect(problemsOf(() => solved(program, [goal('params', 1)], { name: 'a', values }, { name: 'b', values: [1] }))).toEqual(['solve/too-many']);
  expect(problemsOf(() => toUnknown(program, {}, 'act', [goal('params', 1)], true))).toEqual(['value/type']);
  expect(problemsOf(() => toUnknown(program, {}, 'c', [goal('params', 1)], true))).toEqual(['name/param']);
});

test('a parameter is searched as what it takes', () => {
  const goals = [goal('macs', 100e6)];
  expect(toUnknown(shipped('ghostnet'), {}, 'width', goals, false)).toEqual({ name: 'width', least: 0.05, most: 4 });
  expect(toUnknown(shipped('ghostnet'), {}, 's', goals, false)).toEqual({ name: 's', values: [1, 2, 3, 4, 5, 6, 7, 8] });
});

const pairs = library.names('networks').flatMap((name) => {
  const { params } = shipped(name);
  return [...params].filter(([, value]) => typeof value === 'number').map(([parameter]) => [name, parameter] as const);
});

test.each(pairs)('%s over its %s ends within its budget, with steps that go up', (name, parameter) => {
  const program = shipped(name);
  const goals = [goal('macs', Math.round(0.7 * analyze(program).total.macs))];
  const { solutions, work, complete } = solved(program, goals, toUnknown(program, {}, parameter, goals, true));
  expect(work.spent).toBeLessThan(1.5 * work.most);
  expect(complete || work.spent > work.most).toBe(true);
  expect(solutions.length).toBeGreaterThan(0);
  for (const { step, before, after } of solutions) {
    expect(step.from).toBeLessThanOrEqual(step.to);
    expect(before?.to ?? Number.NEGATIVE_INFINITY).toBeLessThan(step.from);
    expect(after?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThan(step.to);
  }
});

/** Networks whose cost is a staircase of a width: some layers, each rounded in its own way. */
const rounding = fc.constantFrom(
  (maps: number) => `"make_divisible(${maps} * width, 4)"`,
  (maps: number) => `round(${maps} * width)`,
  (maps: number) => `ceil(${maps} / width)`,
  (maps: number) => `"max(floor(${maps} * width), 3)"`,
  (maps: number) => `"width > 1.3 ? ${maps} : 2 * ${maps}"`,
);
const layers = fc.array(fc.tuple(rounding, fc.integer({ min: 2, max: 24 })), { minLength: 1, maxLength: 3 });
const staircase = layers.map((list) =>
  written(
    `params: {width: 1}\nlayers:\n${list.map(([write, maps]) => `  - {op: conv2d, out_channels: ${write(maps)}, kernel_size: 1}`).join('\n')}`,
    '[3, 2, 2]',
  ),
);

test('no place of a fine grid is nearer to a target, and all of a step come to the same', () => {
  const grid = Array.from({ length: 700 }, (_, index) => 0.4 + index * 0.003);
  fc.assert(
    fc.property(staircase, fc.integer({ min: 1, max: 4000 }), fc.constantFrom('nearest' as const, 'at-most' as const), (program, amount, how) => {
      const recorded = grid.map((width) => analyze(program, { params: { width } }).total.params);
      const { solutions, complete } = solved(program, [goal('params', amount, how)], { name: 'width', least: 0.4, most: 2.5 });
      expect(complete).toBe(true);
      const fitting = recorded.filter((params) => how === 'nearest' || params <= amount);
      if (solutions.length === 0) expect(fitting).toEqual([]);
      const nearest = Math.min(...fitting.map((params) => Math.abs(params - amount)));
      for (const { step } of solutions) {
        expect(Math.abs((step.totals[0] as number) - amount)).toBeLessThanOrEqual(nearest);
        for (const [index, width] of grid.entries()) if (width >= step.from && width <= step.to) expect(recorded[index]).toBe(step.totals[0]);
        expect(step.value).toBeGreaterThanOrEqual(step.from);
        expect(step.value).toBeLessThanOrEqual(step.to);
        const total = (width: number) => analyze(program, { params: { width } }).total.params;
        expect([step.from, step.value, step.to].map(total)).toEqual([step.totals[0], step.totals[0], step.totals[0]]);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('totals stay within their bounds', () => {
  const program = shipped('ghostnet');
  const point = toPoint(program, { width: 0.77 });
  const ledger = ledgerOf(expand(program, point, true), point, ['params', 'macs', 'peak_memory', 'intensity'], defaultBasis);
  fc.assert(
    fc.property(
      fc.double({ min: 0.3, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (least, reach, share) => {
        const box = new Map([...program.params].map(([name, value]) => [name, { whole: true, least: Number(value), most: Number(value) }]));
        box.set('width', { whole: false, least, most: least + reach });
        const bounds = boundsOver(ledger, box, ['params', 'macs', 'peak_memory', 'intensity']);
        const { total } = analyze(program, { params: { width: least + reach * share } });
        // another tensor may be the largest elsewhere in the box
        if (bounds === undefined) return;
        for (const [index, value] of [total.params, total.macs, total.peak_memory, total.intensity ?? 0].entries()) {
          expect(bounds?.totals[index]?.least).toBeLessThanOrEqual(value);
          expect(bounds?.totals[index]?.most).toBeGreaterThanOrEqual(value);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('what only the rounding of doubles makes is no step', () => {
  // 10 w and 30 w / 3 are one number, but not always one double: both round up at 0.25, some doubles apart
  const program = written('params: {width: 1}\nlayers: [{op: conv2d, out_channels: round(10 * width) + round(30 * width * (1 / 3)), kernel_size: 1}]');
  const [{ step, before, after } = {}] = solved(program, [goal('params', 3 * 20)], { name: 'width', least: 0.2, most: 3 }).solutions;
  expect(step?.totals[0]).toBe(60);
  expect([before, after].map((one) => (one?.totals[0] ?? 0) / 3)).toEqual([18, 22]);
});

test.each([
  [0.9979167, 1.002083, 1],
  [1.03869, 1.03959, 1.039],
  [2.0000000000000004, 2.25, 2.1],
  [0.33, 0.34, 0.33],
  [7, 7, 7],
])('the shortest decimal from %d to %d is %d', (from, to, expected) => expect(shortest(from, to)).toBe(expected));
