import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lines } from '../../src/report/lines.ts';

const text = (lines: Lines) => new TextDecoder().decode(lines.take());

describe('numbers in lines are written as JavaScript writes them', () => {
  const written = (values: readonly number[]) => {
    const lines = new Lines('csv', ['x']);
    for (const value of values) lines.add([value]);
    return text(lines).split('\r\n').slice(0, -1);
  };

  test.each([
    ['whole', fc.maxSafeInteger()],
    ['decimals', fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 })).map(([digits, places]) => digits / 10 ** places)],
    [
      'steps of a range',
      fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 7 })).map(([digits, places]) => Number((digits / 10 ** places).toFixed(places))),
    ],
    ['any', fc.double({ noNaN: true })],
  ])('%s', (_, number) => {
    fc.assert(
      fc.property(fc.array(number), (values) => {
        expect(written(values)).toEqual(values.map(String));
      }),
      { numRuns: 2000 },
    );
  });

  test('at the ends of what is written digit by digit', () => {
    const ends = [
      0,
      -0,
      9,
      10,
      999_999_999,
      1e9,
      1e9 + 1,
      2 ** 53 - 1,
      2 ** 53,
      1e21,
      0.1,
      0.3,
      0.1 + 0.2,
      1e-6,
      1e-7,
      0.999999,
      0.9999999,
      999_999_999.5,
      1e9 + 0.000001,
      123456789.123456,
    ];
    expect(written(ends)).toEqual(ends.map(String));
  });
});

test('a column that stays as it is and one that is not known are written in every line', () => {
  const csv = new Lines('csv', ['s', 'top1', 'macs']);
  const jsonl = new Lines('jsonl', ['s', 'top1', 'macs']);
  for (const lines of [csv, jsonl]) for (const macs of [7, 10]) lines.add([2.5, Number.NaN, macs]);
  expect(text(csv)).toBe('2.5,,7\r\n2.5,,10\r\n');
  expect(text(jsonl)).toBe('{"s":2.5,"top1":null,"macs":7}\n{"s":2.5,"top1":null,"macs":10}\n');
});

test('lines that were taken are not there again', () => {
  const lines = new Lines('csv', ['x']);
  lines.add([5]);
  const first = lines.take();
  lines.add([5]);
  expect(text(lines)).toBe('5\r\n');
  expect(new TextDecoder().decode(first)).toBe('5\r\n');
});

test('a million lines are as many', () => {
  const lines = new Lines('csv', ['x']);
  for (let index = 0; index < 1e6; index++) lines.add([index]);
  expect(text(lines)).toBe(Array.from({ length: 1e6 }, (_, index) => `${index}\r\n`).join(''));
});
