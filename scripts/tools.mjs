/** The tools of a checkout by their own files, which Node runs on every platform: what npm puts on the path are scripts of one shell. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

const fileOf = (name, command) => {
  const folder = join('node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
};

/** Runs the command of a package, or a file; whether it ended well. */
export const run = (file, ...args) => spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status === 0;

export const tools = {
  tsc: fileOf('typescript', 'tsc'),
  biome: fileOf('@biomejs/biome', 'biome'),
  publint: fileOf('publint', 'publint'),
  attw: fileOf('@arethetypeswrong/cli', 'attw'),
  knip: fileOf('knip', 'knip'),
  vitest: fileOf('vitest', 'vitest'),
};

/** A path as imports and bundlers write it. */
export const withSlashes = (path) => path.split(sep).join(posix.sep);
