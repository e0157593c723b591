/** The file system: reading specs by path or shipped name, and what else a command is given to read. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import nodePath, { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problem, SpecError } from '../diagnostic/index.ts';
import { remembered } from '../remembered.ts';
import { type Document, type Plain, parse } from '../spec/document.ts';
import { type Kind, kinds, type Library } from '../spec/library.ts';
import { decode } from './encoding.ts';

const shippedRoot = fileURLToPath(new URL('../../fixtures/', import.meta.url));
/** What the shipped files parse to, made by the build; a checkout that runs from source has none and parses them. */
const parsedRoot = fileURLToPath(new URL('../shipped/', import.meta.url));
const largest = 2 ** 20;
const endings = ['.yaml', '.yml', '.json'];

/** The shipped files, and those beside a spec. */
export const library: Library = {
  find(kind, reference, from) {
    const beside = resolve(dirname(from.name), reference);
    requireNoDevice(reference);
    if (isPath(reference)) return reading(nameOf(beside), () => statOf(beside)) === undefined ? undefined : readNamed(beside);
    return shipped(kind, reference);
  },
  names: (kind) => namesIn(kind),
};

/** What the specs and tables preload that were read, by their paths, `-` for standard input. Each is read once: a pipe has nothing more to give. */
export const texts = new Map<string, string>();

/** What files held when a run began, for a thread of it: they are not read again. */
let preloaded: ReadonlyMap<string, string> = new Map();

export function preload(files: ReadonlyMap<string, string>): void {
  preloaded = files;
}

/** Reads the spec that a command was given: `-` for standard input, a file, or a shipped name; a file wins over a name. */
export const readSpec = (name: string): Document => readGiven('networks', name);

/** Reads the table that a command was given, as `readSpec` reads a spec. */
export const readTable = (name: string): Document => readGiven('tables', name);

/** The regular files that were read, each by what the system knows it by, whatever its names. */
const identities = new Set<string>();

const identityOf = ({ dev, ino }: { dev: bigint; ino: bigint }) => `${dev}:${ino}`;

/** Whether what is at a path is one of the files that were read, by whatever name, standard input included. */
export const wasRead = (path: string): boolean => identities.has(identityOf(statSync(path, { bigint: true })));

/**
 * Reads a file that is no spec, or standard input for `-`.
 * @throws SpecError for what is too large, no text, or refused by the system
 */
export function readText(path: string, limit: number): string {
  if (path === '-') return readStandardInput(limit);
  requireNoDevice(path);
  return readFile(path, path, limit);
}

const readStandardInput = (limit: number) => reading('standard input', () => readLimited(0, '<stdin>', limit));

/** What is at a path; undefined when nothing is. */
const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

/** Whether a name is that of a file, which is read before a shipped one of that name; a folder that has it is not meant. */
export function isGiven(name: string): boolean {
  try {
    return statOf(name)?.isDirectory() === false;
  } catch {
    return false;
  }
}

function readGiven(kind: Kind, name: string): Document {
  if (name === '-') {
    return parse(
      textOf(name, () => readStandardInput(largest)),
      '<stdin>',
    );
  }
  requireNoDevice(name);
  const found = isPath(name) ? undefined : shipped(kind, name);
  const isThere = found === undefined ? reading(name, () => statOf(name)) !== undefined : isGiven(name);
  if (isThere) return read(name);
  if (found === undefined) throw new SpecError([problem('file/not-found', { name, known: namesIn(kind), kind })]);
  return found;
}

/** A shipped block library. */
export function readLibrary(name: string): Document {
  const found = shipped('blocks', name);
  if (found === undefined) throw new SpecError([problem('file/not-found', { name, known: namesIn('blocks') })]);
  return found;
}

/**
 * The kind of what is shipped under a name.
 * @throws SpecError where nothing is
 */
export function kindOfShipped(name: string): Kind {
  const kind = kinds.find((one) => namesIn(one).includes(name));
  if (kind === undefined) throw new SpecError([problem('file/not-found', { name, known: kinds.flatMap(namesIn), kind: 'networks' })]);
  return kind;
}

/**
 * What a shipped file says, comments included.
 * @throws SpecError where none has the name
 */
export const readShipped = (name: string): string => readFileSync(join(shippedRoot, kindOfShipped(name), `${name}.yaml`), 'utf8');

export const shells = ['bash', 'zsh', 'fish'] as const;

/** What makes a shell ask for completions. */
export const readCompletion = (shell: (typeof shells)[number]): string => readFileSync(join(shippedRoot, 'completion', `ghostcost.${shell}`), 'utf8');

/** The starter that `init` writes. */
export const readStarter = (of: 'network' | 'table'): string => readFileSync(join(shippedRoot, 'starter', `${of}.yaml`), 'utf8');

const isPath = (reference: string) => /[\\/]/.test(reference) || endings.some((ending) => reference.endsWith(ending));

/** A shipped file; undefined when there is none of that name. */
const shipped = (kind: Kind, name: string): Document | undefined =>
  // some file systems find a file by another spelling too
  namesIn(kind).includes(name) ? shippedFile(`${kind}/${name}`) : undefined;

/** What is shipped under `KIND/NAME`, read once: as it was parsed when this was built, beside its text. */
const shippedFile = remembered((name: string): Document => {
  const path = join(shippedRoot, `${name}.yaml`);
  const built = join(parsedRoot, `${name}.json`);
  if (!existsSync(built)) return read(path);
  const { text, value } = JSON.parse(readFileSync(built, 'utf8')) as { readonly text: string; readonly value: Plain };
  return parse(
    textOf(path, () => text),
    nameOf(path),
    value,
  );
});

const namesIn = remembered((kind: Kind): readonly string[] =>
  readdirSync(join(shippedRoot, kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort(),
);

/** Reads a spec's file. */
function read(path: string): Document {
  const shown = nameOf(path);
  return parse(
    textOf(resolve(path), () => readFile(path, shown, largest)),
    shown,
  );
}

/** Reads what a spec names: a regular file, since nothing else is sure to end. */
function readNamed(path: string): Document {
  const stats = statSync(path);
  if (!stats.isFile() && !stats.isDirectory()) throw new SpecError([problem('file/not-regular', { name: nameOf(path) })]);
  return read(path);
}

function textOf(key: string, read: () => string): string {
  const text = preloaded.get(key) ?? texts.get(key) ?? read();
  texts.set(key, text);
  return text;
}

function readFile(path: string, shown: string, limit: number): string {
  return reading(shown, () => {
    if (statSync(path).isDirectory()) throw new SpecError([problem('file/directory', { name: shown })]);
    const file = openSync(path, 'r');
    try {
      return readLimited(file, shown, limit);
    } finally {
      closeSync(file);
    }
  });
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
function readLimited(file: number, name: string, limit: number): string {
  const stats = fstatSync(file, { bigint: true });
  if (stats.isFile()) identities.add(identityOf(stats));
  // one more byte than a file says it has, so that its end is seen at once; what is no file says nothing
  const expected = stats.isFile() && stats.size > 0n ? Number(stats.size) : 2 ** 20;
  let buffer = Buffer.allocUnsafe(Math.min(limit, expected) + 1);
  let length = 0;
  for (let count = 1; count > 0 && length <= limit; length += count) {
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, limit + 1));
    count = readSome(file, buffer, length);
  }
  if (length > limit)
    throw new SpecError([problem('file/too-large', { limit, isSpec: limit === largest }, { range: { file: name, text: '', start: 0, end: 0 } })]);
  return decode(buffer.subarray(0, length), name);
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

/** How messages call a file. */
const nameOf = (path: string) => displayName(path, shippedRoot, process.cwd());

/** The name of a file in messages: of a shipped one its place in the package, the same on every platform; of others the shorter of their paths. @internal */
export function displayName(path: string, root: string, cwd: string, { relative, resolve, sep } = nodePath): string {
  if (path.startsWith(root)) return `ghostcost:${relative(root, path).split(sep).join('/')}`;
  const name = relative(cwd, resolve(cwd, path)) || path;
  return name.startsWith('..') ? path : name;
}

/**
 * Windows has devices of these names in every folder, with any ending.
 * @throws SpecError for a file that is called like one, on every platform, since files are passed on
 */
export function requireNoDevice(path: string): void {
  const [, device] = /(?:^|[\\/])((?:con|prn|aux|nul|com[1-9]|lpt[1-9]) *)(?:\.[^\\/]*)?$/i.exec(path) ?? [];
  if (device !== undefined) throw new SpecError([problem('file/device', { name: path, device: device.trim() })]);
}

/** What the system says, without its code, the call and the path. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '', syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? message : message.slice(code.length + 2, message.lastIndexOf(`, ${syscall}`));
}
