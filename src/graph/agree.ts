/** Shapes that have to agree: those of merged tensors, and of layers that share weights. */
import type { OpName } from '../ops/index.ts';
import { paramCounts } from '../ops/measure.ts';
import type { Op } from '../ops/op.ts';
import type { Formulas, LayerValues } from './formulas.ts';
import type { Share, Sink, Site, Tensor } from './graph.ts';
import { calculate } from './scope.ts';
import type { Value } from './value.ts';

export const sizesOf = ({ channels, h, w, flat }: Tensor): readonly Value[] => (flat ? [channels] : [channels, h, w]);

export function requireMergeable(
  how: NonNullable<Op['merges']>,
  op: OpName,
  inputs: readonly Tensor[],
  output: readonly Value[],
  sink: Sink,
  site: Site,
): void {
  const { tape } = sink;
  let holds: Value = inputs.every(({ flat }) => flat === inputs[0]?.flat) ? 1 : 0;
  for (const { channels, h, w } of how === 'product' ? [] : inputs) {
    for (const [index, size] of [channels, h, w].entries()) {
      if (how === 'size' && index === 0) continue;
      const equal = tape.apply('==', size, output[index] as Value);
      holds = tape.apply('&&', holds, how === 'broadcast' ? tape.apply('||', equal, tape.apply('==', size, 1)) : equal);
    }
  }
  const values = () => new Map(inputs.map((input, index) => [`input ${index + 1}`, sizesOf(input)] as const));
  if (holds !== 1) sink.check({ ...site, code: 'check/merge', holds, args: { merge: op }, values });
}

/** A layer that shares weights has as many, in the same shape, or, of a part, no dimension that is larger. */
export function requireShared({ layer, part, name, place }: Share, formulas: Formulas, values: LayerValues, sink: Sink, site: Site): void {
  const { tape } = sink;
  const counts = formulas.measures.flatMap(([measure]) => (measure in paramCounts && measure !== 'weights' ? [measure] : []));
  const of = (one: LayerValues) => ({
    shape: formulas.weightShape.map((dimension) => calculate(dimension, one, tape)),
    counts: counts.map((measure) => one.get(measure) ?? 0),
  });
  const [own, theirs] = [of(values), of(layer.values)];
  const [numbers, others] = [
    [...own.shape, ...own.counts],
    [...theirs.shape, ...theirs.counts],
  ];
  const holds = numbers.reduce((all: Value, number, index) => tape.apply('&&', all, tape.apply(part ? '<=' : '==', number, others[index] as Value)), 1);
  if (holds === 1) return;
  const shown = () =>
    new Map<string, Value | readonly Value[]>([
      ['shape', own.shape],
      [`shape of ${name}`, theirs.shape],
      ...counts.flatMap((measure, index): [string, Value][] => [
        [measure, own.counts[index] as Value],
        [`${measure} of ${name}`, theirs.counts[index] as Value],
      ]),
    ]);
  sink.check({ ...site, place, code: 'check/shared', holds, args: { name, part }, values: shown });
}
