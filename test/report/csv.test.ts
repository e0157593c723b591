/** CSV read back by a reader of RFC 4180 that is written here. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { columnNames } from '../../src/report/columns.ts';
import { analysisOf, named } from './support.ts';

/** Fields are separated by commas, records end in CRLF; what is in quotes may hold either, and a quote stands there twice. */
function read(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) throw new Error('a quote is never closed');
        if (text[at] === '"') at++;
        field += text[at];
      }
      at++;
    } else
      for (; at < text.length && text[at] !== ',' && text[at] !== '\r' && text[at] !== '\n'; at++) {
        if (text[at] === '"') throw new Error('a quote inside a field that is not quoted');
        field += text[at];
      }
    record.push(field);
    if (text[at] === ',') at++;
    else if (text.slice(at, at + 2) === '\r\n') {
      at += 2;
      records.push(record);
      record = [];
    } else throw new Error(`neither a comma nor CRLF at ${at}: ${JSON.stringify(text.slice(at, at + 9))}`);
  }
  return records;
}

const recordsOf = (text: string) => {
  const [head = [], ...records] = read(text);
  return records.map((record) => Object.fromEntries(head.map((name, index) => [name, record[index]])));
};

test('the header is stable, and every record has its fields', () => {
  const [head, ...records] = read(render([analysisOf('ghostnet')], 'csv'));
  const first = 'network settings layer type window input output kernel_size stride padding dilation groups bias receptive_field params';
  expect(head?.slice(0, 15)).toEqual(first.split(' '));
  expect(head).toEqual([...columnNames, 'convention', 'batch']);
  for (const record of records) expect(record.length).toBe(head?.length);
});

test('there is a record a row, and one a network where there are no rows', () => {
  expect(recordsOf(render([analysisOf('ghostnet', { depth: 'op' })], 'csv')).length).toBe(analysisOf('ghostnet', { depth: 'op' }).rows.length);
  expect(
    recordsOf(
      render(
        ['ghostnet', 'resnet-18'].map((name) => analysisOf(name, { depth: 'total' })),
        'csv',
      ),
    ).map(({ network }) => network),
  ).toEqual(['GhostNet', 'ResNet-18']);
});

test('counts are raw whole numbers that add up, whatever the precision', () => {
  const records = recordsOf(render([analysisOf('ghostnet')], 'csv', { precision: 2 }));
  for (const { cost, params } of records) expect(`${cost} ${params}`).toMatch(/^\d+ \d+$/);
  // the PyTorch variant at width 1
  expect(records.reduce((sum, { cost }) => sum + Number(cost), 0)).toBe(141_150_512);
  expect(records.reduce((sum, { params }) => sum + Number(params), 0)).toBe(5_182_508);
});

test('what does not apply is empty', () => {
  const [stem] = recordsOf(render([analysisOf('ghostnet')], 'csv'));
  expect(stem).toMatchObject({ layer: 'stem', speedup: '', maps_cut: '' });
});

test('every record says how it was counted', () => {
  const records = recordsOf(render([analysisOf('resnet-18', { convention: 'fvcore', batch: 4 })], 'csv'));
  expect(new Set(records.map(({ convention, batch }) => `${convention} ${batch}`))).toEqual(new Set(['fvcore 4']));
});

describe('a name', () => {
  test.each(['a, b', 'the "best"', '"', ',', "it's", ' a ', 'ä 网络'])('%j is read back as it was', (name) => {
    for (const record of recordsOf(render([named(name)], 'csv'))) expect(record.network).toBe(name);
  });

  test('of any letters is read back as it was', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u.test(name));
    fc.assert(
      fc.property(line, (name) => {
        expect(recordsOf(render([named(name)], 'csv'))[0]?.network).toBe(name);
      }),
    );
  });
});

test('picked columns are the ones asked for, in that order', () => {
  expect(read(render([analysisOf('ghostnet')], 'csv', { columns: ['params', 'layer'] }))[0]).toEqual(['params', 'layer', 'convention', 'batch']);
});
