/** The file system: reading specs by path or shipped name, and writing outputs whole or not at all. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problem, SpecError } from '../diagnostic.ts';
import { type Document, type Plain, parse } from '../spec/document.ts';
import type { Kind, Library } from '../spec/library.ts';

const shippedRoot = fileURLToPath(new URL('../../fixtures/', import.meta.url));
/** What the shipped files parse to, made by the build; a checkout that runs from source has none and parses them. */
const parsedRoot = fileURLToPath(new URL('../shipped/', import.meta.url));
const largest = 2 ** 20;
const endings = ['.yaml', '.yml', '.json'];

/** The shipped files, and those beside a spec. */
export const library: Library = {
  find(kind, reference, from) {
    const beside = resolve(dirname(from.name), reference);
    if (isPath(reference)) return existsSync(beside) ? read(beside) : undefined;
    return shipped(kind, reference);
  },
  names: (kind) => namesIn(kind),
};

/** Reads the spec that a command was given: `-` for standard input, a file, or a shipped name; a file wins over a name. */
export const readSpec = (name: string): Document => readGiven('networks', name);

/** Reads the table that a command was given, likewise. */
export const readTable = (name: string): Document => readGiven('tables', name);

function readGiven(kind: Kind, name: string): Document {
  if (name === '-') return parse(readLimited(0, '<stdin>'), '<stdin>');
  if (existsSync(name)) return read(name);
  const found = isPath(name) ? undefined : shipped(kind, name);
  if (found === undefined) throw new SpecError([problem('file/not-found', { name, known: namesIn(kind), kind })]);
  return found;
}

/** A shipped block library. */
export function readLibrary(name: string): Document {
  const found = shipped('blocks', name);
  if (found === undefined) throw new SpecError([problem('file/not-found', { name, known: namesIn('blocks') })]);
  return found;
}

/** The starter spec that `init` writes. */
export const readTemplate = (): string => readFileSync(join(shippedRoot, 'starter.yaml'), 'utf8');

/** Writes a file under its final name only once all of it is on disk. */
export function writeWhole(path: string, text: string): void {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new SpecError([problem('file/unwritable', { name: path, reason: reasonOf(error) })]);
  }
}

const isPath = (reference: string) => /[\\/]/.test(reference) || endings.some((ending) => reference.endsWith(ending));

function shipped(kind: Kind, name: string): Document | undefined {
  if (!namesIn(kind).includes(name)) return undefined;
  const path = join(shippedRoot, kind, `${name}.yaml`);
  const parsed = join(parsedRoot, kind, `${name}.json`);
  if (!existsSync(parsed)) return read(path);
  return parse(readFileSync(path, 'utf8'), nameOf(path), JSON.parse(readFileSync(parsed, 'utf8')) as Plain);
}

const namesIn = (kind: Kind): readonly string[] =>
  readdirSync(join(shippedRoot, kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();

/** Reads a spec's file. */
function read(path: string): Document {
  const shown = nameOf(path);
  try {
    if (statSync(path).isDirectory()) throw new SpecError([problem('file/directory', { name: shown })]);
    const file = openSync(path, 'r');
    try {
      return parse(readLimited(file, shown), shown);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([problem('file/unreadable', { name: shown, reason: reasonOf(error) })]);
  }
}

/** Reads a file or a pipe to its end, or to where it is too long: a device has no size to look at first. */
function readLimited(file: number, name: string): string {
  const buffer = Buffer.alloc(largest + 1);
  let length = 0;
  for (let count = 1; count > 0 && length < buffer.length; length += count) count = readSync(file, buffer, length, buffer.length - length, null);
  if (length > largest) throw new SpecError([problem('file/too-large', { limit: largest }, { range: { file: name, text: '', start: 0, end: 0 } })]);
  return buffer.toString('utf8', 0, length);
}

/** How messages call a file: shipped ones by their place in the package, others by the shorter of their paths. */
function nameOf(path: string): string {
  if (path.startsWith(shippedRoot)) return `ghostcost:${relative(shippedRoot, path)}`;
  const name = relative(process.cwd(), resolve(path)) || path;
  return name.startsWith('..') ? path : name;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message.replace(/^[A-Z]+: /, '').replace(/, \w+ '.*$/, '') : String(error));
