/** What `time` and `table --time` share: measuring with a bar that says how far it is, and an end by Ctrl-C. */
import { type Measured, type MeasureOptions, type Subject, stepsOf, time } from '../run/time.ts';
import { interruption } from './interruption.ts';
import { progressOf } from './progress.ts';

/**
 * Measures networks. Ctrl-C ends it after the run that is under way, with what has been measured; a second one ends the process, since nothing
 * waits for that.
 * @throws SpecError as `time` does
 */
export async function timeWatched(subjects: readonly Subject[], options: MeasureOptions): Promise<Measured> {
  const progress = await progressOf(stepsOf(subjects.length, options), '{eta_formatted} left | {now}');
  const signal = interruption();
  const interrupt = () => {
    progress.stop();
    process.stderr.write('finishing the current run; press Ctrl-C again to stop now\n');
  };
  signal.addEventListener('abort', interrupt);
  try {
    return await time(subjects, options, { signal, onProgress: (done, now) => progress.update(done, { now }) });
  } finally {
    signal.removeEventListener('abort', interrupt);
    progress.stop();
  }
}
