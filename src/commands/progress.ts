/** How far a command is, on standard error, where that is a terminal. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** How many steps are done, and what the last or the next one is. */
  at(done: number, now: string): void;
  /** Leaves the line as if nothing had been there. */
  stop(): void;
}

export function startProgress(total: number): Progress {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb') return { at: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {eta_formatted} left  {now}',
    barsize: 20,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    stream: process.stderr,
    clearOnComplete: true,
    // whoever interrupts is answered by the command
    gracefulExit: false,
    linewrap: true,
  });
  bar.start(total, 0, { now: '' });
  return { at: (done, now) => bar.update(done, { now }), stop: () => bar.stop() };
}
