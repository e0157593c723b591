/** The search against fine grids of recorded networks: random small ones, which round, branch and repeat in every way that the language has. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { distance, exactBounds, type Goal } from '../../src/solve/goal.ts';
import { type Answer, solve, type Unknown } from '../../src/solve/solve.ts';
import { toUnknown } from '../../src/solve/unknown.ts';
import type { Program } from '../../src/spec/program.ts';
import { written } from '../support.ts';

const maps = fc.integer({ min: 2, max: 24 });
/** A number that is not whole at most values of w. */
const scaled = maps.chain((m) =>
  fc.constantFrom(
    `${m} * w`,
    `${m} / w`,
    `${m} + w`,
    `${m} * w ** 0.5`,
    `sqrt(${m} * w)`,
    `${m} * w * w`,
    `log(1 + ${m} * w) * 4`,
    `exp(w)`,
    `abs(${m} - 9 * w)`,
    // up and down again
    `w * w * w - 3 * w * w + ${m}`,
    `${m} + ${m} * (w - 1) * (w - 2)`,
  ),
);
const rounded = scaled.chain((v) =>
  fc.constantFrom(
    `floor(${v})`,
    `ceil(${v})`,
    `round(${v})`,
    `round_half_even(${v})`,
    `make_divisible(${v}, 4)`,
    `(${v}) // 1`,
    `(${v}) // 3 * 2`,
    `round(${v}) - (${v}) % 1 * 0`,
    `round(${v}) - ((${v}) % 1 == 0.5 && round(${v}) % 2 == 1)`,
    `4 * (${v}) - 4 * (${v}) % 8`,
    `(${v}) - (${v}) % 1 + 1`,
  ),
);
const condition = fc.constantFrom(
  'w > 1.3',
  'w == 1.25',
  'w != 1.5',
  'w',
  'w % 1 > 0.5',
  'floor(4 * w) % 2 == 1',
  'w * w < 2 && w > 0.7',
  'w // 1 == 1',
  '!(w < 2)',
);
const size = fc.oneof(
  rounded,
  fc.tuple(condition, rounded, rounded).map(([when, one, other]) => `${when} ? ${one} : ${other}`),
  fc.tuple(rounded, maps).map(([one, least]) => `max(${one}, ${least})`),
  fc.tuple(rounded, condition).map(([one, when]) => `8 + (${one}) % 5 + (${when})`),
);
const more = fc.oneof(
  fc.constant(''),
  condition.map((when) => `, if: "${when}"`),
  fc.constantFrom('floor(2 * w)', 'ceil(w)', 'w > 1 ? 3 : 1').map((count) => `, repeat: "${count}"`),
);
const network = fc
  .array(fc.tuple(size, more), { minLength: 1, maxLength: 3 })
  .map((list) => `params: {w: 1}\nlayers:\n${list.map(([out, rest]) => `  - {op: conv2d, out_channels: "${out}", kernel_size: 1${rest}}`).join('\n')}`);

/** Totals by analysis; undefined where the network is not valid. */
function paramsAt(program: Program, w: number): number | undefined {
  try {
    return analyze(program, { params: { w } }).total.params;
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

const grid = [...Array.from({ length: 180 }, (_, index) => 0.4 + index * 0.0117), 0.5, 1, 1.25, 1.5, 2, 2.25, 2.5];
const goalOf = (amount: number, how: Goal['how']): Goal => ({ total: 'params', amount, how });

/** What has to hold of an answer. */
function expectRight(text: string, program: Program, goal: Goal, unknown: Unknown, { solutions, work }: Answer): void {
  const away = (params: number | undefined) => (params === undefined ? Number.POSITIVE_INFINITY : distance([goal], exactBounds([params])));
  const [least, most] = 'values' in unknown ? [unknown.values[0] ?? 0, unknown.values.at(-1) ?? 0] : [unknown.least, unknown.most];
  const nearest = Math.min(...grid.filter((w) => w >= least && w <= most).map((w) => away(paramsAt(program, w))));
  expect(solutions[0]?.distance ?? Number.POSITIVE_INFINITY, text).toBeLessThanOrEqual(nearest);
  // a budget may be passed by what was begun
  expect(work.spent, text).toBeLessThan(1.5 * work.most);
  for (const { step, before, after } of solutions) {
    for (const one of [step, before, after]) {
      if (one === undefined) continue;
      expect(one.from, text).toBeLessThanOrEqual(one.to);
      for (const place of [one.from, one.value, one.to]) expect([text, place, paramsAt(program, place)]).toEqual([text, place, one.totals[0]]);
    }
    if (before !== undefined) expect(before.to, text).toBeLessThan(step.from);
    if (after !== undefined) expect(after.from, text).toBeGreaterThan(step.to);
  }
}

test('no place of a grid is nearer than the answer, whatever the network is made of', () => {
  fc.assert(
    fc.property(
      network,
      fc.integer({ min: 1, max: 3000 }),
      fc.constantFrom('nearest' as const, 'at-most' as const, 'at-least' as const),
      (text, amount, how) => {
        const program = written(text, '[3, 2, 2]');
        const goal = goalOf(amount, how);
        const unknown: Unknown = { name: 'w', least: 0.4, most: 2.5 };
        expectRight(text, program, goal, unknown, solve(program, {}, [goal], [unknown], ['params']));
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test('nor where it is searched when nothing is said of that', () => {
  fc.assert(
    fc.property(network, fc.integer({ min: 1, max: 3000 }), (text, amount) => {
      const program = written(text, '[3, 2, 2]');
      const goal = goalOf(amount, 'nearest');
      const unknown = toUnknown(program, {}, 'w', [goal], true);
      // where only some values are valid, a grid need not hit them
      expectRight(text, program, goal, unknown, solve(program, {}, [goal], [unknown], ['params']));
    }),
    { numRuns: 60 },
  );
}, 120_000);
