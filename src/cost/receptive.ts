/** The receptive field of each layer: how much of the network's input an element of its output depends on. */
import type { Network } from '../graph/network.ts';
import { evaluated } from './trace.ts';

/** Along one side: how many elements of the input are seen, and how far apart those of neighbours stand. */
interface Field {
  readonly seen: number;
  readonly apart: number;
}

/**
 * The side of the square of input elements that an element of each layer's output depends on, the larger of height and width, where borders cut
 * nothing off; undefined where that is all of the input.
 * Many seen through so many others: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 */
export function receptiveFieldsOf({ layers }: Network): readonly (number | undefined)[] {
  const fields: (Readonly<Record<'h' | 'w', Field>> | undefined)[] = [];
  const input = { h: { seen: 1, apart: 1 }, w: { seen: 1, apart: 1 } };
  for (const { inputs, formulas, layer, read } of layers) {
    const { inputWhere } = formulas;
    const seesAll = formulas.sees === 'all' && (inputWhere === undefined || evaluated(inputWhere, layer.values, read) !== 0);
    const before = inputs.map((index) => (index < 0 ? input : fields[index]));
    const along = (side: 'h' | 'w'): Field | undefined => {
      if (seesAll || before.includes(undefined)) return undefined;
      const [many, apart] = (typeof formulas.sees === 'object' ? formulas.sees[side] : []).map((expression) => evaluated(expression, layer.values, read));
      const seen = Math.max(...before.map((field) => field?.[side].seen ?? 0));
      const step = Math.max(...before.map((field) => field?.[side].apart ?? 0));
      return { seen: seen + ((many ?? 1) - 1) * step, apart: step * (apart ?? 1) };
    };
    const [h, w] = [along('h'), along('w')];
    fields.push(h && w && { h, w });
  }
  return fields.map((field) => field && Math.max(field.h.seen, field.w.seen));
}
