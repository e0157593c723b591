/** The structure of the source: what imports what, types included. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const importsOf = (file: string) =>
  [...readFileSync(posix.join('src', file), 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, path = '']) => posix.join(dirname(file), path));

/** A way along edges that comes back to where it began. */
function circleIn(nodes: readonly string[], next: (node: string) => readonly string[]): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const one of next(node)) {
      const circle = visit(one, [...way, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const circle = visit(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test('imports are found', () => expect(importsOf('cost/analysis.ts')).toContain('graph/network.ts'));
test('no file imports itself by way of others', () => expect(circleIn(files, importsOf)).toBeUndefined());

test('nor does a folder', () => {
  const folderOf = (file: string) => file.split('/').slice(0, -1)[0] ?? file;
  const folders = [...new Set(files.map(folderOf))];
  const next = (folder: string) => {
    const found = files.filter((file) => folderOf(file) === folder).flatMap(importsOf);
    return [...new Set(found.map(folderOf))].filter((one) => one !== folder);
  };
  expect(circleIn(folders, next)).toBeUndefined();
});

test('a circle would be found', () => {
  const edges: Record<string, readonly string[]> = { a: ['b'], b: ['c'], c: ['b'] };
  expect(circleIn(['a', 'b', 'c'], (node) => edges[node] ?? [])).toEqual(['b', 'c', 'b']);
});
