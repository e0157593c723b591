/** What a comparison may not do: a total may not rise by more than so much, or pass so much. */
import { problem, SpecError } from '../diagnostic/index.ts';
import { isTotal, type TotalName, totalNames } from '../ops/total.ts';
import { amountExpected, parseAmount } from '../spec/budget.ts';
import { operators } from '../spec/operators.ts';
import type { Analysis } from './analysis.ts';
import { requireTotal } from './totals.ts';

/** A condition over a total that fails a comparison: `macs > 150M`, or how it changed, `macs > +5%`, `params < -1M`. */
export interface Guard {
  readonly text: string;
  readonly total: TotalName;
  readonly comparison: Comparison;
  /** What the total is compared with: itself, its difference to the first network's, or that in percent. */
  readonly of: 'total' | 'difference' | 'percent';
  readonly limit: number;
  /** Decimals of the limit as written. */
  readonly decimals: number;
}

/** What a guard found in a network, by the network's place in the comparison. */
export interface Finding {
  readonly guard: Guard;
  readonly network: number;
  readonly before: number;
  readonly after: number;
  readonly holds: boolean;
}

const comparisons = ['>', '>=', '<', '<=', '==', '!='] as const;
type Comparison = (typeof comparisons)[number];

/**
 * Reads a condition.
 * @throws SpecError for what is none
 */
export function parseGuard(text: string): Guard {
  const [, name = '', comparison, sign = '', amount = '', percent = ''] = /^\s*([a-z][a-z_-]*?)\s*([<>=!]+)\s*([+-]?)\s*([^%]*?)\s*(%?)\s*$/i.exec(text) ?? [];
  if (comparison === undefined)
    throw refused(text, `a total, a comparison and a limit: "macs > +5%", "params > 6M", "peak_memory > +1MiB"; a limit is ${amountExpected}`);
  const found = comparisons.find((one) => one === comparison);
  if (found === undefined) throw refused(text, `a comparison: ${comparisons.join(', ')}`);
  if (!isTotal(name)) throw new SpecError([problem('usage/total', { name, known: totalNames })]);
  const size = percent === '' || /^[\d.]+$/.test(amount.trim()) ? parseAmount(amount) : undefined;
  if (size === undefined) throw refused(text, `${amountExpected}, or a change: +1M, -3%`);
  if (percent !== '' && sign === '') throw refused(text, `a sign, since percent are those of a change: ${name} ${found} +${amount.trim()}%`);
  return {
    text: text.trim(),
    total: name,
    comparison: found,
    of: percent !== '' ? 'percent' : sign !== '' ? 'difference' : 'total',
    limit: sign === '-' ? -size : size,
    decimals: amount.trim().split('.')[1]?.length ?? 0,
  };
}

const refused = (got: string, expected: string) => new SpecError([problem('usage/option', { option: 'the condition', got, expected })]);

/** What guards find in each network but the first, which the others are compared with. */
export const findingsOf = (guards: readonly Guard[], [first, ...others]: readonly Analysis[]): readonly Finding[] =>
  others.flatMap((other, index) =>
    guards.map((guard) => {
      const [before, after] = [first ?? other, other].map(({ name, total }) => requireTotal(total, guard.total, name)) as [number, number];
      return { guard, network: index + 1, before, after, holds: holds(guard, before, after) };
    }),
  );

function holds({ comparison, of, limit, decimals }: Guard, before: number, after: number): boolean {
  const [value, bound] =
    // both sides times 100, and 10 for each decimal, so that all are whole numbers and exactly 5 % is not more than 5 %
    of === 'percent'
      ? [(after - before) * 100 * 10 ** decimals, before * Math.round(limit * 10 ** decimals)]
      : [of === 'total' ? after : after - before, limit];
  return operators[comparison].apply(value, bound, 0) === 1;
}
