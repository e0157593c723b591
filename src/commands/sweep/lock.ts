/**
 * A lock that one process holds, of all that see a folder: of any user, on any host.
 *
 * It is taken by making a file that is not there yet, which the file system lets one do. It says who holds it, and changes every second as a sign of
 * life. A holder that was killed leaves it. Whether it was is known at once on the same machine, by the process and when that began, since numbers of
 * processes come again; elsewhere it is taken for dead once its lock has not changed for a while, which needs no clocks that agree.
 *
 * What a dead one left is removed by who makes the file named after it, `FILE.lock.after-TOKEN`: one alone, since tokens do not come again. So nobody
 * removes the lock of who came in between. A holder that was only held up finds its lock gone before it writes next, and ends.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, copyFileSync, linkSync, lstatSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { problem, SpecError } from '../../diagnostic/index.ts';
import { beforeEnd } from '../whole-file.ts';

/** Milliseconds between two signs of life, and without one until a holder elsewhere is taken for dead. */
const [beat, patience] = [1000, 10_000];

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** The machine, since it was started, and the part of it that sees the same processes. */
  readonly machine: string;
  /** When the process began, as its system counts. */
  readonly began: string | undefined;
}

export interface Lock {
  /** Whether no other process has taken it. */
  isHeld(): boolean;
  /** @throws SpecError when another process has taken it */
  require(): void;
  release(): void;
}

/**
 * Takes the lock of an output.
 * @throws SpecError when another process holds it, or a file of its name is none
 */
export async function lock(output: string, file: string): Promise<Lock> {
  const name = `${file}.lock`;
  const { token, release } = await take(output, name, name);
  const isHeld = () => look(name)?.holder.token === token;
  return {
    isHeld,
    require() {
      if (!isHeld()) throw new SpecError([problem('resume/lost', { file: output })]);
    },
    release,
  };
}

interface Taken {
  readonly token: string;
  release(): void;
}

/** Makes a file that says who this is; the lock `name` or what is named after it. What a dead one left there goes first. */
async function take(output: string, name: string, file: string): Promise<Taken> {
  for (;;) {
    const taken = make(file);
    if (taken !== undefined) return taken;
    const seen = look(file);
    if (seen === undefined) continue;
    await requireDead(output, file, seen);
    const { token } = seen.holder;
    const right = await take(output, name, `${name}.after-${token}`);
    try {
      if (look(file)?.holder.token === token) for (const left of [file, scratchOf(file, token)]) rmSync(left, { force: true });
    } finally {
      right.release();
    }
  }
}

/** @throws SpecError when the holder that was seen lives; one that was killed a moment ago has a second to end */
async function requireDead(output: string, file: string, { holder, text }: Seen): Promise<void> {
  const start = performance.now();
  for (;;) {
    const ended = hasEnded(holder);
    const waited = performance.now() - start;
    if (ended === true || (ended === undefined && waited >= patience)) return;
    const now = look(file);
    if (now?.holder.token !== holder.token) return;
    if (now.text !== text || (ended === false && waited >= beat)) {
      throw new SpecError([problem('resume/running', { file: output, pid: holder.pid, host: holder.host })]);
    }
    await setTimeout(beat / 4);
  }
}

/** Whether a process of this machine has ended; undefined where that cannot be known. */
function hasEnded({ machine, pid, began }: Holder): boolean | undefined {
  if (machine !== machineOfMine()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // one of another user cannot be asked, but is there
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return true;
  }
  const found = beginningOf(pid);
  return found === undefined || began === undefined ? undefined : found !== began;
}

/** What something of the system says; undefined where it says nothing, or not to us. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const machineOfMine = () =>
  [attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? hostname(), attempt(() => readlinkSync('/proc/self/ns/pid'))].join(' ');

/** When a process began, or that it has ended and its parent has not asked after it; undefined where the system does not tell. */
function beginningOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // the name before it, in brackets, may hold anything
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && ('ZX'.includes(fields[0] ?? 'X') ? 'ended' : fields[19]);
}

/** A lock as it is now: who holds it, and its text, which changes with every sign of life. */
interface Seen {
  readonly holder: Holder;
  readonly text: string;
}

/**
 * What a lock says; undefined when there is none.
 * @throws SpecError when the file is no lock
 */
function look(file: string): Seen | undefined {
  const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile();
  if (isFile === undefined) return undefined;
  const text = isFile ? textOf(file) : '';
  if (text === undefined) return undefined;
  const [, json = ''] = /^(\{[^\n]{1,1000}\}) +\d+\n$/.exec(text) ?? [];
  const holder = attempt(() => JSON.parse(json) as Holder);
  const isHolder = holder !== undefined && /^[0-9a-f]{16}$/.test(holder.token) && Number.isSafeInteger(holder.pid) && holder.pid > 0;
  if (!isHolder) throw new SpecError([problem('resume/unreadable', { name: file, left: [file] })]);
  return { holder, text };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // it went in between
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

const scratchOf = (file: string, token: string) => `${file}.${token}`;

/** Makes a file that says who this is, and gives signs of life in it; undefined when there is one. */
function make(file: string): Taken | undefined {
  const holder: Holder = {
    token: randomBytes(8).toString('hex'),
    pid: process.pid,
    host: hostname(),
    machine: machineOfMine(),
    began: beginningOf(process.pid),
  };
  let beats = 0;
  const text = () => `${JSON.stringify(holder)} ${String(beats++).padStart(12)}\n`;
  if (!makeWith(text(), file, scratchOf(file, holder.token))) return undefined;
  const open = openSync(file, 'r+');
  const signs = setInterval(() => attempt(() => writeSync(open, text(), 0)), beat).unref();
  const release = () => {
    clearInterval(signs);
    closeSync(open);
    if (attempt(() => look(file))?.holder.token === holder.token) rmSync(file, { force: true });
  };
  const done = beforeEnd(release);
  return {
    token: holder.token,
    release() {
      done();
      release();
    },
  };
}

/** Makes a file that has its text as soon as it is there; false when there is one. */
function makeWith(text: string, file: string, scratch: string): boolean {
  writeFileSync(scratch, text, { flag: 'wx' });
  try {
    linkSync(scratch, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // some file systems know no links
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error;
    copyFileSync(scratch, file, constants.COPYFILE_EXCL);
    return true;
  } finally {
    rmSync(scratch, { force: true });
  }
}
