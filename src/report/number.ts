/** Numbers as people read them. */

/** A whole number with its thousands apart: 5,182,508. */
export function grouped(value: number): string {
  let rest = String(value);
  let text = '';
  for (; rest.length > 3 && /^\d+$/.test(rest); rest = rest.slice(0, -3)) text = `,${rest.slice(-3)}${text}`;
  return rest + text;
}

type Unit = readonly [size: number, name: string];

const thousands: readonly Unit[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

const binary: readonly Unit[] = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
];

/** A number in the largest unit that leaves it at least 1 once it is rounded, so that 999,999 is 1.00 M and not 1000.00 k; undefined below all units. */
function inUnit(value: number, units: readonly Unit[], precision: number): string | undefined {
  const found = units.find(([size], index) => {
    const smaller = units[index + 1]?.[0] ?? 1;
    return value >= size || (value >= smaller && smaller > 1 && Number((value / smaller).toFixed(precision)) * smaller >= size);
  });
  return found && `${(value / found[0]).toFixed(precision)} ${found[1]}`;
}

/** A number in the unit that leaves it at least 1: 5.18 M. */
export const scaled = (value: number, precision: number): string => inUnit(value, thousands, precision) ?? String(value);

/** How many there are of something: 1 layer, 1,200 layers. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Bytes, in units of 1024. */
export const bytes = (value: number, precision = 2): string => inUnit(value, binary, precision) ?? `${value} bytes`;

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How many times one is the other, 1.88 of them; a dash where there is no other. */
export const ratio = (value: number | undefined, precision = 2): string => value?.toFixed(precision) ?? '-';

/** Milliseconds in about four digits. */
export const milliseconds = (value: number): string => value.toFixed(value < 1 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0);
