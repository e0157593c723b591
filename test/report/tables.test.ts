/** The formats, read back. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { library, readTable } from '../../src/node/files.ts';
import { type Format, formats } from '../../src/report/index.ts';
import type { TableOptions } from '../../src/report/table.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';
import printed from '../printed.json' with { type: 'json' };

const paper = ['3', '4', '5', '6', '7'].map((number) => evaluateTable(readTable(number), library));

const strange = 'a_b% & c|d #1 {x} ~^ $y$ \\z <i>*s*</i> `q`';
const awkward = evaluateTable(
  parse(
    `version: 1
title: ${JSON.stringify(strange)}
note: ${JSON.stringify(strange)}
columns:
  name: {heading: ${JSON.stringify(strange)}}
  params: {heading: 'w|_%', unit: M}
  x_y: {heading: '100 % & more', reported: true}
groups:
  - title: ${JSON.stringify(strange)}
    rows:
      - {name: ${JSON.stringify(strange)}, spec: ghostnet, reported: {params: 5.2M, x_y: 73.9%}}
      - {name: ${JSON.stringify(strange)}, spec: ghostnet, reported: {params: 6M}, reason: ${JSON.stringify(strange)}}
      - {name: wrong, spec: ghostnut}
`,
    'awkward.yaml',
  ),
  library,
);

/** Splits what CSV holds, as RFC 4180 has it. */
function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') records.push([]);
  }
  return records.slice(0, -1);
}

describe('csv', () => {
  const records = readCsv(render(paper, 'csv'));
  const [header = []] = records;
  const cells = records.slice(1).map((record) => Object.fromEntries(record.map((value, index) => [header[index] ?? '', value])));

  test('has one header for all tables, and as many fields in every record', () => {
    expect(header.join()).toBe('table,group,row,spec,settings,column,count,computed,printed,unit,verdict,by,difference_percent,reason,note,cite,failure');
    expect(records.every((record) => record.length === header.length)).toBe(true);
    expect(readCsv(render([awkward], 'csv'))[0]).toEqual(header);
  });

  test('has a record for every cell, with raw integers', () => {
    expect(cells).toHaveLength((5 + 5 + 9) * 3 + (11 + 19) * 4);
    expect(cells.find(({ row, column }) => row === 'FBNet-B' && column === 'macs')).toMatchObject({
      count: 'macs',
      computed: '291004424',
      printed: '295',
      unit: 'M',
      verdict: 'differs',
      difference_percent: '-1.4',
    });
    expect(cells.find(({ row, column }) => row === 'ShuffleNetV2 0.5x' && column === 'macs')).toMatchObject({ verdict: 'convention', by: 'macs-gap' });
    expect(cells.filter(({ column = '' }) => column.startsWith('top')).every(({ computed }) => computed === '')).toBe(true);
  });

  test('keeps any name', () =>
    expect(
      readCsv(render([awkward], 'csv'))
        .slice(1, 3)
        .map((record) => record[2]),
    ).toEqual([strange, strange]));
});

describe('json', () => {
  test('says what was counted, of what, and by which tool', () => {
    const { schema_version, tool, tables, problems } = JSON.parse(render(paper, 'json', { hash: (text) => String(text.length) }));
    expect([schema_version, tool.name, problems]).toEqual([2, 'ghostcost', []]);
    expect(tables[4].columns[2]).toMatchObject({ name: 'macs', count: 'macs', convention: { factors: { macs: 1 } } });
    const row = tables[3].groups[1].rows[4];
    expect(row).toMatchObject({
      name: 'Ghost-ResNet-50 (s=2)',
      spec: { reference: 'ghost-resnet-50', hash: expect.stringMatching(/^\d{4}$/) },
      params: { s: 2, d: 3 },
      input: { channels: 3, h: 224, w: 224 },
      cells: { params: { computed: 13_953_512, verdict: 'differs', difference_percent: '+7.3', reason: expect.any(String) }, macs: { verdict: 'rounded' } },
    });
  });

  test('names the rows that failed, and keeps the others', () => {
    const { tables, problems } = JSON.parse(render([awkward], 'json'));
    expect(tables[0].groups[0].rows.map((row: { failed?: string[] }) => row.failed?.length)).toEqual([undefined, undefined, 1]);
    expect(problems).toMatchObject([{ code: 'file/not-found', line: 13 }]);
  });
});

/** The rows of a markdown table as cells, with what is escaped put back. */
const readMarkdown = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)(?:\\\\)*\|/)
        .map((cell) => cell.trim().replace(/<sup>.*?<\/sup>/g, '')),
    );

describe('markdown', () => {
  test('is a table with a row for each of the paper, as printed', () => {
    const [head = [], , ...rows] = readMarkdown(render(paper.slice(4), 'md'));
    expect(head).toEqual([
      'Model',
      ...['printed', 'computed', 'verdict'].map((part) => `Weights (M), ${part}`),
      ...['printed', 'computed', 'verdict'].map((part) => `FLOPs (M), ${part}`),
      'Top-1 Acc. (%), reported',
      'Top-5 Acc. (%), reported',
    ]);
    const values = rows.filter(([name = '']) => !name.startsWith('**')).map((row) => [0, 1, 4, 7, 8].map((index) => (row[index] === '-' ? null : row[index])));
    expect(values).toEqual(printed.tables[7].rows);
  });

  test('lets nothing out of its cell', () => {
    const rows = readMarkdown(render([awkward], 'md'));
    expect(rows.every((row) => row.length === 5)).toBe(true);
    expect(rows[3]?.[0]).toBe('a\\_b% \\& c\\|d #1 {x} \\~^ \\$y\\$ \\\\z \\<i\\>\\*s\\*\\</i\\> \\`q\\`');
  });
});

describe('html', () => {
  test('is a fragment whose tags close, and lets nothing out', () => {
    for (const text of [render(paper, 'html'), render([awkward], 'html')]) {
      const open: string[] = [];
      for (const [, closing, tag = ''] of text.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
        if (closing === '') open.push(tag);
        else expect(open.pop()).toBe(tag);
      }
      expect(open).toEqual([]);
      expect(text).not.toMatch(/<i>|&(?!amp;|lt;|gt;|quot;)/);
    }
  });
});

describe('the terminal', () => {
  const lines = render(paper.slice(3, 4), 'table').split('\n');
  const rows = lines.filter((line) => /^\S.*\d\.\d/.test(line) && !line.startsWith('['));

  test('has the decimal points of a column below each other', () => {
    const points = (text: RegExp) => new Set(rows.flatMap((line) => text.exec(line)?.index ?? []));
    expect(points(/(?<=\d)\.\d{6}(?!\d)/).size).toBe(1);
    expect(points(/(?<=\d)\.\d{9}/).size).toBe(1);
  });

  test('marks verdicts by colour too', () => {
    const same = (text: string) => text;
    const style = { strong: same, dim: same, error: same, warning: (text: string) => `<w>${text}</w>` };
    expect(render(paper.slice(3, 4), 'table', { style })).toContain('<w>differs +7.3 % [4]</w>');
  });

  test('names what failed', () => expect(render([awkward], 'table')).toMatch(/\[\d\] Failed: .*"ghostnut".* \(awkward\.yaml:13:\d+\)\./));
});

describe('--paper', () => {
  /** What the paper would have printed; where it prints something else, that is why the verdict is not "equal". */
  const differing: Record<string, readonly [printed: string, computed: string]> = {
    'Ghost-ResNet-50 (s=2) 1': ['13.0', '14.0'],
    'Ghost-ResNet-50 (s=4) 1': ['6.5', '8.2'],
    'MobileNetV2 0.6x 2': ['141', '151'],
    'FE-Net 1.0x 1': ['3.7', '3.5'],
    'FE-Net 1.0x 2': ['301', '300'],
    'FBNet-B 1': ['4.5', '4.8'],
    'FBNet-B 2': ['295', '291'],
    'MobileNetV3 Large 1.0x 2': ['219', '217'],
  };

  /** What the paper does not print: 1,053,409, 14,268,456 and 10,567,336 parameters, with the decimals of their columns. */
  const unprinted: Record<string, string> = { 'SBP-VGG-16 1': '1.05M', 'SSS-ResNet-50 1': '14.3', 'MetaPruning-ResNet-50 1': '10.6' };

  const mine = evaluateTable(
    parse(
      `version: 1
title: Mine
columns: {params: {unit: M}, macs: {unit: M}, top1: {reported: true}}
rows:
  - {name: mine, spec: ghostnet, reported: {top1: 70}}
  - {name: theirs, spec: mobilenet-v2, reported: {macs: 300.8}}
`,
      'mine.yaml',
    ),
    library,
  );
  const rowsOf = (options: TableOptions) => readMarkdown(render([mine], 'md', { paper: true, ...options })).slice(2);

  // GhostNet has 5,182,508 parameters and 141,150,512 MACs, MobileNetV2 3,504,872 and 300,774,272
  test('has what is computed of a row that no source prints, with the decimals of its column', () =>
    expect(rowsOf({})).toEqual([
      ['mine', '5.182508', '141.2', '70'],
      ['theirs', '3.504872', '300.8', '-'],
    ]));

  test('has as many decimals as are asked for', () =>
    expect(rowsOf({ precision: 2 })).toEqual([
      ['mine', '5.18', '141.15', '70'],
      ['theirs', '3.50', '300.77', '-'],
    ]));

  test.each(['3', '4', '5', '6', '7'] as const)('prints Table %s as the paper does, but for the cells that differ', (number) => {
    const [, , ...all] = readMarkdown(render([paper[Number(number) - 3] as (typeof paper)[number]], 'md', { paper: true }));
    const rows = all.filter(([name = '']) => !name.startsWith('**'));
    const expected = printed.tables[number].rows.map((row) =>
      row.map((cell, index) => {
        const [was, is] = differing[`${row[0]} ${index}`] ?? [];
        if (was !== undefined) expect(cell).toBe(was);
        return is ?? cell ?? unprinted[`${row[0]} ${index}`] ?? '-';
      }),
    );
    expect(rows).toEqual(expected);
  });
});

describe('a table of one’s own', () => {
  const own = (rows: string, columns = '{params: {unit: M, precision: 1, emphasis: lowest}, top1: {reported: true}}') =>
    evaluateTable(parse(`version: 1\ntitle: Own\ncolumns: ${columns}\nrows:\n${rows}`, 'own.yaml'), library);
  const two = '  - {name: a, spec: ghostnet, emphasis: own}\n  - {name: b, spec: mobilenet-v2, counts: {params: weights}, source: a paper}\n';

  test('says nothing of verdicts where nothing is printed', () => {
    for (const format of ['table', 'md', 'latex', 'html'] as const) expect(render([own(two)], format)).not.toMatch(/printed|verdict|rounded|truncated|differs/);
  });
  // 5,182,508 parameters; 3,469,760 weights of convolutions and linear layers
  test('has the precision of its columns, its own row and the best of a column in bold', () => {
    const [, , ...rows] = readMarkdown(render([own(two)], 'md'));
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['**a**', '**5.2**'],
      ['b', '**3.5**'],
    ]);
    expect(render([own(two)], 'html')).toContain('<b>5.2</b>');
    expect(render([own(two)], 'latex')).toContain('\\textbf{a} & \\bfseries 5.2');
  });
  test('says in every format where a row counts by another name, and where it is from', () => {
    for (const format of ['table', 'md', 'latex', 'html'] as const) {
      expect(render([own(two)], format)).toMatch(/Counted as weights/);
      expect(render([own(two)], format)).toContain('Source: a paper.');
    }
  });
  test('keeps two columns of one heading apart', () => {
    const columns = '{a: {heading: Latency, reported: true}, b: {heading: Latency, reported: true}}';
    const text = render([own('  - {name: x, spec: ghostnet, reported: {a: 1, b: 2}}\n', columns)], 'latex');
    expect(text).toContain('{Model} & {Latency} & {Latency}');
  });
  test('keeps units with their numbers where decimals differ', () => {
    const text = render([own('  - {name: x, reason: old, reported: {top1: 5.3M}}\n  - {name: y, reason: old, reported: {top1: 26M}}\n')], 'latex');
    expect(text).toMatch(/\{lS\[.*?\]r\}/);
    expect(text).toContain('& 26M');
  });
});

describe('--columns', () => {
  const headings = (columns: readonly string[], format: Format = 'md') => readMarkdown(render(paper.slice(0, 1), format, { columns }))[0];
  test('picks and orders', () => {
    expect(headings(['macs.computed', 'name'])).toEqual(['FLOPs (M), computed', 'd']);
    expect(headings(['params'])).toEqual(['Weights (M), printed', 'Weights (M), computed', 'Weights (M), verdict']);
    expect(readCsv(render(paper.slice(0, 1), 'csv', { columns: ['macs'] }))).toHaveLength(1 + 5);
  });
  test.each(formats)('finds an unknown one in %s', (format) => expect(() => headings(['mcas'], format)).toThrow(SpecError));
});

test('--precision rounds computed values', () =>
  expect(readMarkdown(render(paper.slice(0, 1), 'md', { precision: 2, columns: ['macs.computed'] })).slice(2)).toEqual([
    ['313.46'],
    ['157.00'],
    ['158.11'],
    ['160.32'],
    ['163.64'],
  ]));

describe('latex', () => {
  const sources: readonly [string, string][] = [
    ['the tables of the paper', render(paper, 'latex')],
    ['them in its own layout', render(paper, 'latex', { paper: true })],
    ['awkward names', render([awkward], 'latex')],
    ['the tables of the paper across a page', render(paper, 'latex', { paper: true, place: 'page' })],
    ['some columns', render(paper, 'latex', { columns: ['name', 'macs'], precision: 1 } satisfies TableOptions)],
  ];

  test.each(sources)('of %s has as many cells in every row as columns', (_, text) => {
    for (const [, setting = '', body = ''] of text.matchAll(/\\begin\{tabular\}\{(.*)\}\n([\s\S]*?)\\end\{tabular\}/g)) {
      const columns = setting.replace(/\[.*?\](?=[lrS]|$)/g, '').length;
      for (const line of body.split('\n').filter((one) => one.endsWith('\\\\'))) {
        const spanned = [...line.matchAll(/\\multicolumn\{(\d+)\}/g)].reduce((sum, [, width]) => sum + Number(width) - 1, 0);
        expect(line.split(/(?<!\\)&/).length + spanned).toBe(columns);
      }
    }
  });

  test('has caption, label and rules', () => {
    for (const part of ['\\caption{', '\\label{tab:ghost-d}', '\\toprule', '\\cmidrule(lr){2-4}', '\\bottomrule', 'S[table-format=3.6]'])
      expect(render(paper.slice(0, 1), 'latex')).toContain(part);
  });

  describe.skipIf(!hasTex())('is set by TeX without a complaint', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'ghostcost-latex-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each(sources)('%s', { timeout: 60_000 }, (_, text) => {
      const preamble =
        '\\documentclass[a4paper]{article}\n\\usepackage[landscape,margin=5mm]{geometry}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs}\n\\usepackage{siunitx}\n\\usepackage{graphicx}\n';
      writeFileSync(join(folder, 'table.tex'), `${preamble}\\begin{document}\n${text}\\end{document}\n`);
      const log = execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'table.tex'], { cwd: folder, encoding: 'utf8' });
      expect(log).not.toMatch(/^!|Overfull|undefined|Missing character/m);
    });
  });
});

function hasTex(): boolean {
  try {
    return execFileSync('kpsewhich', ['siunitx.sty'], { encoding: 'utf8' }) !== '';
  } catch {
    return false;
  }
}
