/** What statements are walked with: the names in scope, the names given so far, and the way here. */
import type { Statement } from '../spec/program.ts';
import type { Chain, Layer, StandIn, Tensor } from './graph.ts';
import { Scope } from './scope.ts';
import type { Value } from './tape.ts';

/** A named layer or group: what it gives, when it exists, and the layer itself where it is one. */
export interface Named {
  readonly output: Tensor;
  readonly when: Value;
  readonly layer: Layer | undefined;
}

/** The names of one block body: each layer gets one, by hand or by count. */
export interface Level {
  readonly path: readonly string[];
  readonly names: Map<string, Named>;
  readonly counts: Map<string, number>;
}

/** What a list of statements is walked with. */
export interface Body {
  readonly scope: Scope;
  readonly level: Level;
  readonly when: Value;
  readonly chain: Chain;
  /** The tensor that the enclosing block was given: `from: input`. */
  readonly input: Tensor;
  /** Whether a layer can be stamped more than once, so that its name gets a number. */
  readonly looped: boolean;
  /** The rules of files up to this one have already had their say about what is being walked. */
  readonly rulesFrom: number;
  readonly standIn: StandIn | undefined;
}

/** The names that a statement sees: those of its body, and the tensor that it reads. */
export const statementScope = (scope: Scope, input: Tensor) => new Scope(scope, undefined, input);

/** The same walk one level further in, with names of its own. */
export const inner = (body: Body, name: string, input: Tensor): Body => ({
  ...body,
  level: { path: [...body.level.path, name], names: new Map(), counts: new Map() },
  input,
});

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
export function takeName(statement: Statement, { level, looped }: Body): string {
  if (namesInside(statement)) return statement.kind;
  return statement.name !== undefined && !looped ? statement.name : numbered(nameOf(statement), level);
}
