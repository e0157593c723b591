/** Values past 2^53: analysis, interpreted and compiled totals say the same of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { parseAxis, toGrid } from '../../src/sweep/grid.ts';
import { toSweep } from '../../src/sweep/sweep.ts';
import { written } from '../support.ts';

/** What is given, or the codes of what is wrong; those of a sweep after the first, which says at which point. */
function outcome(action: () => number | undefined): unknown {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.problems.map(({ code }) => code).filter((code) => code !== 'sweep/point');
  }
}

/** Parameters of a network of one layer with so many maps, or what is wrong with it: analyzed closed, then open, and swept. */
function everywhere(channels: string, params: Readonly<Record<string, number>>, more = ''): readonly unknown[] {
  const layers = `params: {a: 1, b: 1}\n${more}\nlayers: [{op: conv2d, out_channels: "${channels}", kernel_size: 1}]`;
  const text = (program = written(layers, '[1, 1, 1]')) => ({
    closed: () => analyze(program, { params }).total.params,
    swept: () => {
      let found: number | undefined;
      const axes = Object.entries(params).map(([name, value]) => parseAxis(name, String(value)));
      toSweep(program, {}, toGrid(axes), ['params'])([0, 1], (row) => {
        found = row.at(-1);
      });
      return found;
    },
    open: () => {
      // the first graph of a program is made for its point alone, the next for all like it
      outcome(() => analyze(program, { params: { a: 3, b: 5 } }).total.params);
      return analyze(program, { params }).total.params;
    },
  });
  return [outcome(text().closed), outcome(text().open), outcome(text().swept)];
}

const big = Number.MAX_SAFE_INTEGER;

describe('what does not stay exact on the way', () => {
  test.each([
    [`a + ${big} - ${big}`, ['check/exact']],
    [`a * 3 * ${big} / ${big}`, ['check/exact']],
    [`(a + ${big}) % 8 + 1`, ['check/exact']],
    [`(a + ${big}) // ${big} + 1`, ['check/exact']],
    [`a + ${big} > 3 ? 4 : 5`, ['check/exact']],
    [`min(a + ${big}, 4)`, ['check/exact']],
    ['2 ** (a + 60) / 2 ** 60', ['check/exact']],
    ['exp(a + 700) < 5 ? 3 : 4', ['check/exact']],
    ['4 - (a * 1e10) * (b * 1e10) * 0', ['check/exact']],
    // what no path to the network needs is no error
    [`a == 1 ? 4 : a + ${big}`, 4],
    [`a == 1 || a + ${big} > 3 ? 4 : 5`, 4],
    [`a == 2 && a + ${big} > 3 ? 4 : 5`, 5],
    // zero has no sign, and what is no number is no whole one
    ['1 / -(a - 1) < 0 ? 3 : 4', ['check/whole']],
    ['1 / -0 < 0 ? 3 : 4', ['check/whole']],
    ['4 + make_divisible(a - 1, 7) % 1', ['check/whole']],
    ['4 + make_divisible(0, 7) % 1', ['check/whole']],
    ['4 + 0 * log(a - 1)', ['check/whole']],
    [`4 + a // (a - 1)`, ['check/whole']],
  ])('%s', (channels, expected) => expect(everywhere(channels, { a: 1, b: 1 })).toEqual([expected, expected, expected]));

  test.each([
    ['twice(big)', ['check/exact'], `define: {big: ${big} - 1 + 1, "twice(v)": 2 * v - v}`],
    ['large - 1 == large ? 3 : 4', ['check/exact'], `define: {large: ${big} + 1}`],
    ['4', 4, `define: {large: ${big} + 1}`],
  ])('%s, which is defined', (channels, expected, define) => expect(everywhere(channels, { a: 1 }, define)).toEqual([expected, expected, expected]));

  test.each([
    ['{op: conv2d, out_channels: 4, kernel_size: 1, if: "A + 3 > 2"}', ['check/exact']],
    ['{op: conv2d, out_channels: 4, kernel_size: 1, bias: "A + 3 > 2"}', ['check/exact']],
    ['{op: conv2d, out_channels: 4, kernel_size: 1, repeat: "A + 3 - A"}', ['check/exact']],
    ['{op: conv2d, out_channels: 4, kernel_size: 1, padding: ["A + 3 - A", 0]}', ['check/exact']],
  ])('%s', (layer, expected) => {
    const program = () => written(`params: {a: 1}\nlayers: [${layer.replaceAll('A', `(a * ${big})`)}]`);
    const swept = outcome(() => {
      toSweep(program(), {}, toGrid([parseAxis('a', '1')]), ['macs'])([0, 1], () => {});
      return 0;
    });
    expect([outcome(() => analyze(program()).total.macs), swept]).toEqual([expected, expected]);
  });
});

test('random arithmetic comes to the same when it is analyzed and swept', () => {
  const leaf = fc.constantFrom('a', 'b', '0', '1', '2', '3', '7', '0.5', '1e8', '94906267', String(big));
  const infix = fc.constantFrom('+', '-', '*', '/', '//', '%', '<', '<=', '>', '>=', '==', '!=', '&&', '||');
  const single = fc.constantFrom('floor', 'ceil', 'round', 'round_half_even', 'abs', 'sqrt', 'log2', 'log', 'exp', '-', '!');
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(tie('text'), infix, tie('text')).map(([one, symbol, other]) => `(${one} ${symbol} ${other})`),
      fc.tuple(single, tie('text')).map(([name, one]) => (name.length === 1 ? `(${name}(${one}))` : `${name}(${one})`)),
      fc.tuple(fc.constantFrom('min', 'max', 'make_divisible'), tie('text'), tie('text')).map(([name, one, other]) => `${name}(${one}, ${other})`),
      fc.tuple(tie('text'), tie('text'), tie('text')).map(([when, one, other]) => `(${when} ? ${one} : ${other})`),
    ),
  }));
  const setting = fc.constantFrom(0, 1, 2, 3, 9, 0.25, 1.5, 20, 1000, 1e9);
  fc.assert(
    fc.property(text, setting, setting, (written, a, b) => {
      fc.pre(written.length < 900);
      const [closed, open, swept] = everywhere(`4 + floor(${written}) * 0 + floor(abs(${written})) % 5`, { a, b });
      expect([open, swept], written).toEqual([closed, closed]);
    }),
    { numRuns: 600 },
  );
}, 60_000);
