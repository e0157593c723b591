/** Document -> program. Everything that depends only on the files is resolved here, once. */
import { SpecError } from '../diagnostic.ts';
import { checkCycles, current, type Declared, declareBlock } from './blocks.ts';
import { check, Problems } from './check.ts';
import { type Document, inside, isList, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { type Define, type Expression, parseExpression } from './expression.ts';
import { checkNumber, isWord, toField } from './field.ts';
import { type Context, checkName, toStatements, withNames } from './layers.ts';
import { emptyLibrary, follow, type Kind, type Library } from './library.ts';
import { functionNames } from './operators.ts';
import type { Block, Globals, Program, Rule, Setting } from './program.ts';
import { toRule } from './replace.ts';
import { library as librarySchema, spec as specSchema } from './schema.ts';

/**
 * Compiles a network's document.
 * @throws SpecError with all problems that were found
 */
export function compile(document: Document, library: Library = emptyLibrary): Program {
  const problems = new Problems();
  const stopIfWrong = () => {
    if (problems.found.length > 0) throw new SpecError(problems.found);
  };
  // 1. the files: the network, what it extends (the most basic first), and their shapes
  const files = basesOf(document, library, problems);
  stopIfWrong();
  // 2. parameters and definitions; a later file overrides what it extends
  const params = new Map(files.flatMap((file) => [...paramsOf(file, problems)]));
  const definitions = new Map(files.flatMap((file) => [...definitionsOf(file)]));
  const globals = toGlobals(definitions, [...params.keys()], problems);
  const names = contextOf(globals, [...params.keys()], problems);
  // 3. blocks: those of the libraries in use, and the files' own
  const scopes = blocksOf(files, globals, names, library, problems);
  // 4. layers and input, of the first file that has them
  const root = files[0] as Source;
  const context = { ...names, blocks: scopes.visible, libraryOf: scopes.libraryOf };
  const body = toStatements(root.value.layers, inside(root, 'layers'), withNames(context, current));
  const input = toInput(files, names, problems);
  // 5. replacements, in the order of the files
  const rules = files.flatMap((file, level) => rulesOf(file, level, context));
  stopIfWrong();

  const top = files.at(-1) as Source;
  const { name, source, doc } = top.value as { name: string; source?: string | readonly string[]; doc?: string };
  return { name, place: top, source: source === undefined ? [] : [source].flat(), doc, params, globals, input, body, rules };
}

/** A checked file. */
interface Source extends Place {
  readonly value: PlainMap;
}

function basesOf(document: Document, library: Library, problems: Problems): readonly Source[] {
  const chain: Document[] = [];
  const sources: Source[] = [];
  for (let next: Document | undefined = document; next !== undefined; ) {
    const source: Source = { document: next, path: [], value: next.value as PlainMap };
    chain.push(next);
    if (!check(specSchema, next.value, source, 'a network', problems)) return [];
    const { extends: base, layers, input } = source.value;
    if (base !== undefined && layers !== undefined)
      problems.report('key/conflict', { keys: ['extends', 'layers'], where: 'a network' }, inside(source, 'layers'), { key: 'key' });
    if (base === undefined && layers === undefined)
      problems.report('key/missing', { key: 'layers', where: 'a network', expected: 'a list of layers; or "extends: NETWORK"' }, source);
    if (base === undefined && input === undefined)
      problems.report('key/missing', { key: 'input', where: 'a network', expected: '[channels, height, width]' }, source);
    sources.unshift(source);
    next = typeof base === 'string' ? follow(library, 'networks', base, next, ['extends'], chain) : undefined;
  }
  return sources;
}

function paramsOf(file: Source, problems: Problems): ReadonlyMap<string, Setting> {
  const params = new Map<string, Setting>();
  for (const [name, value] of Object.entries((file.value.params ?? {}) as Record<string, number | boolean | string>)) {
    const place = inside(file, 'params', name);
    if (checkName(name, 'a parameter', place, { problems }, 'key') && functionNames.some((known) => known === name))
      problems.report('name/reserved', { name }, place, { key: 'key' });
    if (typeof value === 'number') checkNumber(value, name, place, problems);
    if (typeof value === 'string' && !isWord(value))
      problems.report(
        'value/type',
        { key: name, got: `"${value}"`, expected: 'a number, true, false or a word; what is calculated goes under "define"' },
        place,
      );
    params.set(name, typeof value === 'boolean' ? Number(value) : value);
  }
  return params;
}

/** A definition as written: its parameters (none for a constant) and where it stands. */
interface Definition extends Place {
  readonly parameters: readonly string[] | undefined;
  readonly value: Plain;
}

function definitionsOf(file: Source): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const [key, value] of Object.entries((file.value.define ?? {}) as PlainMap)) {
    const [, name = key, parameters] = /^\s*([^(]*?)\s*(?:\(([^)]*)\))?\s*$/.exec(key) ?? [];
    definitions.set(name, {
      ...inside(file, 'define', key),
      parameters: parameters?.split(',').map((parameter) => parameter.trim()),
      value,
    });
  }
  return definitions;
}

function toGlobals(definitions: ReadonlyMap<string, Definition>, params: readonly string[], problems: Problems): Globals {
  const functions = new Map<string, Define>();
  const constants = new Map<string, Expression>();
  for (const [name, definition] of definitions) {
    checkName(name, 'a definition', definition, { problems }, 'key');
    if (params.includes(name)) problems.report('name/duplicate', { name, what: 'the parameter' }, definition, { key: 'key' });
    if (functionNames.some((known) => known === name)) problems.report('name/reserved', { name }, definition, { key: 'key' });
    for (const parameter of definition.parameters ?? []) checkName(parameter, 'an argument', definition, { problems }, 'key');
    if (definition.parameters !== undefined) functions.set(name, { name, parameters: definition.parameters, body: { kind: 'number', value: Number.NaN } });
  }
  const constantNames = [...definitions].flatMap(([name, { parameters }]) => (parameters === undefined ? [name] : []));
  const bodies = new Map<string, Expression>();
  for (const [name, definition] of definitions) {
    const values = new Set([...params, ...constantNames, ...(definition.parameters ?? [])]);
    const text = typeof definition.value === 'boolean' ? String(Number(definition.value)) : String(definition.value);
    const body = parseExpression(text, { values, functions }, problems.at(definition));
    bodies.set(name, body);
    const define = functions.get(name);
    if (define === undefined) constants.set(name, body);
    else define.body = body;
  }
  for (const [name, definition] of definitions) {
    const cycle = circle(name, bodies, []);
    if (cycle !== undefined && cycle[0] === name) problems.report('define/cycle', { chain: cycle }, definition, { key: 'key' });
  }
  return { constants, functions };
}

/** A chain of definitions from `name` back to one of the chain, if there is one. */
function circle(name: string, bodies: ReadonlyMap<string, Expression>, chain: readonly string[]): readonly string[] | undefined {
  if (chain.includes(name)) return [...chain.slice(chain.indexOf(name)), name];
  const body = bodies.get(name);
  if (body === undefined) return undefined;
  for (const next of [...directNames(body)]) {
    const found = circle(next, bodies, [...chain, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function directNames(body: Expression, found = new Set<string>()): ReadonlySet<string> {
  if (body.kind === 'name') found.add(body.name);
  if (body.kind === 'apply') found.add(body.define.name);
  if (body.kind === 'operator' || body.kind === 'apply') for (const arg of body.args) directNames(arg, found);
  return found;
}

function contextOf(globals: Globals, params: readonly string[], problems: Problems): Context {
  const values = new Set([...params, ...globals.constants.keys()]);
  return { names: { values, words: new Set(params), functions: globals.functions }, blocks: new Map(), libraryOf: () => undefined, problems };
}

interface BlockScopes {
  readonly visible: ReadonlyMap<string, Block>;
  readonly libraryOf: (block: string) => string | undefined;
}

/** Loads the libraries that the files use, each once, and compiles all blocks. Libraries may use libraries; a file sees its own blocks and those it uses. */
function blocksOf(files: readonly Source[], globals: Globals, names: Context, library: Library, problems: Problems): BlockScopes {
  const exported = new Map<string, ReadonlyMap<string, Block>>();
  const tasks: { declared: Declared; visible: ReadonlyMap<string, Block> }[] = [];
  const root = files[0] as Source;
  const libraryOf = (block: string) =>
    library.names('blocks').find((name) => {
      const value = library.find('blocks', name, root.document)?.value;
      return isMapping(value) && isMapping(value.blocks) && Object.hasOwn(value.blocks, block);
    });

  const declareAll = (file: Source, fileGlobals: Globals, context: Context, visible: Map<string, Block>): ReadonlyMap<string, Block> => {
    const own = new Map<string, Block>();
    for (const [name, value] of Object.entries((file.value.blocks ?? {}) as PlainMap)) {
      const declared = declareBlock(name, value, inside(file, 'blocks', name), fileGlobals, { ...context, libraryOf });
      if (declared === undefined) continue;
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
      const found = follow(library, 'blocks' satisfies Kind, reference, file.document, path, chain);
      let blocks = exported.get(found.name);
      if (blocks === undefined) {
        const source: Source = { document: found, path: [], value: found.value as PlainMap };
        if (!check(librarySchema, found.value, source, 'a block library', problems)) continue;
        const own = toGlobals(definitionsOf(source), [], problems);
        blocks = declareAll(source, own, contextOf(own, [], problems), use(source, [...chain, found]));
        exported.set(found.name, blocks);
      }
      for (const [name, block] of blocks) {
        if (visible.has(name) && visible.get(name) !== block) problems.report('name/duplicate', { name, what: 'the block' }, { document: file.document, path });
        visible.set(name, block);
      }
    }
    return visible;
  };

  const visible = new Map<string, Block>();
  for (const file of files) {
    for (const [name, block] of use(file, [file.document])) visible.set(name, block);
    declareAll(file, globals, names, visible);
  }
  for (const { declared, visible: callable } of tasks) declared.complete(callable);
  checkCycles(
    tasks.map(({ declared }) => declared.block),
    { problems },
  );
  return { visible, libraryOf };
}

function toInput(files: readonly Source[], { names }: Context, problems: Problems) {
  const file = files.findLast(({ value }) => value.input !== undefined) as Source;
  return (file.value.input as readonly Plain[]).map((value, index) => toField(value, { type: 'integer' }, inside(file, 'input', index), names, problems));
}

function rulesOf(file: Source, level: number, context: Context): readonly Rule[] {
  const written = (file.value.replace ?? []) as readonly Plain[];
  return written.flatMap((rule, index) => toRule(rule, inside(file, 'replace', index), level, context) ?? []);
}
