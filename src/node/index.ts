/** The library's door for Node: all of the other, and specs by name or path, what is shipped, and measured time. */
import { type Kind, kinds } from '../spec/library.ts';
import { library } from './files.ts';

export type { Environment, Timing } from '../cost/timing.ts';
export * from '../index.ts';
export { backendNames } from '../run/backend.ts';
export { type Measured, type MeasureOptions, type Subject as TimeSubject, time } from '../run/time.ts';
export { library, readSpec, readTable } from './files.ts';
export { type OpenedProgram, type OpenOptions, open } from './open.ts';

/** The names of what is shipped. */
export const shipped = () => Object.fromEntries(kinds.map((kind) => [kind, library.names(kind)])) as Record<Kind, readonly string[]>;
