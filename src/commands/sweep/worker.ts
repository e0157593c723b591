/** A thread of a sweep: opens the plan once, with what the files held when the run began, and makes one chunk after another. */
import { getEnvironmentData } from 'node:worker_threads';
import { SpecError } from '../../diagnostic/index.ts';
import { preload } from '../../node/files.ts';
import type { Part } from '../../sweep/sweep.ts';
import { type BadChunk, type Chunk, type Task, taskKey, toMaker } from './chunk.ts';
import { open } from './plan.ts';

const { plan, wanted, files } = getEnvironmentData(taskKey) as Task;
preload(files);
const make = toMaker(open(plan), wanted);

/** A chunk, or that it has none: what is wrong is found out by whoever asked, since errors do not travel between threads. */
export default (part: Part): Chunk | BadChunk => {
  try {
    return make(part);
  } catch (error) {
    if (error instanceof SpecError) return { part, bad: true };
    throw error;
  }
};
