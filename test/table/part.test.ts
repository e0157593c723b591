/** Columns that count a part of every network: `only` and `without`. */
import { describe, expect, test } from 'vitest';
import { position } from '../../src/diagnostic/range.ts';
import { library } from '../../src/node/files.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const evaluate = (columns: string, rows: string) =>
  evaluateTable(parse(`version: 1\ntitle: Mine\ncolumns:\n  ${columns}\nrows:\n  ${rows.replaceAll('\n', '\n  ')}\n`, 'mine.yaml'), library);
const computed = (columns: string, rows = '- {name: a, spec: ghostnet}') =>
  evaluate(columns, rows).groups.flatMap((group) => group.rows.map(({ cells }) => [...cells.values()][0]?.computed));

describe('a column', () => {
  // arXiv:1707.01083 Table 1, in millions, by groups
  test.each([
    [1, 143],
    [2, 140],
    [3, 137],
    [4, 133],
    [8, 137],
  ])('without the classifier counts what Table 1 of ShuffleNet prints: %i groups', (groups, printed) => {
    const [row] = evaluate(
      'macs: {unit: M, without: classifier, also: [], rule: rounded}',
      `- {name: a, spec: shufflenet-v1, params: {groups: ${groups}}, reported: {macs: ${printed}}}`,
    ).groups.flatMap(({ rows }) => rows);
    expect(row?.cells.get('macs')?.verdict).toMatchObject({ kind: 'rounded' });
  });
  // the classifier of GhostNet has 1280 inputs, 1000 outputs and biases
  test('leaves out a layer by its name', () => expect(computed('params: {without: classifier}')).toEqual([5_182_508 - 1_281_000]));
  test('counts layers of an op only', () => expect(computed('params: {only: linear}')).toEqual([1_281_000]));
  test('counts what is in one list and not in the other', () => expect(computed('params: {only: [linear, conv2d], without: conv2d}')).toEqual([1_281_000]));
  test('takes patterns', () => expect(computed('params: {only: "class*"}')).toEqual([1_281_000]));
  test('shows no savings of modules of which a part is left out', () => {
    expect(computed('speedup: {without: classifier}')).toEqual(computed('speedup: {}'));
    expect(computed('speedup: {without: primary}')).toEqual([undefined]);
  });
  test('may list names of several networks', () => {
    const rows = '- {name: a, spec: ghostnet}\n- {name: b, spec: resnet-50}';
    const { problems } = evaluate('params: {only: [classifier, fc, linear]}', rows);
    expect(problems.map(({ code }) => code)).toEqual(['table/no-layer']);
    expect(computed('params: {only: linear}', rows)).toEqual([1_281_000, 2_049_000]);
  });
});

test('names that fit nothing are found all at once, and other columns and rows survive', () => {
  const { problems, groups } = evaluate(
    'macs: {without: clasifier}\n  params: {only: [linear, conv3d]}',
    '- {name: a, spec: ghostnet}\n- {name: b, reason: no code, reported: {macs: 3}}',
  );
  expect(
    problems.map(({ code, range, sentence }) => `${code} @ ${range && Object.values(position(range.text, range.start)).join(':')}: ${sentence.says}`),
  ).toEqual([
    'table/no-layer @ 4:19: without: no layer or op is called "clasifier", and none is in a block of this name',
    'table/no-layer @ 5:18: only: no layer or op of any row is called "conv3d", and none is in a block of this name',
  ]);
  expect(groups[0]?.rows[1]?.cells.get('macs')?.printed).toMatchObject({ number: '3' });
});
