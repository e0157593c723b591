/** Layers as written -> statements: each is checked against the shape of its kind, its names are resolved and its fields parsed. */
import type { Argument } from '../ops/argument.ts';
import { isOp, type OpName, ops } from '../ops/index.ts';
import { mergingOps } from '../ops/merging.ts';
import { check, describe, type Problems } from './check.ts';
import { inside, isList, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { type Scope, toCell, toField } from './field.ts';
import type { Block, CallStatement, Fields, LayerReference, OpStatement, Statement } from './program.ts';
import { argumentsOf, blockLayer, branchesLayer, forLayer, groupLayer, opLayer } from './schema.ts';

/** What layers are compiled with: the names in scope, the blocks that can be called, where problems go. */
export interface Context {
  readonly names: Scope;
  readonly blocks: ReadonlyMap<string, Block>;
  /** The library that has a block which this file does not use. */
  readonly libraryOf: (block: string) => string | undefined;
  readonly problems: Problems;
}

/** The same context with more names. */
export const withNames = (context: Context, more: Iterable<string>): Context => {
  const names = [...more];
  const { values, words, functions } = context.names;
  return { ...context, names: { functions, values: new Set([...values, ...names]), words: new Set([...words, ...names]) } };
};

export const validName = (name: string) => /^[a-z][\w.-]*$/i.test(name);

export function toStatements(value: Plain | undefined, place: Place, context: Context): readonly Statement[] {
  if (!isList(value)) {
    context.problems.report('value/type', { key: 'the list of layers', got: describe(value), expected: 'a list of layers' }, place);
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((layer, index) => {
    const at = inside(place, index);
    const statement = toStatement(layer, at, context);
    const name = statement?.name;
    if (name !== undefined && seen.has(name)) context.problems.report('name/duplicate', { name, what: 'the layer' }, inside(at, 'name'));
    if (name !== undefined) seen.add(name);
    return statement ?? [];
  });
}

function toStatement(layer: Plain, place: Place, context: Context): Statement | undefined {
  const { problems } = context;
  if (!isMapping(layer)) {
    problems.report('value/type', { key: 'a layer', got: describe(layer), expected: 'a mapping with "op", "for", "do" or "branches"' }, place);
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
  // `index` counts the rounds of a repeat, and of the rows of a table
  const within = 'repeat' in layer || kind === 'for' ? withNames(context, ['index']) : context;
  if (kind === 'op') return toLayer(layer, place, within);
  if (kind === 'branches') {
    if (!check(branchesLayer, layer, place, '"branches"', problems)) return undefined;
    const merge = toField(layer.merge as Plain, { type: 'word', of: Object.keys(mergingOps) }, inside(place, 'merge'), within.names, problems);
    const branches = (layer.branches as readonly Plain[]).map((branch, index) => toStatements(branch, inside(place, 'branches', index), within));
    return { kind, ...common(layer, place, within), branches, merge };
  }
  if (kind === 'do') {
    if (!check(groupLayer, layer, place, '"do"', problems)) return undefined;
    return { kind: 'group', ...common(layer, place, within), body: toStatements(layer.do, inside(place, 'do'), within) };
  }
  if (!check(forLayer, layer, place, '"for"', problems)) return undefined;
  const columns = layer.for as readonly string[];
  for (const [index, column] of columns.entries()) {
    checkName(column, 'a column', inside(place, 'for', index), context);
    if (columns.indexOf(column) < index) problems.report('name/duplicate', { name: column, what: 'the column' }, inside(place, 'for', index));
  }
  const rows = (layer.in as readonly (readonly Plain[])[]).map((row, index) => {
    const at = inside(place, 'in', index);
    if (row.length !== columns.length) problems.report('value/row', { got: row.length, columns }, at);
    return row.map((cell, column) => toCell(cell, inside(at, column), context.names, problems));
  });
  const body = toStatements(layer.do, inside(place, 'do'), withNames(within, columns));
  return { kind: 'for', ...common(layer, place, within), columns, rows, body };
}

/** Compiles a layer that is an op or calls a block; the arguments in `supplied` need not be written. */
export function toLayer(layer: PlainMap, place: Place, context: Context, supplied?: ReadonlySet<string>): OpStatement | CallStatement | undefined {
  const { problems, blocks } = context;
  const name = layer.op;
  const block = typeof name === 'string' ? blocks.get(name) : undefined;
  if (typeof name !== 'string' || (block === undefined && !isOp(name))) {
    problems.report(
      'name/op',
      { name: String(name), ops: Object.keys(ops), blocks: [...blocks.keys()], file: context.libraryOf(String(name)) },
      inside(place, 'op'),
    );
    return undefined;
  }
  const args: ReadonlyMap<string, Argument> = block?.args ?? argumentsOf(name as OpName);
  if (!check(block === undefined ? opLayer(name as OpName) : blockLayer(name, args), layer, place, name, problems, supplied)) return undefined;
  const fields = toFields(layer, args, place, context);
  if (block !== undefined) return { kind: 'call', ...common(layer, place, context), block, fields };
  const [weightsOf] = references(layer, 'weights_of', place) ?? [];
  return { kind: 'op', ...common(layer, place, context), op: name as OpName, fields, weightsOf };
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

function common(layer: PlainMap, place: Place, { names, problems }: Context) {
  const optional = (key: string, type: 'boolean' | 'integer') => {
    const value = layer[key];
    return value === undefined ? undefined : toField(value, { type }, inside(place, key), names, problems);
  };
  const name = layer.name as string | undefined;
  if (name !== undefined && !validName(name)) problems.report('name/invalid', { name, what: 'a layer' }, inside(place, 'name'));
  return { place, name, if: optional('if', 'boolean'), repeat: optional('repeat', 'integer'), from: references(layer, 'from', place) };
}

function references(layer: PlainMap, key: string, place: Place): readonly LayerReference[] | undefined {
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
