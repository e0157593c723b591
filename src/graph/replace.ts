/** Replacement at run time: finds the rule that is about a layer, and puts its replacement in place with the arguments both share. */
import { problem, SpecError } from '../diagnostic/index.ts';
import { shortPlace } from '../diagnostic/range.ts';
import { argumentsOf, ops } from '../ops/index.ts';
import type { Argument } from '../ops/op.ts';
import { partsOf } from '../ops/op.ts';
import { inside, type Place, rangeOf } from '../spec/document.ts';
import type { CallStatement, Field, Globals, Match, OpStatement, Program, Rule } from '../spec/program.ts';
import type { Body } from './body.ts';
import type { Draft } from './draft.ts';
import { type Binding, boundTo, Scope } from './scope.ts';
import type { Scopes } from './scopes.ts';

/** What stands in for a layer: nothing where it is removed. */
export interface Replaced {
  readonly statement: OpStatement | CallStatement | undefined;
  readonly given: ReadonlyMap<string, Binding>;
  readonly level: number;
}

export class Replacements {
  readonly #rules: readonly Rule[];
  readonly #globals: Globals;
  readonly #draft: Draft;
  readonly #scopes: Scopes;
  readonly #used = new Set<Rule>();
  readonly #excepted = new Set<Rule>();
  /** The written arguments that replacements lack, and where they were first met. */
  readonly #lost = new Map<Rule, { readonly by: OpStatement | CallStatement; readonly keys: Map<string, Place> }>();

  constructor({ rules, globals }: Pick<Program, 'rules' | 'globals'>, draft: Draft, scopes: Scopes) {
    this.#rules = rules;
    this.#globals = globals;
    this.#draft = draft;
    this.#scopes = scopes;
  }

  /** What stands in for a layer, after all rules of all files; undefined when none is about it. */
  find(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, name: string, body: Body): Replaced | undefined {
    for (const rule of this.#rules) {
      if (rule.paths?.has([...body.level.path, name].join('/')) === false) continue;
      if (rule.level <= body.rulesFrom || !matches(rule.match, statement, body)) continue;
      if (rule.except !== undefined && matches(rule.except, statement, body)) {
        this.#excepted.add(rule);
        continue;
      }
      const { where, with: replacement } = rule.for(statement.kind === 'op' ? statement.op : statement.block);
      const layer = this.#layerOf(statement, given, body);
      if (where !== undefined && this.#draft.pin(this.#draft.number(where, layer.plain), rule) === 0) continue;
      this.#used.add(rule);
      if (replacement === undefined) return { statement: undefined, given: new Map(), level: rule.level };
      const first = this.#apply(rule, replacement, statement, layer);
      return this.find(first.statement, first.given, name, { ...body, rulesFrom: rule.level }) ?? first;
    }
    return undefined;
  }

  /** @throws SpecError for rules that match no layer, and for those that lose an argument of the layer that they replace */
  requireUse(): void {
    const problems = this.#rules.flatMap((rule) => {
      const { place } = rule;
      if (!this.#used.has(rule) && rule.paths === undefined) return [problem('replace/unused', undefined, { range: rangeOf(place), path: place.path })];
      if (rule.except !== undefined && !this.#excepted.has(rule)) {
        const at = inside(place, 'except');
        return [problem('replace/except', undefined, { range: rangeOf(at), path: at.path })];
      }
      const lost = this.#lost.get(rule);
      if (lost === undefined) return [];
      const { by, keys } = lost;
      const at = inside(place, 'with', 'op');
      const args = {
        keys: [...keys.keys()],
        drop: [...rule.drop, ...keys.keys()],
        by: nameOfKind(by),
        known: [...argumentsIn(by).keys()],
      };
      const places = [...keys.values()].map((written) => shortPlace(rangeOf(written)));
      return [problem('replace/drops', { ...args, places }, { range: rangeOf(at), path: at.path })];
    });
    if (problems.length > 0) throw new SpecError(problems);
  }

  /**
   * The arguments of a layer, defaults included, and the names that a rule's expressions see: `layer.NAME` for the arguments, the layer's input and
   * the network's own names; in a condition also the plain names of the arguments.
   */
  #layerOf(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, body: Body): LayerArguments {
    const input = ['in_channels', 'in_h', 'in_w'].map((name) => [name, body.scope.find(name) as Binding] as const);
    const scope = new Scope(this.#scopes.ofFile(this.#globals), input);
    const plain = new Scope(scope);
    const args = new Map<string, Binding>();
    // the defaults of a block see what its own file defines
    const inner = new Scope(this.#scopes.ofFile(statement.kind === 'op' ? this.#globals : statement.block.globals), input);
    for (const [name, argument] of argumentsIn(statement)) {
      const binding = given.get(name) ?? this.#fallback(argument, inner);
      if (binding === undefined) continue;
      args.set(name, binding);
      inner.bind(name, binding);
      for (const part of new Set([name, ...(statement.kind === 'op' ? partsOf(ops[statement.op], name) : [])])) {
        scope.bind(`layer.${part}`, binding);
        plain.bind(part, binding);
      }
    }
    return { args, scope, plain };
  }

  #fallback(argument: Accepted, scope: Scope): Binding | undefined {
    if (argument.fallback !== undefined) return { kind: 'default', value: boundTo(argument.fallback, scope, this.#draft.tape) };
    if (typeof argument.default === 'string') return { kind: 'default', value: { word: argument.default } };
    return argument.default === undefined ? undefined : { kind: 'default', value: Number(argument.default) };
  }

  #apply(rule: Rule, by: OpStatement | CallStatement, statement: OpStatement | CallStatement, { args, scope }: LayerArguments) {
    const target = argumentsIn(by);
    const { sharing } = statement;
    const keeps = sharing !== undefined && (by.kind === 'call' ? sharing.key === 'weights_of' : 'params' in ops[by.op]);
    const written: readonly (readonly [string, { readonly place: Place }])[] = [
      ...statement.fields,
      ...(sharing === undefined ? [] : [[sharing.key, sharing] as const]),
    ];
    for (const [key, { place }] of written) {
      if (target.has(key) || rule.drop.includes(key) || (key === sharing?.key && keeps)) continue;
      const lost = this.#lost.get(rule) ?? { by, keys: new Map<string, Place>() };
      this.#lost.set(rule, lost);
      if (!lost.keys.has(key)) lost.keys.set(key, place);
    }
    const given = new Map<string, Binding>();
    for (const key of target.keys()) {
      const written = by.fields.get(key);
      if (written !== undefined) {
        given.set(key, this.#scopes.binding('argument', written, scope));
        continue;
      }
      const shared = rule.drop.includes(key) ? undefined : args.get(key);
      if (shared !== undefined) given.set(key, shared);
    }
    const kept = keeps && !rule.drop.includes(sharing.key) ? sharing : undefined;
    return { statement: { ...by, sharing: by.sharing ?? kept }, given, level: rule.level };
  }
}

interface LayerArguments {
  readonly args: ReadonlyMap<string, Binding>;
  readonly scope: Scope;
  readonly plain: Scope;
}

type Accepted = Argument & { readonly fallback?: Field | undefined };

const argumentsIn = (statement: OpStatement | CallStatement): ReadonlyMap<string, Accepted> =>
  statement.kind === 'op' ? argumentsOf(statement.op) : statement.block.args;

/** The op or block that a statement is. */
export const nameOfKind = (statement: OpStatement | CallStatement): string => (statement.kind === 'op' ? statement.op : statement.block.name);

function matches({ op, name, within }: Match, statement: OpStatement | CallStatement, body: Body): boolean {
  if (op !== undefined && op !== nameOfKind(statement)) return false;
  if (name !== undefined && name !== statement.name) return false;
  return (
    within === undefined ||
    body.chain.some((caller) => caller.name === within) ||
    body.level.path.some((part) => part === within || part.replace(/-\d+$/, '') === within)
  );
}
