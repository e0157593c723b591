/** A spec, by the name of what is shipped or the path of a file -> a program and the values of its parameters. */
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { resolved, type Settings } from '../graph/point.ts';
import { warningsOf } from '../graph/warnings.ts';
import { compile } from '../spec/compile.ts';
import { type Ghost, ghostify, ghostNames, hasGhosts, usualGhost } from '../spec/ghostify.ts';
import { recording } from '../spec/library.ts';
import type { Program } from '../spec/program.ts';
import { library, readSpec } from './files.ts';

export interface OpenOptions {
  /** Values of parameters. */
  readonly set?: Settings;
  /** Ghost modules in the place of ordinary convolutions: true for the paper's s = 2 and d = 3. Of a network that has ghost modules, s and d are set. */
  readonly ghost?: Partial<Ghost> | true | undefined;
}

export interface OpenedProgram {
  readonly program: Program;
  /** The parameters that are set, s and d of ghost modules among them. */
  readonly params: Settings;
  /** The texts that it is made of, the files that it extends and uses included. */
  readonly texts: readonly string[];
  /** What is legal and most likely not meant. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads and compiles a spec, as a ghost network where that is asked for.
 * @param name a shipped name, a path (a file wins over a name), or `-` for standard input
 * @throws SpecError for what cannot be read, and all that is wrong with it
 */
export function open(name: string, { set = {}, ghost }: OpenOptions = {}): OpenedProgram {
  const document = readSpec(name);
  const recorded = recording(library, document);
  const program = compile(document, recorded.library);
  const opened = (network: Program, given: Settings): OpenedProgram => {
    const { program, settings } = resolved(network, given);
    return { program, params: settings, texts: recorded.texts(), warnings: warningsOf(program, settings) };
  };
  if (ghost === undefined) return opened(program, set);
  const { s = usualGhost.s, d = usualGhost.d, ...choice } = ghost === true ? {} : ghost;
  const [key] = Object.keys(choice);
  if (hasGhosts(program)) {
    if (key !== undefined) throw new SpecError([problem('ghost/own', { network: program.name, key })]);
    return opened(program, { s, d, ...set });
  }
  const taken = ghostNames.find((one) => program.params.has(one));
  if (taken !== undefined) throw new SpecError([problem('ghost/taken', { name: taken, network: program.name })]);
  return opened(ghostify(document, { s, d, ...choice }, recorded.library), set);
}
