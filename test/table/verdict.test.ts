import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCounted } from '../../src/table/counts.ts';
import { percentOff, toDecimal } from '../../src/table/decimal.ts';
import { type Printed, readPrinted } from '../../src/table/printed.ts';
import { type Comparison, judge, tallyOf } from '../../src/table/verdict.ts';

const read = (text: string, unit: 'M' | 'B' | '' = '', free = false) => readPrinted(text, unit, free);
const printed = (text: string, unit: 'M' | 'B' | '' = 'M') => read(text, unit) as Printed;

const counts = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const digits = fc.record({ exponent: fc.constantFrom(0, 3, 6, 9, 12), decimals: fc.nat(14) });

/** What a decimal text is worth, as a fraction of whole numbers. */
const worth = (text: string, exponent: number) => {
  const [whole = '', fraction = ''] = text.split('.');
  return { top: BigInt(whole + fraction) * 10n ** BigInt(exponent), bottom: 10n ** BigInt(fraction.length) };
};

describe('a printed number', () => {
  test.each([
    ['7.7', 'M', { number: '7.7', suffix: '', decimals: 1, exponent: 6 }],
    ['15.0', 'M', { number: '15.0', suffix: '', decimals: 1, exponent: 6 }],
    ['158M', 'B', { number: '158', suffix: 'M', decimals: 0, exponent: 6 }],
    ['4.1 B', 'M', { number: '4.1', suffix: 'B', decimals: 1, exponent: 9 }],
    ['5,182,508', '', { number: '5182508', suffix: '', decimals: 0, exponent: 0 }],
    ['007', '', { number: '7', suffix: '', decimals: 0, exponent: 0 }],
  ] as const)('%s in %s', (text, unit, expected) => expect(readPrinted(text, unit)).toEqual(expected));

  test.each([
    ['72.0±0.1', { number: '72.0', shown: '72.0±0.1', within: [71.9, 72.1] }],
    ['72.0 +- 0.5', { number: '72.0', within: [71.5, 72.5] }],
    ['-1.2', { number: '-1.2' }],
    ['−1.2', { number: '-1.2' }],
    ['+0.3', { number: '0.3', shown: '+0.3' }],
    ['~40', { number: '40', shown: '~40' }],
    ['<1', { number: '1', within: [Number.NEGATIVE_INFINITY, 1] }],
    ['>= 2', { number: '2', within: [2, Number.POSITIVE_INFINITY] }],
    ['3.4-3.5', { number: '3.4', within: [3.4, 3.5] }],
    ['2.5×', { number: '2.5', suffix: '×' }],
    ['76.1*', { number: '76.1', shown: '76.1*' }],
    ['.5', { number: '0.5', decimals: 1 }],
    ['1.8×10^9', { number: '1.8', exponent: 9, decimals: 1 }],
    ['1e6', { number: '1', exponent: 6 }],
    ['1.8 GFLOPs', { number: '1.8', suffix: 'GFLOPs', exponent: 9 }],
    ['93.6%', { number: '93.6', suffix: '%' }],
  ])('%s as people write it', (text, expected) => expect(read(text)).toMatchObject(expected));

  test('with an exponent of its own is not in the unit of its column', () => expect(read('1.8×10^9', 'M')).toMatchObject({ exponent: 9 }));

  test.each(['', ' ', '-', '–', 'N/A', '?'])('%j says that there is none', (text) => expect(read(text)).toBeUndefined());

  test.each(['x', '1.', '7,7M', '7.7Q', '7.7 M M', '0x10', '12,34', '٣', '9'.repeat(41), 'NaN', '.inf', '1_000', '224x224', 'see text', '62 ms', '1e99'])(
    '%j is words, shown and compared with nothing',
    (text) => expect(read(text)).toMatchObject({ number: text, words: true }),
  );

  test('may have any unit where nothing is counted', () => expect(read('62 ms', '', true)).toMatchObject({ number: '62', suffix: 'ms' }));
});

describe('a count at fewer digits', () => {
  test.each([
    [163_639_296, 6, 0, '164', '163'],
    [226_995_784, 6, 0, '227', '226'],
    [5_483_032, 6, 1, '5.5', '5.4'],
    [500_000, 6, 0, '1', '0'],
    [499_999, 6, 0, '0', '0'],
    [7_651_498, 6, 6, '7.651498', '7.651498'],
    [1_049_999_999, 9, 1, '1.0', '1.0'],
    [12, 0, 2, '12.00', '12.00'],
    [Number.MAX_SAFE_INTEGER, 12, 0, '9007', '9007'],
  ])('%d in 10^%d with %d decimals', (count, exponent, decimals, rounded, truncated) => {
    expect(toDecimal(count, exponent, decimals)).toBe(rounded);
    expect(toDecimal(count, exponent, decimals, 'truncated')).toBe(truncated);
  });

  test('truncated is at most the count, and less than one of the last digit below it', () =>
    fc.assert(
      fc.property(counts, digits, (count, { exponent, decimals }) => {
        const { top, bottom } = worth(toDecimal(count, exponent, decimals, 'truncated'), exponent);
        const off = BigInt(count) * bottom - top;
        expect(off >= 0n && off < 10n ** BigInt(exponent)).toBe(true);
      }),
    ));

  test('rounded is at most half of the last digit away, and above where it is just that', () =>
    fc.assert(
      fc.property(counts, digits, (count, { exponent, decimals }) => {
        const { top, bottom } = worth(toDecimal(count, exponent, decimals), exponent);
        const twice = 2n * (top - BigInt(count) * bottom);
        const last = 10n ** BigInt(exponent);
        expect(twice > -last && twice <= last).toBe(true);
      }),
    ));
});

describe('a verdict', () => {
  const others = [
    { by: toCounted('macs-gap'), count: 40_526_624 },
    { by: toCounted('flops'), count: 80_952_896 },
  ] as const;

  test.each([
    [40_476_448, '40', { kind: 'rounded', text: '40' }],
    [163_639_296, '163', { kind: 'truncated', text: '163' }],
    [40_476_448, '41', { kind: 'convention', by: { name: 'macs-gap' }, rounding: 'rounded', count: 40_526_624, text: '41' }],
    [40_476_448, '81', { kind: 'convention', by: { name: 'flops' }, count: 80_952_896, text: '81' }],
    // another convention has to give the rounded value
    [40_476_448, '80', { kind: 'differs', percent: '-49.4', text: '40' }],
    [13_953_512, '13.0', { kind: 'differs', percent: '+7.3', text: '14.0' }],
    [5, '0', { kind: 'rounded', text: '0' }],
    [50_000_000, '0', { kind: 'differs', percent: undefined, text: '50' }],
  ])('of %d against %s M', (count, text, verdict) => expect(judge({ count, printed: printed(text), others })).toMatchObject(verdict));

  test('of what is printed as it is counted is that it is equal', () =>
    fc.assert(
      fc.property(counts, digits, fc.constantFrom('rounded' as const, 'truncated' as const), (count, { exponent, decimals }, rounding) => {
        const number = toDecimal(count, exponent, decimals, rounding);
        const { kind } = judge({ count, printed: { number, suffix: '', decimals, exponent } });
        expect(kind === rounding || kind === 'rounded').toBe(true);
      }),
    ));

  test('of what is more than one of the last digit off is that it differs', () =>
    fc.assert(
      fc.property(counts, digits, fc.bigInt({ min: 1n, max: 10n ** 20n }), (count, { exponent, decimals }, steps) => {
        const digit = BigInt(toDecimal(count, exponent, decimals, 'truncated').replace('.', '')) + 1n + steps;
        const text = String(digit).padStart(decimals + 1, '0');
        const number = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
        const verdict = judge({ count, printed: { number, suffix: '', decimals, exponent } });
        expect(verdict).toMatchObject({ kind: 'differs', percent: expect.stringMatching(/^-/) });
      }),
    ));
});

describe('the rule of a column', () => {
  const cells = (...pairs: readonly (readonly [number, string])[]): readonly Comparison[] => pairs.map(([count, text]) => ({ count, printed: printed(text) }));

  test('is that which fits most of it', () => {
    const truncated = cells([163_639_296, '163'], [65_665_296, '65'], [80_432_640, '80'], [1_600_000, '2']);
    expect(tallyOf(truncated)).toEqual({ rule: { rounding: 'truncated' }, fits: 3, of: 4 });
  });
  test('is to round where either fits as much', () => expect(tallyOf(cells([80_432_640, '80']))?.rule).toEqual({ rounding: 'rounded' }));
  test('is not there where nothing fits', () => expect(tallyOf(cells([80_432_640, '90']))).toBeUndefined());
  test('may be another count', () => {
    const others = [{ by: toCounted('flops'), count: 80_400_000 }];
    expect(tallyOf([{ count: 40_200_000, printed: printed('80'), others }])).toMatchObject({ rule: { by: { name: 'flops' } }, fits: 1 });
  });

  // RegNetX-1.6GF with wrong widths: 1.683 and 9.295 where 1.6 and 9.2 are printed
  test('tells the cells that fit by another one only', () => {
    const [one] = cells([1_683_000, '1.6']) as [Comparison];
    expect(judge(one, { rounding: 'rounded' })).toMatchObject({ kind: 'truncated', unlike: { rounding: 'rounded' } });
    // [1.55, 1.7) of what is between 0.8 and 2.4
    expect(judge(one, { rounding: 'rounded' })).toHaveProperty('chance', expect.closeTo(0.15 / 1.6, 10));
  });
  test('says how easily a cell agrees by chance, where that is not rare', () => {
    const chances = cells([1_010_448, '1.0'], [141_149_744, '141'], [2_000_000, '2']).map((one) => judge(one, { rounding: 'rounded' }));
    // [0.95, 1.05) of what is between 0.5 and 1.5; less than 1 % of 141; and no digit of the third is lost
    expect(chances.map((verdict) => 'chance' in verdict && verdict.chance)).toEqual([expect.closeTo(0.1, 10), false, false]);
  });
});

test.each([
  [71_950_000, '72.0±0.1', 'within'],
  [72_200_000, '72.0±0.1', 'differs'],
  [900_000, '<1', 'within'],
  [1_600_000, '<1', 'differs'],
  [3_520_000, '3.4-3.5', 'within'],
  [3_560_000, '3.4-3.5', 'differs'],
  [40_400_000, '~40', 'rounded'],
])('%d against %s M: %s', (count, text, kind) => expect(judge({ count, printed: printed(text) }).kind).toBe(kind));

describe('a difference in percent', () => {
  test.each([
    [227_003_256, '226', '+0.44'],
    [299_676_320, '301', '-0.44'],
    [3_524_544, '3.7', '-4.7'],
    [8_151_752, '6.5', '+25.4'],
    [5_182_509, '5.182508', '+0.000019'],
    [226_000_000, '226', '+0.0'],
    [0, '226', '-100.0'],
  ])('%d from %s M', (count, text, percent) => expect(percentOff(count, printed(text))).toBe(percent));

  test('is that of the quotient', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 1e6 }), (count, millions) => {
        const percent = Number(percentOff(count, printed(String(millions))));
        const exact = 100 * (count / (millions * 1e6) - 1);
        expect(Math.abs(percent - exact)).toBeLessThanOrEqual(Math.max(0.05, Math.abs(exact) * 0.05) + 1e-9);
      }),
    ));
});
