/** Tables of one's own, and all that can be wrong with them. */
import { describe, expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostic/index.ts';
import { position } from '../../src/diagnostic/range.ts';
import { library } from '../../src/node/files.ts';
import { renderProblems } from '../../src/report/problems.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';
import { problemsOf } from '../support.ts';

const evaluate = (text: string) => evaluateTable(parse(text, 'mine.yaml'), library);
const head = 'version: 1\ntitle: Mine\n';
const columns = 'columns: {params: {unit: M}, macs: {unit: M}, top1: {reported: true}}\n';
/** A table whose rows start on line 5. */
const table = (rows: string) => evaluate(`${head}${columns}rows:\n${rows}`);
const places = (rows: string) =>
  table(rows).problems.map(({ code, range }) => {
    const { line, column } = position(range?.text ?? '', range?.start ?? 0);
    return `${code} @ ${line}:${column}`;
  });

describe('a table of one’s own', () => {
  test('computes, compares and keeps what is reported', () => {
    const [row] = table('  - {name: GhostNet, spec: ghostnet, params: {width: 0.5}, reported: {params: 2.6, macs: 44, top1: 66.20}}\n').groups[0]?.rows ?? [];
    expect(Object.fromEntries(row?.cells ?? [])).toMatchObject({
      params: { computed: 2_587_292, verdict: { kind: 'rounded', text: '2.6' } },
      macs: { computed: 42_328_152, verdict: { kind: 'differs', percent: '-3.8' } },
      top1: { computed: undefined, printed: { number: '66.20' }, verdict: undefined },
    });
    expect(row?.failures).toEqual(['GhostNet, macs (M): differs, and no reason is given']);
  });

  test('needs no printed values, and names its rows in a column of their own', () => {
    const { columns: found, groups } = table('  - {name: 1.0, spec: ghostnet}\n');
    expect(found.map(({ key, heading }) => [key, heading])).toEqual([
      ['name', 'Model'],
      ['params', 'params (M)'],
      ['macs', 'macs (M)'],
      ['top1', 'top1'],
    ]);
    expect(groups[0]?.rows[0]).toMatchObject({ name: '1.0', failures: [] });
    expect(groups[0]?.rows[0]?.cells.get('params')).toMatchObject({ computed: 5_182_508, printed: undefined, verdict: undefined });
  });

  test('counts what its columns and its rows say', () => {
    const { groups } = evaluate(
      `${head}columns:\n  c: {count: flops}\n  d: {count: params}\n  e: {count: weights}\nrows:\n  - {name: a, spec: ghostnet, counts: {d: params_without_norm}}\n`,
    );
    const cells = groups[0]?.rows[0]?.cells;
    expect(['c', 'd', 'e'].map((key) => cells?.get(key)?.computed)).toEqual([2 * 141_150_512, 5_160_540, 5_153_336]);
  });

  test('counts a layer, a block or a part of it, and sizes', () => {
    const { groups } = evaluate(
      `${head}columns:\n  weights: {}\n  out: {count: out_channels, of: expand}\n  se: {count: present, of: se}\n  stride: {}\nrows:\n  - {name: a, spec: ghostnet, layer: ghost-bottleneck-2, reported: {se: 1}}\n  - {name: b, spec: ghostnet, layer: stem}\n`,
    );
    const [first, second] = (groups[0]?.rows ?? []).map(({ cells, failures }) => ({
      cells: ['weights', 'out', 'se', 'stride'].map((key) => cells.get(key)?.computed),
      failures,
    }));
    // 16 -> 48 maps: 24 primary of 16 weights, 24 cheap of 9; a depthwise 3 x 3 of 48; 48 -> 24: 12 of 48, 12 of 9; a shortcut of 16 * 9 and 16 * 24
    expect(first?.cells).toEqual([24 * 16 + 24 * 9 + 48 * 9 + 12 * 48 + 12 * 9 + 16 * 9 + 16 * 24, 48, undefined, 2]);
    // a part that is printed and not there
    expect(first?.failures).toEqual(['a, se: differs, and no reason is given']);
    expect(second?.cells).toEqual([3 * 16 * 9, undefined, undefined, 2]);
  });

  test('says where a layer is that there is not', () => expect(places('  - {name: a, spec: ghostnet, layer: steam}\n')).toEqual(['usage/layer @ 5:38']));

  test('tries the other counts that it names, in their order', () => {
    const verdict = (also: string) =>
      evaluate(`${head}columns: {macs: {unit: M, also: ${also}}}\nrows: [{name: a, spec: ghostnet, reported: {macs: 282}}]\n`).groups[0]?.rows[0]?.cells.get(
        'macs',
      )?.verdict;
    expect(verdict('flops')).toMatchObject({ kind: 'convention', by: { name: 'flops' }, count: 282_301_024 });
    expect(verdict('[macs-gap]')).toMatchObject({ kind: 'differs', percent: '-49.9' });
  });

  test('takes a reason for a cell, or for all cells of a row', () => {
    const failures = (reason: string) =>
      table(`  - {name: a, spec: ghostnet, reported: {params: 5.2, macs: 150}, reason: ${reason}}\n`).groups[0]?.rows[0]?.failures;
    expect(failures('older code')).toEqual([]);
    expect(failures('{macs: older code}')).toEqual([]);
    expect(failures('{params: older code}')).toEqual(['a, macs (M): differs, and no reason is given', 'a, params (M): a reason is given, but nothing differs']);
  });

  test('what is no number is shown, and fails nothing', () => {
    const [row] = table('  - {name: a, spec: ghostnet, reported: {params: see text, macs: ~, top1: 72.0±0.1}}\n').groups[0]?.rows ?? [];
    expect(row?.error).toBeUndefined();
    expect(Object.fromEntries(row?.cells ?? [])).toMatchObject({
      params: { computed: 5_182_508, printed: { number: 'see text', words: true }, verdict: undefined },
      macs: { computed: 141_150_512, printed: undefined },
      top1: { printed: { shown: '72.0±0.1' } },
    });
  });

  test('a column may say its rule, and how many digits mean something', () => {
    const verdicts = (column: string, ...rows: readonly string[]) =>
      evaluate(
        `${head}columns: {macs: ${column}}\nrows:\n${rows.map((text) => `  - {name: a, spec: ghostnet, reported: {macs: "${text}"}}\n`).join('')}`,
      ).groups[0]?.rows.map(({ cells }) => cells.get('macs')?.verdict?.kind);
    // GhostNet has 141,150,512 multiply-adds
    expect(verdicts('{unit: M, rule: truncated}', '141.1', '141.2')).toEqual(['truncated', 'differs']);
    expect(verdicts('{unit: M, rule: rounded}', '141.1', '141.2')).toEqual(['differs', 'rounded']);
    expect(verdicts('{unit: k, significant: 2}', '140,000', '150,000', '141,000')).toEqual(['rounded', 'differs', 'differs']);
  });

  test('a reason without a difference fails', () => {
    expect(table('  - {name: a, spec: ghostnet, reported: {macs: 141}, reason: older code}\n').groups[0]?.rows[0]?.failures).toEqual([
      'a: a reason is given, but nothing differs',
    ]);
  });
});

describe('what is wrong', () => {
  test('is found all at once, and the other rows are there', () => {
    const rows = [
      '  - {name: a, spec: ghostnut}',
      '  - {name: b, spec: ghostnet, params: {widht: 1, s: two}}',
      '  - {name: c, spec: ghostnet, reported: {parms: 5.2, macs: 141 million, top1: "?"}}',
      '  - {name: d, spec: ghostnet, reported: {params: 5.2}}',
      '  - {name: e, reported: {macs: 63}}',
      '  - {name: f, reason: none, params: {s: 1}}',
      '  - {name: g, spec: ghostnet, counts: {top1: macs, macs: mac}, reason: {mcas: x}}',
      '  - {spec: ghostnet, colour: red}',
      '  - 7',
    ];
    const result = table(`${rows.join('\n')}\n`);
    expect(places(`${rows.join('\n')}\n`)).toEqual([
      'file/not-found @ 5:21',
      'name/param @ 6:40',
      'value/type @ 6:50',
      'table/column @ 7:42',
      'key/missing @ 9:5',
      'table/only-reported @ 10:29',
      'table/column @ 11:40',
      'table/count @ 11:58',
      'table/column @ 11:73',
      'key/missing @ 12:5',
      'key/unknown @ 12:22',
      'value/type @ 13:5',
    ]);
    expect(result.groups[0]?.rows.map(({ error }) => error === undefined)).toEqual([false, false, false, true, false, false, false, false, false]);
    expect(result.groups[0]?.rows[3]?.cells.get('params')?.computed).toBe(5_182_508);
    const text = renderProblems(result.problems);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    for (const advice of ['"ghostnet"', '"width"', '"params"', '"macs"']) expect(text).toContain(`did you mean ${advice}?`);
  });

  test('at a point of a network says in which row', () => {
    const [problem] = table('  - {name: tiny, spec: ghostnet, params: {resolution: 0}}\n').problems;
    expect(problem?.chain[0]).toMatchObject({ name: 'tiny', range: { file: 'mine.yaml' } });
  });

  test('with a network is told once, however many rows name it', () => {
    const broken = parse('version: 1\nname: x\ninput: [3, 8, 8]\nlayers: [{op: rely}]\n', 'broken.yaml');
    const { problems, groups } = evaluateTable(parse(`${head}${columns}rows: [{name: a, spec: ./b.yaml}, {name: b, spec: ./b.yaml}]\n`), {
      find: () => broken,
      names: () => [],
    });
    expect(problems.map(({ code, range }) => [code, range?.file])).toEqual([['name/op', 'broken.yaml']]);
    expect(groups[0]?.rows.every(({ error }) => error !== undefined)).toBe(true);
  });

  test.each([
    ['columns', 'columns: {parms: {unit: M}, macs: {unit: Q}, top1: {reported: true, count: macs}, a-b: {count: macs}}\nrows: [{name: a, spec: ghostnut}]\n'],
  ])('with %s leaves no table, but the rows are looked at too', (_, text) => {
    expect(problemsOf(() => evaluate(head + text))).toEqual([
      'table/count @ 3:11',
      'value/word @ 3:42',
      'key/conflict @ 3:69',
      'name/invalid @ 3:83',
      'file/not-found @ 4:24',
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    ['no rows', `${head}${columns}`, ['key/missing @ 1:1']],
    ['rows and groups', `${head}${columns}rows: [{name: a, spec: ghostnet}]\ngroups: [{rows: [{name: a, spec: ghostnet}]}]\n`, ['key/conflict @ 4:1']],
    ['an empty list of rows', `${head}${columns}rows: []\n`, ['value/type @ 4:7']],
    ['another version', `version: 2\ntitle: x\n${columns}rows: [{name: a, spec: ghostnet}]\n`, ['value/version @ 1:10']],
    ['a group with a word for rows', `${head}${columns}groups: [{rows: x}, {title: t, row: []}]\n`, ['value/type @ 4:17', 'key/unknown @ 4:32']],
    ['a list', '- 1\n', ['value/type @ 1:1']],
    [
      'a network',
      'version: 1\nname: x\ninput: [3, 8, 8]\nlayers: []\n',
      ['key/missing @ 1:1', 'key/missing @ 1:1', 'key/unknown @ 2:1', 'key/unknown @ 3:1', 'key/unknown @ 4:1'],
    ],
  ])('with %s', (_, text, problems) => expect(problemsOf(() => evaluate(text))).toEqual(problems));

  test('is a SpecError', () => expect(() => evaluate('- 1\n')).toThrow(SpecError));
});
