/** Files that are written whole or not at all. */
import { closeSync, existsSync, lstatSync, openSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { problem, SpecError } from '../diagnostic.ts';
import { reasonOf, wasRead } from './files.ts';

/** A file that is written piece by piece and is there under its name only once it is finished. */
export interface WholeFile {
  write(data: string | Uint8Array): void;
  finish(): void;
  /** Leaves nothing of it, and what was there before as it was. */
  abandon(): void;
}

/**
 * Starts a file. A link stays a link; what cannot be replaced, a device, a pipe or a stream of this process, is written to.
 * @throws SpecError, as what it returns does, for what the system refuses
 */
export function openWhole(path: string): WholeFile {
  const target = targetOf(path);
  const stats = existsSync(path) ? statSync(path) : undefined;
  const replaced = stats === undefined || (stats.isFile() && !/^\/(dev|proc)\//.test(resolve(path)));
  const written = replaced ? join(dirname(target), `.${basename(target)}.${process.pid}.partial`) : path;
  const file = writing(path, () => openClosable(written, replaced ? 'w' : 'a', stats?.mode));
  return {
    write: (data) => writing(path, () => file.write(data)),
    finish() {
      writing(path, () => {
        file.close();
        if (replaced) renameSync(written, target);
      });
    },
    abandon() {
      file.close();
      if (replaced) rmSync(written, { force: true });
    },
  };
}

/** Opens a file to write to; it is closed once, however often that is asked for. */
export function openClosable(path: string, flags: 'w' | 'a', mode?: number) {
  const file = openSync(path, flags, mode);
  let open = true;
  return {
    write: (data: string | Uint8Array) => writeFileSync(file, data),
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

/**
 * The file that a path leads to, which need not be there.
 * @throws SpecError for what is not to be written over
 */
export function targetOf(path: string): string {
  const refuse = (reason: string) => new SpecError([problem('file/unwritable', { name: path, reason })]);
  if (wasRead(path)) throw refuse('it is what was read');
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) throw refuse('it is a directory');
    return statSync(path).isFile() ? realpathSync(path) : path;
  }
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
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
  if (path !== '-' && (!existsSync(path) || !statSync(path).isFIFO())) openWhole(path).abandon();
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, data: string): void {
  const file = openWhole(path);
  try {
    file.write(data);
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
