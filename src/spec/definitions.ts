/** What a file defines: constants and functions, in an order in which each stands after those that it needs. */
import type { Args, Code } from '../diagnostic/index.ts';
import type { Problems } from './check.ts';
import { inside, isList, type Place, type Plain, type PlainMap } from './document.ts';
import type { Define, Expression } from './expression.ts';
import { checkName } from './layers.ts';
import { type Declaration, Declarations } from './names.ts';
import { functionNames } from './operators.ts';
import { type Names, parseExpression } from './parse.ts';
import type { Globals } from './program.ts';
import type { Source } from './sources.ts';

/** A definition as written: its parameters (none for a constant) and where it stands. */
export interface Definition extends Place {
  readonly parameters: readonly string[] | undefined;
  readonly value: Plain;
}

export function definitionsOf(file: Source, problems: Problems): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const [key, value] of Object.entries((file.value.define ?? {}) as PlainMap)) {
    const written = key.trim();
    const open = written.endsWith(')') ? written.indexOf('(') : -1;
    const name = (open < 0 ? written : written.slice(0, open)).trim();
    if (definitions.has(name)) problems.report('name/duplicate', { name, what: 'the definition' }, inside(file, 'define', key), { key: 'key' });
    definitions.set(name, {
      ...inside(file, 'define', key),
      parameters:
        open < 0
          ? undefined
          : written
              .slice(open + 1, -1)
              .split(',')
              .map((parameter) => parameter.trim()),
      value,
    });
  }
  return definitions;
}

/** The names of a file or of a network's files. */
export interface Defined {
  readonly globals: Globals;
  readonly names: Declarations;
  /** Warns of definitions that nothing uses, and marks the names that are read only by those in use. */
  settle(): void;
}

export function toGlobals(definitions: ReadonlyMap<string, Definition>, params: ReadonlyMap<string, Declaration>, problems: Problems): Defined {
  const functions = new Map<string, Define>();
  const constants = new Map<string, Expression>();
  const declared = new Map(params);
  for (const [name, definition] of definitions) {
    checkName(name, 'a definition', definition, { problems }, 'key');
    if (params.has(name)) problems.report('name/duplicate', { name, what: 'the parameter' }, definition, { key: 'key' });
    if (functionNames.some((known) => known === name)) problems.report('name/reserved', { name }, definition, { key: 'key' });
    for (const [index, parameter] of definition.parameters?.entries() ?? []) {
      checkName(parameter, 'an argument', definition, { problems }, 'key');
      if (definition.parameters?.indexOf(parameter) !== index)
        problems.report('name/duplicate', { name: parameter, what: 'the argument' }, definition, { key: 'key' });
    }
    if (definition.parameters !== undefined) functions.set(name, { name, parameters: definition.parameters, body: { kind: 'number', value: Number.NaN } });
    else declared.set(name, { what: 'the definition' });
  }
  const bodies = new Map<string, Expression>();
  for (const [name, definition] of definitions) {
    // what definitions read counts once they are used themselves, so that they are parsed with names of their own
    const own = definition.parameters ?? [];
    const values = { has: (one: string) => own.includes(one) || declared.has(one), keys: () => [...declared.keys(), ...own] };
    const body = toExpression(definition.value, definition, { values, functions }, problems);
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
  const names = new Declarations(declared, functions);
  const settle = () => {
    const used = new Set([...[...constants.keys()].filter((name) => declared.get(name)?.used), ...names.called]);
    for (const name of used) {
      for (const needed of directNames(bodies.get(name) ?? nothing).keys()) {
        if (definitions.get(name)?.parameters?.includes(needed)) continue;
        names.read(needed);
        if (bodies.has(needed)) used.add(needed);
      }
    }
    for (const [name, definition] of definitions) {
      if (!used.has(name)) problems.warn('name/unused', { name, what: 'the definition' }, definition, { key: 'key' });
      const read = directNames(bodies.get(name) ?? nothing);
      for (const parameter of definition.parameters ?? [])
        if (!read.has(parameter)) problems.warn('name/unused', { name: parameter, what: 'the argument', of: name }, definition, { key: 'key' });
    }
  };
  return { globals: { constants: inOrder, functions }, names, settle };
}

const nothing: Expression = { kind: 'number', value: Number.NaN };

/** A number, an expression, or a list of these; what is refused may stand for anything. */
function toExpression(value: Plain, place: Place, names: Names, problems: Problems): Expression {
  if (isList(value)) return { kind: 'list', args: value.map((item, index) => toExpression(item, inside(place, index), names, problems)) };
  const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '0';
  return parseExpression(text, names, problems.at(place));
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
  if ('args' in body) for (const arg of body.args) directNames(arg, found);
  return found;
}
