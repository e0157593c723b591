/** Document -> program. Everything that depends only on the files is resolved here, once. */
import type { Args, Code } from '../diagnostic.ts';
import { checkCycles, current, type Declared, declareBlock } from './blocks.ts';
import { amountExpected, type Budget, budgetNames, isBudgetName, parseAmount } from './budget.ts';
import { check, describe, Problems } from './check.ts';
import { type Document, inside, isList, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { type Define, type Expression, parseExpression } from './expression.ts';
import { checkNumber, isWord, toField } from './field.ts';
import { type Context, checkName, toStatements, withNames } from './layers.ts';
import { emptyLibrary, follow, type Kind, type Library } from './library.ts';
import { functionNames } from './operators.ts';
import type { Block, Globals, Program, Rule, Setting } from './program.ts';
import { toRule } from './replace.ts';
import { basesOf, type Source } from './sources.ts';

/**
 * Compiles a network's document.
 * @throws SpecError with all problems that were found
 */
export function compile(document: Document, library: Library = emptyLibrary): Program {
  const problems = new Problems();
  // 1. the files: the network, what it extends (the most basic first), and their shapes
  const files = basesOf(document, library, problems);
  if (files.length === 0) problems.throwIfAny();
  // 2. parameters and definitions; a later file overrides what it extends
  const params = new Map(files.flatMap((file) => [...paramsOf(file, problems)]));
  const definitions = new Map(files.flatMap((file) => [...definitionsOf(file)]));
  const globals = toGlobals(definitions, [...params.keys()], problems);
  const names = contextOf(globals, [...params.keys()], problems);
  // 3. blocks: those of the libraries in use, and the files' own
  const scopes = blocksOf(files, globals, names, library, problems);
  // 4. layers and input, of the first file that has them
  const root = files[0] as Source;
  const context = { ...names, blocks: scopes.visible, libraryOf: scopes.libraryOf, isBroken: scopes.isBroken };
  const body = root.value.layers === undefined ? [] : toStatements(root.value.layers, inside(root, 'layers'), withNames(context, current));
  const input = toInput(files, names, problems);
  // 5. replacements, in the order of the files
  const budget: Budget = Object.assign({}, ...files.map((file) => budgetOf(file, problems)));
  const rules = files.flatMap((file, level) => rulesOf(file, level, context));
  problems.throwIfAny();

  const top = files.at(-1) as Source;
  const { name, source, doc } = top.value as { name: string; source?: string | readonly string[]; doc?: string };
  return { name, place: top, source: source === undefined ? [] : [source].flat(), doc, params, budget, globals, input, body, rules };
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

function budgetOf(file: Source, problems: Problems): Budget {
  const limits = Object.entries((file.value.budget ?? {}) as Record<string, string | number>).flatMap(([name, written]) => {
    const place = inside(file, 'budget', name);
    const limit = parseAmount(written);
    if (!isBudgetName(name)) problems.report('name/budget', { name, known: budgetNames }, place, { key: 'key' });
    else if (limit === undefined) problems.report('value/type', { key: name, got: describe(written), expected: amountExpected }, place);
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return Object.fromEntries(limits);
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
    // a name that is refused may stand for anything
    const text = ['string', 'number', 'boolean'].includes(typeof definition.value) ? String(definition.value) : '0';
    const body = parseExpression(text, { values, functions }, problems.at(definition));
    bodies.set(name, body);
    const define = functions.get(name);
    if (define === undefined) constants.set(name, body);
    else define.body = body;
  }
  const inOrder = new Map<string, Expression>();
  for (const name of orderOf(bodies, definitions, problems)) {
    const constant = constants.get(name);
    if (constant !== undefined) inOrder.set(name, constant);
  }
  return { constants: inOrder, functions };
}

const limits = { chain: 100, calls: 100_000 };

/** How many calls a definition unfolds to, and how long the longest chain of definitions is that it needs. */
interface Size {
  readonly calls: number;
  readonly chain: number;
}

/** The definitions, each after those that it needs; reports the ones that need themselves or unfold to too much. */
function orderOf(bodies: ReadonlyMap<string, Expression>, definitions: ReadonlyMap<string, Definition>, problems: Problems): Iterable<string> {
  const done = new Map<string, Size>();
  /** Reports what is wrong with a definition; NaN is over no limit, so that those that need it are not wrong too because of it. */
  const refuse = <C extends Code>(code: C, args: Args<C>, name: string, others: readonly string[] = []): Size => {
    problems.report(code, args, definitions.get(name) as Definition, { key: 'key' });
    const size = { calls: Number.NaN, chain: Number.NaN };
    for (const one of [name, ...others]) done.set(one, size);
    return size;
  };
  const visit = (name: string, chain: readonly string[]): Size => {
    const body = bodies.get(name);
    const known = done.get(name);
    if (known !== undefined) return known;
    if (body === undefined) return { calls: 0, chain: 0 };
    if (chain.includes(name)) {
      const cycle = chain.slice(chain.indexOf(name));
      return refuse('define/cycle', { chain: [...cycle, name] }, name, cycle);
    }
    if (chain.length > limits.chain) return refuse('define/too-deep', { limit: limits.chain }, name, chain);
    const size = { calls: 1, chain: 0 };
    for (const [needed, times] of directNames(body)) {
      if (definitions.get(name)?.parameters?.includes(needed)) continue;
      const inner = visit(needed, [...chain, name]);
      size.calls += times * inner.calls;
      size.chain = Math.max(size.chain, inner.chain + 1);
    }
    if (done.has(name)) return size;
    if (size.chain > limits.chain) return refuse('define/too-deep', { limit: limits.chain }, name);
    if (size.calls > limits.calls) return refuse('define/too-large', { limit: limits.calls }, name);
    done.set(name, size);
    return size;
  };
  for (const name of bodies.keys()) visit(name, []);
  return done.keys();
}

/** The names in an expression, and how often each stands there. */
function directNames(body: Expression, found = new Map<string, number>()): ReadonlyMap<string, number> {
  const name = body.kind === 'name' ? body.name : body.kind === 'apply' ? body.define.name : undefined;
  if (name !== undefined) found.set(name, (found.get(name) ?? 0) + 1);
  if (body.kind === 'operator' || body.kind === 'apply') for (const arg of body.args) directNames(arg, found);
  return found;
}

function contextOf(globals: Globals, params: readonly string[], problems: Problems): Context {
  const values = new Set([...params, ...globals.constants.keys()]);
  return {
    names: { values, words: new Set(params), functions: globals.functions },
    blocks: new Map(),
    libraryOf: () => undefined,
    isBroken: () => false,
    problems,
  };
}

interface BlockScopes {
  readonly visible: ReadonlyMap<string, Block>;
  readonly libraryOf: (block: string) => string | undefined;
  readonly isBroken: (block: string) => boolean;
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
function blocksOf(files: readonly Source[], globals: Globals, names: Context, library: Library, problems: Problems): BlockScopes {
  const exported = new Map<string, ReadonlyMap<string, Block>>();
  const tasks: { declared: Declared; visible: ReadonlyMap<string, Block> }[] = [];
  const root = files[0] as Source;
  // calls of a block that is already reported as wrong, or may stand in a library that is, are no errors of their own
  const broken = new Set<string>();
  let incomplete = false;
  const isBroken = (block: string) => incomplete || broken.has(block);
  let shipped: Map<string, string> | undefined;
  const libraryOf = (block: string) => {
    shipped ??= blocksByLibrary(library, root.document);
    return shipped.get(block);
  };

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
  return { visible, libraryOf, isBroken };
}

function toInput(files: readonly Source[], { names }: Context, problems: Problems) {
  const file = files.findLast(({ value }) => value.input !== undefined);
  if (file === undefined) return [];
  return (file.value.input as readonly Plain[]).map((value, index) => toField(value, { type: 'integer' }, inside(file, 'input', index), names, problems));
}

function rulesOf(file: Source, level: number, context: Context): readonly Rule[] {
  const written = (file.value.replace ?? []) as readonly Plain[];
  return written.flatMap((rule, index) => toRule(rule, inside(file, 'replace', index), level, context) ?? []);
}
