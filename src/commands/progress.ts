/** How far a long run is, on standard error, where that is a terminal. */

export interface Progress {
  /** Shows how much is done; `said` is what else to show, by their names in the format. */
  update(done: number, said: Readonly<Record<string, string>>): void;
  /** Leaves the line as if nothing had been there. */
  stop(): void;
}

const quiet: Progress = { update() {}, stop() {} };
const patience = 1000;

/** A bar that shows itself once a run takes longer than a second; `format` stands behind it, with names in braces for what is to be said. */
export async function progressOf(total: number, format: string): Promise<Progress> {
  const { stderr } = process;
  if (!stderr.isTTY || process.env.TERM === 'dumb') return quiet;
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    format: `{bar} {percentage}% | ${format}`,
    formatValue: (value) => value.toLocaleString('en'),
    stream: stderr,
    clearOnComplete: true,
    linewrap: true,
    barsize: 10,
    etaBuffer: 50,
    // whoever interrupts is answered by the command
    gracefulExit: false,
  });
  const start = performance.now();
  let shown = false;
  return {
    update(done, said) {
      if (shown) bar.update(done, said);
      else if (performance.now() - start > patience) {
        bar.start(total, done, said);
        shown = true;
      }
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
