/** Rows that loops make. */
import { describe, expect, test } from 'vitest';
import { position } from '../../src/diagnostic/range.ts';
import { library } from '../../src/node/files.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';
import { asWritten } from '../../src/table/read.ts';
import type { Table } from '../../src/table/table.ts';

/** A table whose rows start on line 5. */
const source = (rows: string) => `version: 1\ntitle: Mine\ncolumns: {params: {unit: M}, macs: {unit: M}, top1: {reported: true}}\nrows:\n${rows}`;
const table = (rows: string) => evaluateTable(parse(source(rows), 'mine.yaml'), library);
const rowsOf = ({ groups }: Table) => groups.flatMap(({ rows }) => rows);
const namesOf = (rows: string) => rowsOf(table(rows)).map(({ name }) => name);
const problemsOf = (rows: string) =>
  table(rows).problems.map(({ code, range }) => {
    const { line, column } = position(range?.text ?? '', range?.start ?? 0);
    return `${code} @ ${line}:${column}`;
  });

describe('for, in and do', () => {
  const loop = `  - for: [w, r, macs]
    in:
      - [1.0, 224, 141]
      - [0.5, 128, 15.0]
    do:
      - {name: "{w}x {r}", spec: ghostnet, params: {width: w, resolution: r}, reported: {macs: macs, top1: "{w}"}}
`;
  test('make the rows that could be written one by one', () => {
    const written = `  - {name: 1.0x 224, spec: ghostnet, params: {width: 1, resolution: 224}, reported: {macs: 141, top1: 1.0}}
  - {name: 0.5x 128, spec: ghostnet, params: {width: 0.5, resolution: 128}, reported: {macs: 15.0, top1: 0.5}}
`;
    const seen = (rows: string) => rowsOf(table(rows)).map(({ name, params, reported, cells, failures }) => ({ name, params, reported, cells, failures }));
    expect(seen(loop)).toEqual(seen(written));
  });

  test('stand beside other rows, and in each other', () =>
    expect(
      namesOf(`  - {name: first, spec: ghostnet}
  - for: w
    in: [0.5, 1]
    do:
      - {name: "{w}", spec: ghostnet, params: {width: w}}
      - for: r
        in: [96, 128]
        do: [{name: "{w} at {r}", spec: ghostnet, params: {width: w, resolution: r}}]
`),
    ).toEqual(['first', '0.5', '0.5 at 96', '0.5 at 128', '1', '1 at 96', '1 at 128']));

  test('work out what stands in braces', () => {
    const [row] = rowsOf(
      table(
        '  - {for: [w, what], in: [[0.50, wide]], do: [{name: "{what} {w * 2} {w > 1 ? \'big\' : \'small\'}", spec: ghostnet, params: {width: "{w + 1}"}}]}\n',
      ),
    );
    expect(row).toMatchObject({ name: 'wide 1 small', params: { width: 1.5 } });
  });

  test('give words, specs and lists', () => {
    const [row] = rowsOf(table('  - {for: [spec, stages], in: [[resnet-50, 3]], do: [{name: "{spec}", spec: spec, params: {stride_on: stages}}]}\n'));
    expect(row).toMatchObject({ name: 'resnet-50', spec: 'resnet-50', params: { stride_on: 3 }, error: undefined });
  });

  test('are the same once they are read, as those that ship are', () => {
    const document = parse(source(loop), 'mine.yaml');
    const shipped = { ...document, value: asWritten(document), trusted: true };
    expect(rowsOf(evaluateTable(shipped, library)).map(({ name, params }) => [name, params])).toEqual([
      ['1.0x 224', { width: 1, resolution: 224 }],
      ['0.5x 128', { width: 0.5, resolution: 128 }],
    ]);
  });
});

describe('what is wrong with a loop', () => {
  test.each([
    ['a line of too few values', '  - {for: [w, r], in: [[1, 224], [0.5]], do: [{name: "{w} {r}", spec: ghostnet}]}', ['value/row @ 5:34']],
    ['a name that nothing reads', '  - {for: [w, x], in: [[1, 2]], do: [{name: "{w}", spec: ghostnet}]}', ['name/unused @ 5:15']],
    ['a name that there is twice', '  - {for: [w, w], in: [[1, 2]], do: [{name: "{w}", spec: ghostnet}]}', ['name/duplicate @ 5:15']],
    ['a name of the loop around', '  - {for: w, in: [1], do: [{for: w, in: [2], do: [{name: "{w}", spec: ghostnet}]}]}', ['name/duplicate @ 5:34']],
    ['a template over an unknown name', '  - {for: w, in: [1, 2], do: [{name: "{w} {z}", spec: ghostnet}]}', ['name/unknown @ 5:44']],
    ['a template that is no expression', '  - {for: w, in: [1, 2], do: [{name: "{w +}", spec: ghostnet}]}', ['expression/syntax @ 5:43']],
    ['arithmetic with a word', '  - {for: w, in: [big], do: [{name: "{w * 2}", spec: ghostnet}]}', ['expression/not-a-number @ 5:39']],
    ['a loop without rows', '  - {for: w, in: [1], do: []}', ['value/type @ 5:27']],
    ['a loop without values', '  - {for: w, do: [{name: a}]}', ['key/missing @ 5:5']],
    ['a key that there is not', '  - {for: w, in: [1], du: [{name: "{w}"}]}', ['key/unknown @ 5:23']],
    [
      'a parameter of the wrong kind, once',
      '  - {for: [w, r], in: [[big, 96], [big, 128]], do: [{name: "{r}", spec: ghostnet, params: {width: w}}]}',
      ['value/type @ 5:92'],
    ],
  ])('%s is found, and the other rows are there', (_, rows, expected) => {
    expect(problemsOf(`${rows}\n`).toSorted()).toEqual(expected.toSorted());
    expect(rowsOf(table(`${rows}\n  - {name: sound, spec: ghostnet}\n`)).at(-1)).toMatchObject({ name: 'sound', error: undefined });
  });

  test('is that it makes more rows than anybody reads', () => {
    const numbers = `[${Array.from({ length: 101 }, (_, index) => index).join(', ')}]`;
    const rows = `  - {for: a, in: ${numbers}, do: [{for: b, in: ${numbers}, do: [{name: "{a} {b}", spec: ghostnet}]}]}\n`;
    expect(() => table(rows)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code: 'table/too-many-rows' })] }));
  });
});
