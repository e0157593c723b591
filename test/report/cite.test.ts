/** Keys of bibliographies at rows and tables, in every format. */
import { describe, expect, test } from 'vitest';
import { position } from '../../src/diagnostic/range.ts';
import { library } from '../../src/node/files.ts';
import { render } from '../../src/report/index.ts';
import { tableReport } from '../../src/report/table.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const evaluate = (text: string) => evaluateTable(parse(`version: 1\ntitle: Mine\n${text}`, 'mine.yaml'), library);
const cited = evaluate(`cite: han_2020
columns: {top1: {reported: true}}
rows:
  - {name: A, reason: no code, cite: [sandler2018, howard:2019], reported: {top1: 72}}
  - {for: k, in: [tan2019], do: [{name: B, reason: no code, cite: "{k}", reported: {top1: 75}}]}
`);
const shown = (format: Parameters<typeof render>[1]) => render(tableReport([cited]), format);

describe('keys', () => {
  test('are cited in LaTeX', () => {
    expect(shown('latex')).toContain('\\caption{Mine~\\cite{han_2020}}');
    expect(shown('latex')).toContain('  A~\\cite{sandler2018,howard:2019}\\textsuperscript{1} &');
    expect(shown('latex')).toContain('  B~\\cite{tan2019}\\textsuperscript{1} &');
    expect(shown('latex')).toContain('\\label{tab:mine}');
  });
  test.each([
    ['table', 'Mine [han_2020]', 'A [sandler2018, howard:2019] [1]'],
    ['md', '### Mine \\[han\\_2020\\]', '| A \\[sandler2018, howard:2019\\]<sup>1</sup>'],
    ['html', '<caption>Mine [han_2020]</caption>', '>A [sandler2018, howard:2019]<sup>1</sup>'],
  ] as const)('stand in brackets in %s', (format, title, row) => {
    expect(shown(format)).toContain(title);
    expect(shown(format)).toContain(row);
  });
  test('stand by themselves in CSV and JSON', () => {
    expect(shown('csv')).toContain('"sandler2018,howard:2019"');
    expect(JSON.parse(shown('json')).tables[0]).toMatchObject({ cite: ['han_2020'], groups: [{ rows: [{ cite: ['sandler2018', 'howard:2019'] }, {}] }] });
  });
});

test('what is no key is reported at its place, all at once, and other rows survive', () => {
  const { problems, groups } = evaluate(`columns: {top1: {reported: true}}
rows:
  - {name: A, reason: no code, cite: "{a}"}
  - {name: B, reason: no code, cite: [b, "c,d", e f, '\\g']}
  - {name: C, reason: no code, cite: h, reported: {top1: 75}}
`);
  expect(problems.map(({ code, range }) => `${code} @ ${range && Object.values(position(range.text, range.start)).join(':')}`)).toEqual([
    'table/cite @ 5:38',
    'table/cite @ 6:42',
    'table/cite @ 6:49',
    'table/cite @ 6:54',
  ]);
  expect(groups[0]?.rows.map(({ error }) => error === undefined)).toEqual([false, false, true]);
});
