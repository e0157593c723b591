/** Program -> graph: walks the statements once, with parameters as values on the tape, and lays down every layer. */
import { type Args, type Code, problem, SpecError } from '../diagnostic.ts';
import { argumentsOf, type OpName, takesSugar } from '../ops/index.ts';
import { inside, type Place, rangeOf } from '../spec/document.ts';
import type { Block, CallStatement, Field, LayerReference, OpStatement, Program, Setting, Statement } from '../spec/program.ts';
import { changesRank } from '../spec/rank.ts';
import { type Body, inner, type Level, type Named, nameOf, namesInside, numbered, statementScope, takeName } from './body.ts';
import { chainRanges } from './check.ts';
import type { Assumption, Chain, Check, Graph, Layer, Site, StandIn, Tensor } from './graph.ts';
import { requireKinds } from './kind.ts';
import { isWhole, type LayerRequest, toLayer } from './layer.ts';
import { numbersOf, type Point, spanAround } from './point.ts';
import { Replacements } from './replace.ts';
import { type Binding, type Bound, boundTo, calculate, isNumeric, isWord, Scope } from './scope.ts';
import { type Span, Tape, type Value } from './tape.ts';

/** The arguments of an op that takes none, or has them all by default. */
const none: ReadonlyMap<string, Binding> = new Map();

const limits = { layers: 50_000, repeat: 10_000 };

/**
 * Expands a program. Open, its number parameters stay values on the tape, but for what decides how often a layer repeats: that is
 * taken from `point`, as words always are. Closed, all parameters are taken from there, which is faster for a single point.
 * @throws SpecError for what is wrong at every point
 */
export function expand(program: Program, point: Point, open: boolean): Graph {
  return new Expansion(program, point, open).run();
}

class Expansion {
  readonly tape = new Tape();
  readonly layers: Layer[] = [];
  readonly checks: Check[] = [];
  readonly standIns: StandIn[] = [];
  readonly domains = new Map<string, Span>();
  readonly assumptions: Assumption[] = [];
  readonly #program: Program;
  readonly #point: Point;
  readonly #open: boolean;
  readonly #globals = new Map<Program['globals'], Scope>();
  readonly #replacements: Replacements;
  readonly #checked = new Set<string>();
  #steps = 0;

  constructor(program: Program, point: Point, open: boolean) {
    this.#program = program;
    this.#point = point;
    this.#open = open;
    this.#replacements = new Replacements(program, this);
  }

  run(): Graph {
    const program = this.#program;
    const { tape } = this;
    const scope = this.globalScope(program.globals);
    const site = { path: ['input'], place: program.place, chain: [], when: 1 };
    const [channels = 1, h = 1, w = 1] = program.input.map((field, index) => {
      const key = ['channels', 'height', 'width'][index] as string;
      const value = this.number(field, scope);
      const values = new Map([[key, value]]);
      this.#require('check/whole', isWhole(value, tape), { ...site, place: field.place }, { key }, values);
      this.#require('check/least', tape.apply('>=', value, 1), { ...site, place: field.place }, { key, least: 1 }, values);
      return value;
    });
    const input: Tensor = { channels, h, w, flat: false, origin: { kind: 'input' } };
    const level: Level = { path: [], names: new Map(), counts: new Map() };
    const output = this.#body(program.body, input, { scope, level, when: 1, chain: [], input, looped: false, rulesFrom: -1, standIn: undefined });
    const some = this.layers.reduce((any: Value, { when }) => tape.apply('||', any, when), 0);
    this.#require('network/empty', some, { ...site, place: inside(program.place, 'layers') }, {}, new Map());
    this.#replacements.requireUse();
    return { tape, input, output, layers: this.layers, checks: this.checks, standIns: this.standIns, domains: this.domains, assumptions: this.assumptions };
  }

  /** Takes a check, once for each condition under which it has to hold. */
  check(check: Check): void {
    const [when, holds] = [check.when, check.holds].map((value) => (typeof value === 'object' ? `#${value.index}` : value));
    const key = `${when} ${holds} ${check.code}`;
    if (typeof check.holds === 'object' && this.#checked.has(key)) return;
    this.#checked.add(key);
    this.checks.push(check);
  }

  number(field: Field, scope: Scope): Value {
    if (field.kind === 'expression') return calculate(field.expression, scope, this.tape, field.place);
    return this.#fail(
      'expression/not-a-number',
      { name: String(field.place.path.at(-1)), got: field.kind === 'word' ? `the word "${field.word}"` : 'a list' },
      field.place,
      [],
    );
  }

  /** The outcome of a calculation at this point; the graph then holds only where it is the same. */
  pin(value: Value): number {
    if (typeof value === 'number') return value;
    const outcome = this.tape.run(numbersOf(this.#point))[value.index] as number;
    this.assumptions.push({ value, outcome });
    return outcome;
  }

  /** The parameters and definitions of a file. */
  globalScope(globals: Program['globals']): Scope {
    let scope = this.#globals.get(globals);
    if (scope === undefined) {
      scope = new Scope();
      this.#globals.set(globals, scope);
      if (globals === this.#program.globals) {
        for (const [name, setting] of this.#point) scope.bind(name, { kind: 'parameter', value: this.#setting(name, setting) });
      }
      // each stands after those that it needs
      for (const [name, expression] of globals.constants)
        scope.bind(name, { kind: 'definition', value: calculate(expression, scope, this.tape), expression, scope });
    }
    return scope;
  }

  #setting(name: string, setting: Setting): Bound {
    if (typeof setting === 'string') return { word: setting };
    const span = this.#open ? spanAround(setting) : { whole: false, least: setting, most: setting };
    this.domains.set(name, span);
    return this.#open ? this.tape.parameter(name, span) : setting;
  }

  #body(statements: readonly Statement[], input: Tensor, body: Body): Tensor {
    let tensor = input;
    for (const statement of statements) tensor = this.#statement(statement, tensor, body);
    return tensor;
  }

  #statement(statement: Statement, input: Tensor, body: Body): Tensor {
    this.#step(statement, body);
    if (statement.repeat === undefined) return this.#once(statement, input, body);
    const scope = statementScope(body.scope, input);
    const value = this.number(statement.repeat, scope);
    const count = this.pin(value);
    const site = this.#site(body, [...body.level.path, nameOf(statement)], statement.repeat);
    const values = new Map([['repeat', value]]);
    if (!Number.isInteger(count)) this.#require('check/whole', Number.isNaN(count) ? value : 0, site, { key: 'repeat' }, values);
    if (count < 0) this.#require('check/least', 0, site, { key: 'repeat', least: 0 }, values);
    if (count > limits.repeat) this.#require('check/repeat', 0, site, { limit: limits.repeat }, values);
    let tensor = input;
    for (let index = 0; index < (count > limits.repeat ? 0 : count); index++) {
      this.#step(statement, body);
      const round = new Scope(body.scope, [['index', { kind: 'index', value: index }]]);
      tensor = this.#once(statement, tensor, { ...body, scope: round, looped: true });
    }
    return tensor;
  }

  #step(statement: Statement, body: Body): void {
    if (++this.#steps > limits.layers) this.#fail('network/too-large', { limit: limits.layers }, statement.place, body.chain);
  }

  /** One round of a statement, under its `if`. */
  #once(statement: Statement, given: Tensor, body: Body): Tensor {
    const sources = statement.from?.map((reference) => this.#named(reference, body));
    const inputs = sources?.map(({ output }) => output) ?? [given];
    const [first] = inputs as [Tensor];
    const scope = statementScope(body.scope, first);
    const name = takeName(statement, body);
    let condition = statement.if === undefined ? 1 : this.number(statement.if, scope);
    if (statement.if !== undefined && condition !== 1 && condition !== 0) {
      const finite = this.tape.apply('==', this.tape.apply('-', condition, condition), 0);
      const site = this.#site(body, [...body.level.path, name], statement.if);
      this.#require('check/finite', finite, site, { key: 'if' }, new Map([['if', condition]]));
    }
    if (typeof condition !== 'number' && (changesRank(statement) || namesInside(statement))) condition = this.pin(condition);
    if (condition === 0) {
      if (statement.name !== undefined) body.level.names.set(name, { output: given, when: 0, layer: undefined });
      return given;
    }
    const when = typeof condition === 'number' ? body.when : this.tape.apply('&&', body.when, condition);
    for (const [index, source] of sources?.entries() ?? []) this.#requireReachable(source, statement.from?.[index] as LayerReference, name, { ...body, when });
    const before = this.layers.length;
    const output = this.#walk(statement, inputs, name, { ...body, scope, when });
    const named: Named = { output, when, layer: this.layers[before] };
    body.level.names.set(name, named);
    return typeof condition === 'number' ? output : this.#either(condition, output, given);
  }

  #walk(statement: Statement, inputs: readonly Tensor[], name: string, body: Body): Tensor {
    const [input] = inputs as [Tensor];
    switch (statement.kind) {
      case 'op':
      case 'call': {
        const given = this.#bind(statement, body.scope);
        const replaced = this.#replacements.find(statement, given, body);
        if (replaced === undefined) return this.#layer(statement, given, inputs, name, body);
        return this.#layer(replaced.statement, replaced.given, inputs, name, { ...body, rulesFrom: replaced.level });
      }
      case 'group':
        return this.#body(statement.body, input, statement.name === undefined ? body : inner(body, name, input));
      case 'for': {
        let tensor = input;
        const within = statement.name === undefined ? body : inner(body, name, input);
        for (const [index, row] of statement.rows.entries()) {
          this.#step(statement, body);
          const cells = row.map((field, column) => [statement.columns[column] as string, this.#binding('column', field, body.scope)] as const);
          const scope = new Scope(body.scope, [['index', { kind: 'index', value: index }], ...cells]);
          tensor = this.#body(statement.body, tensor, { ...within, scope, looped: true });
        }
        return tensor;
      }
      case 'branches': {
        const within = statement.name === undefined ? body : inner(body, name, input);
        const outputs = statement.branches.map((branch) => this.#body(branch, input, within));
        const merge = boundTo(statement.merge, body.scope, this.tape);
        const op = (isWord(merge) ? merge.word : 'add') as OpName;
        const path = [...within.level.path, numbered(op, within.level)];
        return this.#add({ site: this.#site(within, path, statement.merge), standIn: body.standIn, op, depth: path.length, inputs: outputs, given: none })
          .output;
      }
    }
  }

  /** An op with its `norm` and `activation`, or a block. */
  #layer(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, inputs: readonly Tensor[], name: string, body: Body): Tensor {
    if (statement.kind === 'call') return this.#call(statement, given, inputs, name, body);
    const path = [...body.level.path, name];
    const depth = path.length;
    const site = this.#site(body, path, statement);
    requireKinds(argumentsOf(statement.op), given, site);
    const sharedWith = statement.weightsOf === undefined ? undefined : this.#sharedLayer(statement.weightsOf, statement, body);
    const main = this.#add({ site, standIn: body.standIn, op: statement.op, depth, inputs, given, sharedWith, sharedAt: statement.weightsOf?.place });
    let { output } = main;
    if (!takesSugar(statement.op)) return output;
    for (const [key, suffix] of [
      ['norm', '-norm'],
      ['activation', ''],
    ] as const) {
      const bound = given.get(key)?.value;
      if (bound === undefined || !isWord(bound) || bound.word === 'none') continue;
      const op = `${bound.word}${suffix}` as OpName;
      ({ output } = this.#add({ site: this.#site(body, [...path, op], statement), standIn: body.standIn, op, depth, inputs: [output], given: none }));
    }
    return output;
  }

  #call(statement: CallStatement, given: ReadonlyMap<string, Binding>, inputs: readonly Tensor[], name: string, body: Body): Tensor {
    const { block, place } = statement;
    const [input] = inputs as [Tensor];
    const site = this.#site(body, [...body.level.path, name], statement);
    if (inputs.length > 1) this.#require('check/one-input', 0, site, { op: block.name }, new Map());
    const scope = this.#argumentScope(block, given, input, site);
    const within = inner(body, name, input);
    const chain = [...body.chain, { name: block.name, place, depth: site.path.length }];
    const standIn = body.standIn ?? this.#standIn(block, scope, input, { ...site, chain });
    return this.#body(block.body, input, { ...within, scope, chain, looped: false, standIn });
  }

  /** The names that a block's body sees: arguments, given or by default, and `let`. */
  #argumentScope(block: Block, given: ReadonlyMap<string, Binding>, input: Tensor, site: Site): Scope {
    requireKinds(block.args, given, site);
    const scope = new Scope(this.globalScope(block.globals), undefined, input);
    for (const [name, { fallback, type, min = type === 'integer' ? 1 : undefined }] of block.args) {
      const binding = given.get(name) ?? (fallback === undefined ? { kind: 'default', value: 0 } : this.#binding(`default of ${block.name}`, fallback, scope));
      scope.bind(name, { ...binding, kind: given.has(name) ? `argument of ${block.name}` : binding.kind });
      const { value } = binding;
      if (!isNumeric(value)) continue;
      const at = { ...site, place: binding.field?.place ?? site.place };
      const values = new Map([[name, value]]);
      if (type === 'integer') this.#require('check/whole', isWhole(value, this.tape), at, { key: name }, values);
      if (min !== undefined) this.#require('check/least', this.tape.apply('>=', value, min), at, { key: name, least: min }, values);
    }
    for (const [name, field] of block.lets) scope.bind(name, this.#binding(`let of ${block.name}`, field, scope));
    return scope;
  }

  #standIn({ name, standsFor }: Block, scope: Scope, input: Tensor, site: Site): StandIn | undefined {
    if (standsFor === undefined) return undefined;
    const { op, fields, theory, place } = standsFor;
    const given = new Map([...fields].map(([key, field]) => [key, this.#binding('argument', field, scope)]));
    requireKinds(argumentsOf(op), given, { ...site, place });
    const silent = { tape: this.tape, check: () => {} };
    const layer = toLayer({ site: { ...site, place }, op, depth: site.path.length, inputs: [input], given, standIn: undefined }, -1, silent);
    const standIn = { path: site.path, place: site.place, chain: site.chain, when: site.when, block: name, layer, theory: this.number(theory, scope) };
    this.standIns.push(standIn);
    return standIn;
  }

  #add(request: LayerRequest): Layer {
    if (++this.#steps > limits.layers) this.#fail('network/too-large', { limit: limits.layers }, request.site.place, request.site.chain);
    const layer = toLayer(request, this.layers.length, this);
    this.layers.push(layer);
    return layer;
  }

  #bind(statement: OpStatement | CallStatement, scope: Scope): ReadonlyMap<string, Binding> {
    return new Map([...statement.fields].map(([key, field]) => [key, this.#binding('argument', field, scope)]));
  }

  #binding(kind: string, field: Field, scope: Scope): Binding {
    return { kind, value: boundTo(field, scope, this.tape), field, expression: field.kind === 'expression' ? field.expression : undefined, scope };
  }

  #named({ name, place }: LayerReference, body: Body): Named {
    if (name === 'input') return { output: body.input, when: 1, layer: undefined };
    const named = body.level.names.get(name);
    if (named === undefined) return this.#fail('name/layer', { name, known: ['input', ...body.level.names.keys()] }, place, body.chain);
    return named;
  }

  /** A layer that is part of the network can only read what is part of it too. */
  #requireReachable(named: Named, { name, place }: LayerReference, layer: string, body: Body): void {
    const reachable = this.tape.apply('||', this.tape.apply('!', body.when), named.when);
    this.#require('check/missing-input', reachable, this.#site(body, [...body.level.path, layer], { place }), { name }, new Map());
  }

  #sharedLayer(reference: LayerReference, statement: OpStatement, body: Body): Layer {
    const named = this.#named(reference, body);
    this.#requireReachable(named, reference, nameOf(statement), body);
    const { layer } = named;
    if (layer?.op === statement.op) return layer;
    return this.#fail(
      'name/layer',
      { name: reference.name, known: [...body.level.names].flatMap(([name, named]) => (named.layer?.op === statement.op ? [name] : [])) },
      reference.place,
      body.chain,
    );
  }

  #either(when: Value, then: Tensor, otherwise: Tensor): Tensor {
    const choose = (dimension: 'channels' | 'h' | 'w') => this.tape.apply('?:', when, then[dimension], otherwise[dimension]);
    return { channels: choose('channels'), h: choose('h'), w: choose('w'), flat: then.flat, origin: { kind: 'either', when, then, otherwise } };
  }

  #site({ chain, when }: Body, path: readonly string[], { place }: { place: Place }): Site {
    return { path, place, chain, when };
  }

  #require(code: Code, holds: Value, site: Site, args: Record<string, unknown>, values: ReadonlyMap<string, Value>): void {
    if (holds !== 1) this.check({ ...site, code, holds, args, values: () => values });
  }

  #fail<C extends Code>(code: C, args: Args<C>, place: Place, chain: Chain): never {
    throw new SpecError([problem(code, args, { range: rangeOf(place), path: place.path, chain: chainRanges(chain) })]);
  }
}
