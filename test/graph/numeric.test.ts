import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numericOf } from '../../src/graph/numeric.ts';
import { calculate, Scope } from '../../src/graph/scope.ts';
import { Tape } from '../../src/graph/tape.ts';
import { parseExpression } from '../../src/spec/parse.ts';

const names = ['a', 'b', 'c'];
const indexes = new Map(names.map((name, index) => [name, index]));

const parse = (text: string) =>
  parseExpression(text, { values: new Set(names), functions: new Map() }, (code) => {
    throw new Error(code);
  });

const { formula } = fc.letrec<{ formula: string }>((tie) => {
  const within = tie('formula');
  return {
    formula: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...names, '0', '1', '2.5', '7'),
      fc
        .tuple(within, fc.constantFrom('+', '-', '*', '/', '//', '%', '<', '<=', '==', '!=', '&&', '||'), within)
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(within, within, within).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(within, within, within).map((list) => `max(${list.join(', ')})`),
      within.map((a) => `ceil(${a})`),
      within.map((a) => `!${a}`),
    ),
  };
});

test('a formula as a function comes to what it is calculated to, or to none where that is no number', () =>
  fc.assert(
    fc.property(formula, fc.tuple(...names.map(() => fc.integer({ min: -3, max: 9 }))), (text, numbers) => {
      const expression = parse(text);
      const scope = new Scope(
        undefined,
        names.map((name, index) => [name, { kind: 'parameter', value: numbers[index] ?? 0 }]),
      );
      const found = numericOf(expression, indexes)(numbers);
      const expected = calculate(expression, scope, new Tape());
      expect(Object.is(found, typeof expected === 'number' ? expected : Number.NaN)).toBe(true);
    }),
    { numRuns: 500 },
  ));

test('a formula over what is no number comes to none', () => expect(numericOf(parse('a * 0 + b'), indexes)([{ index: 3 }, 1])).toBeNaN());
