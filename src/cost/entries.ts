/** Which counts of an op enter which sums, and with what factor. */

import { formulasOf } from '../graph/formulas.ts';
import { isConvention } from '../ops/convention.ts';
import type { OpName } from '../ops/index.ts';
import { isPerSample } from '../ops/measure.ts';
import { type Part, type SumName, sumNames, sums } from '../ops/total.ts';
import { remembered } from '../remembered.ts';

export interface Entry {
  readonly sum: SumName;
  /** The position of the sum among all. */
  readonly index: number;
  /** The position of the count among those of the op. */
  readonly count: number;
  readonly factor: number;
  /** Whether it is multiplied by how many samples run, as all of a convention is. */
  readonly perSample: boolean;
}

/** The entries of an op, by what the sums are taken over. */
export const entriesOf = remembered((op: OpName): Readonly<Record<Part, readonly Entry[]>> => {
  const entries: Record<Part, Entry[]> = { all: [], modules: [], primary: [], cheap: [] };
  for (const [count, [measure]] of formulasOf(op).measures.entries()) {
    for (const [index, sum] of sumNames.entries()) {
      const { how } = sums[sum];
      if (!('sum' in how)) continue;
      const { [measure]: factor = 0 } = how.sum;
      const own = typeof factor === 'number' ? factor : (factor[op] ?? 0);
      if (own !== 0) entries[how.over ?? 'all'].push({ sum, index, count, factor: own, perSample: isPerSample(measure) || isConvention(sum) });
    }
  }
  return entries;
});
