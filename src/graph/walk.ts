/** Walks the statements of a program once: names, loops, conditions, branches and replacements; ops and calls become layers. */
import { mergeArgument, type OpName, opOf } from '../ops/index.ts';
import type { Branch, Field, Statement } from '../spec/program.ts';
import { changesRank } from '../spec/rank.ts';
import {
  type Body,
  inner,
  inStatement,
  loop,
  namedBy,
  nameOf,
  namesInside,
  numbered,
  remember,
  siteOf,
  statementScope,
  takeName,
  type Walked,
} from './body.ts';
import { fail } from './check.ts';
import type { Draft } from './draft.ts';
import type { Layer, Site, Tensor } from './graph.ts';
import { Instances } from './instance.ts';
import { requireKinds } from './kind.ts';
import type { Replacements } from './replace.ts';
import { Scope, type Word } from './scope.ts';
import type { Scopes } from './scopes.ts';
import { limits } from './size.ts';
import type { Value } from './value.ts';

type BranchesStatement = Extract<Statement, { kind: 'branches' }>;

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

export class Walk {
  readonly #draft: Draft;
  readonly #scopes: Scopes;
  readonly #replacements: Replacements;
  readonly #instances: Instances;
  #steps = 0;

  constructor(draft: Draft, scopes: Scopes, replacements: Replacements) {
    this.#draft = draft;
    this.#scopes = scopes;
    this.#replacements = replacements;
    this.#instances = new Instances(draft, scopes, (statements, input, body) => this.body(statements, input, body));
  }

  /** Blocks by the layer that gives their output: the outermost call of each. */
  get calls(): ReadonlyMap<Layer, Site> {
    return this.#instances.calls;
  }

  body(statements: readonly Statement[], input: Tensor, body: Body): Tensor {
    let tensor = input;
    for (const statement of statements) tensor = this.#statement(statement, tensor, body);
    return tensor;
  }

  #statement(statement: Statement, input: Tensor, body: Body): Tensor {
    this.#step(statement, body);
    if (statement.repeat === undefined) return this.#once(statement, input, body);
    const scope = statementScope(body.scope, input);
    const { count: field, counter } = statement.repeat;
    const value = this.#draft.number(field, scope);
    const count = this.#draft.pin(value);
    const site = siteOf(body, [...body.level.path, nameOf(statement)], field);
    const values = new Map([['repeat', value]]);
    if (!Number.isInteger(count)) this.#draft.require('check/whole', Number.isNaN(count) ? value : 0, site, { key: 'repeat' }, values);
    if (count < 0) this.#draft.require('check/least', 0, site, { key: 'repeat', least: 0 }, values);
    if (count > limits.repeat) this.#draft.require('check/repeat', 0, site, { limit: limits.repeat }, values);
    const inRound = loop(body);
    let tensor = input;
    for (let index = 0; index < (count > limits.repeat ? 0 : count); index++) {
      this.#step(statement, body);
      tensor = this.#once(statement, tensor, inRound(new Scope(body.scope, [[counter, { kind: 'index', value: index }]])));
    }
    return tensor;
  }

  #step(statement: Statement, body: Body): void {
    if (++this.#steps > limits.steps) fail('network/too-large', { limit: limits.layers }, statement.place, body.chain);
  }

  /** One round of a statement, under its `if`. */
  #once(statement: Statement, given: Tensor, body: Body): Tensor {
    const inputs = this.#inputsOf(statement, given, body);
    const scope = statementScope(body.scope, inputs[0]);
    const name = takeName(statement, body);
    const condition = statement.if === undefined ? 1 : this.#condition(statement, statement.if, name, scope, body);
    if (condition === 0) return this.#leaveOut(statement, given, body, name);
    const when = typeof condition === 'number' ? body.when : this.#draft.tape.apply('&&', body.when, condition);
    const before = this.#draft.layers.length;
    const within = inStatement(body, scope, when, statement.role);
    const { output, kind, inside } = this.#walk(statement, inputs, given, name, within);
    const tensor = typeof condition === 'number' ? output : this.#either(condition, output, this.#passedOn(statement, inputs, given, name, body, condition));
    if (namesInside(statement)) return tensor;
    if (body.level.names.has(name)) fail('name/duplicate', { name, what: 'the layer' }, statement.place, body.chain);
    remember(name, statement, { output: tensor, when, kind, layers: this.#draft.layers.slice(before), inside }, body);
    return tensor;
  }

  #inputsOf(statement: Statement, given: Tensor, body: Body): readonly [Tensor, ...Tensor[]] {
    const [first = given, ...others] = statement.from?.map((reference) => namedBy(reference, body).output) ?? [];
    return [first, ...others];
  }

  /** Whether a statement is part of the network: decided at once where the rest depends on it. */
  #condition(statement: Statement, written: Field, name: string, scope: Scope, body: Body): Value {
    const condition = this.#draft.number(written, scope);
    if (condition === 1 || condition === 0) return condition;
    const finite = this.#draft.tape.apply('==', this.#draft.tape.apply('-', condition, condition), 0);
    this.#draft.require('check/finite', finite, siteOf(body, [...body.level.path, name], written), { key: 'if' }, new Map([['if', condition]]));
    return changesRank(statement) || namesInside(statement) ? this.#draft.pin(condition) : condition;
  }

  /** What a statement passes on that is left out: what it would have read. */
  #passedOn(statement: Statement, inputs: readonly [Tensor, ...Tensor[]], given: Tensor, name: string, body: Body, condition: Value = 0): Tensor {
    if (inputs.length === 1) return inputs[0];
    if (!inputs.includes(given)) {
      const here = this.#draft.tape.apply('!=', condition, 0);
      this.#draft.require('check/passes', here, siteOf(body, [...body.level.path, name], statement), {}, new Map());
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
        const args = this.#scopes.bind(statement, body.scope);
        const replaced = this.#replacements.find(statement, args, name, body);
        if (replaced === undefined) return this.#instances.of(statement, args, inputs, name, body);
        if (replaced.statement === undefined) return walked(this.#passedOn(statement, inputs, given, name, body));
        return this.#instances.of(replaced.statement, replaced.given, inputs, name, { ...body, rulesFrom: replaced.level });
      }
      case 'group':
        return walked(this.body(statement.body, input, within));
      case 'for': {
        const { columns, counter, rows } = statement;
        const inRound = loop(within);
        let tensor = input;
        for (const [index, row] of rows.entries()) {
          this.#step(statement, body);
          const cells = row.map((field, column) => [columns[column] as string, this.#scopes.binding('column', field, body.scope)] as const);
          const scope = new Scope(body.scope, [[counter, { kind: 'index', value: index }], ...cells]);
          tensor = this.body(statement.body, tensor, inRound(scope));
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
    const merge = this.#scopes.binding('merge', written, body.scope);
    requireKinds(new Map([['merge', mergeArgument]]), new Map([['merge', merge]]), { place: written.place, chain: body.chain });
    // it is a word, and that of an op
    const op = (merge.value as Word).word as OpName;
    const outputs = branches.flatMap((branch) => {
      const { if: condition, body: statements } = ownCondition(branch, op);
      if (condition !== undefined && this.#draft.pin(this.#draft.number(condition, statementScope(body.scope, input))) === 0) {
        statements.reduce((inner, one) => this.#leaveOut(one, inner, body), input);
        return [];
      }
      return [this.body(statements, input, body)];
    });
    const [first = input, ...others] = outputs;
    if (others.length === 0) return first;
    const path = [...body.level.path, numbered(op, body.level)];
    return this.#instances.add({ site: siteOf(body, path, written), op, depth: path.length, inputs: outputs, given: new Map() }, body).output;
  }

  #either(when: Value, then: Tensor, otherwise: Tensor): Tensor {
    const choose = (dimension: 'channels' | 'h' | 'w') => this.#draft.tape.apply('?:', when, then[dimension], otherwise[dimension]);
    return { channels: choose('channels'), h: choose('h'), w: choose('w'), flat: then.flat, origin: { kind: 'either', when, then, otherwise } };
  }
}
