/** At which values of a parameter sizes come out whole, against values that are tried one by one. */
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { toPoint } from '../../src/graph/point.ts';
import { multiples, stepOf } from '../../src/solve/lattice.ts';
import { toUnknown } from '../../src/solve/unknown.ts';
import type { Program } from '../../src/spec/program.ts';
import { written } from '../support.ts';

const layers = (...channels: string[]) =>
  written(`params: {w: 1}\nlayers:\n${channels.map((out) => `  - {op: conv2d, out_channels: "${out}", kernel_size: 1}`).join('\n')}`);

const isValid = (program: Program, w: number) => {
  try {
    return analyze(program, { params: { w } }).total.params > 0;
  } catch (error) {
    if (error instanceof SpecError) return false;
    throw error;
  }
};

describe('sizes are whole', () => {
  test.each([
    [['16 * w'], { count: 1, of: 16 }],
    [['24 * w', '60 * w'], { count: 1, of: 12 }],
    [['3 * w / 4'], { count: 4, of: 3 }],
    [['w * 2.5 + 3', 'w'], { count: 2, of: 1 }],
    [['w'], { count: 1, of: 1 }],
    [['round(5 * w)', '10 * w'], { count: 1, of: 10 }],
    // nothing grows in proportion
    [['w * w'], undefined],
    [['round(8 * w)'], undefined],
  ])('of %j at multiples of %j', (channels, expected) => {
    const program = layers(...channels);
    expect(stepOf(program, toPoint(program), 'w')).toEqual(expected);
    if (expected === undefined) return;
    // of all fractions up to 3 with these denominators, those are valid and no others
    const fractions = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20].flatMap((of) => multiples({ count: 1, of }, 1 / of, 3));
    const isMultiple = (w: number) => Math.abs((w * expected.of) / expected.count - Math.round((w * expected.of) / expected.count)) < 1e-9;
    const valid = fractions.filter((w) => isValid(program, w));
    expect(valid.filter((w) => !isMultiple(w))).toEqual([]);
    // 25 / 12 is no double, and 60 times the one beside it is not 125
    expect(valid.length).toBeGreaterThan(0.98 * fractions.filter(isMultiple).length);
  });
});

test('a repeat takes whole numbers', () => {
  const program = written('params: {n: 2}\nlayers: [{op: conv2d, out_channels: 4, kernel_size: 1, repeat: 2 * n}]');
  expect(stepOf(program, toPoint(program), 'n')).toEqual({ count: 1, of: 2 });
});

test('where no size tells which values are valid, some are tried, and that is said', () => {
  const unknown = toUnknown(layers('w * w'), {}, 'w', [{ total: 'params', amount: 20, how: 'nearest' }], true);
  expect(unknown).toMatchObject({ chosen: 'some', values: expect.arrayContaining([1, 1.5, 2, 3]) });
});
