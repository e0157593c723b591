/** Columns and rows that follow from others: parameters, ratios, means, ranks, order. */
import { describe, expect, test } from 'vitest';
import { position } from '../../src/diagnostic/range.ts';
import { library } from '../../src/node/files.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const evaluate = (text: string) => evaluateTable(parse(`version: 1\ntitle: Mine\n${text}`, 'mine.yaml'), library);
const rows = `rows:
  - {name: whole, spec: ghostnet, reported: {top1: 73.9}}
  - {name: half, spec: ghostnet, params: {width: 0.5}, reported: {top1: 66.2}}
  - {name: other, reason: no code, reported: {top1: 70}}
`;
/** What stands in a column, by row: what is computed, or shown. */
const column = (columns: string, key: string, more = '', given = rows) =>
  Object.fromEntries(
    evaluate(`${more}columns: {top1: {reported: true}, ${columns}}\n${given}`).groups.flatMap((group) =>
      group.rows.map(({ name, cells }) => [name, cells.get(key)?.computed ?? cells.get(key)?.text]),
    ),
  );

// GhostNet has 141,150,512 multiply-adds, and 42,328,152 at half its width
const [whole, half] = [141_150_512, 42_328_152];

describe('a column', () => {
  test('shows a parameter of each row, as it is or by default', () =>
    expect(column('w: {param: width}', 'w')).toEqual({ whole: '1', half: '0.5', other: undefined }));
  test('shows what networks are given, and what they are called by', () => {
    expect(column('i: {show: input}', 'i')).toEqual({ whole: '3x224x224', half: '3x224x224', other: undefined });
    expect(column('s: {show: spec}', 's')).toEqual({ whole: 'ghostnet', half: 'ghostnet', other: undefined });
  });
  test.each([
    ['ratio', half / whole],
    ['fewer', whole / half],
    ['percent', (100 * (half - whole)) / whole],
    ['difference', half - whole],
  ])('sets its values against a row: %s', (as, expected) => {
    const found = column(`r: {count: macs, relative_to: whole, as: ${as}}`, 'r');
    expect(found).toEqual({ whole: as === 'ratio' || as === 'fewer' ? 1 : 0, half: expected, other: undefined });
  });
  test('of ratios is compared with what is printed', () => {
    const { groups, tallies } = evaluate(
      `columns: {f: {count: macs, relative_to: whole, as: fewer}}\nrows:\n  - {name: whole, spec: ghostnet}\n  - {name: half, spec: ghostnet, params: {width: 0.5}, reported: {f: 3.3x}}\n`,
    );
    expect(groups[0]?.rows[1]?.cells.get('f')?.verdict).toMatchObject({ kind: 'rounded', text: '3.3' });
    expect(tallies.get('f')).toMatchObject({ fits: 1, of: 1 });
  });
  test('ranks rows by another, equal ones alike', () => {
    expect(column('r: {rank: top1, first: highest}', 'r')).toEqual({ whole: '1', half: '3', other: '2' });
    expect(column('macs: {}, r: {rank: macs}', 'r')).toEqual({ whole: '2', half: '1', other: undefined });
    expect(column('r: {rank: top1}', 'r', '', 'rows:\n  - {name: a, reason: b, reported: {top1: 2}}\n  - {name: c, reason: b, reported: {top1: 2}}\n')).toEqual(
      { a: '1', c: '1' },
    );
  });
});

describe('rows', () => {
  test('are sorted by a column, those without a number last', () => {
    const names = (sort: string) => Object.keys(column('macs: {}', 'macs', `sort: ${sort}\n`));
    expect(names('macs')).toEqual(['half', 'whole', 'other']);
    expect(names('{by: top1, first: highest}')).toEqual(['whole', 'other', 'half']);
  });
  test('of means have those of the rows around them', () => {
    const found = column('macs: {}, w: {param: width}', 'macs', 'sort: macs\n', `${rows}  - {name: mean, mean: true}\n`);
    expect([Object.keys(found).at(-1), found.mean]).toEqual(['mean', (whole + half) / 2]);
    // (73.9 + 66.2 + 70) / 3 = 70.033...
    expect(column('macs: {}', 'top1', '', `${rows}  - {name: mean, mean: true}\n`).mean).toBe('70.0');
  });
  test('of means are taken over their own group', () => {
    const groups = `groups:\n  - {rows: [{name: a, spec: ghostnet}, {name: m, mean: true}]}\n  - {rows: [{name: b, spec: ghostnet, params: {width: 0.5}}, {name: n, mean: true}]}\n`;
    expect(column('macs: {}', 'macs', '', groups)).toEqual({ a: whole, m: whole, b: half, n: half });
  });
});

test.each([
  ['a parameter that no network has', 'p: {param: depth}', 'table/no-param @ 3:46'],
  ['a row that is not there', 'r: {count: macs, relative_to: hole}', 'table/no-row @ 3:65'],
  ['a row of which nothing is computed', 'r: {count: macs, relative_to: other}', 'table/no-base @ 3:65'],
  ['a rank by what is no column', 'r: {rank: top5}', 'table/column @ 3:45'],
  ['a rank that is reported', 'r: {rank: top1, reported: true}', 'key/conflict @ 3:39'],
  ['a relation without a row', 'r: {count: macs, as: percent}', 'key/missing @ 3:38'],
])('%s is wrong', (_, columns, expected) => {
  const problems = () => {
    try {
      return evaluate(`columns: {top1: {reported: true}, ${columns}}\n${rows}`).problems;
    } catch (error) {
      return (error as { problems: ReturnType<typeof evaluate>['problems'] }).problems;
    }
  };
  expect(
    problems().map(({ code, range }) => {
      const { line, column } = position(range?.text ?? '', range?.start ?? 0);
      return `${code} @ ${line}:${column}`;
    }),
  ).toEqual([expected]);
});

test('a row that others are set against has a name of its own', () =>
  expect(evaluate(`columns: {r: {count: macs, relative_to: a}}\nrows:\n  - {name: a, spec: ghostnet}\n  - {name: a, spec: fe-net}\n`).problems).toMatchObject([
    { code: 'table/row-twice' },
  ]));
