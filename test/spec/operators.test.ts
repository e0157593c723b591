/** Operators against definitions that share nothing with them: whole-number arithmetic, decimals, and published networks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactOperators, roundHalfEven } from '../../src/spec/operators.ts';
import { totals, written } from '../support.ts';

const whole = fc.maxSafeInteger();

describe('round_half_even', () => {
  test('of halves is the even neighbour', () => {
    const halves = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 24.5, 128.5];
    expect(halves.map((half) => roundHalfEven(half) + 0)).toEqual([-4, -2, -2, 0, 0, 2, 2, 4, 24, 128]);
  });

  test('of quarters is the multiple of 4 that is nearest, the one of 8 between two', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 4000 }), (quarters) => {
        const candidates = [...Array(2003).keys()].map((index) => 4 * (index - 1001));
        const away = (candidate: number) => Math.abs(candidate - quarters);
        const least = Math.min(...candidates.map(away));
        const nearest = candidates.filter((candidate) => away(candidate) === least);
        const chosen = nearest.length === 1 ? nearest[0] : nearest.find((candidate) => candidate % 8 === 0);
        expect(4 * roundHalfEven(quarters / 4) + 0).toBe((chosen ?? Number.NaN) + 0);
      }),
    );
  });
});

test('// of whole numbers is floor division as Python has it, whatever the signs', () => {
  const floored = (a: bigint, b: bigint) => {
    const quotient = a / b;
    return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
  };
  fc.assert(
    fc.property(whole, fc.oneof(whole, fc.integer({ min: -99, max: 99 })), (a, b) => {
      fc.pre(b !== 0);
      expect(BigInt(exactOperators['//'](a, b, 0))).toBe(floored(BigInt(a), BigInt(b)));
    }),
    { numRuns: 2000 },
  );
});

test.each(['+', '-', '*'] as const)('%s of whole numbers is what whole numbers without an end give, or nothing past 2^53', (operator) => {
  const meant = { '+': (a: bigint, b: bigint) => a + b, '-': (a: bigint, b: bigint) => a - b, '*': (a: bigint, b: bigint) => a * b }[operator];
  const edge = fc.integer({ min: 0, max: 3 }).map((below) => Number.MAX_SAFE_INTEGER - below);
  const number = fc.oneof(whole, edge, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -1e8, max: 1e8 }));
  fc.assert(
    fc.property(number, number, (a, b) => {
      const result = meant(BigInt(a), BigInt(b));
      const isExact = result <= BigInt(Number.MAX_SAFE_INTEGER) && result >= -BigInt(Number.MAX_SAFE_INTEGER);
      expect(exactOperators[operator](a, b, 0) + 0).toBe(isExact ? Number(result) : Number.NaN);
    }),
    { numRuns: 2000 },
  );
});

test('log and exp undo each other, and log turns products into sums', () => {
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      expect(exactOperators.exp(exactOperators.log(a, 0, 0), 0, 0) / a).toBeCloseTo(1, 12);
      expect(exactOperators.log(a, 0, 0) + exactOperators.log(b, 0, 0)).toBeCloseTo(exactOperators.log(a * b, 0, 0), 9);
    }),
  );
});

test('what is no number makes none of all that needs it, and of nothing else', () => {
  const none = Number.NaN;
  for (const operator of ['<', '<=', '>', '>=', '==', '!=', '+', 'min', '//'] as const)
    expect([operator, exactOperators[operator](none, 1, 0)]).toEqual([operator, none]);
  expect([exactOperators['&&'](none, 0, 0), exactOperators['&&'](0, none, 0), exactOperators['&&'](none, 1, 0)]).toEqual([0, 0, none]);
  expect([exactOperators['||'](none, 1, 0), exactOperators['||'](1, none, 0), exactOperators['||'](none, 0, 0)]).toEqual([1, 1, none]);
  expect([exactOperators['?:'](1, 2, none), exactOperators['?:'](0, none, 2), exactOperators['?:'](1, none, 2), exactOperators['?:'](none, 1, 2)]).toEqual([
    2,
    2,
    none,
    none,
  ]);
});

// Radosavovic et al., arXiv:2003.13678, section 3.3, with the rounding of pycls; parameters as timm publishes them for regnetx_004
test('RegNetX-400MF follows from its published formula', () => {
  const program = written(
    `params: {w_a: 24.48, w_0: 24, w_m: 2.54, depth: 22, group_width: 16}
define:
  step(i): round_half_even(log((w_0 + w_a * i) / w_0) / log(w_m))
  quantized(i): 8 * round_half_even(w_0 * w_m ** step(i) / 8)
  width(i): group_width * round_half_even(quantized(i) / group_width)
blocks:
  x-block:
    args: {width: integer, stride: integer, groups: integer}
    layers:
      - branches:
          - - {op: conv2d, out_channels: width, kernel_size: 1, stride: stride, norm: batch, if: stride != 1 || in_channels != width}
          - - {op: conv2d, out_channels: width, kernel_size: 1, norm: batch, activation: relu}
            - {op: conv2d, out_channels: width, kernel_size: 3, stride: stride, groups: groups, norm: batch, activation: relu}
            - {op: conv2d, out_channels: width, kernel_size: 1, norm: batch}
        merge: add
      - {op: relu}
layers:
  - {op: conv2d, out_channels: 32, kernel_size: 3, stride: 2, norm: batch, activation: relu}
  - {op: x-block, width: width(index), stride: "index == 0 || in_channels != width(index) ? 2 : 1", groups: width(index) / group_width, repeat: depth}
  - {op: global-avg-pool}
  - {op: flatten}
  - {op: linear, out_features: 1000}`,
    '[3, 224, 224]',
  );
  expect(totals(program).params).toBe(5_157_512);
});
