/** The blocks that a network can call: those of the libraries that its files use, and the files' own. */
import { once } from '../remembered.ts';
import { checkCycles, type Declared, declareBlock } from './blocks.ts';
import { check, type Problems } from './check.ts';
import { type Defined, definitionsOf, toGlobals } from './definitions.ts';
import { type Document, inside, isList, isMapping, type PlainMap } from './document.ts';
import type { Context } from './layers.ts';
import { follow, type Kind, type Library } from './library.ts';
import type { Declarations } from './names.ts';
import type { Block, Globals } from './program.ts';
import type { Source } from './sources.ts';

/** What layers of a file without blocks are compiled with. */
export const contextOf = (names: Declarations, declared: Context['declared'], problems: Problems): Context => ({
  names,
  declared,
  blocks: new Map(),
  libraryOf: () => undefined,
  isBroken: () => false,
  problems,
});

export interface BlockScopes {
  /** What each of the network's files sees: its own blocks, those that it uses, and those that the files see which it extends. */
  readonly visible: readonly ReadonlyMap<string, Block>[];
  readonly libraryOf: (block: string) => string | undefined;
  readonly isBroken: (block: string) => boolean;
  /** The names of the libraries. */
  readonly libraries: readonly Defined[];
}

/** The shipped blocks, each with the library that it is in. */
function blocksByLibrary(library: Library, from: Document): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of library.names('blocks')) {
    const value = library.find('blocks', name, from)?.value;
    if (isMapping(value) && isMapping(value.blocks)) for (const block of Object.keys(value.blocks)) found.set(block, name);
  }
  return found;
}

/** Loads the libraries that the files use, each once, and compiles all blocks. Libraries may use libraries; a file sees its own blocks and those it uses. */
export function blocksOf(files: readonly Source[], globals: Globals, names: Context, library: Library, problems: Problems): BlockScopes {
  const exported = new Map<string, ReadonlyMap<string, Block>>();
  const tasks: { declared: Declared; visible: ReadonlyMap<string, Block> }[] = [];
  const root = files[0] as Source;
  const libraries: Defined[] = [];
  // calls of a block that is already reported as wrong, or may stand in a library that is, are no errors of their own
  const broken = new Set<string>();
  let incomplete = false;
  const isBroken = (block: string) => incomplete || broken.has(block);
  const shipped = once(() => blocksByLibrary(library, root.document));
  const libraryOf = (block: string) => shipped().get(block);

  const declareAll = (file: Source, fileGlobals: Globals, context: Context, visible: Map<string, Block>): ReadonlyMap<string, Block> => {
    const own = new Map<string, Block>();
    for (const [name, value] of Object.entries((file.value.blocks ?? {}) as PlainMap)) {
      const declared = declareBlock(name, value, inside(file, 'blocks', name), fileGlobals, { ...context, libraryOf, isBroken });
      if (declared === undefined) {
        broken.add(name);
        continue;
      }
      if (visible.has(name)) problems.report('name/duplicate', { name, what: 'the block' }, inside(file, 'blocks', name), { key: 'key' });
      own.set(name, declared.block);
      visible.set(name, declared.block);
      tasks.push({ declared, visible });
    }
    return own;
  };

  const use = (file: Source, chain: readonly Document[]): Map<string, Block> => {
    const { use: used = [] } = file.value as { use?: string | readonly string[] };
    const visible = new Map<string, Block>();
    for (const [index, reference] of [used].flat().entries()) {
      const path = isList(used) ? ['use', index] : ['use'];
      const found = problems.attempt(() => follow(library, 'blocks' satisfies Kind, reference, file.document, path, chain));
      if (found === undefined) {
        incomplete = true;
        continue;
      }
      let blocks = exported.get(found.name);
      if (blocks === undefined) {
        const source: Source = { document: found, path: [], value: found.value as PlainMap };
        if (isMapping(found.value) && ('layers' in found.value || 'extends' in found.value))
          problems.report('file/kind', { got: 'a network', expected: 'a block library', name: found.name }, { document: file.document, path });
        else if (check((shapes) => shapes.library, found.value, source, 'a block library', problems)) blocks = new Map();
        if (blocks === undefined) {
          incomplete = true;
          continue;
        }
        const own = toGlobals(definitionsOf(source, problems), new Map(), problems);
        libraries.push(own);
        blocks = declareAll(source, own.globals, contextOf(own.names, names.declared, problems), use(source, [...chain, found]));
        exported.set(found.name, blocks);
      }
      for (const [name, block] of blocks) {
        if (visible.has(name) && visible.get(name) !== block) problems.report('name/duplicate', { name, what: 'the block' }, { document: file.document, path });
        visible.set(name, block);
      }
    }
    return visible;
  };

  const visible: ReadonlyMap<string, Block>[] = [];
  for (const file of files) {
    const seen = new Map([...(visible.at(-1) ?? []), ...use(file, [file.document])]);
    declareAll(file, globals, names, seen);
    visible.push(seen);
  }
  for (const { declared, visible: callable } of tasks) declared.complete(callable);
  checkCycles(
    tasks.map(({ declared }) => declared.block),
    { problems },
  );
  return { visible, libraryOf, isBroken, libraries };
}
