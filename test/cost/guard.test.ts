/** Conditions that fail a comparison. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/cost/compare.ts';
import { parseGuard } from '../../src/cost/guard.ts';
import { outcome, SpecError } from '../../src/diagnostic/index.ts';
import { problemsOf, written } from '../support.ts';

/** A network of one convolution, which has 3 weights a channel and 1024 multiply-adds a weight. */
const channels = (count: number) => ({ program: written(`layers: [{op: conv2d, out_channels: ${count}, kernel_size: 1}]`), params: {} });

const holds = (text: string, before: number, after: number) => compare([channels(before), channels(after)], { failIf: [parseGuard(text)] }).findings[0]?.holds;

describe('a condition over a change', () => {
  test.each<[text: string, before: number, after: number, holds: boolean]>([
    ['macs > +5%', 100, 105, false],
    ['macs >= +5%', 100, 105, true],
    ['macs > +5%', 100, 106, true],
    ['macs > +5%', 100, 90, false],
    ['macs < -3%', 100, 97, false],
    ['macs < -3%', 100, 96, true],
    // 0.1 % of 3000 is no binary fraction
    ['params >= +0.1%', 1000, 1001, true],
    ['params > +0.1%', 1000, 1001, false],
    ['params > +30', 100, 110, false],
    ['params > +29', 100, 110, true],
    ['params < -29', 110, 100, true],
    ['macs > +30k', 100, 110, true],
    ['macs > +31k', 100, 110, false],
  ])('%s, from %d channels to %d', (text, before, after, expected) => expect(holds(text, before, after)).toBe(expected));
});

describe('a condition over a total', () => {
  test.each<[text: string, holds: boolean]>([
    ['params > 300', false],
    ['params >= 300', true],
    ['params == 300', true],
    ['params != 300', false],
    [' params>0.3k', false],
    ['weight_bytes > 1KiB', true],
    ['weight_bytes > 2KiB', false],
    ['macs <= 0.3072M', true],
  ])('%s, of 300 weights', (text, expected) => expect(holds(text, 1, 100)).toBe(expected));

  test('is about each network but the first', () => {
    const { findings } = compare([channels(100), channels(10), channels(200)], { failIf: [parseGuard('params > 500')] });
    expect(findings.map(({ network, before, after, holds }) => [network, before, after, holds])).toEqual([
      [1, 300, 30, false],
      [2, 300, 600, true],
    ]);
  });
});

test.each([
  ['usage/total', 'mcs > 5'],
  ['usage/option', 'macs'],
  ['usage/option', 'macs > '],
  ['usage/option', 'macs > 5 %'],
  ['usage/option', 'macs > 5Q'],
  ['usage/option', 'macs > +1M%'],
  ['usage/option', 'macs => +1M'],
  ['usage/option', '5 < macs'],
])('%s is what is wrong with "%s"', (code, text) => expect(problemsOf(() => parseGuard(text))).toEqual([code]));

test.each(['macs >> 5', 'macs = 5', 'macs => 5'])('%s: the comparisons that there are, are named', (text) => {
  const refused = outcome(() => parseGuard(text));
  expect(refused instanceof SpecError && refused.problems.map(({ sentence }) => sentence.expected)).toEqual(['a comparison: >, >=, <, <=, ==, !=']);
});
