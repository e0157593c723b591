/** What Node 20 compiles is kept for the next start; later versions do so by themselves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ghostcost } from './support.ts';

const isKept = process.versions.node.startsWith('20.');

/** Shows the version, with code kept in a folder of its own. */
function folder() {
  const path = mkdtempSync(join(tmpdir(), 'ghostcost-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return { path, list: (env = {}) => ghostcost(['list', '--format', 'csv'], { env: { NODE_COMPILE_CACHE: path, ...env } }) };
}

test.runIf(isKept)('the next start reads what the first has kept', () => {
  const { path, list } = folder();
  const first = list();
  const kept = readdirSync(path).toSorted();
  expect(kept.map((name) => name.split('-').at(-1)).toSorted()).toEqual(['cli.js', 'commander.js', 'index.js']);
  expect([list().out, readdirSync(path).toSorted()]).toEqual([first.out, kept]);
});

test.runIf(isKept).each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, 1000)],
  ['empty', () => Buffer.alloc(0)],
  ['overwritten', (bytes: Buffer) => bytes.fill(0xaa, bytes.length / 2, bytes.length / 2 + 2000)],
])('what is %s is not run, and made anew', (_, spoil) => {
  const { path, list } = folder();
  const { out } = list();
  const file = join(path, readdirSync(path).find((name) => name.endsWith('index.js')) ?? '');
  const sound = readFileSync(file);
  writeFileSync(file, spoil(Buffer.from(sound)));
  expect(list()).toMatchObject({ code: 0, out });
  const made = readFileSync(file);
  expect(made.length).toBeGreaterThan(sound.length / 2);
  expect(made.includes(Buffer.alloc(500, 0xaa))).toBe(false);
});

test.runIf(isKept)('nothing is kept where that is not wanted', () => {
  const { path, list } = folder();
  expect(list({ NODE_DISABLE_COMPILE_CACHE: '1' }).code).toBe(0);
  expect(readdirSync(path)).toEqual([]);
});

test.runIf(isKept)('a folder that cannot be made is no error', () =>
  expect(folder().list({ NODE_COMPILE_CACHE: '/dev/null/none' })).toMatchObject({ code: 0, err: '' }),
);
