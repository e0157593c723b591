import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { define } from '../../src/commands/table.ts';
import { call } from './support.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghostcost-table-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const run = (...args: string[]) => call(define, args);

const file = (name: string, rows: string) => {
  const path = join(folder, name);
  writeFileSync(path, `version: 1\ntitle: Mine\ncolumns: {macs: {unit: M}}\nrows:\n${rows}`);
  return path;
};

test('the tables of the paper pass the check', async () =>
  expect(await run('3', '4', '5', '6', '7', '--check')).toMatchObject({
    code: 0,
    err: "85 cells checked: 69 confirmed, 8 by another rule than their column's, 8 differ with a reason, 0 without\n",
  }));

test('a cell that differs for no reason fails the check, and only that', async () => {
  const path = file('differs.yaml', '  - {name: a, spec: ghostnet, reported: {macs: 150}}\n');
  expect(await run(path)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('differs -5.9 %, no reason given') });
  expect(await run(path, '--check')).toMatchObject({
    code: 1,
    err: "failed: a, macs (M): differs, and no reason is given\n1 cell checked: 0 confirmed, 0 by another rule than their column's, 0 differ with a reason, 1 without\n",
    out: expect.stringContaining('differs'),
  });
});

test('a row that is wrong does not lose the others', async () => {
  const path = file('wrong.yaml', '  - {name: a, spec: ghostnut}\n  - {name: b, spec: ghostnet, reported: {macs: 141}}\n');
  const { code, out, err } = await run(path, '--check');
  expect(code).toBe(2);
  expect(out).toContain('141.150512  = rounded');
  expect(err).toMatch(/wrong\.yaml:5:21: error: .*"ghostnut"[\s\S]*did you mean "ghostnet"\?/);
  const json = await run(path, '--json');
  expect(json).toMatchObject({ code: 2, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({ problems: [{ code: 'file/not-found' }], tables: [{ groups: [{ rows: [{ name: 'a' }, { name: 'b' }] }] }] });
});

test('a network beside the table is found', async () => {
  writeFileSync(join(folder, 'net.yaml'), 'version: 1\nname: net\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: 4, kernel_size: 1}]\n');
  const { out, code } = await run(file('beside.yaml', '  - {name: a, spec: ./net.yaml}\n'), '--format', 'csv');
  expect(code).toBe(0);
  expect(out).toContain('a,./net.yaml,,macs,macs,768,');
});

test('a file and a measurement are of all tables that are asked for', async () => {
  const path = join(folder, 'out.csv');
  const missing = { code: 2, out: '', err: expect.stringContaining('no shipped table called "8"') };
  expect(await run('3', '8', '-o', path)).toMatchObject(missing);
  expect(existsSync(path)).toBe(false);
  expect(await run('3', '8', '--time')).toMatchObject(missing);
});

test('a table that is not there, or none', async () => {
  expect(await run('8', '3')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no shipped table called "8"'),
    out: expect.stringContaining('Ghost module'),
  });
  expect(await run(join(folder, 'missing.yaml'))).toMatchObject({ code: 2, out: '' });
});

test('-o writes the file whole', async () => {
  const path = join(folder, 'out.md');
  expect(await run('3', '-f', 'md', '-o', path)).toMatchObject({ code: 0, out: '' });
  expect(readFileSync(path, 'utf8')).toMatch(/^### Table 3: Ghost module/);
});

test('hashes of networks depend on all that they are made of', async () => {
  const hashes = async (...args: string[]) =>
    JSON.parse((await run(...args, '--json')).out).tables[0].groups[0].rows.map(({ spec }: { spec: { hash: string } }) => spec.hash);
  const [vgg, ghost, same] = await hashes('3');
  expect(ghost).toMatch(/^[0-9a-f]{64}$/);
  expect([ghost === same, ghost === vgg]).toEqual([true, false]);
});
