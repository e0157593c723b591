/** Where the files come from that a spec names: the caller's answer, since the core touches no file system. */
import { problem, SpecError } from '../diagnostic.ts';
import { type Document, type Path, rangeOf } from './document.ts';

export type Kind = 'networks' | 'blocks' | 'tables';

export interface Library {
  /** The file called `reference`, a shipped name or a path relative to the file `from`; undefined when there is none. */
  find(kind: Kind, reference: string, from: Document): Document | undefined;
  /** The shipped names. */
  names(kind: Kind): readonly string[];
}

/** Knows no files: enough for specs that stand alone. */
export const emptyLibrary: Library = { find: () => undefined, names: () => [] };

/** @throws SpecError when there is no such file, or it is one of `chain`, the files that led here */
export function follow(library: Library, kind: Kind, reference: string, from: Document, path: Path, chain: readonly Document[]): Document {
  const at = () => ({ range: rangeOf({ document: from, path }), path });
  const found = library.find(kind, reference, from);
  if (found === undefined) throw new SpecError([problem('file/not-found', { name: reference, known: library.names(kind), kind }, at())]);
  const names = chain.map(({ name }) => name);
  if (names.includes(found.name)) throw new SpecError([problem('extends/cycle', { chain: [...names.slice(names.indexOf(found.name)), found.name] }, at())]);
  return found;
}
