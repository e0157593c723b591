/** Budgets as they are written: limits such as `macs: 150M`. */

/** What can be limited. */
export const budgetNames = [
  'params',
  'params_without_norm',
  'weights',
  'macs',
  'cost',
  'activations',
  'conv_activations',
  'peak_memory',
  'weight_bytes',
] as const;

export type BudgetName = (typeof budgetNames)[number];
export type Budget = Partial<Readonly<Record<BudgetName, number>>>;

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export const amountExpected = `a number, with ${Object.keys(units).filter(Boolean).join(', ')} behind it if wanted: 150M`;

export const isBudgetName = (name: string): name is BudgetName => budgetNames.some((known) => known === name);

/** The number that an amount is; undefined when it cannot be read. */
export function parseAmount(written: string | number): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?(?:e\d+)?)\s*([a-z]*)$/i.exec(String(written).trim()) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const amount = Number(digits) * (factor ?? Number.NaN);
  return digits !== '' && Number.isFinite(amount) ? amount : undefined;
}
