/** A sweep piece by piece: what is made of the points of one part, here or in another thread. */

import { type LineFormatName, Lines } from '../../report/lines.ts';
import type { Opened } from '../../sweep/open.ts';
import { type Kept, toSelection } from '../../sweep/select.ts';
import type { Part } from '../../sweep/sweep.ts';
import type { Plan } from './plan.ts';

/** What is wanted of the rows: lines of text, or their numbers, of some or of all. */
export type Wanted = { readonly lines: LineFormatName } | { readonly kept: Kept };

export interface Chunk {
  readonly part: Part;
  readonly rows: number;
  /** What it took. */
  readonly milliseconds: number;
  /** Lines of text. */
  readonly text: Uint8Array;
  /** Rows of numbers, one after the other. */
  readonly values: Float64Array;
}

/** A chunk that has a point that is not valid. */
export interface BadChunk {
  readonly part: Part;
  readonly bad: true;
}

/**
 * Makes chunks of an opened plan.
 * @returns what makes one, and throws a SpecError for its first point that is not valid
 */
export function toMaker(opened: Opened, wanted: Wanted): (part: Part) => Chunk {
  const make = 'lines' in wanted ? lineMaker(opened, wanted.lines) : numberMaker(opened, wanted.kept);
  return (part) => {
    const start = performance.now();
    const made = make(part);
    return { part, ...made, milliseconds: performance.now() - start };
  };
}

type Made = Pick<Chunk, 'rows' | 'text' | 'values'>;

function lineMaker({ columns, rows }: Opened, format: LineFormatName): (part: Part) => Made {
  const lines = new Lines(format, columns);
  return (part) => {
    rows(part, (row) => lines.add(row));
    return { rows: lines.rows, text: lines.take(), values: new Float64Array() };
  };
}

function numberMaker({ columns, rows }: Opened, kept: Kept): (part: Part) => Made {
  return (part) => {
    let count = 0;
    const selection = toSelection(kept);
    rows(part, (row) => {
      selection.add(Float64Array.from(row));
      count++;
    });
    const found = selection.rows;
    const values = new Float64Array(found.length * columns.length);
    for (const [index, row] of found.entries()) values.set(row, index * columns.length);
    return { rows: count, text: new Uint8Array(), values };
  };
}

/** What a thread is told when it starts. */
export interface Task {
  readonly plan: Plan;
  readonly wanted: Wanted;
  /** What files hold, by their paths. */
  readonly files: ReadonlyMap<string, string>;
}

export const taskKey = 'ghostcost sweep';
