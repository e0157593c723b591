/** Runs a plan: its chunks one after the other, made by this thread or by several. */
import { setImmediate } from 'node:timers/promises';
import { setEnvironmentData } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { texts } from '../../node/files.ts';
import type { Opened } from '../../sweep/open.ts';
import type { Part } from '../../sweep/sweep.ts';
import { type BadChunk, type Chunk, type Task, taskKey, toMaker, type Wanted } from './chunk.ts';
import type { Plan } from './plan.ts';

/** Chunks that a thread has, so that the next is there when one is made, and that wait for their turn, so that memory has a bound. */
const chunksOf = { thread: 2, waiting: 8 };

/** A chunk's points: few at first, then so many that it takes about as long as this, since between chunks signals are heard and results kept. */
const pointsOfChunk = { first: 256, most: 2 ** 15, milliseconds: 50 };

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
 * The chunks of a part of the grid, in its order. This thread makes them too, and is one of the threads that are `asked` for: it is warm before the others are there.
 * @throws SpecError for the first point that is not valid
 */
export async function* toChunks(plan: Plan, opened: Opened, wanted: Wanted, part: Part, asked: number): AsyncGenerator<Chunk> {
  const make = toMaker(opened, wanted);
  // no more threads than there are first chunks
  const jobs = Math.min(asked, Math.ceil((part[1] - part[0]) / pointsOfChunk.first));
  const pool = jobs > 1 ? await toPool({ plan, wanted, files: texts }, jobs - 1) : undefined;
  const pace = new Pace(Math.ceil((part[1] - part[0]) / (4 * jobs)));
  const pending: Promise<Chunk | BadChunk>[] = [];
  let away = 0;
  const makeThere = async (pool: Piscina<Part, Chunk | BadChunk>, one: Part) => {
    away++;
    const chunk = await pool.run(one).finally(() => away--);
    if (!('bad' in chunk)) pace.learn(chunk);
    return chunk;
  };
  const makeHere = async (one: Part) => {
    const chunk = make(one);
    pace.learn(chunk);
    return chunk;
  };
  const next = async () => {
    const chunk = (await pending.shift()) as Chunk | BadChunk;
    return 'bad' in chunk ? make(chunk.part) : chunk;
  };
  try {
    for (const one of pace.parts(part)) {
      const run = pool !== undefined && away < chunksOf.thread * (jobs - 1) ? makeThere(pool, one) : makeHere(one);
      // it is waited for in its turn, and a run that ends before asks no more
      run.catch(() => {});
      if (pending.push(run) > chunksOf.waiting * (jobs - 1)) yield await next();
      // signals, errors of streams and what threads made are told between chunks
      await setImmediate();
    }
    while (pending.length > 0) yield await next();
  } finally {
    // a thread that answers a pool that is gone would be an error
    await Promise.allSettled(pending);
    await pool?.destroy();
  }
}

async function toPool(task: Task, threads: number): Promise<Piscina<Part, Chunk | BadChunk>> {
  const { Piscina } = await import('piscina');
  setEnvironmentData(taskKey, task);
  return new Piscina({
    filename: new URL('./sweep-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: chunksOf.thread,
  });
}
