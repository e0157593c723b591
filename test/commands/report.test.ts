import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, ghostcost, specs } from './support.ts';

const written = (line: string, file: string) => {
  const cwd = folder({ 'fine.yaml': specs.fine });
  const path = join(cwd, file);
  const { code, err, out } = ghostcost([...line.split(' '), '-o', file], { cwd });
  return { code, err, out, text: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
};

const printed = (line: string) => ghostcost(line.split(' '), { cwd: folder({ 'fine.yaml': specs.fine }) }).out;

test.each([
  ['analyze fine.yaml', 'x.csv', 'csv'],
  ['analyze fine.yaml', 'x.tex', 'latex'],
  ['compare fine.yaml fine.yaml', 'x.md', 'md'],
  ['table 4', 'x.html', 'html'],
  ['solve fine.yaml --target macs=1M --over width=1:3:1', 'X.JSON', 'json'],
  ['sweep fine.yaml --width 1,2', 'x.jsonl', 'jsonl'],
  ['sweep fine.yaml --width 1,2', 'x.txt', 'table'],
  ['sweep fine.yaml --width 1,2', 'x.json', 'json'],
  ['compare fine.yaml fine.yaml', 'x.tex', 'latex'],
  ['solve fine.yaml --target macs=1M --over width=1:3:1', 'x.html', 'html'],
  ['list', 'x.md', 'md'],
])('%s -o %s writes what --format %s prints', (line, file, format) => {
  const { code, text } = written(line, file);
  expect([code, text]).toEqual([0, printed(`${line} --format ${format}`)]);
});

test('--format has the last word', () => {
  expect(written('analyze fine.yaml --format csv', 'x.md').text).toBe(printed('analyze fine.yaml --format csv'));
});

test('a file named after what a command does not write is refused, in words that people read', () => {
  const { code, out, err, text } = written('sweep fine.yaml --width 1', 'x.svg');
  expect([code, out, text]).toEqual([2, '', undefined]);
  expect(err).toContain('"x.svg": this command cannot write ".svg" files');
  expect(err).toContain('.jsonl (jsonl)');
});

test.each([
  ['analyze fine.yaml', 'x.xlsx'],
  ['analyze fine.yaml', 'x.latex'],
  ['analyze fine.yaml', 'x.csv.gz'],
  ['compare fine.yaml fine.yaml', 'x.svg'],
  ['sweep fine.yaml --width 1,2', 'x.ods'],
  ['export fine.yaml', 'g.pt'],
  ['export fine.yaml', 'g.json'],
  ['schema', 'x.yaml'],
])('%s -o %s names what it writes', (line, file) => {
  const { code, err, text } = written(line, file);
  expect([code, err, text]).toEqual([2, expect.stringMatching(/cannot write .*\n.*expected: the extension \./), undefined]);
});

test.each(['out', '.out', 'results.d/out', 'OUT.TXT'])('a name like %s takes a table', (file) => {
  const cwd = folder({ 'fine.yaml': specs.fine });
  mkdirSync(join(cwd, 'results.d'));
  expect(ghostcost(['analyze', 'fine.yaml', '-o', file], { cwd }).code).toBe(0);
  expect(readFileSync(join(cwd, file), 'utf8')).toBe(printed('analyze fine.yaml'));
});
