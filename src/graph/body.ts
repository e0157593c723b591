/** What statements are walked with: the names in scope, the names given so far, and the way here. */
import type { Place } from '../spec/document.ts';
import type { LayerReference, Role, Statement } from '../spec/program.ts';
import { fail } from './check.ts';
import type { Chain, Layer, Site, StandIn, Tensor } from './graph.ts';
import { Scope } from './scope.ts';
import type { Value } from './value.ts';

/** A named layer or group: what it gives, when it exists, the op or block that it is, its layers, and the names in it. */
export interface Named {
  readonly output: Tensor;
  readonly when: Value;
  readonly kind: string | undefined;
  readonly layers: readonly Layer[];
  readonly inside: Level | undefined;
}

/** What a statement gives, the op or block that it is, and the names in it. */
export type Walked = Pick<Named, 'output' | 'kind' | 'inside'>;

/** The names of one block body: each layer gets one, by hand or by count. */
export interface Level {
  readonly path: readonly string[];
  readonly names: Map<string, Named>;
  readonly counts: Map<string, number>;
}

/** A round of a loop, in which its own layers are called by their plain names, and those of loops in it by names with a number. */
interface Round {
  readonly names: Map<string, Named>;
  readonly counts: Map<string, number>;
  readonly outer: Round | undefined;
  /** What has another meaning in every round of the loop: names with a number of loops in it, and of layers that were given none. */
  readonly ofLoop: Set<string>;
}

/** The layers of an earlier call whose weights another call has too, one after the other. */
export interface Lender {
  readonly reference: LayerReference;
  readonly layers: readonly Layer[];
  next: number;
}

/** What a list of statements is walked with. */
export interface Body {
  readonly scope: Scope;
  readonly level: Level;
  readonly when: Value;
  readonly chain: Chain;
  /** The tensor that the enclosing block was given: `from: input`. */
  readonly input: Tensor;
  /** The round that is walked, where a layer can be stamped more than once, so that its name gets a number. */
  readonly round: Round | undefined;
  /** The rules of files up to this one have already had their say about what is being walked. */
  readonly rulesFrom: number;
  readonly standIn: StandIn | undefined;
  readonly role: Role | undefined;
  readonly lender: Lender | undefined;
}

/** The names that a statement sees: those of its body, and the tensor that it reads. */
export const statementScope = (scope: Scope, input: Tensor) => new Scope(scope, undefined, input);

/** The same walk in a statement, written out: spreading takes as long as laying down its layers. */
export const inStatement = ({ level, chain, input, round, rulesFrom, standIn, lender, role: outer }: Body, scope: Scope, when: Value, role = outer): Body => ({
  scope,
  level,
  when,
  chain,
  input,
  round,
  rulesFrom,
  standIn,
  role,
  lender,
});

/** The same walk one level further in, with names of its own. */
export const inner = (body: Body, name: string, input: Tensor): Body => ({
  ...body,
  level: { path: [...body.level.path, name], names: new Map(), counts: new Map() },
  round: body.round && { names: new Map(), counts: new Map(), outer: undefined, ofLoop: new Set() },
  input,
});

/** The same walk in the rounds of a loop, one after the other, each with a scope of its own. */
export function loop(body: Body): (scope: Scope) => Body {
  const ofLoop = new Set<string>();
  return (scope) => ({ ...body, scope, round: { names: new Map(), counts: new Map(), outer: body.round, ofLoop } });
}

/** Gives what was named its name among those of its level, and the names by which the rounds around it call it. */
export function remember(name: string, statement: Statement, named: Named, { level, round }: Body): void {
  level.names.set(name, named);
  for (let one = round; one !== undefined; one = one.outer) {
    const plain = one === round ? statement.name : statement.name && numbered(statement.name, one);
    if (plain !== undefined) one.names.set(plain, named);
    if (plain !== statement.name || plain === undefined) one.ofLoop.add(plain ?? name);
  }
}

/** What a name stands for, or a path of names: in the round that is walked, in those around it, then among all layers of the level. */
export function lookUp(path: string, body: Body): Named | undefined {
  const [first = '', ...others] = path.split('/');
  // all that is in a group or block that is left out passes on what that would have read
  return others.reduce((found, name) => (found?.when === 0 ? found : found?.inside?.names.get(name)), namedIn(first, body));
}

function namedIn(name: string, { round, level }: Body): Named | undefined {
  for (let one = round; one !== undefined; one = one.outer) {
    const found = one.names.get(name);
    if (found !== undefined || one.ofLoop.has(name)) return found;
  }
  return level.names.get(name);
}

/** What a reference to a layer or group stands for. @throws SpecError where it stands for nothing */
export function namedBy({ name, place }: LayerReference, body: Body, anywhere = false): Named {
  if (name === 'input') return { output: body.input, when: 1, kind: undefined, layers: [], inside: undefined };
  const found = lookUp(name, body);
  if (found !== undefined) return found;
  const known = namesBeside(name, body);
  if (body.level.names.has(name)) fail('name/round', { name, known }, place, body.chain);
  return fail('name/layer', { name, known, anywhere }, place, body.chain);
}

/** The names to offer for one that stands for nothing: not those of other rounds, which it can hardly mean. */
export function namesBeside(path: string, body: Body): readonly string[] {
  const around = path.slice(0, path.lastIndexOf('/') + 1);
  const inside = around === '' ? undefined : lookUp(around.slice(0, -1), body)?.inside;
  if (inside !== undefined) return [...inside.names.keys()].map((name) => around + name);
  const unnumbered = (name: string) => name.replace(/-\d+$/, '');
  const names: string[] = ['input'];
  for (let one = body.round; one !== undefined; one = one.outer) names.push(...one.names.keys());
  const own = new Set(names.map(unnumbered));
  return [...new Set([...names, ...[...body.level.names.keys()].filter((name) => !own.has(unnumbered(name)) && namedIn(name, body) !== undefined)])];
}

export const nameOf = (statement: Statement): string =>
  statement.name ?? (statement.kind === 'op' ? statement.op : statement.kind === 'call' ? statement.block.name : statement.kind);

/** Whether the layers in a statement get their names among those around it: they are not numbered where the statement is left out. */
export const namesInside = ({ name, kind }: Statement): boolean => name === undefined && kind !== 'op' && kind !== 'call';

export function numbered(name: string, { counts, names }: Pick<Level, 'counts' | 'names'>): string {
  let count = counts.get(name) ?? 0;
  do count++;
  while (names.has(`${name}-${count}`));
  counts.set(name, count);
  return `${name}-${count}`;
}

/** A statement's name in its level: as written, with a number where it can be stamped again, or by its op and a number. */
export function takeName(statement: Statement, { level, round }: Body): string {
  if (namesInside(statement)) return statement.kind;
  return statement.name !== undefined && round === undefined ? statement.name : numbered(nameOf(statement), level);
}

/** Where a layer, or what is checked of it, belongs. */
export const siteOf = ({ chain, when }: Body, path: readonly string[], { place }: { readonly place: Place }): Site => ({ path, place, chain, when });
