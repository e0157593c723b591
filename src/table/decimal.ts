/** Counts as decimal texts, and printed numbers as counts: whole numbers throughout, so that no digit depends on binary fractions. */

/** How a count becomes a text of fewer digits: half up to the nearest, or cut off. */
export type Rounding = 'rounded' | 'truncated';

/** The powers of ten that a unit's letter stands for. */
export const units = { '': 0, k: 3, K: 3, M: 6, G: 9, B: 9, T: 12 } as const;
export type Unit = keyof typeof units;
export const unitNames = Object.keys(units).filter((unit) => unit !== '');
export const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

/** A number as a source prints it. */
export interface Printed {
  /** Its digits and point: `7.7`. */
  readonly number: string;
  /** What follows them: `M`, `%`. */
  readonly suffix: string;
  readonly decimals: number;
  /** What one is of: 6 for millions. */
  readonly exponent: number;
}

const shape = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\s*([%\p{L}]*)$/u;
const longest = 40;

/** Reads a printed number; without a unit of its own it is in that of its column. Undefined when it is none. */
export function readPrinted(text: string, unit: Unit, free = false): Printed | undefined {
  const [, whole, fraction = '', suffix = ''] = (text.length <= longest && shape.exec(text.trim())) || [];
  if (whole === undefined || !(isUnit(suffix) || free)) return undefined;
  const number = `${whole.replaceAll(',', '').replace(/^0+(?=\d)/, '')}${fraction === '' ? '' : `.${fraction}`}`;
  return { number, suffix, decimals: fraction.length, exponent: units[suffix === '' || !isUnit(suffix) ? unit : suffix] };
}

const tenTo = (exponent: number) => 10n ** BigInt(exponent);

/** A number without loss: a ratio has decimals of its own. */
function exactly(count: number): { readonly digits: bigint; readonly decimals: number } {
  if (Number.isInteger(count)) return { digits: BigInt(count), decimals: 0 };
  const [whole = '', fraction = ''] = count.toFixed(60).split('.');
  return { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/** A count in units of 10^exponent, with so many decimals. */
export function toDecimal(count: number, exponent: number, decimals: number, rounding: Rounding = 'rounded'): string {
  const exact = exactly(count);
  const cut = exponent - decimals + exact.decimals;
  const last = tenTo(Math.max(cut, 0));
  const digits = cut < 0 ? exact.digits * tenTo(-cut) : (exact.digits + (rounding === 'rounded' ? last / 2n : 0n)) / last;
  const text = String(digits).padStart(decimals + 1, '0');
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** By how many percent a count is above or below a printed number, to two digits or one decimal; undefined from a printed 0. */
export function percentOff(count: number, { number, decimals, exponent }: Printed): string | undefined {
  const exact = exactly(count);
  const common = Math.max(decimals - exponent, 0);
  const printed = BigInt(number.replace('.', '')) * tenTo(Math.max(exponent - decimals, 0) + exact.decimals);
  if (printed === 0n) return undefined;
  const off = exact.digits * tenTo(common) - printed;
  const size = off < 0n ? -off : off;
  for (let decimals = 1; ; decimals++) {
    const scaled = (2n * 100n * size * tenTo(decimals) + printed) / (2n * printed);
    if (scaled < 10n && size !== 0n) continue;
    const text = String(scaled).padStart(decimals + 1, '0');
    return `${off < 0n ? '-' : '+'}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  }
}
