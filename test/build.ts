/** Builds the tool before the tests that start it, when it is not there or older than what it is made from. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const changed = (path: string) => statSync(join(root, path)).mtimeMs;
const filesIn = (folder: string) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file)));

export default function setup(): void {
  const sources = ['package.json', 'package-lock.json', ...['src', 'scripts', 'fixtures/networks', 'fixtures/blocks'].flatMap(filesIn)];
  // the last files that the build writes
  const built = ['dist/shipped/blocks/ghost.json', 'dist/commands/index.js'];
  const fresh = built.every((file) => existsSync(join(root, file)) && sources.every((source) => changed(source) <= changed(file)));
  if (!fresh) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
