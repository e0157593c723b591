/** How far a command is, on standard error, where that is a terminal. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** What is done now; the step before it is over. */
  step(now: string): void;
  stop(): void;
}

export function startProgress(total: number): Progress {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb') return { step: () => undefined, stop: () => undefined };
  const format = '{bar} {percentage} % | {eta_formatted} left | {now}';
  // whoever interrupts is answered by the command
  const bar = new SingleBar({ format, stream: process.stderr, barsize: 24, clearOnComplete: true, gracefulExit: false }, Presets.shades_classic);
  bar.start(total, -1, { now: '' });
  return { step: (now) => bar.increment({ now }), stop: () => bar.stop() };
}
