/**
 * Files that an interrupted run goes on with. `FILE.partial` holds the rows. `FILE.journal` says of what run they are, in its first line,
 * and after each piece that was written how far it goes: `point bytes`. What a killed run wrote after its last line is cut.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { problem, SpecError } from '../../diagnostic.ts';
import { nothingWritten, type Output } from '../output.ts';
import { openClosable, targetOf, writing } from '../whole-file.ts';

/** What a run is, by the names that people know it by: two runs of the same description make the same bytes. */
export type Description = Readonly<Record<string, string>>;

interface Journal {
  readonly description: Description;
  /** Who wrote last. */
  readonly writer: string;
  readonly point: number;
  readonly bytes: number;
}

/**
 * A file that is there under its name once it is whole; `begun` is the first point that is still to be done.
 * @throws SpecError when the file was begun by another run, is being written by one, or cannot be written
 */
export function resume(path: string, description: Description, first: number): Output & { readonly begun: number } {
  const file = targetOf(path);
  if (existsSync(file) && !statSync(file).isFile())
    throw new SpecError([problem('file/unwritable', { name: path, reason: 'only a regular file can be resumed' })]);
  const [partial, journal] = [`${file}.partial`, `${file}.journal`];
  const begun = writing(path, () => begin(path, partial, journal, description, first));
  const rows = writing(path, () => openClosable(partial, 'a'));
  let { point, bytes } = begun;
  return {
    begun: begun.point,
    onTerminal: false,
    write(piece, done) {
      writing(path, () => {
        rows.write(piece);
        bytes += piece.length;
        // after the rows: a line says what is there
        appendFileSync(journal, `${done} ${bytes}\n`);
        point = done;
      });
    },
    finish() {
      writing(path, () => {
        rows.close();
        renameSync(partial, file);
        rmSync(journal);
      });
    },
    abandon() {
      rows.close();
      if (point > first) return 'the same command goes on from there';
      rmSync(partial);
      rmSync(journal);
      return nothingWritten;
    },
  };
}

/** Opens what an earlier run left, or begins. */
function begin(file: string, partial: string, journal: string, description: Description, first: number): { point: number; bytes: number } {
  const me = `${process.pid} ${hostname()}`;
  const found = existsSync(journal) ? read(journal, first, existsSync(partial) ? statSync(partial).size : 0) : undefined;
  if (found === undefined) {
    writeFileSync(partial, '');
    writeFileSync(journal, `${JSON.stringify({ ...description, writer: me })}\n`);
    return { point: first, bytes: 0 };
  }
  const changed = Object.keys({ ...found.description, ...description }).filter((key) => found.description[key] !== description[key]);
  if (changed.length > 0) {
    const changes = changed.map((name) => ({ name, before: found.description[name] ?? 'none', now: description[name] ?? 'none' }));
    throw new SpecError([problem('resume/changed', { file, changes, left: [partial, journal] })]);
  }
  if (isRunning(found.writer)) throw new SpecError([problem('resume/running', { file, pid: found.writer.split(' ')[0] ?? '' })]);
  // rows that are lost are made again
  if (existsSync(partial)) truncateSync(partial, found.bytes);
  appendFileSync(journal, `by ${me}\n`);
  return found;
}

/** What a journal says; undefined when it says nothing yet. A line without its end was not written to its end, and is cut. */
function read(journal: string, first: number, size: number): Journal | undefined {
  const text = readFileSync(journal, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  if (end === 0) return undefined;
  truncateSync(journal, end);
  const [head = '', ...lines] = text.slice(0, end - 1).split('\n');
  const { writer: started = '', ...description } = parseHead(journal, head);
  let writer = started;
  let [point, bytes] = [first, 0];
  for (const line of lines) {
    const [one = '', ...rest] = line.split(' ');
    if (one === 'by') writer = rest.join(' ');
    // the rows may have been lost where the machine went down with them
    else if (Number(rest[0]) <= size) [point, bytes] = [Number(one), Number(rest[0])];
  }
  return { description, writer, point, bytes };
}

function parseHead(journal: string, head: string): Record<string, string> {
  try {
    return JSON.parse(head);
  } catch {
    throw new SpecError([problem('resume/unreadable', { journal })]);
  }
}

/** Whether a process of this machine is there; of another's nothing can be known. */
function isRunning(writer: string): boolean {
  const [pid, host] = writer.split(' ');
  if (host !== hostname() || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  // one that has ended, but that its parent has not asked after, can still be sent signals
  return !(existsSync(stat) && /^.*\) [ZX] /s.test(readFileSync(stat, 'utf8')));
}
