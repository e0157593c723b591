/** What a sweep is, as plain values that can be sent to another thread. */
import type { GhostChoice, Program } from '../../spec/program.ts';
import { type Opened, openSweep, type Sweep } from '../../sweep/open.ts';
import { openSpec } from '../options.ts';

export interface Plan extends Sweep {
  readonly spec: string;
  /** Which ordinary convolutions are replaced by ghost modules, if any. */
  readonly ghost?: GhostChoice;
}

/**
 * Opens a plan, with the program of its spec where that is there already.
 * @throws SpecError for what is wrong with the spec, the grid or the condition
 */
export const open = ({ spec, ghost, ...sweep }: Plan, known?: Program): Opened => openSweep(known ?? openSpec(spec, ghost ? { ghost } : {}).program, sweep);
