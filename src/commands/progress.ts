/** Progress of a long run, on standard error when that is a terminal. */

export interface Progress {
  /** So much is done in all. */
  update(done: number): void;
  stop(): void;
}

const quiet: Progress = { update() {}, stop() {} };
const patience = 1000;

/**
 * A bar with rate and remaining time, that shows itself once a run takes longer than a second and leaves nothing behind. `begun` was done by
 * an earlier run. Nothing is shown where results go to the same terminal line by line.
 */
export async function progressOf(total: number, unit: string, { begun = 0, shared = false }: { begun?: number; shared?: boolean } = {}): Promise<Progress> {
  const { stderr } = process;
  if (!stderr.isTTY || shared) return quiet;
  const { default: progress } = await import('cli-progress');
  const format = `{bar} {percentage}% | {value} of {total} ${unit} | {rate} a second | {eta_formatted} left`;
  const formatValue = (value: number) => value.toLocaleString('en');
  const bar = new progress.SingleBar({
    format,
    formatValue,
    stream: stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    barsize: 20,
    etaBuffer: 50,
  });
  const start = performance.now();
  let shown = false;
  return {
    update(done) {
      const spent = performance.now() - start;
      if (spent < patience) return;
      const rate = Math.round(((done - begun) * 1000) / spent);
      if (shown) bar.update(done, { rate: rate.toLocaleString('en') });
      else bar.start(total, done, { rate: rate.toLocaleString('en') });
      shown = true;
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
