/** The file system: reading specs by path or shipped name, and writing outputs whole or not at all. */
import { closeSync, createReadStream, existsSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
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

/** What the specs and tables hold that were read, by their paths, `-` for standard input. Each is read once: a pipe has nothing more to give. */
export const texts = new Map<string, string>();

/** What files held when a run began, for a thread of it: they are not read again. */
let held: ReadonlyMap<string, string> = new Map();

export function hold(files: ReadonlyMap<string, string>): void {
  held = files;
}

/** Reads the spec that a command was given: `-` for standard input, a file, or a shipped name; a file wins over a name. */
export const readSpec = (name: string): Document => readGiven('networks', name);

/** Reads the table that a command was given, likewise. */
export const readTable = (name: string): Document => readGiven('tables', name);

const opened = new Set<string>();

/** Whether a regular file is one of those that were read, by whatever name. */
export function wasRead(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  const real = realpathSync(path);
  return [...texts.keys(), ...opened].some((name) => existsSync(name) && realpathSync(name) === real);
}

/** Reads a file that is no spec, or standard input, piece by piece. */
export function openInput(path: string): NodeJS.ReadableStream {
  if (path === '-') return process.stdin;
  opened.add(resolve(path));
  return createReadStream(path);
}

/** Whether a name is that of a file, which is read before a shipped one of that name; a folder that has it is not meant. */
export const isGiven = (name: string): boolean => existsSync(name) && !statSync(name).isDirectory();

function readGiven(kind: Kind, name: string): Document {
  if (name === '-') {
    return parse(
      textOf(name, 'standard input', () => readLimited(0, '<stdin>')),
      '<stdin>',
    );
  }
  const found = isPath(name) ? undefined : shipped(kind, name);
  if (isGiven(name) || (found === undefined && existsSync(name))) return read(name);
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

const isPath = (reference: string) => /[\\/]/.test(reference) || endings.some((ending) => reference.endsWith(ending));

const shippedFiles = new Map<string, Document>();

/** A shipped file, read once; undefined when there is none of that name. */
function shipped(kind: Kind, name: string): Document | undefined {
  const path = join(shippedRoot, kind, `${name}.yaml`);
  const known = shippedFiles.get(path);
  if (known !== undefined || !/^[\w.-]+$/.test(name) || !existsSync(path)) return known;
  const parsed = join(parsedRoot, kind, `${name}.json`);
  const document = existsSync(parsed)
    ? parse(
        textOf(path, name, () => readFileSync(path, 'utf8')),
        nameOf(path),
        JSON.parse(readFileSync(parsed, 'utf8')) as Plain,
      )
    : read(path);
  shippedFiles.set(path, document);
  return document;
}

const namesIn = (kind: Kind): readonly string[] =>
  readdirSync(join(shippedRoot, kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();

/** Reads a spec's file. */
function read(path: string): Document {
  const shown = nameOf(path);
  const text = textOf(resolve(path), shown, () => {
    if (statSync(path).isDirectory()) throw new SpecError([problem('file/directory', { name: shown })]);
    const file = openSync(path, 'r');
    try {
      return readLimited(file, shown);
    } finally {
      closeSync(file);
    }
  });
  return parse(text, shown);
}

function textOf(key: string, name: string, read: () => string): string {
  const text = held.get(key) ?? texts.get(key) ?? reading(name, read);
  texts.set(key, text);
  return text;
}

/** @throws SpecError for what the system refuses */
function reading<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([problem('file/unreadable', { name, reason: reasonOf(error) })]);
  }
}

/** Reads a file or a pipe to its end, or to where it is too long: a device has no size to look at first. */
function readLimited(file: number, name: string): string {
  const buffer = Buffer.alloc(largest + 1);
  let length = 0;
  for (let count = 1; count > 0 && length < buffer.length; length += count) count = readSome(file, buffer, length);
  if (length > largest) throw new SpecError([problem('file/too-large', { limit: largest }, { range: { file: name, text: '', start: 0, end: 0 } })]);
  return buffer.toString('utf8', 0, length);
}

function readSome(file: number, buffer: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(file, buffer, at, buffer.length - at, null);
    } catch (error) {
      // standard input need not wait until there is something to read
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** How messages call a file: shipped ones by their place in the package, others by the shorter of their paths. */
function nameOf(path: string): string {
  if (path.startsWith(shippedRoot)) return `ghostcost:${relative(shippedRoot, path)}`;
  const name = relative(process.cwd(), resolve(path)) || path;
  return name.startsWith('..') ? path : name;
}

/** What the system says, without its code, the call and the path. */
export const reasonOf = (error: unknown) => (error instanceof Error ? error.message.replace(/^E[A-Z\d]+: (.+?), \w+( .*)?$/s, '$1') : String(error));
