/** Carets stand on what is meant, in whatever style of YAML a text is written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostic/index.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { emptyLibrary } from '../../src/spec/library.ts';

/** What the first problem of a spec marks. */
function marked(text: string): string {
  try {
    compile(parse(text), emptyLibrary);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const [{ range } = {}] = error.problems;
    if (range !== undefined) return range.text.slice(range.start, range.end);
  }
  return 'nothing';
}

const spec = (written: string) =>
  `version: 1\nname: a\nparams: {c: 8}\ninput: [3, 8, 8]\nlayers:\n  - op: conv2d\n    kernel_size: 1\n    out_channels: ${written}\n    stride: 1\n`;

const hex = (character: string, digits: number) => character.charCodeAt(0).toString(16).padStart(digits, '0');

/** A text of words in each style; `breaks` says after which of them a line ends, `escaped` which characters are written by their number. */
const styles: Readonly<Record<string, (words: readonly string[], breaks: readonly boolean[], escaped: readonly number[]) => string>> = {
  plain: (words, breaks) => lines(words, breaks, '      '),
  'single quotes': (words, breaks) => `'${lines(words, breaks, '      ')}'`,
  'double quotes': (words, breaks) => `"${lines(words, breaks, '        ')}"`,
  'double quotes with numbers of characters': (words, breaks, escaped) => {
    let count = 0;
    const write = (character: string) =>
      [character, `\\x${hex(character, 2)}`, `\\u${hex(character, 4)}`, `\\U${hex(character, 8)}`][escaped[count++ % escaped.length] ?? 0] ?? character;
    return `"${lines(
      words.map((word) => [...word].map(write).join('')),
      breaks,
      '         ',
    )}"`;
  },
  'double quotes with lines that go on': (words, breaks) => `"${lines(words, breaks, '       ').replace(/\n/g, ' \\\n')}"`,
  literal: (words, breaks) => `|\n      ${lines(words, breaks, '      ')}`,
  'literal without its last end': (words, breaks) => `|-\n       ${lines(words, breaks, '       ')}`,
  'literal with an indentation that is said': (words, breaks) => `|2+ # 3 @ 4\n         ${lines(words, breaks, '        ')}\n`,
  folded: (words, breaks) => `>\n      ${lines(words, breaks, '      ')}`,
  'folded with deeper lines': (words, breaks) => `>-\n      ${lines(words, breaks, '         ')}`,
};

const lines = (words: readonly string[], breaks: readonly boolean[], indent: string) =>
  words.map((word, index) => (index === words.length - 1 ? word : `${word}${breaks[index % breaks.length] ? `\n${indent}` : ' '}`)).join('');

const unescaped = (text: string) => text.replace(/\\(?:x(..)|u(....)|U(........))/g, (_, x, u, U) => String.fromCodePoint(Number.parseInt(x ?? u ?? U, 16)));

describe.each(Object.keys(styles))('in the style %s', (style) => {
  const write = styles[style] as NonNullable<(typeof styles)[string]>;
  const term = fc.constantFrom('c', '12', 'max(c, 3)', '(c % 5)', '2.5');
  const operator = fc.constantFrom('+', '*', '-', '&&');
  const expression = fc.record({
    terms: fc.array(fc.tuple(term, operator), { maxLength: 8 }),
    breaks: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    escaped: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
    at: fc.nat(8),
    ends: fc.constantFrom('\n', '\r\n', '\r'),
  });

  test('the caret of a name that is not known stands on the name', () => {
    fc.assert(
      fc.property(expression, ({ terms, breaks, escaped, at, ends }) => {
        const place = Math.min(at, terms.length);
        const words = [...terms.slice(0, place).flat(), 'unheard_of', ...terms.slice(place).flatMap(([one, two]) => [two, one])].flatMap((word) =>
          word.split(' '),
        );
        const text = spec(write(words, breaks, escaped)).replaceAll('\n', ends);
        expect(unescaped(marked(text))).toBe('unheard_of');
      }),
    );
  });

  test('the caret of a character that is none of the language stands on it', () => {
    fc.assert(
      fc.property(expression, ({ terms, breaks, escaped, ends }) => {
        const words = [...terms.flat(), 'c', '@', 'c'].flatMap((word) => word.split(' '));
        expect(unescaped(marked(spec(write(words, breaks, escaped)).replaceAll('\n', ends)))).toBe('@');
      }),
    );
  });
});

test.each([
  ["'c +'", "'"],
  ['"c +"', '"'],
])('what is missing at the end of %s is missing behind it', (written, mark) => expect(marked(spec(written))).toBe(mark));

test('what stands behind an alias is marked where its anchor holds it', () => {
  const text =
    'version: 1\nname: a\nparams: {c: &x 8}\ndefine: {d: &e "1 + nowhere"}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, kernel_size: 1, out_channels: *e}]\n';
  expect(marked(text)).toBe('nowhere');
});

test.each([
  'a: [1, 2',
  'a: "b',
  'a: {b',
  '- a\nb',
  'a: *x',
  '"',
  '[',
  'a: b: c',
  '? [a]',
  '%YAML 1.1',
  '%YAML 1.1\n---\na',
  '!',
  '!!omap',
  'a: !x',
  '\ufeff',
  '{',
  'a: |\n\tb',
])('no place of %j lies past the end of its text', (text) => {
  try {
    compile(parse(text), emptyLibrary);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    for (const { range } of error.problems) {
      expect(range?.start ?? 0).toBeLessThanOrEqual(range?.text.length ?? 0);
      expect(range?.end ?? 0).toBeLessThanOrEqual(range?.text.length ?? 0);
    }
    return;
  }
  throw new Error('it is fine');
});
