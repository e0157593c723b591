/** Forward passes in turns, one clock reading after the other. */
import { setImmediate } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Model } from './backend.ts';

export interface MeasureOptions {
  /** Runs of each model between its first and those that count. */
  readonly warmup: number;
  /** Runs of each model that count. */
  readonly runs: number;
  /** What the order of the models in each round is drawn from. */
  readonly seed: number;
  /** Whether each run that counts is followed by one that is measured layer by layer. */
  readonly perLayer?: boolean;
}

export interface Reading {
  /** Which of the models ran. */
  readonly model: number;
  /** The first run bears what a runtime puts off until then, so that it is neither warm-up nor counted. */
  readonly phase: 'first' | 'warm-up' | 'run';
  /** From the start of the run until its output has been read. */
  readonly milliseconds: number;
  readonly layers: readonly (number | undefined)[] | undefined;
}

/**
 * Runs each model once a round, so that a machine that grows slower hits all of them alike, in an order that is drawn anew for every round, so
 * that no model always follows the same other. Whoever has read enough leaves the loop.
 */
export async function* measure(
  models: readonly Pick<Model, 'run' | 'profile'>[],
  { warmup, runs, seed, perLayer = false }: MeasureOptions,
): AsyncGenerator<Reading> {
  const generator = xoroshiro128plus(seed);
  // its first numbers hardly depend on the seed
  generator.jump();
  for (let round = 0; round <= warmup + runs; round++) {
    const phase = round === 0 ? 'first' : round <= warmup ? 'warm-up' : 'run';
    const order = models.map((model, index) => ({ model, index, draw: generator.next() })).sort((one, other) => one.draw - other.draw);
    for (const { model, index } of order) {
      const start = performance.now();
      await model.run();
      const milliseconds = performance.now() - start;
      const layers = perLayer && phase === 'run' ? await model.profile() : undefined;
      // signals and the console have their turn while no clock runs
      await setImmediate();
      yield { model: index, phase, milliseconds, layers };
    }
  }
}
