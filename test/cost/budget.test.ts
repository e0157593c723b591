import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { parseAmount } from '../../src/spec/budget.ts';
import { problemsOf, written } from '../support.ts';

// 3 * 4 * 9 = 108 weights, at 32 * 32 positions
const layers = 'layers: [{op: conv2d, out_channels: 4, kernel_size: 3}]';
const macs = 108 * 1024;
const spending = (budget: string, more = {}) => analyze(written(`${budget}\n${layers}`), { budget: more }).spending;

describe('a budget', () => {
  test('is kept by a network that is exactly at its limit', () => {
    expect(spending(`budget: {macs: ${macs}}`)).toEqual([{ name: 'macs', limit: macs, value: macs, over: false }]);
  });

  test('is passed by one more', () => {
    expect(spending(`budget: {macs: ${macs - 1}, weights: 108}`).map(({ name, over }) => [name, over])).toEqual([
      ['weights', false],
      ['macs', true],
    ]);
  });

  test('from the caller comes before that of the spec', () => {
    expect(spending('budget: {weights: 1, macs: 1}', { macs: 1e9 })).toMatchObject([
      { name: 'weights', over: true },
      { name: 'macs', limit: 1e9, over: false },
    ]);
  });

  test('on memory is in bytes: 3 and 4 maps of 32 x 32 floats', () => {
    expect(spending('budget: {peak_memory: 28KiB, weight_bytes: 400}')).toMatchObject([
      { name: 'peak_memory', value: 7 * 1024 * 4, over: false },
      { name: 'weight_bytes', value: 108 * 4, over: true },
    ]);
  });

  test('that cannot be read is an error where it stands, with the others', () => {
    expect(problemsOf(() => written(`budget: {mac: 1, params: lots}\n${layers}`))).toEqual(['name/budget @ 4:10', 'value/type @ 4:26']);
  });
});

test.each([
  ['150M', 150_000_000],
  ['5.5 M', 5_500_000],
  ['20MiB', 20 * 1024 * 1024],
  ['1.5e8', 150_000_000],
  ['12', 12],
])('%s is %d', (written, amount) => {
  expect(parseAmount(written)).toBe(amount);
});

test.each(['', '-1', '1m', 'M', '1e400', 'Infinity', '0x10', '5,5M'])('"%s" is no amount', (written) => {
  expect(parseAmount(written)).toBeUndefined();
});
