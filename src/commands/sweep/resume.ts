/**
 * Files that an interrupted run goes on with. `FILE.partial` holds the rows. `FILE.journal` says of what run they are, in its first line, and after
 * each piece that was written how far it goes: `point bytes checksum`, where the checksum is over all before it, the rows included. Rows are on the
 * disk before the line that speaks of them. What a killed run wrote after its last line is cut.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, ftruncateSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { problem, SpecError } from '../../diagnostic/index.ts';
import { wasRead } from '../../node/files.ts';
import type { Part } from '../../sweep/sweep.ts';
import { nothingWritten, type Output } from '../output.ts';
import { replace, targetOf, writing } from '../whole-file.ts';
import { lock } from './lock.ts';

/** What a run is, by the names that people know it by: two runs of the same description make the same bytes. */
export type Description = Readonly<Record<string, string>>;

/** How far a run has come. */
interface State {
  readonly point: number;
  readonly bytes: number;
  /** Over the journal up to here, and the rows. */
  readonly hash: Hash;
}

/**
 * A file that is there under its name once it is whole; `begun` is the first point that is still to be done.
 * @throws SpecError when the file was begun by another run, is being written by one, was changed since, or cannot be written
 */
export async function resume(path: string, description: Description, [first, last]: Part): Promise<Output & { readonly begun: number }> {
  const { file, stats, isStream } = targetOf(path);
  if (isStream || stats?.isFile() === false) throw new SpecError([problem('file/unwritable', { name: path, reason: 'only a regular file can be resumed' })]);
  const names = { partial: `${file}.partial`, journal: `${file}.journal` };
  const held = await locking(path, () => lock(path, file));
  const open: number[] = [];
  const made: string[] = [];
  const close = () => {
    for (const one of open.splice(0)) closeSync(one);
    held.release();
  };
  try {
    return writing(path, () => {
      for (const name of Object.values(names)) requireOther(name);
      const [hasRows, hasJournal] = [names.partial, names.journal].map(holdsSomething);
      if (hasRows && !hasJournal) throw foreign(names.partial, names);
      const isNew = !hasRows && !hasJournal;
      const [rows, journal] = [names.partial, names.journal].map((name) => {
        if (lstatSync(name, { throwIfNoEntry: false }) === undefined) made.push(name);
        const opened = openOwn(name);
        open.push(opened);
        return opened;
      }) as [number, number];
      if (stats !== undefined) fchmodSync(rows, stats.mode & 0o777);
      const head = `${JSON.stringify(description)}\n`;
      const begun = isNew ? begin(journal, head, first) : goOn({ path, names, rows, journal, description, first, last });
      const { hash } = begun;
      let { point, bytes } = begun;
      return {
        begun: point,
        onTerminal: false,
        write: (piece, done) =>
          writing(path, () => {
            held.require();
            append(rows, piece);
            bytes += piece.length;
            hash.update(piece);
            append(journal, Buffer.from(toLine(hash, done, bytes)));
            point = done;
          }),
        finish() {
          writing(path, () => {
            held.require();
            // whoever writes there besides has another copy of ghostcost, or none
            if (fstatSync(rows).size !== bytes) throw foreign(names.partial, names);
            replace(names.partial, file);
            rmSync(names.journal);
          });
          close();
        },
        abandon() {
          const isKept = !isNew || point > first;
          if (!isKept && held.isHeld()) for (const name of Object.values(names)) rmSync(name, { force: true });
          close();
          return isKept ? 'the same command resumes it' : nothingWritten;
        },
      };
    });
  } catch (error) {
    for (const name of made) rmSync(name, { force: true });
    close();
    throw error;
  }
}

async function locking<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    return writing(path, () => {
      throw error;
    });
  }
}

type Names = Readonly<Record<'partial' | 'journal', string>>;

const foreign = (name: string, names: Names) => new SpecError([problem('resume/unreadable', { name, left: Object.values(names) })]);

const holdsSomething = (name: string) => (lstatSync(name, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** @throws SpecError for what was read, of which a run makes nothing of its own */
function requireOther(name: string): void {
  if (lstatSync(name, { throwIfNoEntry: false })?.isFile() && wasRead(name))
    throw new SpecError([problem('file/unwritable', { name, reason: 'it is an input of this command' })]);
}

/** Opens a file of a run's own, made if it is not there: no link that someone has put there. */
function openOwn(name: string): number {
  const stats = lstatSync(name, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new SpecError([problem('resume/unreadable', { name, left: [name] })]);
  // not known everywhere, whatever the types say
  const noLink: number | undefined = constants.O_NOFOLLOW;
  return openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (noLink ?? 0), 0o666);
}

/** Writes to the end of a file, and has it on the disk. */
function append(file: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) at += writeSync(file, data, at);
  fsyncSync(file);
}

function begin(journal: number, head: string, first: number): State {
  append(journal, Buffer.from(head));
  return { point: first, bytes: 0, hash: createHash('sha256').update(head) };
}

/** The line of the journal that says how far a run is; it goes into the checksum of the next. */
function toLine(hash: Hash, point: number, bytes: number): string {
  const said = `${point} ${bytes}`;
  hash.update(said);
  return `${said} ${hash.copy().digest('hex').slice(0, 32)}\n`;
}

interface Left {
  readonly path: string;
  readonly names: Names;
  readonly rows: number;
  readonly journal: number;
  readonly description: Description;
  readonly first: number;
  readonly last: number;
}

/** Reads what an earlier run left, and cuts what it did not write to its end. */
function goOn({ path, names, rows, journal, description, first, last }: Left): State {
  const text = readAll(journal);
  const size = fstatSync(rows).size;
  // a line without its end was not written to its end
  const [head = '', ...lines] = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const before = parseHead(head);
  if (before === undefined) throw foreign(names.journal, names);
  const changed = Object.keys({ ...before, ...description }).filter((key) => before[key] !== description[key]);
  if (changed.length > 0) {
    const changes = changed.map((name) => ({ name, before: before[name] ?? 'none', now: description[name] ?? 'none' }));
    throw new SpecError([problem('resume/changed', { file: path, changes, left: Object.values(names) })]);
  }
  let state: State = { point: first, bytes: 0, hash: createHash('sha256').update(`${head}\n`) };
  let length = head.length + 1;
  for (const line of lines) {
    const [point = Number.NaN, bytes = Number.NaN] = line.split(' ').map(Number);
    if (!(Number.isSafeInteger(point) && point >= state.point && point <= last && Number.isSafeInteger(bytes) && bytes >= state.bytes))
      throw foreign(names.journal, names);
    // rows that are lost are made again
    if (bytes > size) break;
    const hash = state.hash.copy();
    digest(rows, state.bytes, bytes, hash);
    if (`${line}\n` !== toLine(hash, point, bytes)) throw foreign(names.partial, names);
    state = { point, bytes, hash };
    length += line.length + 1;
  }
  ftruncateSync(rows, state.bytes);
  ftruncateSync(journal, Buffer.byteLength(head) - head.length + length);
  return state;
}

function parseHead(head: string): Record<string, string> | undefined {
  try {
    const found: unknown = JSON.parse(head);
    return typeof found === 'object' && found !== null && Object.values(found).every((value) => typeof value === 'string')
      ? (found as Record<string, string>)
      : undefined;
  } catch {
    return undefined;
  }
}

const piece = 2 ** 20;

/** Adds the bytes from one place of a file to another to a checksum. */
function digest(file: number, from: number, to: number, hash: Hash): void {
  const buffer = Buffer.alloc(Math.min(piece, to - from));
  for (let at = from; at < to; ) {
    const count = readSync(file, buffer, 0, Math.min(buffer.length, to - at), at);
    if (count === 0) return;
    hash.update(buffer.subarray(0, count));
    at += count;
  }
}

function readAll(file: number): string {
  const buffer = Buffer.alloc(fstatSync(file).size);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
}
