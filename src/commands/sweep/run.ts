/** Runs a plan: its chunks one after the other, made by this thread or by several. */
import { setImmediate } from 'node:timers/promises';
import { setEnvironmentData } from 'node:worker_threads';
import type { Part } from '../../cost/sweep.ts';
import { texts } from '../files.ts';
import { type BadChunk, type Chunk, chunkOf, type Order, orderKey, type Wanted } from './chunk.ts';
import type { Opened, Plan } from './plan.ts';

/** A chunk's points: few at first, then so many that it takes about as long as this, since between chunks signals are heard and results kept. */
const pointsOfChunk = { first: 256, most: 2 ** 14, milliseconds: 50 };

class Pace {
  #size: number;
  readonly #most: number;

  /** `most` points at a time, so that all threads have some. */
  constructor(most: number) {
    this.#most = Math.max(1, Math.min(most, pointsOfChunk.most));
    this.#size = Math.min(pointsOfChunk.first, this.#most);
  }

  *parts([from, to]: Part): Generator<Part> {
    for (let start = from; start < to; ) {
      const end = Math.min(start + this.#size, to);
      yield [start, end];
      start = end;
    }
  }

  learn({ part: [from, to], milliseconds }: Chunk): void {
    const fitting = ((to - from) * pointsOfChunk.milliseconds) / Math.max(milliseconds, 1);
    this.#size = Math.max(1, Math.min(Math.round(fitting), 4 * this.#size, this.#most));
  }
}

/**
 * The chunks of a part of the grid, in its order.
 * @throws SpecError for the first point that is not valid
 */
export async function* chunksOf(plan: Plan, opened: Opened, wanted: Wanted, part: Part, jobs: number): AsyncGenerator<Chunk> {
  const pace = new Pace(Math.ceil((part[1] - part[0]) / (4 * jobs)));
  if (jobs > 1) return yield* fromThreads(plan, opened, wanted, part, jobs, pace);
  for (const next of pace.parts(part)) {
    const chunk = chunkOf(opened, wanted, next);
    pace.learn(chunk);
    yield chunk;
    // signals and errors of streams are told between chunks
    await setImmediate();
  }
}

async function* fromThreads(plan: Plan, opened: Opened, wanted: Wanted, part: Part, jobs: number, pace: Pace): AsyncGenerator<Chunk> {
  const { Piscina } = await import('piscina');
  setEnvironmentData(orderKey, { plan, wanted, files: texts } satisfies Order);
  const pool = new Piscina<Part, Chunk | BadChunk>({
    filename: new URL('./sweep-worker.js', import.meta.url).href,
    minThreads: jobs,
    maxThreads: jobs,
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const pending: Promise<Chunk | BadChunk>[] = [];
  const next = async () => {
    const chunk = (await pending.shift()) as Chunk | BadChunk;
    if ('bad' in chunk) return chunkOf(opened, wanted, chunk.part);
    pace.learn(chunk);
    return chunk;
  };
  try {
    for (const one of pace.parts(part)) {
      const run = pool.run(one);
      // it is waited for in its turn, and a run that ends before asks no more
      run.catch(() => {});
      // a few wait for their turn, so that no thread waits for another, and memory has a bound
      if (pending.push(run) >= 3 * jobs) yield await next();
    }
    while (pending.length > 0) yield await next();
  } finally {
    // a thread that answers a pool that is gone would be an error
    await Promise.allSettled(pending);
    await pool.destroy();
  }
}
