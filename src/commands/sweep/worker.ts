/** A thread of a sweep: opens the plan once, with what the files held when the run began, and makes one chunk after another. */
import { getEnvironmentData } from 'node:worker_threads';
import type { Part } from '../../cost/sweep.ts';
import { hold } from '../files.ts';
import { type BadChunk, type Chunk, chunkOr, type Order, orderKey } from './chunk.ts';
import { open } from './plan.ts';

const { plan, wanted, files } = getEnvironmentData(orderKey) as Order;
hold(files);
const opened = open(plan);

export default (part: Part): Chunk | BadChunk => chunkOr(opened, wanted, part);
