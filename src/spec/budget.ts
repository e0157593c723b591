/** Budgets as they are written: limits such as `macs: 150M`. */
import type { TotalName } from '../ops/total.ts';

export type Budget = Partial<Readonly<Record<TotalName, number>>>;

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export const amountExpected = `a number, optionally with a suffix ${Object.keys(units).filter(Boolean).join(', ')}: 150M`;

/** The number that an amount is; undefined when it cannot be read. */
export function parseAmount(written: string | number): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([a-z]*)$/i.exec(String(written).trim()) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const amount = Number(digits) * (factor ?? Number.NaN);
  return digits !== '' && Number.isFinite(amount) ? amount : undefined;
}
