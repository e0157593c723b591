/** The console: data on standard output, messages on standard error, colour where it can be seen. */
import { fstatSync, readFileSync, statSync } from 'node:fs';
import { styleText } from 'node:util';
import { problem, SpecError, visible } from '../diagnostic.ts';
import { problemsToJson, renderProblems } from '../report/problems.ts';
import { plain, type Style } from '../report/style.ts';
import { exitCodes } from './exit.ts';

/** Colours for a stream, if it shows any: NO_COLOR and FORCE_COLOR have the last word. */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return plain;
  if (!forced && (FORCE_COLOR !== undefined || !stream.isTTY || TERM === 'dumb')) return plain;
  // whether the stream shows colours has just been decided
  const colour =
    (...formats: Parameters<typeof styleText>[0][]) =>
    (text: string) =>
      formats.reduce((styled: string, format) => styleText(format, styled, { validateStream: false }), text);
  return { strong: colour('bold'), dim: colour('dim'), error: colour('red', 'bold'), warning: colour('yellow', 'bold') };
}

/** Tells people something, on standard error. */
export function say(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/**
 * In place of a standard output that is closed Node opens /dev/null, to read and to write, where a shell that discards would open it to write alone.
 * So does what starts a process and ignores its streams: then standard error is gone as well, and nobody misses the output.
 * @throws SpecError where standard output is closed
 */
export function requireOpen(): void {
  if (isStandIn(1) && !isStandIn(2)) throw new SpecError([problem('file/closed', undefined as never)]);
}

function isStandIn(stream: 1 | 2): boolean {
  try {
    const [{ rdev }, discarding] = [fstatSync(stream), statSync('/dev/null')];
    const [, flags = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${stream}`, 'utf8')) ?? [];
    return rdev === discarding.rdev && (Number.parseInt(flags, 8) & 3) === 2;
  } catch {
    // only Linux tells how a stream was opened
    return false;
  }
}

/** Runs an action; what is wrong with specs and options is reported, as JSON on standard output where that is the format. */
export async function reporting(asJson: boolean, action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    process.exitCode = error.problems.some(({ code }) => code.startsWith('backend/')) ? exitCodes.unavailable : exitCodes.usage;
    if (asJson && !isStandIn(1)) process.stdout.write(`${JSON.stringify({ problems: problemsToJson(error.problems) }, null, 2)}\n`);
    else process.stderr.write(renderProblems(error.problems, styleFor(process.stderr)));
  }
}
