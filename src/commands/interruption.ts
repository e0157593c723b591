/** Ctrl-C, a terminal that goes away, and what asks a process to end: a long run stops where it is whole, and the process ends as its shell expects. */

import { exitCodes } from './exit.ts';
import { endUnfinished } from './whole-file.ts';

const signals = { SIGHUP: exitCodes.hungUp, SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

/** Aborts when the process is asked to end, and sets its exit code; asked again, in whatever way, it ends at once and leaves nothing unfinished. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const listeners = Object.entries(signals).map(([signal, exitCode]) => {
    const listener = () => {
      if (controller.signal.aborted) {
        endUnfinished();
        for (const [name, one] of listeners) process.off(name, one);
        process.kill(process.pid, signal);
      }
      process.exitCode = exitCode;
      controller.abort();
    };
    return [signal, listener] as const;
  });
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return controller.signal;
}
