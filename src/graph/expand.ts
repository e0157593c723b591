/** Program -> graph: walks the statements once, with parameters as values on the tape, and lays down every layer. */
import { type Args, type Code, problem, SpecError } from '../diagnostic.ts';
import { followers } from '../ops/argument.ts';
import { argumentsOf, mergeArgument, type OpName, opOf } from '../ops/index.ts';
import { inside, type Place, rangeOf } from '../spec/document.ts';
import type { Block, Branch, CallStatement, Field, LayerReference, OpStatement, Program, Rule, Setting, Statement } from '../spec/program.ts';
import { changesRank } from '../spec/rank.ts';
import {
  type Body,
  inner,
  inStatement,
  type Lender,
  type Level,
  lookUp,
  loop,
  type Named,
  nameOf,
  namesBeside,
  namesInside,
  numbered,
  remember,
  statementScope,
  takeName,
} from './body.ts';
import { chainRanges } from './check.ts';
import { planGhosts } from './ghost.ts';
import type { Assumption, Chain, Check, Graph, Layer, Share, Site, StandIn, Tensor } from './graph.ts';
import { requireKind, requireKinds } from './kind.ts';
import { checksOf, isWhole, type LayerRequest, sizesOf, toLayer } from './layer.ts';
import { boundsAround, numbersOf, type Point } from './point.ts';
import { nameOfKind, Replacements } from './replace.ts';
import { type Binding, type Bound, boundTo, calculate, evaluate, isNumeric, isWord, Scope, type Word } from './scope.ts';
import { leastLayers, limits } from './size.ts';
import { Tape } from './tape.ts';
import { unreadIn } from './unread.ts';
import type { Bounds, Value } from './value.ts';

/** The arguments of an op that takes none, or has them all by default. */
const none: ReadonlyMap<string, Binding> = new Map();

/** What a statement gives, the op or block that it is, and the names in it. */
type Walked = Pick<Named, 'output' | 'kind' | 'inside'>;

type BranchesStatement = Extract<Statement, { kind: 'branches' }>;

/** Whether an op has parameters. */
const learns = (op: OpName) => opOf(op).params !== undefined;

/** A parameter's value in a scope. */
const toBound = (setting: Setting): Bound => (typeof setting === 'string' ? { word: setting } : typeof setting === 'object' ? setting.map(toBound) : setting);

/**
 * A branch with the condition that it is there: its own, or that of the only layer in it. Of an op with shortcuts such a layer is that of a residual block
 * instead, which passes its input on where it is left out.
 */
function ownCondition(branch: Branch, merge: OpName): Branch {
  const [only, ...others] = branch.body;
  if (branch.if !== undefined || opOf(merge).hasShortcut || only?.if === undefined || only.repeat !== undefined || only.from !== undefined || others.length > 0)
    return branch;
  return { if: only.if, body: [{ ...only, if: undefined }] };
}

/**
 * Expands a program. Open, its number parameters stay values on the tape, but for what decides how often a layer repeats: that is
 * taken from `point`, as words always are. Closed, all parameters are taken from there, which is faster for a single point.
 * @throws SpecError for what is wrong at every point
 */
export function expand(program: Program, point: Point, open: boolean): Graph {
  const { ghost: choice, rules, ...rest } = program;
  if (choice === undefined) return new Expansion(program, point, open).run();
  const last = Math.max(...rules.map(({ level }) => level));
  const base = expand({ ...rest, rules: rules.filter(({ level }) => level < last) }, point, open);
  const ratio = numbersOf(point).get('s') ?? 1;
  const plan = planGhosts(base, choice, open ? base.tape.parameter('s', boundsAround(ratio)) : ratio, open);
  // which layers are chosen may depend on parameters: then the graph is for this point alone
  if (plan === undefined) return expand(program, point, false);
  const chosen = rules.map((rule) => (rule.level === last ? { ...rule, paths: plan.replaced } : rule));
  return { ...new Expansion({ ...rest, rules: chosen }, point, open).run(), ghost: { plan, base } };
}

class Expansion {
  readonly tape = new Tape();
  readonly layers: Layer[] = [];
  readonly checks: Check[] = [];
  readonly standIns: StandIn[] = [];
  readonly domains = new Map<string, Bounds>();
  readonly assumptions: Assumption[] = [];
  readonly #program: Program;
  readonly #point: Point;
  readonly #open: boolean;
  readonly #read: (value: Value) => number;
  readonly #globals = new Map<Program['globals'], Scope>();
  readonly #replacements: Replacements;
  readonly #checked = new Set<string>();
  /** Blocks by the layer that gives their output: the outermost call of each. */
  readonly #calls = new Map<Layer, Site>();
  #steps = 0;

  constructor(program: Program, point: Point, open: boolean) {
    this.#program = program;
    this.#point = point;
    this.#open = open;
    this.#read = this.tape.reader(numbersOf(point));
    this.#replacements = new Replacements(program, this);
    this.tape.decide = (value) => this.pin(value);
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
    const shared = { standIn: undefined, role: undefined, lender: undefined };
    const body: Body = { scope, level, when: 1, chain: [], input, round: undefined, rulesFrom: -1, ...shared };
    const sizes = new Map<Block, number>();
    let size = 0;
    for (const statement of program.body) {
      size += leastLayers([statement], sizes);
      if (size > limits.layers) this.#fail('network/too-large', { limit: limits.layers }, statement.place, []);
    }
    const last = this.#body(program.body, input, body);
    const outputs = program.outputs?.map((reference) => ({ name: reference.name, tensor: this.#named(reference, body, true).output }));
    const some = this.layers.reduce((any: Value, { when }) => tape.apply('||', any, when), 0);
    this.#require('network/empty', some, { ...site, place: inside(program.place, 'layers') }, {}, new Map());
    this.#replacements.requireUse();
    const graph = { tape, input, outputs: outputs ?? [{ name: undefined, tensor: last }], layers: this.layers, standIns: this.standIns };
    for (const { layer, read } of unreadIn(graph)) {
      const { path, depth, place, chain, when } = layer;
      this.#require('check/unread', read, this.#calls.get(layer) ?? { path: path.slice(0, depth), place, chain, when }, {}, new Map());
    }
    return { ...graph, checks: this.checks, domains: this.domains, assumptions: this.assumptions };
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
  pin(value: Value, rule?: Rule): number {
    if (typeof value === 'number') return value;
    const outcome = this.#read(value);
    this.assumptions.push({ value, outcome, rule });
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
        scope.bind(name, { kind: 'definition', value: evaluate(expression, scope, this.tape), expression, scope });
    }
    return scope;
  }

  #setting(name: string, setting: Setting): Bound {
    if (typeof setting === 'string') return { word: setting };
    if (typeof setting === 'object') return setting.map(toBound);
    const bounds = this.#open ? boundsAround(setting) : { whole: false, least: setting, most: setting };
    this.domains.set(name, bounds);
    return this.#open ? this.tape.parameter(name, bounds) : setting;
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
    const { count: field, counter } = statement.repeat;
    const value = this.number(field, scope);
    const count = this.pin(value);
    const site = this.#site(body, [...body.level.path, nameOf(statement)], field);
    const values = new Map([['repeat', value]]);
    if (!Number.isInteger(count)) this.#require('check/whole', Number.isNaN(count) ? value : 0, site, { key: 'repeat' }, values);
    if (count < 0) this.#require('check/least', 0, site, { key: 'repeat', least: 0 }, values);
    if (count > limits.repeat) this.#require('check/repeat', 0, site, { limit: limits.repeat }, values);
    const inRound = loop(body);
    let tensor = input;
    for (let index = 0; index < (count > limits.repeat ? 0 : count); index++) {
      this.#step(statement, body);
      tensor = this.#once(statement, tensor, inRound(new Scope(body.scope, [[counter, { kind: 'index', value: index }]])));
    }
    return tensor;
  }

  #step(statement: Statement, body: Body): void {
    if (++this.#steps > limits.steps) this.#fail('network/too-large', { limit: limits.layers }, statement.place, body.chain);
  }

  /** One round of a statement, under its `if`. */
  #once(statement: Statement, given: Tensor, body: Body): Tensor {
    const inputs = this.#inputsOf(statement, given, body);
    const scope = statementScope(body.scope, inputs[0]);
    const name = takeName(statement, body);
    const condition = statement.if === undefined ? 1 : this.#condition(statement, statement.if, name, scope, body);
    if (condition === 0) return this.#leaveOut(statement, given, body, name);
    const when = typeof condition === 'number' ? body.when : this.tape.apply('&&', body.when, condition);
    const before = this.layers.length;
    const within = inStatement(body, scope, when, statement.role);
    const { output, kind, inside } = this.#walk(statement, inputs, given, name, within);
    const tensor = typeof condition === 'number' ? output : this.#either(condition, output, this.#passedOn(statement, inputs, given, name, body, condition));
    if (namesInside(statement)) return tensor;
    if (body.level.names.has(name)) this.#fail('name/duplicate', { name, what: 'the layer' }, statement.place, body.chain);
    remember(name, statement, { output: tensor, when, kind, layers: this.layers.slice(before), inside }, body);
    return tensor;
  }

  #inputsOf(statement: Statement, given: Tensor, body: Body): readonly [Tensor, ...Tensor[]] {
    const [first = given, ...others] = statement.from?.map((reference) => this.#named(reference, body).output) ?? [];
    return [first, ...others];
  }

  /** Whether a statement is part of the network: decided at once where the rest depends on it. */
  #condition(statement: Statement, written: Field, name: string, scope: Scope, body: Body): Value {
    const condition = this.number(written, scope);
    if (condition === 1 || condition === 0) return condition;
    const finite = this.tape.apply('==', this.tape.apply('-', condition, condition), 0);
    this.#require('check/finite', finite, this.#site(body, [...body.level.path, name], written), { key: 'if' }, new Map([['if', condition]]));
    return changesRank(statement) || namesInside(statement) ? this.pin(condition) : condition;
  }

  /** What a statement passes on that is left out: what it would have read. */
  #passedOn(statement: Statement, inputs: readonly [Tensor, ...Tensor[]], given: Tensor, name: string, body: Body, condition: Value = 0): Tensor {
    if (inputs.length === 1) return inputs[0];
    if (!inputs.includes(given)) {
      const here = this.tape.apply('!=', condition, 0);
      this.#require('check/passes', here, this.#site(body, [...body.level.path, name], statement), {}, new Map());
    }
    return given;
  }

  /** A statement that is no part of the network, nor is what is in it: each passes on what it would have read, and can be read for that. */
  #leaveOut(statement: Statement, given: Tensor, body: Body, name = nameOf(statement)): Tensor {
    const tensor = this.#passedOn(statement, this.#inputsOf(statement, given, body), given, name, body);
    if (statement.name !== undefined) remember(name, statement, { output: tensor, when: 0, kind: undefined, layers: [], inside: undefined }, body);
    else if (statement.kind === 'group') statement.body.reduce((inner, one) => this.#leaveOut(one, inner, body), tensor);
    else if (statement.kind === 'branches')
      for (const branch of statement.branches) branch.body.reduce((inner, one) => this.#leaveOut(one, inner, body), tensor);
    return tensor;
  }

  /** What a statement gives, and the op or block that it is. */
  #walk(statement: Statement, inputs: readonly [Tensor, ...Tensor[]], given: Tensor, name: string, body: Body): Walked {
    const [input] = inputs;
    const within = this.#within(statement, name, input, body);
    const walked = (output: Tensor) => ({ output, kind: undefined, inside: within.level });
    switch (statement.kind) {
      case 'op':
      case 'call': {
        const args = this.#bind(statement, body.scope);
        const replaced = this.#replacements.find(statement, args, name, body);
        if (replaced === undefined) return this.#layer(statement, args, inputs, name, body);
        if (replaced.statement === undefined) return walked(this.#passedOn(statement, inputs, given, name, body));
        return this.#layer(replaced.statement, replaced.given, inputs, name, { ...body, rulesFrom: replaced.level });
      }
      case 'group':
        return walked(this.#body(statement.body, input, within));
      case 'for': {
        const { columns, counter, rows } = statement;
        const inRound = loop(within);
        let tensor = input;
        for (const [index, row] of rows.entries()) {
          this.#step(statement, body);
          const cells = row.map((field, column) => [columns[column] as string, this.#binding('column', field, body.scope)] as const);
          const scope = new Scope(body.scope, [[counter, { kind: 'index', value: index }], ...cells]);
          tensor = this.#body(statement.body, tensor, inRound(scope));
        }
        return walked(tensor);
      }
      case 'branches':
        return walked(this.#branches(statement, input, within));
    }
  }

  /** The walk in a statement: one level further in where it has a name and names of its own. */
  #within({ name: written, kind }: Statement, name: string, input: Tensor, body: Body): Body {
    return written === undefined || kind === 'op' || kind === 'call' ? body : inner(body, name, input);
  }

  #branches({ branches, merge: written }: BranchesStatement, input: Tensor, body: Body): Tensor {
    const merge = this.#binding('merge', written, body.scope);
    requireKinds(new Map([['merge', mergeArgument]]), new Map([['merge', merge]]), { place: written.place, chain: body.chain });
    // it is a word, and that of an op
    const op = (merge.value as Word).word as OpName;
    const outputs = branches.flatMap((branch) => {
      const { if: condition, body: statements } = ownCondition(branch, op);
      if (condition !== undefined && this.pin(this.number(condition, statementScope(body.scope, input))) === 0) {
        statements.reduce((inner, one) => this.#leaveOut(one, inner, body), input);
        return [];
      }
      return [this.#body(statements, input, body)];
    });
    const [first = input, ...others] = outputs;
    if (others.length === 0) return first;
    const path = [...body.level.path, numbered(op, body.level)];
    return this.#add({ site: this.#site(body, path, written), op, depth: path.length, inputs: outputs, given: none }, body).output;
  }

  /** An op with its `norm` and `activation`, or a block. */
  #layer(
    statement: OpStatement | CallStatement,
    given: ReadonlyMap<string, Binding>,
    inputs: readonly [Tensor, ...Tensor[]],
    name: string,
    body: Body,
  ): Walked {
    const kind = nameOfKind(statement);
    const lent = statement.sharing && this.#lent(statement.sharing, kind, body);
    if (statement.kind === 'call') return { kind, ...this.#call(statement, given, inputs, name, body, lent) };
    const path = [...body.level.path, name];
    const depth = path.length;
    const site = this.#site(body, path, statement);
    requireKinds(argumentsOf(statement.op), given, site);
    const own: OpName[] = [];
    const shareOf = (op: OpName) => {
      own.push(op);
      const layer = lent?.find((one) => one.op === op);
      return (
        layer && { layer, part: statement.sharing?.key === 'part_of', name: statement.sharing?.name ?? '', place: statement.sharing?.place ?? statement.place }
      );
    };
    let { output } = this.#add({ site, op: statement.op, depth, inputs, given }, body, shareOf(statement.op));
    for (const key of ['norm', 'activation'] as const) {
      const bound = given.get(key)?.value;
      const op = bound !== undefined && isWord(bound) ? followers[key].get(bound.word) : undefined;
      if (op === undefined) continue;
      ({ output } = this.#add({ site: this.#site(body, [...path, op], statement), op, depth, inputs: [output], given: none }, body, shareOf(op)));
    }
    if (lent && statement.sharing?.key === 'weights_of') {
      const learned = (ops: readonly OpName[]) => ops.filter(learns).join();
      const isSame = learned(own) === learned(lent.map((one) => one.op));
      if (!isSame) this.#require('check/shared-block', 0, site, { name: statement.sharing.name }, new Map());
    }
    return { output, kind, inside: undefined };
  }

  #call(
    { block, place, sharing }: CallStatement,
    given: ReadonlyMap<string, Binding>,
    inputs: readonly Tensor[],
    name: string,
    body: Body,
    lent?: readonly Layer[],
  ): Pick<Walked, 'output' | 'inside'> {
    const [input] = inputs as [Tensor];
    const site = this.#site(body, [...body.level.path, name], { place });
    if (inputs.length > 1) this.#require('check/one-input', 0, site, { op: block.name }, new Map());
    const scope = this.#argumentScope(block, given, input, site);
    const chain = [...body.chain, { name: block.name, place, depth: site.path.length }];
    const lender = lent && sharing ? { reference: sharing, layers: lent, next: 0 } : body.lender;
    const standIn = body.standIn ?? (block.standsFor && this.#standIn(block, scope, input, { ...site, chain }, lender !== undefined));
    const before = this.layers.length;
    const within = { ...inner(body, name, input), round: undefined, scope, chain, standIn, lender };
    const output = this.#body(block.body, input, within);
    if (standIn !== undefined && standIn !== body.standIn) this.#requireOutput(standIn, output, block);
    if (lender !== body.lender) {
      if (lender !== undefined && lender.next < lender.layers.length) this.#require('check/shared-block', 0, site, { name: lender.reference.name }, new Map());
      // the layers are counted that lie in a call of its own
      if (body.lender !== undefined) body.lender.next += this.layers.length - before;
    }
    if (output.origin.kind === 'layer') this.#calls.set(output.origin.layer, site);
    return { output, inside: within.level };
  }

  /** The names that a block's body sees: arguments, given or by default, and `let`. */
  #argumentScope(block: Block, given: ReadonlyMap<string, Binding>, input: Tensor, site: Site): Scope {
    requireKinds(block.args, given, site);
    const scope = new Scope(this.globalScope(block.globals), undefined, input);
    for (const [name, argument] of block.args) {
      const { fallback } = argument;
      const binding = given.get(name) ?? (fallback === undefined ? { kind: 'default', value: 0 } : this.#binding(`default of ${block.name}`, fallback, scope));
      if (!given.has(name)) requireKind(name, argument, binding, site);
      const { value, field, expression, scope: seen } = binding;
      scope.bind(name, { kind: given.has(name) ? `argument of ${block.name}` : binding.kind, value, field, expression, scope: seen });
      if (argument.type === 'list') continue;
      for (const number of isNumeric(value) ? [value] : isWord(value) ? [] : value.filter(isNumeric))
        for (const { code, holds, args } of checksOf(argument, name, number, this.tape))
          this.#require(code, holds, { ...site, place: field?.place ?? site.place }, args, new Map([[name, number]]));
    }
    for (const [name, field] of block.lets) scope.bind(name, this.#binding(`let of ${block.name}`, field, scope));
    return scope;
  }

  #standIn({ name, standsFor }: Block, scope: Scope, input: Tensor, site: Site, isShared: boolean): StandIn | undefined {
    if (standsFor === undefined) return undefined;
    const { op, fields, theory, place } = standsFor;
    const given = new Map([...fields].map(([key, field]) => [key, this.#binding('argument', field, scope)]));
    requireKinds(argumentsOf(op), given, { ...site, place });
    const request = { site: { ...site, place }, op, depth: site.path.length, inputs: [input], given };
    const layer = toLayer(request, { standIn: undefined, role: undefined, share: undefined }, -1, this);
    const saving = this.number(theory, scope);
    // neither infinite nor no number at all
    const isNumber = this.tape.apply('==', this.tape.apply('-', saving, saving), 0);
    const holds = this.tape.apply('&&', isNumber, this.tape.apply('>', saving, 0));
    this.#require('check/theory', holds, { ...site, place: theory.place }, {}, new Map([['theory', saving]]));
    const expression = theory.kind === 'expression' ? theory.expression : undefined;
    const promise: Binding = { kind: `theory of ${name}`, value: saving, field: theory, expression, scope };
    const standIn = { path: site.path, place: site.place, chain: site.chain, when: site.when, block: name, layer, isShared, theory: saving, promise };
    this.standIns.push(standIn);
    return standIn;
  }

  /** A block gives what the layer would that it stands for. */
  #requireOutput({ path, place, chain, when, layer }: StandIn, output: Tensor, { standsFor }: Block): void {
    const [given, expected] = [sizesOf(output), sizesOf(layer.output)];
    const equal = given.map((size, index) => this.tape.apply('==', size, expected[index] ?? 0));
    const holds = output.flat === layer.output.flat ? equal.reduce((all, one) => this.tape.apply('&&', all, one)) : 0;
    const values = () => new Map([['the block', given] as const, ['the layer', expected] as const]);
    if (holds !== 1) this.check({ path, place: standsFor?.place ?? place, chain, when, code: 'check/stands-for', holds, args: {}, values });
  }

  #add(request: LayerRequest, { standIn, role, lender }: Body, share?: Share): Layer {
    const { site, op } = request;
    if (this.layers.length >= limits.layers) this.#fail('network/too-large', { limit: limits.layers }, site.place, site.chain);
    const lent = lender && this.#borrow(lender, op, site);
    if (role !== undefined && standIn === undefined) this.#require('check/role', 0, site, { role }, new Map());
    const layer = toLayer(request, { standIn, role, share: share ?? lent }, this.layers.length, this);
    this.layers.push(layer);
    return layer;
  }

  /** The layer of an earlier call that is the same in this one, for its weights. */
  #borrow(lender: Lender, op: OpName, { path, chain, when }: Site): Share | undefined {
    const { name, place } = lender.reference;
    const layer = lender.layers[lender.next++];
    if (layer?.op !== op) {
      this.#require('check/shared-block', 0, { path, place, chain, when }, { name }, new Map());
      return undefined;
    }
    return learns(op) ? { layer, part: false, name, place } : undefined;
  }

  #bind(statement: OpStatement | CallStatement, scope: Scope): ReadonlyMap<string, Binding> {
    const given = new Map<string, Binding>();
    for (const [key, field] of statement.fields) given.set(key, this.#binding('argument', field, scope));
    return given;
  }

  #binding(kind: string, field: Field, scope: Scope): Binding {
    return { kind, value: boundTo(field, scope, this.tape), field, expression: field.kind === 'expression' ? field.expression : undefined, scope };
  }

  #named({ name, place }: LayerReference, body: Body, anywhere = false): Named {
    if (name === 'input') return { output: body.input, when: 1, kind: undefined, layers: [], inside: undefined };
    const found = lookUp(name, body);
    if (found !== undefined) return found;
    const known = namesBeside(name, body);
    if (body.level.names.has(name)) return this.#fail('name/round', { name, known }, place, body.chain);
    return this.#fail('name/layer', { name, known, anywhere }, place, body.chain);
  }

  /** The layers of an earlier op or call whose weights another has. They have to be part of the network where it is. */
  #lent(reference: LayerReference, kind: string, body: Body): readonly Layer[] {
    const { name, place } = reference;
    const named = this.#named(reference, body);
    const here = this.tape.apply('||', this.tape.apply('!', body.when), named.when);
    this.#require('check/missing-input', here, this.#site(body, [...body.level.path, kind], { place }), { name }, new Map());
    if (named.kind === kind || named.when === 0) return named.layers;
    const known = namesBeside(name, body).filter((one) => lookUp(one, body)?.kind === kind);
    return this.#fail('name/other-kind', { name, got: named.kind ?? 'a group', wanted: kind, known }, place, body.chain);
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
