/** Numbers as people read them. */

/** A whole number with its thousands apart: 5,182,508. */
export function grouped(value: number): string {
  let rest = String(value);
  let text = '';
  for (; rest.length > 3 && /^\d+$/.test(rest); rest = rest.slice(0, -3)) text = `,${rest.slice(-3)}${text}`;
  return rest + text;
}

const units = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A number in the unit that leaves it at least 1: 5.18 M. */
export function scaled(value: number, precision: number): string {
  const [unit, letter] = units.find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  return unit === 1 ? String(value) : `${(value / unit).toFixed(precision)} ${letter}`;
}

/** Bytes, in units of 1024. */
export function bytes(value: number, precision = 2): string {
  const [unit, letter] = (
    [
      [2 ** 30, 'GiB'],
      [2 ** 20, 'MiB'],
      [2 ** 10, 'KiB'],
    ] as const
  ).find(([size]) => value >= size) ?? [1, 'bytes'];
  return `${unit === 1 ? value : (value / unit).toFixed(precision)} ${letter}`;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
