/** How a network stands to the limits that a spec or the command line sets. */
import { type TotalName, totalNames } from '../ops/total.ts';
import type { Budget } from '../spec/budget.ts';
import { requireTotal, type Totals } from './totals.ts';

/** A limit and what the network has. */
export interface Spending {
  readonly name: TotalName;
  readonly limit: number;
  readonly value: number;
  /** Past the limit; exactly at it is within. */
  readonly over: boolean;
}

/** @throws SpecError for a limit on what the network does not have, as a speed-up without ghost modules */
export const spendingOf = (total: Totals, budget: Budget, network: string): readonly Spending[] =>
  totalNames.flatMap((name) => {
    const limit = budget[name];
    if (limit === undefined) return [];
    const value = requireTotal(total, name, network);
    return [{ name, limit, value, over: value > limit }];
  });
