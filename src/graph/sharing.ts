/** Layers that have the weights of earlier ones: by `weights_of` and `part_of`, on an op or on the call of a block. */
import { type OpName, opOf } from '../ops/index.ts';
import type { LayerReference } from '../spec/program.ts';
import { type Body, type Lender, lookUp, namedBy, namesBeside, siteOf } from './body.ts';
import { fail } from './check.ts';
import type { Draft } from './draft.ts';
import type { Layer, Share, Site } from './graph.ts';

/** Whether an op has parameters. */
export const learns = (op: OpName) => opOf(op).params !== undefined;

/** The layers of an earlier op or call whose weights another has. They have to be part of the network where it is. */
export function lentBy(reference: LayerReference, kind: string, body: Body, draft: Draft): readonly Layer[] {
  const { name, place } = reference;
  const named = namedBy(reference, body);
  const here = draft.tape.apply('||', draft.tape.apply('!', body.when), named.when);
  draft.require('check/missing-input', here, siteOf(body, [...body.level.path, kind], { place }), { name }, new Map());
  if (named.kind === kind || named.when === 0) return named.layers;
  const known = namesBeside(name, body).filter((one) => lookUp(one, body)?.kind === kind);
  return fail('name/other-kind', { name, got: named.kind ?? 'a group', wanted: kind, known }, place, body.chain);
}

/** The layer of an earlier call that is the same in this one, for its weights. */
export function borrow(lender: Lender, op: OpName, { path, chain, when }: Site, draft: Draft): Share | undefined {
  const { name, place } = lender.reference;
  const layer = lender.layers[lender.next++];
  if (layer?.op !== op) {
    draft.require('check/shared-block', 0, { path, place, chain, when }, { name }, new Map());
    return undefined;
  }
  return learns(op) ? { layer, part: false, name, place } : undefined;
}
