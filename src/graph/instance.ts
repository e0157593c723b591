/** An op or a call of a block, with its arguments -> layers: those of the op, its norm and its activation, or of the block's body. */
import { followers } from '../ops/argument.ts';
import { argumentsOf, type OpName } from '../ops/index.ts';
import type { Block, CallStatement, OpStatement } from '../spec/program.ts';
import { type Body, inner, siteOf, type Walked } from './body.ts';
import { fail } from './check.ts';
import type { Draft } from './draft.ts';
import type { Layer, Share, Site, Tensor } from './graph.ts';
import { requireKinds } from './kind.ts';
import { toLayer } from './layer.ts';
import type { LayerRequest } from './outcome.ts';
import { nameOfKind } from './replace.ts';
import { type Binding, isWord } from './scope.ts';
import type { Scopes } from './scopes.ts';
import { borrow, learns, lentBy } from './sharing.ts';
import { limits } from './size.ts';
import { requireOutput, toStandIn } from './stand-in.ts';

/** The arguments of an op that takes none, or has them all by default. */
const none: LayerRequest['given'] = new Map();

/** Walks the body of a block. */
type WalkBody = (statements: Block['body'], input: Tensor, body: Body) => Tensor;

export class Instances {
  /** Blocks by the layer that gives their output: the outermost call of each. */
  readonly calls = new Map<Layer, Site>();
  readonly #draft: Draft;
  readonly #scopes: Scopes;
  readonly #walk: WalkBody;

  constructor(draft: Draft, scopes: Scopes, walk: WalkBody) {
    this.#draft = draft;
    this.#scopes = scopes;
    this.#walk = walk;
  }

  /** An op with its `norm` and `activation`, or a block. */
  of(statement: OpStatement | CallStatement, given: ReadonlyMap<string, Binding>, inputs: readonly [Tensor, ...Tensor[]], name: string, body: Body): Walked {
    const kind = nameOfKind(statement);
    const lent = statement.sharing && lentBy(statement.sharing, kind, body, this.#draft);
    if (statement.kind === 'call') return { kind, ...this.#call(statement, given, inputs, name, body, lent) };
    const path = [...body.level.path, name];
    const depth = path.length;
    const site = siteOf(body, path, statement);
    const pattern = given.get('pattern')?.value;
    requireKinds(argumentsOf(statement.op, pattern !== undefined && isWord(pattern) ? pattern.word : undefined), given, site);
    const own: OpName[] = [];
    const shareOf = (op: OpName) => {
      own.push(op);
      const layer = lent?.find((one) => one.op === op);
      return (
        layer && { layer, part: statement.sharing?.key === 'part_of', name: statement.sharing?.name ?? '', place: statement.sharing?.place ?? statement.place }
      );
    };
    let { output } = this.add({ site, op: statement.op, depth, inputs, given }, body, shareOf(statement.op));
    for (const key of ['norm', 'activation'] as const) {
      const bound = given.get(key)?.value;
      const op = bound !== undefined && isWord(bound) ? followers[key].get(bound.word) : undefined;
      if (op === undefined) continue;
      ({ output } = this.add({ site: siteOf(body, [...path, op], statement), op, depth, inputs: [output], given: none }, body, shareOf(op)));
    }
    if (lent && statement.sharing?.key === 'weights_of') {
      const learned = (ops: readonly OpName[]) => ops.filter(learns).join();
      const isSame = learned(own) === learned(lent.map((one) => one.op));
      if (!isSame) this.#draft.require('check/shared-block', 0, site, { name: statement.sharing.name }, new Map());
    }
    return { output, kind, inside: undefined };
  }

  /** Adds one layer to the graph. */
  add(request: LayerRequest, { standIn, role, lender }: Body, share?: Share): Layer {
    const { site, op } = request;
    if (this.#draft.layers.length >= limits.layers) fail('network/too-large', { limit: limits.layers }, site.place, site.chain);
    const lent = lender && borrow(lender, op, site, this.#draft);
    if (role !== undefined && standIn === undefined) this.#draft.require('check/role', 0, site, { role }, new Map());
    const layer = toLayer(request, { standIn, role, share: share ?? lent }, this.#draft.layers.length, this.#draft);
    this.#draft.layers.push(layer);
    return layer;
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
    const site = siteOf(body, [...body.level.path, name], { place });
    if (inputs.length > 1) this.#draft.require('check/one-input', 0, site, { op: block.name }, new Map());
    const scope = this.#scopes.ofBlock(block, given, input, site);
    const chain = [...body.chain, { name: block.name, place, depth: site.path.length }];
    const lender = lent && sharing ? { reference: sharing, layers: lent, next: 0 } : body.lender;
    const standIn =
      body.standIn ?? (block.standsFor && toStandIn(block, block.standsFor, scope, input, { ...site, chain }, lender !== undefined, this.#scopes, this.#draft));
    const before = this.#draft.layers.length;
    const within = { ...inner(body, name, input), round: undefined, scope, chain, standIn, lender };
    const output = this.#walk(block.body, input, within);
    if (standIn !== undefined && standIn !== body.standIn) requireOutput(standIn, output, block, this.#draft);
    if (lender !== body.lender) {
      if (lender !== undefined && lender.next < lender.layers.length)
        this.#draft.require('check/shared-block', 0, site, { name: lender.reference.name }, new Map());
      // the layers are counted that lie in a call of its own
      if (body.lender !== undefined) body.lender.next += this.#draft.layers.length - before;
    }
    if (output.origin.kind === 'layer') this.calls.set(output.origin.layer, site);
    return { output, inside: within.level };
  }
}
