/** Layers as written -> statements: each is checked against the shape of its kind, its names are resolved and its fields parsed. */

import { argumentsOf, isOp, mergeArgument, type OpName, ops } from '../ops/index.ts';
import type { Argument } from '../ops/op.ts';
import { inferred, parsePattern } from '../ops/rearrange.ts';
import { check, describe, type Problems, reportUnquotedItems } from './check.ts';
import { inside, isList, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { toCell, toField } from './field.ts';
import type { Declaration, Declarations } from './names.ts';
import type { Block, Branch, CallStatement, Fields, LayerReference, OpStatement, Role, Sharing, Statement } from './program.ts';
import type { Shapes } from './schema.ts';

/** What layers are compiled with: the names in scope, the blocks that can be called, where problems go. */
export interface Context {
  readonly names: Declarations;
  /** Every name that is declared, for those that nothing uses. */
  readonly declared: [name: string, declaration: Declaration][];
  readonly blocks: ReadonlyMap<string, Block>;
  /** The library that has a block which this file does not use. */
  readonly libraryOf: (block: string) => string | undefined;
  /** Whether a block is unknown only because something that is already reported is wrong with it. */
  readonly isBroken: (block: string) => boolean;
  readonly problems: Problems;
  readonly level?: Level;
  /** The names outside of a layer's own rounds, which "repeat" is worked out with. */
  readonly outside?: Declarations;
  /** What `index` counts, in words: the loops around that do not name their counter. */
  readonly loops?: readonly string[];
}

/** The layers that can see each other: those of one block body or named group. */
interface Level {
  /** Their names, and the ops and blocks of those that have none. */
  readonly written: Set<string>;
  readonly unnamed: Set<string>;
  readonly references: LayerReference[];
}

/** The same context with more names. */
export function withNames(context: Context, more: readonly (readonly [string, Declaration])[]): Context {
  for (const [name, declaration] of more) context.declared.push([name, declaration]);
  return { ...context, names: context.names.with(more) };
}

/** The tensor that a layer reads. */
export const current: readonly (readonly [string, Declaration])[] = ['in_channels', 'in_h', 'in_w'].map((name) => [name, { what: 'the input' }]);

/** The same context in the rounds of a loop, with the loop's counter: `index`, or the name that it was given. */
function inLoop(context: Context, layer: PlainMap, place: Place, loop: string): { context: Context; counter: string } {
  const { loops = [], problems } = context;
  if (typeof layer.index === 'string') {
    const at = inside(place, 'index');
    checkName(layer.index, 'a counter', at, { problems });
    return { context: withNames(context, [[layer.index, { what: 'the counter', place: at }]]), counter: layer.index };
  }
  const around = [...loops, loop];
  const ambiguity =
    around.length < 2
      ? undefined
      : { meanings: around, advice: 'give one of the loops a name for its counter: "index: row" beside "for", "index: round" beside "repeat"' };
  return { context: { ...withNames(context, [['index', { what: 'the counter', ...(ambiguity && { ambiguity }) }]]), loops: around }, counter: 'index' };
}

export const validName = (name: string) => /^[a-z][\w.-]*$/i.test(name);

/** Compiles the layers of a block body or a named group; `read` are names of them that are read from elsewhere. */
export const toStatements = (value: Plain | undefined, place: Place, context: Context, read: readonly LayerReference[] = []): readonly Statement[] =>
  atLevel(context, (inner) => {
    inner.level?.references.push(...read);
    return toList(value, place, inner);
  });

/** Compiles layers that see each other and no others: what they read has to be among them. */
function atLevel<T>(context: Context, compile: (inner: Context) => T): T {
  const level: Level = { written: new Set(), unnamed: new Set(), references: [] };
  const compiled = compile({ ...context, level });
  for (const { name, place } of level.references) {
    // a layer that is stamped more than once, or that has no name, is called by a number
    const [first = ''] = name.split('/');
    const names = [first, first.replace(/-\d+$/, '')];
    if (name === 'input' || names.some((one) => level.written.has(one) || level.unnamed.has(one))) continue;
    context.problems.report('name/layer', { name, known: ['input', ...level.written], anywhere: true }, place);
  }
  return compiled;
}

function toList(value: Plain | undefined, place: Place, context: Context): readonly Statement[] {
  const { problems, level } = context;
  if (!isList(value)) {
    problems.report('value/type', { key: 'the list of layers', got: describe(value), expected: 'a list of layers' }, place);
    return [];
  }
  return value.flatMap((layer, index) => {
    const at = inside(place, index);
    const statement = toStatement(layer, at, context);
    if (!isMapping(layer)) return [];
    const { name, op, merge } = layer;
    if (typeof name === 'string') {
      if (level?.written.has(name)) problems.report('name/duplicate', { name, what: 'the layer' }, inside(at, 'name'));
      level?.written.add(name);
    } else for (const one of [op, merge]) if (typeof one === 'string') level?.unnamed.add(one);
    const sharing = statement?.kind === 'op' || statement?.kind === 'call' ? statement.sharing : undefined;
    level?.references.push(...(statement?.from ?? []), ...(sharing === undefined ? [] : [sharing]));
    return statement ?? [];
  });
}

function toStatement(layer: Plain, place: Place, context: Context): Statement | undefined {
  const { problems } = context;
  if (!isMapping(layer)) {
    const advice = typeof layer === 'string' && (isOp(layer) || context.blocks.has(layer)) ? `write {op: ${layer}}` : undefined;
    problems.report('value/type', { key: 'a layer', got: describe(layer), expected: 'a mapping with "op", "for", "do" or "branches"', advice }, place);
    return undefined;
  }
  const kinds = ['op', 'for', 'branches', 'do'].filter((key) => key in layer && !(key === 'do' && 'for' in layer));
  const [kind] = kinds;
  if (kind === undefined) {
    problems.report('key/missing', { key: 'op', where: 'a layer', expected: 'an op or a block; or "for", "do" or "branches"' }, place);
    return undefined;
  }
  if (kinds.length > 1) {
    problems.report('key/conflict', { keys: kinds, where: 'a layer' }, place);
    return undefined;
  }
  const loops = ['repeat', 'for'].filter((key) => key in layer);
  if ('index' in layer && loops.length !== 1) {
    const args = {
      key: 'index',
      got: loops.length === 0 ? 'the name of a counter' : 'the name of one counter',
      expected: 'a layer with either "repeat" or "for"',
    };
    problems.report('value/type', args, inside(place, 'index'), { key: 'key' });
  }
  const round = 'repeat' in layer ? inLoop(context, kind === 'for' ? {} : layer, place, 'the round of a "repeat"') : undefined;
  const within: Context = round === undefined ? context : { ...round.context, outside: context.names };
  const counter = round?.counter ?? 'index';
  const toBody = layer.name === undefined ? toList : toStatements;
  if (kind === 'op') return toLayer(layer, place, within, { counter });
  if (kind === 'branches') {
    if (!check((shapes) => shapes.branchesLayer, layer, place, '"branches"', problems)) return undefined;
    const merge = toField(layer.merge as Plain, mergeArgument, inside(place, 'merge'), within.names, problems);
    const toBranches = (inner: Context) =>
      (layer.branches as readonly Plain[]).map((branch, index) => toBranch(branch, inside(place, 'branches', index), inner));
    const branches = layer.name === undefined ? toBranches(within) : atLevel(within, toBranches);
    return { kind, ...common(layer, place, within, counter), branches, merge };
  }
  if (kind === 'do') {
    if (!check((shapes) => shapes.groupLayer, layer, place, '"do"', problems)) return undefined;
    return { kind: 'group', ...common(layer, place, within, counter), body: toBody(layer.do, inside(place, 'do'), within) };
  }
  if (!check((shapes) => shapes.forLayer, layer, place, '"for"', problems)) return undefined;
  const columns = layer.for as readonly string[];
  for (const [index, column] of columns.entries()) {
    checkName(column, 'a column', inside(place, 'for', index), context);
    if (columns.indexOf(column) < index) problems.report('name/duplicate', { name: column, what: 'the column' }, inside(place, 'for', index));
  }
  const rows = (layer.in as readonly (readonly Plain[])[]).map((row, index) => {
    const at = inside(place, 'in', index);
    if (reportUnquotedItems(row, at, problems)) return [];
    if (row.length !== columns.length) problems.report('value/row', { got: row.length, columns }, at);
    return row.map((cell, column) => toCell(cell, inside(at, column), context.names, problems));
  });
  const row = inLoop(within, layer, place, 'the row of a table');
  if (columns.includes(row.counter)) problems.report('name/duplicate', { name: row.counter, what: 'the column' }, inside(place, 'index'));
  const declared = columns.map((column, index) => [column, { what: 'the column', place: inside(place, 'for', index), word: true }] as const);
  const body = toBody(layer.do, inside(place, 'do'), withNames(row.context, declared));
  return { kind: 'for', ...common(layer, place, within, counter), columns, counter: row.counter, rows, body };
}

/** One of several parallel paths: a list of layers, or `{if, do}`. */
function toBranch(value: Plain, place: Place, context: Context): Branch {
  if (!isMapping(value)) return { if: undefined, body: toList(value, place, context) };
  const { names, problems } = context;
  if ('op' in value && !('do' in value)) {
    const advice = 'put the layer into a list of its own: [{op: ...}]';
    problems.report('value/type', { key: 'a branch', got: 'a layer', expected: 'a list of layers, or {if, do}', advice }, place);
    return { if: undefined, body: [] };
  }
  if (!check((shapes) => shapes.branch, value, place, 'a branch', problems)) return { if: undefined, body: [] };
  return {
    if: value.if === undefined ? undefined : toField(value.if, { type: 'boolean' }, inside(place, 'if'), names, problems),
    body: toList(value.do, inside(place, 'do'), context),
  };
}

/** Compiles a layer that is an op or calls a block; the arguments in `supplied` need not be written. */
export function toLayer(
  layer: PlainMap,
  place: Place,
  context: Context,
  { counter = 'index', supplied }: { counter?: string; supplied?: ReadonlySet<string> } = {},
): OpStatement | CallStatement | undefined {
  const { problems, blocks } = context;
  const name = layer.op;
  if (typeof name !== 'string') {
    problems.report('value/type', { key: 'op', got: describe(name), expected: 'the name of an op or block' }, inside(place, 'op'));
    return undefined;
  }
  const block = blocks.get(name);
  if (block === undefined && !isOp(name)) {
    if (!context.isBroken(name))
      problems.report('name/op', { name, ops: Object.keys(ops), blocks: [...blocks.keys()], file: context.libraryOf(name) }, inside(place, 'op'));
    return undefined;
  }
  const pattern = block === undefined && typeof layer.pattern === 'string' ? layer.pattern : undefined;
  const args: ReadonlyMap<string, Argument> = block?.args ?? argumentsOf(name as OpName, pattern);
  const shapeIn = (shapes: Shapes) => {
    if (block !== undefined) return shapes.blockLayer(name, args);
    return pattern === undefined ? shapes.opLayer(name as OpName) : shapes.patternLayer(name as OpName, pattern);
  };
  if (pattern !== undefined && args.has('pattern') && !checkPattern(pattern, layer, place, problems)) return undefined;
  if (!check(shapeIn, layer, place, name, problems, supplied)) return undefined;
  const rest = { ...common(layer, place, context, counter), fields: toFields(layer, args, place, context), sharing: toSharing(layer, place, problems) };
  if (block === undefined) return { kind: 'op', ...rest, op: name as OpName };
  block.used = true;
  return { kind: 'call', ...rest, block };
}

/** Reports a pattern that cannot be read, or that lacks sizes. */
function checkPattern(text: string, layer: PlainMap, place: Place, problems: Problems): boolean {
  const pattern = parsePattern(text);
  const open = typeof pattern === 'string' ? pattern : inferred(pattern, new Set(Object.keys(layer)));
  if (typeof open === 'string') problems.report('value/pattern', { pattern: text, why: open }, inside(place, 'pattern'));
  return typeof open !== 'string';
}

function toSharing(layer: PlainMap, place: Place, problems: Problems): Sharing | undefined {
  const keys = (['weights_of', 'part_of'] as const).filter((key) => key in layer);
  const [key] = keys;
  if (key === undefined) return undefined;
  if (keys.length > 1) problems.report('key/conflict', { keys, where: 'a layer' }, inside(place, key), { key: 'key' });
  return { key, name: String(layer[key]), place: inside(place, key) };
}

/** Parses the arguments that a layer writes. */
export function toFields(layer: PlainMap, args: ReadonlyMap<string, Argument>, place: Place, { names, problems }: Context): Fields {
  const fields = new Map<string, ReturnType<typeof toField>>();
  for (const [key, argument] of args) {
    const value = layer[key];
    if (value !== undefined) fields.set(key, toField(value, argument, inside(place, key), names, problems));
  }
  return fields;
}

function common(layer: PlainMap, place: Place, { names, outside = names, problems }: Context, counter: string) {
  const optional = (key: string, type: 'boolean' | 'integer') => {
    const value = layer[key];
    return value === undefined ? undefined : toField(value, { type }, inside(place, key), key === 'repeat' ? outside : names, problems);
  };
  const name = layer.name as string | undefined;
  if (name !== undefined && !validName(name)) problems.report('name/invalid', { name, what: 'a layer' }, inside(place, 'name'));
  const count = optional('repeat', 'integer');
  return {
    place,
    name,
    if: optional('if', 'boolean'),
    repeat: count && { count, counter },
    from: references(layer, 'from', place),
    role: layer.role as Role | undefined,
  };
}

export function references(layer: PlainMap, key: string, place: Place): readonly LayerReference[] | undefined {
  const value = layer[key];
  if (value === undefined) return undefined;
  if (!isList(value)) return [{ name: String(value), place: inside(place, key) }];
  return value.map((name, index) => ({ name: String(name), place: inside(place, key, index) }));
}

const reserved = new Set(['in_channels', 'in_h', 'in_w', 'index', 'true', 'false', 'null', 'this']);

/** Reports a name that an expression could not read. */
export function checkName(name: string, what: string, place: Place, { problems }: Pick<Context, 'problems'>, at?: 'key'): boolean {
  if (reserved.has(name)) problems.report('name/reserved', { name }, place, at === undefined ? {} : { key: at });
  else if (!/^[a-z]\w*$/i.test(name)) problems.report('name/invalid', { name, what }, place, at === undefined ? {} : { key: at });
  else return true;
  return false;
}
