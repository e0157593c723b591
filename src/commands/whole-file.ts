/** Files that are written whole or not at all. */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, parse } from 'node:path';
import { problem, SpecError } from '../diagnostic/index.ts';
import { reasonOf, requireNoDevice, wasRead } from '../node/files.ts';
import { say } from './console.ts';

/** A file that is written piece by piece and is there under its name only once it is finished. */
export interface WholeFile {
  write(data: string | Uint8Array): void;
  finish(): void;
  /** Leaves nothing of it, and what was there before as it was. */
  abandon(): void;
}

/** What is still to be put away when the process ends before it is done. */
const unfinished = new Set<() => void>();

/** Loaded with the first file that is written: it takes as long as a small analysis. */
const crypto = () => process.getBuiltinModule('node:crypto');

/** The unfinished files that this process has made or told of. */
const made = new Set<string>();

/** Has `action` carried out when the process ends, by whatever but a kill; the answer takes that back. */
export function beforeEnd(action: () => void): () => void {
  if (unfinished.size === 0) process.once('exit', endUnfinished);
  unfinished.add(action);
  return () => {
    unfinished.delete(action);
    if (unfinished.size === 0) process.off('exit', endUnfinished);
  };
}

/** For a process that ends in a way of which it is not told. */
export function endUnfinished(): void {
  for (const action of unfinished) action();
}

/**
 * Starts a file. A link stays a link; what cannot be replaced, a device, a pipe or a stream of this process, is written to.
 * @throws SpecError, as what it returns does, for what the system refuses
 */
export function openWhole(path: string): WholeFile {
  const { file: target, stats, isStream } = targetOf(path);
  const replaced = !isStream && (stats === undefined || stats.isFile());
  const written = replaced ? scratchOf(target) : path;
  if (replaced) writing(path, () => tryPlace(target, stats !== undefined));
  const file = writing(path, () => openClosable(written, replaced ? 'wx' : 'a'));
  const removed = () => {
    file.close();
    if (replaced) rmSync(written, { force: true });
  };
  const done = beforeEnd(removed);
  const abandon = () => {
    removed();
    done();
  };
  const attempt = (action: () => void) => {
    try {
      writing(path, action);
    } catch (error) {
      abandon();
      throw error;
    }
  };
  if (replaced && stats !== undefined) attempt(() => file.setMode(stats.mode));
  return {
    write: (data) => attempt(() => file.write(data)),
    finish() {
      attempt(() => {
        if (replaced) file.flush();
        file.close();
      });
      done();
      if (replaced) moveInto(path, target, written);
    },
    abandon,
  };
}

/** Tries what will be done at the end: what another program holds open, and what cannot be a name, shows before the work. */
function tryPlace(target: string, isThere: boolean): void {
  if (isThere) renameSync(target, target);
  else if (process.platform === 'win32') {
    closeSync(openSync(target, 'wx'));
    rmSync(target);
  }
}

/** What the unfinished files of a target are called: beside it so that they can be renamed. */
const scratchPrefix = (target: string) => `.ghostcost-${crypto().createHash('sha256').update(basename(target)).digest('hex').slice(0, 8)}-`;

/** A new name for an unfinished file, of which nobody can have made a link before; those that are there are told of once. */
function scratchOf(target: string): string {
  const [folder, prefix] = [dirname(target), scratchPrefix(target)];
  for (const name of namesIn(folder)) {
    const left = join(folder, name);
    if (!name.startsWith(prefix) || made.has(left)) continue;
    say(`note: ${left} is an unfinished ${basename(target)} of another run; if that was killed, delete it`);
    made.add(left);
  }
  const scratch = join(folder, `${prefix}${crypto().randomBytes(8).toString('hex')}.partial`);
  made.add(scratch);
  return scratch;
}

/** What is in a folder, so far as one may look. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** How long to wait for another program to close a file, in milliseconds. */
const patience = 5000;

/**
 * Puts a finished file in its place.
 * @throws SpecError where that cannot be done; the file is then kept beside it
 */
function moveInto(path: string, target: string, written: string): void {
  try {
    replace(written, target);
  } catch (error) {
    throw new SpecError([problem('file/kept', { name: path, reason: reasonOf(error), kept: keptBeside(target, written) })]);
  }
}

/** Renames a file over another; on Windows, once no program has that open. */
export function replace(from: string, to: string): void {
  for (const start = performance.now(); ; ) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const isHeld = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isHeld || performance.now() - start > patience) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

/** Gives a file the first free of the names x.new.csv, x.new-2.csv and so on, if it can be renamed at all. */
function keptBeside(target: string, written: string): string {
  const { dir, name, ext } = parse(target);
  for (let number = 1; ; number++) {
    const kept = join(dir, `${name}.new${number === 1 ? '' : `-${number}`}${ext}`);
    if (lstatSync(kept, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      renameSync(written, kept);
      return kept;
    } catch {
      return written;
    }
  }
}

/** Opens a file to write to; it is closed once, however often that is asked for. */
function openClosable(path: string, flags: 'wx' | 'a') {
  const file = openSync(path, flags);
  let open = true;
  return {
    write: (data: string | Uint8Array) => writeFileSync(file, data),
    setMode: (mode: number) => fchmodSync(file, mode & 0o777),
    flush: () => fsyncSync(file),
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

export interface Target {
  /** Where the path leads, through all links. */
  readonly file: string;
  /** What is there; undefined when nothing is. */
  readonly stats: Stats | undefined;
  /** Whether it is a name of what this process has open, which is written to and not replaced. */
  readonly isStream: boolean;
}

/** As many links as Linux follows. */
const mostLinks = 40;

/**
 * What a path leads to, which need not be there.
 * @throws SpecError for what is not to be written over, and for what the system refuses
 */
export function targetOf(path: string): Target {
  const refuse = (reason: string) => new SpecError([problem('file/unwritable', { name: path, reason })]);
  return writing(path, () => {
    if (path === '') throw refuse('it is no name');
    if (/[\\/]$/.test(path)) throw refuse('it is named like a directory');
    requireNoDevice(path);
    let file = path;
    for (let links = 0; links <= mostLinks; links++) {
      const folder = realpathSync(dirname(file));
      const isStream = /^\/(proc\/|dev\/(fd\/|std(in|out|err)$))/.test(join(folder, basename(file)));
      const stats = isStream ? statSync(file) : lstatSync(file, { throwIfNoEntry: false });
      if (stats?.isSymbolicLink()) {
        const next = readlinkSync(file);
        // not resolved here: what ".." means is known once the links before it are followed
        file = isAbsolute(next) ? next : `${folder}/${next}`;
        continue;
      }
      if (stats?.isDirectory()) throw refuse('it is a directory');
      if (stats !== undefined && wasRead(file)) throw refuse('it is an input of this command');
      if (stats?.isFile() && !isStream) {
        if ((stats.mode & 0o222) === 0) throw refuse('it is read-only');
        accessSync(file, constants.W_OK);
      }
      return { file, stats, isStream };
    }
    throw refuse('its links lead round in a circle, or through too many');
  });
}

/** @throws SpecError for what the system refuses */
export function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([problem('file/unwritable', { name: path, reason: reasonOf(error) })]);
  }
}

/**
 * For what takes long to come to what it writes.
 * @throws SpecError when a file could not be written now
 */
export function requireWritable(path: string): void {
  // who reads a pipe would take its end for the end of all
  if (path !== '-' && !targetOf(path).stats?.isFIFO()) openWhole(path).abandon();
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, data: string): void {
  const file = openWhole(path);
  file.write(data);
  file.finish();
}
