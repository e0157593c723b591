/** Whether what a network counts is what a source prints of it, and by which rule. */
import type { Counted } from './counts.ts';
import { percentOff, type Rounding, roundings, toDecimal } from './decimal.ts';
import type { Printed } from './printed.ts';

/** Another way to count. */
interface Other {
  readonly by: Counted;
  readonly count: number;
  /** How it may become what is printed; rounded where absent. */
  readonly roundings?: readonly Rounding[];
}

/** How a count becomes what is printed: counted as its column says or by another count, and rounded or cut off. */
export interface Rule {
  readonly rounding: Rounding;
  readonly by?: Counted | undefined;
}

/** The rule that fits most cells of a column, and how many. */
export interface Tally {
  readonly rule: Rule;
  readonly fits: number;
  readonly of: number;
}

interface Fit {
  /** The rule of the column, where the cell fits by another one only. */
  readonly unlike?: Rule;
  /** How likely a count between half and one and a half of the printed number would fit one of the rules that were tried, where that is not small. */
  readonly chance?: number;
}

export type Verdict =
  /** Equal at the printed digits; `text` is the count so. */
  | ({ readonly kind: Rounding; readonly text: string } & Fit)
  /** Equal if counted by another convention. */
  | ({ readonly kind: 'convention'; readonly by: Counted; readonly rounding: Rounding; readonly count: number; readonly text: string } & Fit)
  /** Within the bound, the range or the tolerance that is printed. */
  | { readonly kind: 'within'; readonly text: string }
  | { readonly kind: 'differs'; readonly percent: string | undefined; readonly text: string };

/** What is counted, what is printed, and what may lead from one to the other. */
export interface Comparison {
  readonly count: number;
  readonly printed: Printed;
  readonly others?: readonly Other[];
  /** How the count itself may become what is printed; either way where absent. */
  readonly roundings?: readonly Rounding[];
}

/** More than this is no small chance. */
const small = 0.05;

/** All rules, in the order in which they are tried: the count itself before others. */
const rulesOf = ({ others = [], roundings: own = roundings }: Comparison): readonly Rule[] => [
  ...own.map((rounding): Rule => ({ rounding })),
  ...others.flatMap(({ by, roundings: allowed = ['rounded'] }) => allowed.map((rounding): Rule => ({ rounding, by }))),
];

const isSame = (one: Rule, other: Rule) => one.rounding === other.rounding && one.by?.name === other.by?.name;

/** What is counted by a rule; undefined where the rule does not apply. */
function countBy(comparison: Comparison, rule: Rule): number | undefined {
  if (!rulesOf(comparison).some((one) => isSame(one, rule))) return undefined;
  return rule.by === undefined ? comparison.count : comparison.others?.find(({ by }) => by.name === rule.by?.name)?.count;
}

const shownAs = (count: number, { exponent, decimals }: Printed, rounding?: Rounding) => toDecimal(count, exponent, decimals, rounding);

function isFit(comparison: Comparison, rule: Rule): boolean {
  const count = countBy(comparison, rule);
  return count !== undefined && shownAs(count, comparison.printed, rule.rounding) === comparison.printed.number;
}

/** The rule that fits most of a column; of several, the first. Undefined where there is nothing to compare, or none fits anything. */
export function tallyOf(comparisons: readonly Comparison[]): Tally | undefined {
  const compared = comparisons.filter(({ printed }) => printed.within === undefined);
  const rules: Rule[] = [];
  for (const rule of compared.flatMap(rulesOf)) if (!rules.some((one) => isSame(one, rule))) rules.push(rule);
  let best: Tally | undefined;
  for (const rule of rules) {
    const fits = compared.filter((one) => isFit(one, rule)).length;
    if (fits > (best?.fits ?? 0)) best = { rule, fits, of: compared.length };
    if (fits === compared.length) break;
  }
  return best;
}

/** Judges a cell by the rule of its column, and where that does not fit by the others. */
export function judge(comparison: Comparison, rule?: Rule): Verdict {
  const { count, printed } = comparison;
  const rounded = shownAs(count, printed);
  if (printed.within !== undefined) {
    const [low, high] = printed.within;
    // a range is of printed numbers, so that what rounds to its ends is in it
    const shown = Number(rounded) * 10 ** printed.exponent;
    if ((count >= low && count <= high) || (shown >= low && shown <= high && Number.isFinite(low + high))) return { kind: 'within', text: rounded };
    return { kind: 'differs', percent: percentOff(count, printed), text: rounded };
  }
  const rules = rulesOf(comparison);
  const ordered = rule === undefined ? rules : [rule, ...rules.filter((one) => !isSame(one, rule))];
  const found = ordered.find((one) => isFit(comparison, one));
  if (found === undefined) return { kind: 'differs', percent: percentOff(count, printed), text: rounded };
  const isOfColumn = rule === undefined || isSame(found, rule);
  const chance = chanceOf(comparison, isOfColumn ? [found] : ordered);
  const fit: Fit = { ...(!isOfColumn && { unlike: rule }), ...(chance > small && { chance }) };
  const { by, rounding } = found;
  return by === undefined
    ? { kind: rounding, text: printed.number, ...fit }
    : { kind: 'convention', by, rounding, count: countBy(comparison, found) ?? Number.NaN, text: printed.number, ...fit };
}

/**
 * The share of the counts between half and one and a half of a printed number that one of so many rules would accept: rounding and cutting off accept one
 * unit of the last digit each, and one and a half together. 0 where no digit is lost.
 */
function chanceOf({ count, printed: { number, decimals, exponent } }: Comparison, rules: readonly Rule[]): number {
  const value = Math.abs(Number(number));
  if (value === 0 || count === value * 10 ** exponent) return 0;
  const ways = new Map<string | undefined, number>();
  for (const { by } of rules) ways.set(by?.name, (ways.get(by?.name) ?? 0) + 1);
  const units = [...ways.values()].reduce((sum, roundings) => sum + (roundings > 1 ? 1.5 : 1), 0);
  return Math.min(1, (units * 10 ** -decimals) / value);
}
