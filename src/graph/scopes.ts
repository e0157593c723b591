/** What names stand for: the parameters and definitions of a file, and the arguments of a block. */
import type { Block, CallStatement, Field, OpStatement, Program, Setting } from '../spec/program.ts';
import { checksOf } from './argument.ts';
import type { Draft } from './draft.ts';
import type { Site, Tensor } from './graph.ts';
import { requireKind, requireKinds } from './kind.ts';
import { boundsAround, type Point } from './point.ts';
import { type Binding, type Bound, boundTo, evaluate, isNumeric, isWord, Scope } from './scope.ts';
import type { Bounds } from './value.ts';

/** A parameter's value in a scope. */
const toBound = (setting: Setting): Bound => (typeof setting === 'string' ? { word: setting } : typeof setting === 'object' ? setting.map(toBound) : setting);

export class Scopes {
  /** The values of the parameters for which the graph holds. */
  readonly domains = new Map<string, Bounds>();
  readonly #globals: Program['globals'];
  readonly #point: Point;
  readonly #open: boolean;
  readonly #draft: Draft;
  readonly #known = new Map<Program['globals'], Scope>();

  constructor({ globals }: Pick<Program, 'globals'>, point: Point, open: boolean, draft: Draft) {
    this.#globals = globals;
    this.#point = point;
    this.#open = open;
    this.#draft = draft;
  }

  /** The parameters and definitions of a file. */
  ofFile(globals: Program['globals']): Scope {
    let scope = this.#known.get(globals);
    if (scope === undefined) {
      scope = new Scope();
      this.#known.set(globals, scope);
      if (globals === this.#globals) {
        for (const [name, setting] of this.#point) scope.bind(name, { kind: 'parameter', value: this.#setting(name, setting) });
      }
      // each stands after those that it needs
      for (const [name, expression] of globals.constants)
        scope.bind(name, { kind: 'definition', value: evaluate(expression, scope, this.#draft.tape), expression, scope });
    }
    return scope;
  }

  /** The names that a block's body sees: arguments, given or by default, and `let`. */
  ofBlock(block: Block, given: ReadonlyMap<string, Binding>, input: Tensor, site: Site): Scope {
    requireKinds(block.args, given, site);
    const scope = new Scope(this.ofFile(block.globals), undefined, input);
    for (const [name, argument] of block.args) {
      const { fallback } = argument;
      const binding = given.get(name) ?? (fallback === undefined ? { kind: 'default', value: 0 } : this.binding(`default of ${block.name}`, fallback, scope));
      if (!given.has(name)) requireKind(name, argument, binding, site);
      const { value, field, expression, scope: seen } = binding;
      scope.bind(name, { kind: given.has(name) ? `argument of ${block.name}` : binding.kind, value, field, expression, scope: seen });
      if (argument.type === 'list') continue;
      for (const number of isNumeric(value) ? [value] : isWord(value) ? [] : value.filter(isNumeric))
        for (const { code, holds, args } of checksOf(argument, name, number, this.#draft.tape))
          this.#draft.require(code, holds, { ...site, place: field?.place ?? site.place }, args, new Map([[name, number]]));
    }
    for (const [name, field] of block.lets) scope.bind(name, this.binding(`let of ${block.name}`, field, scope));
    return scope;
  }

  /** The arguments of an op or a call, as they are where it stands. */
  bind(statement: OpStatement | CallStatement, scope: Scope): ReadonlyMap<string, Binding> {
    const given = new Map<string, Binding>();
    for (const [key, field] of statement.fields) given.set(key, this.binding('argument', field, scope));
    return given;
  }

  binding(kind: string, field: Field, scope: Scope): Binding {
    return { kind, value: boundTo(field, scope, this.#draft.tape), field, expression: field.kind === 'expression' ? field.expression : undefined, scope };
  }

  #setting(name: string, setting: Setting): Bound {
    if (typeof setting === 'string') return { word: setting };
    if (typeof setting === 'object') return setting.map(toBound);
    const bounds = this.#open ? boundsAround(setting) : { whole: false, least: setting, most: setting };
    this.domains.set(name, bounds);
    return this.#open ? this.#draft.tape.parameter(name, bounds) : setting;
  }
}
