/** docs/architecture.md names what there is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/architecture.md', 'utf8');
const folders = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/${name}`);

test('every folder of src has a row, in which it is described', () => {
  const rows = [...page.matchAll(/^\| `(src\/\w+)` \| \S.{20,} \|$/gm)].map(([, folder]) => folder);
  expect(rows.toSorted()).toEqual(folders.toSorted());
});

test('every path that is mentioned exists', () => {
  const paths = [...page.matchAll(/\b(?:src|test|fixtures|docs)\/[\w./-]*\w/g)].map(([path]) => path);
  expect(paths.length).toBeGreaterThan(folders.length);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test('the file that computes peak memory is named beside its name', () => {
  const [, file = ''] = /^\| peak memory \| `(.+)` \|$/m.exec(page) ?? [];
  expect(readFileSync(file, 'utf8')).toMatch(/export function peakMemory\b/);
});
