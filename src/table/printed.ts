/** What a source prints in a cell: a number as people write them, or words. */
import { isUnit, type Unit, units } from './decimal.ts';

export interface Printed {
  /** Its sign, digits and point: `7.7`; of words, the words. */
  readonly number: string;
  /** What follows them: `M`, `%`. */
  readonly suffix: string;
  readonly decimals: number;
  /** What one is of: 6 for millions. */
  readonly exponent: number;
  /** As it is shown without its suffix, where that is not its number: `72.0±0.1`, `~40`. */
  readonly shown?: string;
  /** The least and the most that a bound, a range or a tolerance allows, in ones. */
  readonly within?: readonly [low: number, high: number];
  /** It is no number, or one of a unit that nothing counted has: shown, and compared with nothing. */
  readonly words?: true;
}

const digits = String.raw`\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\.\d+`;
const shape = new RegExp(
  String.raw`^(?<sign>[+-]?)(?<bound>~|≈|<=|>=|[<>≤≥])?\s*(?<number>${digits})(?:\s*(?<join>±|\+-|\+/-|-|–)\s*(?<second>${digits}))?` +
    String.raw`(?:e(?<e>\d{1,2})|\s*[×x·*]\s*10\^(?<power>\d{1,2}))?\s*(?<suffix>[%\p{L}×]*)(?<mark>[*†‡§¶]*)$`,
  'u',
);
const longest = 40;
/** Nothing that is counted has more. */
const largestPower = 18;

/** What people write behind a unit's letter. */
const measured = /^([kKMGBT])(?:B|(?:FLOPs?|MACs?|M?Adds|Mult-?Adds|params))?$/i;

/** What stands where nothing is printed. */
const absent = new Set(['', '-', '–', '—', '--', 'n/a', 'none', '?']);

/**
 * Reads what is printed; a number without a unit of its own is in that of its column. Undefined where nothing is printed.
 * @param free whether any unit will do, since nothing is compared with it
 */
export function readPrinted(written: string, unit: Unit, free = false): Printed | undefined {
  const text = written.trim().replace(/\s+/g, ' ').replaceAll('−', '-');
  if (absent.has(text.toLowerCase())) return undefined;
  const words: Printed = { number: text, suffix: '', decimals: 0, exponent: 0, words: true };
  const found = text.length <= longest ? shape.exec(text)?.groups : undefined;
  if (found === undefined) return words;
  const { sign = '', bound = '', number: first = '', join = '', second, e, power, suffix = '', mark = '' } = found;
  const own = unitOf(suffix);
  if (own === undefined && suffix !== '' && !free && !/^[%x×]$/.test(suffix)) return words;
  if (Number(power ?? e ?? 0) > largestPower) return words;
  const number = `${sign === '-' ? '-' : ''}${plain(first)}`;
  const exponent = Number(power ?? e ?? 0) + units[own ?? (power === undefined && e === undefined ? unit : '')];
  const shown = text.slice(0, text.length - suffix.length - mark.length).trimEnd() + mark;
  const limits = limitsOf({ bound, join, first: Number(number), second: second === undefined ? undefined : Number(plain(second)) });
  return {
    number,
    suffix,
    decimals: number.split('.')[1]?.length ?? 0,
    exponent,
    ...(shown.replaceAll(',', '') !== number && !/^0+\d/.test(shown) && { shown }),
    ...(limits && { within: [limits[0] * 10 ** exponent, limits[1] * 10 ** exponent] as const }),
  };
}

function unitOf(suffix: string): Unit | undefined {
  const [, letter = ''] = measured.exec(suffix) ?? [];
  return letter !== '' && isUnit(letter) ? letter : undefined;
}

/** Without commas, and with a digit before the point. */
const plain = (number: string) =>
  number
    .replaceAll(',', '')
    .replace(/^0+(?=\d)/, '')
    .replace(/^\./, '0.');

interface Limits {
  readonly bound: string;
  readonly join: string;
  readonly first: number;
  readonly second: number | undefined;
}

function limitsOf({ bound, join, first, second }: Limits): readonly [number, number] | undefined {
  if (second !== undefined) return join === '-' || join === '–' ? [first, second] : [first - second, first + second];
  if (/^[<≤]/.test(bound)) return [Number.NEGATIVE_INFINITY, first];
  return /^[>≥]/.test(bound) ? [first, Number.POSITIVE_INFINITY] : undefined;
}
