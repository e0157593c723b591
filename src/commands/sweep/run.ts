/** Runs a plan: its chunks one after the other, made by this thread or by several. */
import { setImmediate } from 'node:timers/promises';
import { setEnvironmentData } from 'node:worker_threads';
import type { Part } from '../../cost/sweep.ts';
import { texts } from '../files.ts';
import { type BadChunk, type Chunk, chunkOf, type Order, orderKey, type Wanted } from './chunk.ts';
import type { Opened, Plan } from './plan.ts';

const pointsOfChunk = 2 ** 14;

function* parts([from, to]: Part, size: number): Generator<Part> {
  for (let start = from; start < to; start += size) yield [start, Math.min(start + size, to)];
}

/**
 * The chunks of a part of the grid, in its order.
 * @throws SpecError for the first point that is not valid
 */
export async function* chunksOf(plan: Plan, opened: Opened, wanted: Wanted, part: Part, jobs: number): AsyncGenerator<Chunk> {
  const size = Math.min(pointsOfChunk, Math.max(1, Math.ceil((part[1] - part[0]) / (4 * jobs))));
  if (jobs > 1) return yield* fromThreads(plan, opened, wanted, parts(part, size), jobs);
  for (const next of parts(part, size)) {
    yield chunkOf(opened, wanted, next);
    // signals and errors of streams are told between chunks
    await setImmediate();
  }
}

async function* fromThreads(plan: Plan, opened: Opened, wanted: Wanted, parts: Iterable<Part>, jobs: number): AsyncGenerator<Chunk> {
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
    return 'bad' in chunk ? chunkOf(opened, wanted, chunk.part) : chunk;
  };
  try {
    for (const part of parts) {
      const run = pool.run(part);
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
