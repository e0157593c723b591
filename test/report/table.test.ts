/** The table for terminals. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { align } from '../../src/report/align.ts';
import { columnNames, pickColumns } from '../../src/report/columns.ts';
import { bytes, grouped, percent, scaled } from '../../src/report/number.ts';
import { problemsOf } from '../support.ts';
import { analysisOf, marking, named, unmarked } from './support.ts';

/** Columns that a text takes on a terminal: CJK characters and emoji take two. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;
const widthOf = (text: string) => [...text].reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0);

/** The lines of the table of rows. */
const tableOf = (text: string, head: string) => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(head));
  const end = lines.indexOf('', start);
  return lines.slice(start, end);
};

/** Where the last character of each column of numbers stands. */
const ends = (line: string) => [...line.matchAll(/\S+(?: \S+)*/g)].map((match) => widthOf(line.slice(0, match.index + match[0].length)));

describe('a table', () => {
  const text = render([analysisOf('ghostnet')], 'table', { columns: ['layer', 'type', 'params', 'cost', 'activations'] });

  test('sets the numbers of every line under each other', () => {
    const lines = tableOf(text, 'layer');
    expect(lines.length).toBe(analysisOf('ghostnet').rows.length + 2);
    // those of the total, which has no type, count from the right
    expect(new Set(lines.map((line) => String(ends(line).slice(-3)))).size).toBe(1);
  });

  test('has no space at the ends of lines', () => expect(text).not.toMatch(/ $/m));
  test('has the totals, exact', () => expect(text).toMatch(/^total +5,182,508 +141,150,512 /m));
  test('says how it was counted', () =>
    expect(text).toMatch(/convention macs\)\.\nCounts are for one sample\.\nPeak of memory: the largest sum .*\(memory in-place\)\.\n$/));

  test('is cut nowhere, however wide', () => {
    const all = render([analysisOf('ghostnet', { depth: 'op' })], 'table', { columns: columnNames });
    expect(all).toContain('ghost-bottleneck-16/shortcut'.slice(0, 19));
    expect(tableOf(all, 'network').every((line) => !line.includes('…'))).toBe(true);
    expect(tableOf(all, 'network').some((line) => line.length > 500)).toBe(true);
  });
});

describe('precision', () => {
  const line = (precision: number) => render([analysisOf('ghostnet')], 'table', { columns: ['layer', 'params', 'cost'], precision }).split('\n');

  test('shows counts in millions with so many decimals', () => {
    expect(line(2).find((one) => one.startsWith('total'))).toMatch(/^total +5\.18 M +141\.15 M$/);
    expect(line(0).find((one) => one.startsWith('total'))).toMatch(/^total +5 M +141 M$/);
  });

  test.each([
    [999, 2, '999'],
    [1000, 2, '1.00 k'],
    [5_182_508, 2, '5.18 M'],
    [4_089_184_256, 3, '4.089 G'],
    [999_999, 1, '1.0 M'],
    [999_999_999, 2, '1.00 G'],
    [2 ** 53 - 1, 1, '9007.2 T'],
    [0, 3, '0'],
  ])('shows %i with %i decimals as %s', (value, precision, shown) => expect(scaled(value, precision)).toBe(shown));
});

describe('a number', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [5_182_508, '5,182,508'],
    [2 ** 53 - 1, '9,007,199,254,740,991'],
    [0.5, '0.5'],
  ])('%d is grouped as %s', (value, shown) => expect(grouped(value)).toBe(shown));

  test.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1.00 KiB'],
    [1536, '1.50 KiB'],
    [3 * 2 ** 20, '3.00 MiB'],
    // 1024.00 KiB, once rounded
    [2 ** 20 - 1, '1.00 MiB'],
    [5 * 2 ** 40, '5.00 TiB'],
  ])('%i bytes is %s', (value, shown) => expect(bytes(value)).toBe(shown));

  test.each([
    [0, '0.0 %'],
    [1, '100.0 %'],
    [0.0449, '4.5 %'],
  ])('the share %d is %s', (value, shown) => expect(percent(value)).toBe(shown));
});

describe('a style', () => {
  const analyses = [analysisOf('ghostnet')];

  test('is only ever put around text', () => expect(unmarked(render(analyses, 'table', { style: marking }))).toBe(render(analyses, 'table')));
  test('changes no width: styled lines are set as plain ones', () => {
    const several = ['ghostnet', 'resnet-18'].map((name) => analysisOf(name, { depth: 'total' }));
    expect(unmarked(render(several, 'table', { style: marking }))).toBe(render(several, 'table'));
  });
  test.each(['md', 'csv', 'json', 'latex'] as const)('is nothing to %s', (format) =>
    expect(render(analyses, format, { style: marking })).toBe(render(analyses, format)),
  );
});

describe('wide characters', () => {
  test('take two columns', () => {
    const several = ['网络', 'plain', '한국어 network'].map((name) => named(name, { depth: 'total' }));
    const lines = tableOf(render(several, 'table', { columns: ['network', 'params'] }), 'network');
    expect(new Set(lines.map(widthOf)).size).toBe(1);
  });

  test('and combining ones none', () => {
    expect(
      align(
        [
          [{ text: 'e\u0301' }, { text: '1' }],
          [{ text: 'ab' }, { text: '22' }],
        ],
        [false, true],
      ),
    ).toBe('e\u0301    1\nab  22');
  });
});

describe('columns', () => {
  test('are picked in the order that they are asked for', () => expect(pickColumns(['cost', 'layer'])).toEqual(['cost', 'layer']));
  test('of ghost modules have a name for all of them', () =>
    expect(pickColumns(['layer', 'ghost'])).toEqual(expect.arrayContaining(['layer', 'primary_macs', 'maps_cut'])));
  test('that there are not are refused, all that is wrong with the nearest named', () =>
    expect(problemsOf(() => pickColumns(['parms']))).toEqual(['usage/column']));
});

describe('a name', () => {
  const nameOf = (name: string) => () => named(name);
  test('may be any line of text', () => expect(problemsOf(nameOf('Ghost | net_x % & # 网络 é'))).toEqual([]));
  test.each(['a\nb', 'red \u001b[31m', 'a\tb', '\u0007', 'turned \u202e around', ''])('that acts on a terminal, %j, is refused', (name) => {
    expect(problemsOf(nameOf(name))).toEqual(['value/type @ 2:7']);
  });
});
