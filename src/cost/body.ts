/** What statements are walked with: the names in scope, the names given so far, and the way here. */
import type { LayerReference, Role, Statement } from '../spec/program.ts';
import type { Chain, Layer, StandIn, Tensor } from './graph.ts';
import { Scope } from './scope.ts';
import type { Value } from './tape.ts';

/** A named layer or group: what it gives, when it exists, the op or block that it is, and its layers. */
export interface Named {
  readonly output: Tensor;
  readonly when: Value;
  readonly kind: string | undefined;
  readonly layers: readonly Layer[];
}

/** The names of one block body: each layer gets one, by hand or by count. */
export interface Level {
  readonly path: readonly string[];
  readonly names: Map<string, Named>;
  readonly counts: Map<string, number>;
}

/** A round of a loop, in which its own layers are called by their plain names. */
export interface Round {
  readonly names: Map<string, Named>;
  readonly outer: Round | undefined;
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

/** The same walk one level further in, with names of its own. */
export const inner = (body: Body, name: string, input: Tensor): Body => ({
  ...body,
  level: { path: [...body.level.path, name], names: new Map(), counts: new Map() },
  round: body.round && { names: new Map(), outer: undefined },
  input,
});

/** The same walk in another round of a loop. */
export const inRound = (body: Body, scope: Scope): Body => ({ ...body, scope, round: { names: new Map(), outer: body.round } });

/** What a name stands for: in the round that is walked, in those around it, then among all layers of the level. */
export function lookUp(name: string, { round, level }: Body): Named | undefined {
  for (let one = round; one !== undefined; one = one.outer) {
    const found = one.names.get(name);
    if (found !== undefined) return found;
  }
  return level.names.get(name);
}

/** The names that can be looked up. */
export function namesFrom({ round, level }: Body): readonly string[] {
  const names = new Set(['input']);
  for (let one = round; one !== undefined; one = one.outer) for (const name of one.names.keys()) names.add(name);
  return [...names, ...level.names.keys()];
}

export const nameOf = (statement: Statement): string =>
  statement.name ?? (statement.kind === 'op' ? statement.op : statement.kind === 'call' ? statement.block.name : statement.kind);

/** Whether the layers in a statement get their names among those around it: they are not numbered where the statement is left out. */
export const namesInside = ({ name, kind }: Statement): boolean => name === undefined && kind !== 'op' && kind !== 'call';

export function numbered(name: string, { counts, names }: Level): string {
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
