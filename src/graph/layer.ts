/** An op with its arguments -> a layer of the graph. */
import { isHeld, type Measure } from '../ops/measure.ts';
import type { Expression } from '../spec/expression.ts';
import type { Role } from '../spec/program.ts';
import { requireShared } from './agree.ts';
import { formulasFor } from './formulas.ts';
import type { Layer, Share, Sink, StandIn, Tensor } from './graph.ts';
import { type LayerRequest, outcomeOf } from './outcome.ts';

/** What a layer belongs to: the block that stands for an ordinary layer, what it is there, and the layer whose weights it has. */
interface Belonging {
  readonly standIn: StandIn | undefined;
  readonly role: Role | undefined;
  readonly share: Share | undefined;
}

/** Works out a layer; `index` is its index in the graph. Objects are written out, since spreading them takes as long as all the rest. */
export function toLayer(request: LayerRequest, { standIn, role, share }: Belonging, index: number, sink: Sink): Layer {
  const { site, op, depth, inputs, given } = request;
  const formulas = formulasFor(op, given);
  const { defaults, values, measured: own, channels, h, w, flat } = outcomeOf(request, formulas, sink);
  if (share !== undefined) requireShared(share, formulas, values, sink, site);
  const measured = share === undefined ? own : own.map((count, position) => (isHeld((formulas.measures[position] as [Measure, Expression])[0]) ? 0 : count));

  // the layer and its output name each other
  const output: { -readonly [K in keyof Tensor]: Tensor[K] } = {
    channels,
    h,
    w,
    flat,
    origin: { kind: 'input' },
  };
  const { path, place, chain, when } = site;
  const sharedWith = share && (share.layer.sharedWith ?? share.layer);
  const layer: Layer = {
    path,
    place,
    chain,
    when,
    index,
    op,
    formulas,
    depth,
    inputs,
    output,
    given,
    defaults,
    values,
    measured,
    sharedWith,
    isPart: share?.part ?? false,
    standIn,
    role,
  };
  output.origin = { kind: 'layer', layer };
  return layer;
}
