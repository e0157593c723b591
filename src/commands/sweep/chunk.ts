/** A sweep piece by piece: what is made of the points of one part, here or in another thread. */
import { type Kept, toSelection } from '../../cost/select.ts';
import type { Part } from '../../cost/sweep.ts';
import { SpecError } from '../../diagnostic.ts';
import { type LineFormatName, lineFormats } from '../../report/sweep.ts';
import type { Opened, Plan } from './plan.ts';

/** What is wanted of the rows: lines of text, or their numbers, of some or of all. */
export type Wanted = { readonly lines: LineFormatName } | { readonly kept: Kept };

export interface Chunk {
  readonly part: Part;
  readonly rows: number;
  /** What it took. */
  readonly milliseconds: number;
  /** Lines of text, all of it ASCII. */
  readonly text: string;
  /** Rows of numbers, one after the other. */
  readonly values: Float64Array;
}

/** A chunk that has a point that is not valid. */
export interface BadChunk {
  readonly part: Part;
  readonly bad: true;
}

/** A chunk, or that it has none: what is wrong is found out by whoever asked, since errors do not travel between threads. */
export function chunkOr(opened: Opened, wanted: Wanted, part: Part): Chunk | BadChunk {
  try {
    return chunkOf(opened, wanted, part);
  } catch (error) {
    if (error instanceof SpecError) return { part, bad: true };
    throw error;
  }
}

/** @throws SpecError for the first point that is not valid */
export function chunkOf({ columns, rows }: Opened, wanted: Wanted, part: Part): Chunk {
  const start = performance.now();
  const spent = () => performance.now() - start;
  if ('lines' in wanted) {
    const line = lineFormats[wanted.lines].lines(columns);
    const text: string[] = [];
    for (const row of rows(part)) text.push(line(row));
    return { part, rows: text.length, text: text.join(''), values: new Float64Array(), milliseconds: spent() };
  }
  let count = 0;
  const selection = toSelection(wanted.kept);
  for (const row of rows(part)) {
    selection.add(Float64Array.from(row));
    count++;
  }
  const kept = selection.rows;
  const values = new Float64Array(kept.length * columns.length);
  for (const [index, row] of kept.entries()) values.set(row, index * columns.length);
  return { part, rows: count, text: '', values, milliseconds: spent() };
}

/** What a thread is told when it starts. */
export interface Order {
  readonly plan: Plan;
  readonly wanted: Wanted;
  /** What files hold, by their paths. */
  readonly files: ReadonlyMap<string, string>;
}

export const orderKey = 'ghostcost sweep';
