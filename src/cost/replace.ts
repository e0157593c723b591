/** Replacement at run time: finds the rule that is about a layer, and puts its replacement in place with the arguments both share. */
import { problem, SpecError, shortPlace } from '../diagnostic.ts';
import type { Argument } from '../ops/argument.ts';
import { argumentsOf, ops } from '../ops/index.ts';
import { current } from '../spec/blocks.ts';
import { inside, type Place, rangeOf } from '../spec/document.ts';
import type { CallStatement, Field, Globals, Match, OpStatement, Program, Rule } from '../spec/program.ts';
import type { Body } from './body.ts';
import { partsOf } from './formulas.ts';
import { type Binding, boundTo, Scope } from './scope.ts';
import type { Tape, Value } from './tape.ts';

interface Expander {
  readonly tape: Tape;
  pin(value: Value): number;
  number(field: Field, scope: Scope): Value;
  globalScope(globals: Globals): Scope;
}

export interface Replaced {
  readonly statement: OpStatement | CallStatement;
  readonly given: ReadonlyMap<string, Binding>;
  readonly level: number;
}

export class Replacements {
  readonly #rules: readonly Rule[];
  readonly #globals: Globals;
  readonly #expander: Expander;
  readonly #used = new Set<Rule>();
  /** The written arguments that replacements lack, and where they were first met. */
  readonly #dropped = new Map<Rule, Map<string, Place>>();

  constructor({ rules, globals }: Pick<Program, 'rules' | 'globals'>, expander: Expander) {
    this.#rules = rules;
    this.#globals = globals;
    this.#expander = expander;
  }

  /** What stands in for a layer, after all rules of all files; undefined when none is about it. */
  find(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, body: Body): Replaced | undefined {
    for (const rule of this.#rules) {
      if (rule.level <= body.rulesFrom || !matches(rule.match, statement, body) || (rule.except !== undefined && matches(rule.except, statement, body)))
        continue;
      const scope = this.#scopeOf(statement, given, body);
      if (rule.where !== undefined && this.#expander.pin(this.#expander.number(rule.where, scope)) === 0) continue;
      this.#used.add(rule);
      const first = this.#apply(rule, statement, scope);
      return this.find(first.statement, first.given, { ...body, rulesFrom: rule.level }) ?? first;
    }
    return undefined;
  }

  /** @throws SpecError for rules that were about no layer, and for those that let go of an argument that was written */
  requireUse(): void {
    const problems = this.#rules.flatMap((rule) => {
      const { place, with: replacement } = rule;
      if (!this.#used.has(rule)) return [problem('replace/unused', undefined as never, { range: rangeOf(place), path: place.path })];
      const dropped = this.#dropped.get(rule);
      if (dropped === undefined) return [];
      const at = inside(replacement.place, 'op');
      const args = {
        keys: [...dropped.keys()],
        drop: [...rule.drop, ...dropped.keys()],
        by: replacement.kind === 'op' ? replacement.op : replacement.block.name,
        known: [...argumentsIn(replacement).keys()],
      };
      const places = [...dropped.values()].map((written) => shortPlace(rangeOf(written)));
      return [problem('replace/drops', { ...args, places }, { range: rangeOf(at), path: at.path })];
    });
    if (problems.length > 0) throw new SpecError(problems);
  }

  /** The names that a rule's expressions see: the arguments of the layer, defaults included, its input, then the network's own. */
  #scopeOf(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, body: Body): Scope {
    const input = current.map((name) => [name, body.scope.find(name) as Binding] as const);
    const scope = new Scope(this.#expander.globalScope(this.#globals), input);
    // the defaults of a block see what its own file defines
    const inner = statement.kind === 'op' ? scope : new Scope(this.#expander.globalScope(statement.block.globals), input);
    for (const [name, argument] of argumentsIn(statement)) {
      const binding = given.get(name) ?? this.#fallback(argument, inner);
      if (binding === undefined) continue;
      scope.bind(name, binding);
      inner.bind(name, binding);
      if (statement.kind === 'op') for (const part of partsOf(ops[statement.op], name)) scope.bind(part, binding);
    }
    return scope;
  }

  #fallback(argument: Accepted, scope: Scope): Binding | undefined {
    if (argument.fallback !== undefined) return { kind: 'default', value: boundTo(argument.fallback, scope, this.#expander.tape) };
    if (typeof argument.default === 'string') return { kind: 'default', value: { word: argument.default } };
    return argument.default === undefined ? undefined : { kind: 'default', value: Number(argument.default) };
  }

  #apply(rule: Rule, statement: OpStatement | CallStatement, scope: Scope): Replaced {
    const target = argumentsIn(rule.with);
    const weightsOf = statement.kind === 'op' && statement.weightsOf !== undefined ? [['weights_of', statement.weightsOf] as const] : [];
    for (const [key, { place }] of [...statement.fields, ...weightsOf]) {
      if (target.has(key) || rule.drop.includes(key)) continue;
      const dropped = this.#dropped.get(rule) ?? new Map<string, Place>();
      this.#dropped.set(rule, dropped.has(key) ? dropped : dropped.set(key, place));
    }
    const given = new Map<string, Binding>();
    for (const key of target.keys()) {
      const written = rule.with.fields.get(key);
      if (written !== undefined) {
        given.set(key, {
          kind: 'argument',
          value: boundTo(written, scope, this.#expander.tape),
          field: written,
          expression: written.kind === 'expression' ? written.expression : undefined,
          scope,
        });
        continue;
      }
      const shared = scope.own(key);
      if (shared !== undefined) given.set(key, shared);
    }
    return { statement: rule.with, given, level: rule.level };
  }
}

type Accepted = Argument & { readonly fallback?: Field | undefined };

const argumentsIn = (statement: OpStatement | CallStatement): ReadonlyMap<string, Accepted> =>
  statement.kind === 'op' ? argumentsOf(statement.op) : statement.block.args;

function matches({ op, name, within }: Match, statement: OpStatement | CallStatement, body: Body): boolean {
  if (op !== undefined && op !== (statement.kind === 'op' ? statement.op : statement.block.name)) return false;
  if (name !== undefined && name !== statement.name) return false;
  return (
    within === undefined ||
    body.chain.some((caller) => caller.name === within) ||
    body.level.path.some((part) => part === within || part.replace(/-\d+$/, '') === within)
  );
}
