/** Counts as decimal texts: whole numbers throughout, so that no digit depends on binary fractions. */

/** How a count becomes a text of fewer digits: half up to the nearest, or cut off. */
export const roundings = ['rounded', 'truncated'] as const;
export type Rounding = (typeof roundings)[number];

/** The powers of ten that a unit's letter stands for. */
export const units = { '': 0, k: 3, K: 3, M: 6, G: 9, B: 9, T: 12 } as const;
export type Unit = keyof typeof units;
export const unitNames = Object.keys(units).filter((unit) => unit !== '');
export const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

const tenTo = (exponent: number) => 10n ** BigInt(exponent);

/** A number without loss: a ratio has decimals of its own. */
function exactly(count: number): { readonly digits: bigint; readonly decimals: number } {
  if (Number.isInteger(count)) return { digits: BigInt(count), decimals: 0 };
  const [whole = '', fraction = ''] = count.toFixed(60).split('.');
  return { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/** A count in units of 10^exponent, with so many decimals; with fewer than none, zeros stand before the point. */
export function toDecimal(count: number, exponent: number, decimals: number, rounding: Rounding = 'rounded'): string {
  if (count < 0) return `-${toDecimal(-count, exponent, decimals, rounding)}`;
  const exact = exactly(count);
  const cut = exponent - decimals + exact.decimals;
  const last = tenTo(Math.max(cut, 0));
  const digits = cut < 0 ? exact.digits * tenTo(-cut) : (exact.digits + (rounding === 'rounded' ? last / 2n : 0n)) / last;
  const text = String(digits).padStart(decimals + 1, '0');
  if (decimals <= 0) return digits === 0n ? '0' : text + '0'.repeat(-decimals);
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** By how many percent a count is above or below a printed number, to two digits or one decimal; undefined from a printed 0. */
export function percentOff(count: number, { number, exponent }: { readonly number: string; readonly exponent: number }): string | undefined {
  const exact = exactly(count);
  const decimals = number.split('.')[1]?.length ?? 0;
  const common = Math.max(decimals - exponent, 0);
  const printed = BigInt(number.replace('.', '')) * tenTo(Math.max(exponent - decimals, 0) + exact.decimals);
  if (printed === 0n) return undefined;
  const off = exact.digits * tenTo(common) - printed;
  const [size, whole] = [off, printed].map((one) => (one < 0n ? -one : one)) as [bigint, bigint];
  for (let decimals = 1; ; decimals++) {
    const scaled = (2n * 100n * size * tenTo(decimals) + whole) / (2n * whole);
    if (scaled < 10n && size !== 0n) continue;
    const text = String(scaled).padStart(decimals + 1, '0');
    return `${off < 0n ? '-' : '+'}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  }
}
