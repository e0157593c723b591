/** How a network stands to the limits that a spec or the command line sets. */
import { type Budget, type BudgetName, budgetNames } from '../spec/budget.ts';
import type { Row } from './rows.ts';

/** A limit and what the network has. */
export interface Spending {
  readonly name: BudgetName;
  readonly limit: number;
  readonly value: number;
  /** Past the limit; exactly at it is within. */
  readonly over: boolean;
}

export function spendingOf(total: Row, bytes: Readonly<Record<'peak_memory' | 'weight_bytes', number>>, budget: Budget): readonly Spending[] {
  const values = { ...total, ...bytes };
  return budgetNames.flatMap((name) => {
    const limit = budget[name];
    return limit === undefined ? [] : [{ name, limit, value: values[name], over: values[name] > limit }];
  });
}
