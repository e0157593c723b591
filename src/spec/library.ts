/** Where the files come from that a spec names: the caller's answer, since the core touches no file system. */
import { problem, SpecError } from '../diagnostic/index.ts';
import type { Range } from '../diagnostic/range.ts';
import { type Document, isMapping, type Path, rangeOf } from './document.ts';

export const kinds = ['networks', 'blocks', 'tables'] as const;
export type Kind = (typeof kinds)[number];

export interface Library {
  /** The file called `reference`, a shipped name or a path relative to the file `from`; undefined when there is none. */
  find(kind: Kind, reference: string, from: Document): Document | undefined;
  /** The shipped names. */
  names(kind: Kind): readonly string[];
}

/** Knows no files: enough for specs that stand alone. */
export const emptyLibrary: Library = { find: () => undefined, names: () => [] };

/** A library that remembers the texts of what was found in it, after that of the file which everything is found for. */
export function recording(library: Library, { name, text }: Document): { readonly library: Library; readonly texts: () => readonly string[] } {
  const read = new Map([[name, text]]);
  return {
    library: {
      names: (kind) => library.names(kind),
      find(kind, reference, from) {
        const found = library.find(kind, reference, from);
        if (found !== undefined) read.set(found.name, found.text);
        return found;
      },
    },
    texts: () => [...read.values()],
  };
}

/**
 * The file that a spec names. Of one that is none of ours nothing is shown, since a spec may name any file of who runs it.
 * @throws SpecError when there is no such file, it cannot be read or is none of ours, or it is one of `chain`, the files that led here
 */
export function follow(library: Library, kind: Kind, reference: string, from: Document, path: Path, chain: readonly Document[]): Document {
  const at = () => ({ range: rangeOf({ document: from, path }), path });
  const refused = () =>
    new SpecError([problem('file/not-a-spec', { name: reference, kind: { networks: 'a network', blocks: 'a block library', tables: 'a table' }[kind] }, at())]);
  const found = reading(() => library.find(kind, reference, from), at, refused);
  if (found !== undefined && !found.trusted && !(isMapping(found.value) && found.value.version === 1)) throw refused();
  if (found === undefined) throw new SpecError([problem('file/not-found', { name: reference, known: library.names(kind), kind }, at())]);
  const names = chain.map(({ name }) => name);
  if (names.includes(found.name)) throw new SpecError([problem('extends/cycle', { chain: [...names.slice(names.indexOf(found.name)), found.name] }, at())]);
  return found;
}

/** Whether a text that cannot be read, so that nothing is known of its keys, is meant as one of ours. */
const isMeant = (text: string) => /^[ \t{]*["']?version["']?[ \t]*:[ \t]*1(?=[\s,}]|$)/m.test(text);

/** Reads a file; what is wrong with it as a whole is wrong where it is named. */
function reading<T>(read: () => T, at: () => { range: Range; path: Path }, refused: () => SpecError): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const { problems } = error;
    if (problems.some(({ range }) => range !== undefined && range.text !== '' && !isMeant(range.text))) throw refused();
    throw new SpecError(problems.map((one) => (one.range === undefined || one.range.text === '' ? { ...one, ...at() } : one)));
  }
}
