/** Blocks that stand for an ordinary layer: what that would cost, and that the block gives what it would. */
import { argumentsOf } from '../ops/index.ts';
import type { Block } from '../spec/program.ts';
import { sizesOf } from './agree.ts';
import type { Draft } from './draft.ts';
import type { Site, StandIn, Tensor } from './graph.ts';
import { requireKinds } from './kind.ts';
import { toLayer } from './layer.ts';
import type { Binding, Scope } from './scope.ts';
import type { Scopes } from './scopes.ts';

/** @param isShared whether the block has the weights of an earlier call */
export function toStandIn(
  { name }: Block,
  standsFor: NonNullable<Block['standsFor']>,
  scope: Scope,
  input: Tensor,
  site: Site,
  isShared: boolean,
  scopes: Scopes,
  draft: Draft,
): StandIn {
  const { op, fields, theory, place } = standsFor;
  const given = new Map([...fields].map(([key, field]) => [key, scopes.binding('argument', field, scope)]));
  requireKinds(argumentsOf(op), given, { ...site, place });
  const request = { site: { ...site, place }, op, depth: site.path.length, inputs: [input], given };
  const layer = toLayer(request, { standIn: undefined, role: undefined, share: undefined }, -1, draft);
  const saving = draft.number(theory, scope);
  // neither infinite nor NaN
  const isNumber = draft.tape.apply('==', draft.tape.apply('-', saving, saving), 0);
  const holds = draft.tape.apply('&&', isNumber, draft.tape.apply('>', saving, 0));
  draft.require('check/theory', holds, { ...site, place: theory.place }, {}, new Map([['theory', saving]]));
  const expression = theory.kind === 'expression' ? theory.expression : undefined;
  const promise: Binding = { kind: `theory of ${name}`, value: saving, field: theory, expression, scope };
  const standIn = { path: site.path, place: site.place, chain: site.chain, when: site.when, block: name, layer, isShared, theory: saving, promise };
  draft.standIns.push(standIn);
  return standIn;
}

/** A block gives what the layer would that it stands for. */
export function requireOutput({ path, place, chain, when, layer }: StandIn, output: Tensor, { standsFor }: Block, draft: Draft): void {
  const [given, expected] = [sizesOf(output), sizesOf(layer.output)];
  const equal = given.map((size, index) => draft.tape.apply('==', size, expected[index] ?? 0));
  const holds = output.flat === layer.output.flat ? equal.reduce((all, one) => draft.tape.apply('&&', all, one)) : 0;
  const values = () => new Map([['the block', given] as const, ['the layer', expected] as const]);
  if (holds !== 1) draft.check({ path, place: standsFor?.place ?? place, chain, when, code: 'check/stands-for', holds, args: {}, values });
}
