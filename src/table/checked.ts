/** How many cells of tables are what their sources print. */
import type { Verdict } from './verdict.ts';

export interface Checked {
  /** Cells with a printed number and a computed one. */
  readonly compared: number;
  /** Equal by the rule of their column, or within what is printed. */
  readonly confirmed: number;
  /** Equal by another rule than that of their column. */
  readonly by_another_rule: number;
  readonly differing_with_reason: number;
  readonly differing_without_reason: number;
}

interface Judged {
  readonly verdict: Verdict | undefined;
  readonly reason: string | undefined;
}

export function checkedOf(rows: readonly { readonly cells: ReadonlyMap<string, Judged> }[]): Checked {
  const cells = rows.flatMap((row) => [...row.cells.values()]);
  const compared = cells.filter(({ verdict }) => verdict !== undefined);
  const differing = compared.filter(({ verdict }) => verdict?.kind === 'differs');
  const unlike = compared.filter(({ verdict }) => verdict !== undefined && 'unlike' in verdict).length;
  const reasoned = differing.filter(({ reason }) => reason !== undefined).length;
  return {
    compared: compared.length,
    confirmed: compared.length - differing.length - unlike,
    by_another_rule: unlike,
    differing_with_reason: reasoned,
    differing_without_reason: differing.length - reasoned,
  };
}

/** In a line, those of several tables together. */
export function showChecked(tables: readonly Checked[]): string {
  const sum = (key: keyof Checked) => tables.reduce((total, one) => total + one[key], 0);
  const confirmed = `${sum('compared')} cell${sum('compared') === 1 ? '' : 's'} checked: ${sum('confirmed')} confirmed, ${sum('by_another_rule')} by another rule than their column's`;
  return `${confirmed}, ${sum('differing_with_reason')} differ with a reason, ${sum('differing_without_reason')} without`;
}
