/** Ctrl-C, a terminal that goes away, and what asks a process to end: a long run stops where it is whole, and the process ends as its shell expects. */

import { exitCodes } from './exit.ts';

const signals = { SIGHUP: exitCodes.hungUp, SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

/** Aborts when the process is asked to end, and sets its exit code; asked again, it ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, exitCode] of Object.entries(signals)) {
    process.once(signal, () => {
      process.exitCode = exitCode;
      controller.abort();
    });
  }
  return controller.signal;
}
