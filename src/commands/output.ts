/** Where what is written piece by piece goes: the rows of a sweep, an exported network. */
import { once } from 'node:events';
import { visibleLines } from '../diagnostic/text.ts';
import { requireOpen } from './console.ts';
import { openWhole, writeWhole } from './whole-file.ts';

export interface Output {
  /** Whether people see the pieces as they come. */
  readonly onTerminal: boolean;
  /** Writes a piece; `done` is how far all goes then, such as the first point that is still to be counted. */
  write(piece: Uint8Array, done: number): Promise<void> | void;
  /** Comes to its end when all pieces have been taken. */
  finish(): Promise<void> | void;
  /** Ends before all is there. What stays, in words. */
  abandon(): string;
}

/** What is left of what is of use only as a whole. */
export const notWhole = 'what was written is not whole';
export const nothingWritten = 'nothing was written';

/**
 * Writes text to a file, whole or not at all, or to standard output. What is made for terminals is `set` so that nothing in it acts there; the rest
 * is for machines, which get it as it is, and is made so where a terminal is what it goes to.
 */
export function emit(text: string, file: string | undefined, set = false): void {
  if (file !== undefined && file !== '-') writeWhole(file, text);
  else {
    requireOpen();
    process.stdout.write(process.stdout.isTTY && !set ? visibleLines(text) : text);
  }
}

/** Standard output, as fast as its reader takes it, or a file that is there only once it is whole; `left` says what is of use of a part. */
export function toOutput(file: string | undefined, left: string): Output {
  if (file !== undefined && file !== '-') {
    const whole = openWhole(file);
    return {
      onTerminal: false,
      write: (piece) => whole.write(piece),
      finish: () => whole.finish(),
      abandon() {
        whole.abandon();
        return nothingWritten;
      },
    };
  }
  requireOpen();
  return {
    onTerminal: process.stdout.isTTY,
    async write(piece) {
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    },
    finish: () =>
      new Promise((resolve) => {
        // an error ends the process
        process.stdout.write('', (error) => {
          if (!error) resolve();
        });
      }),
    abandon: () => left,
  };
}

/** Runs what writes; what it throws leaves nothing half written. */
export async function abandoning<T>(output: Output, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    output.abandon();
    throw error;
  }
}
