/** The columns of a table. */

import { check, type Problems } from '../spec/check.ts';
import { inside, isMapping, type Place, type Plain, type PlainMap } from '../spec/document.ts';
import { type Counted, countable, isCountName, toCounted, usualOthersOf } from './counts.ts';
import { isUnit, type Rounding, roundings, type Unit, unitNames, units } from './decimal.ts';
import { tableShapes } from './schema.ts';

export interface TableColumn {
  readonly key: string;
  readonly heading: string;
  readonly note: string | undefined;
  /** What is counted; undefined in the column of names, and where only sources know. */
  readonly count: Counted | undefined;
  /** The part that it is counted of, by the end of its path, where that is not all. */
  readonly of?: string | undefined;
  readonly unit: Unit;
  /** What one of the unit is: 6 for millions. */
  readonly exponent: number;
  /** Other counts that a source may mean. */
  readonly others: readonly Counted[];
  /** How counts become what is printed, where that is said and not found. */
  readonly rule?: Rounding | undefined;
  /** How the other counts may: either way where they are named, else rounded. */
  readonly roundings?: readonly Rounding[] | undefined;
  /** How many digits of what is printed mean something, where that is fewer than are printed: 2 of 1700. */
  readonly significant?: number | undefined;
  /** Decimals of computed values. */
  readonly precision?: number | undefined;
  /** Which of its values is the best, and stands out. */
  readonly emphasis?: 'lowest' | 'highest' | undefined;
  /** Its cells hold what was measured. */
  readonly measured?: true;
}

/** A text or a list of texts, as a list. */
export const listOf = (value: Plain | undefined) => (value === undefined ? [] : ([value].flat() as readonly string[]));

export function toColumns(value: Plain | undefined, place: Place, problems: Problems): readonly TableColumn[] {
  if (!isMapping(value)) return [];
  const columns = Object.entries(value).map(([key, column]) => toColumn(key, column, inside(place, key), problems));
  return columns.some(({ key }) => key === 'name') ? columns : [{ ...nothing, key: 'name', heading: 'Model' }, ...columns];
}

const nothing = { note: undefined, count: undefined, unit: '', exponent: 0, others: [] } as const;

function toColumn(key: string, value: Plain, place: Place, problems: Problems): TableColumn {
  if (!/^[a-z]\w*$/i.test(key)) problems.report('name/invalid', { name: key, what: 'a column' }, place, { key: 'key' });
  const fallback = { ...nothing, key, heading: key.replaceAll('_', ' ') };
  if (!check(() => tableShapes().column, value, place, `the column "${key}"`, problems)) return fallback;
  const { heading, count, of, unit = '', also, reported, note } = value as Record<string, string>;
  const { rule, significant, precision, emphasis } = value as Pick<TableColumn, 'rule' | 'significant' | 'precision' | 'emphasis'>;
  const counted = reported === undefined && key !== 'name';
  if (!counted)
    for (const other of ['count', 'of', 'also', 'rule', 'significant', ...(key === 'name' ? ['reported', 'unit', 'precision', 'emphasis'] : [])])
      if ((value as PlainMap)[other] !== undefined)
        problems.report('key/conflict', { keys: [key === 'name' ? 'name' : 'reported', other], where: 'a column' }, inside(place, other), { key: 'key' });
  if (!isUnit(unit)) problems.report('value/word', { key: 'unit', word: unit, known: unitNames, reference: false }, inside(place, 'unit'));
  const others = listOf(also).flatMap(
    (name, index) => toCount(name, Array.isArray(also) ? inside(place, 'also', index) : inside(place, 'also'), problems) ?? [],
  );
  const own = counted
    ? toCount(count ?? key, count === undefined ? place : inside(place, 'count'), problems, count === undefined ? 'key' : undefined)
    : undefined;
  return {
    key,
    heading: heading ?? (key === 'name' ? 'Model' : `${fallback.heading}${unit === '' ? '' : ` (${unit})`}`),
    note,
    count: own,
    of,
    unit: isUnit(unit) ? unit : '',
    exponent: isUnit(unit) ? units[unit] : 0,
    rule,
    roundings: rule === undefined ? (also === undefined ? undefined : roundings) : [rule],
    significant,
    precision,
    emphasis,
    others: also === undefined && own !== undefined ? usualOthersOf(own) : others,
  };
}

export function toCount(name: string, place: Place, problems: Problems, key?: 'key'): Counted | undefined {
  if (isCountName(name)) return toCounted(name);
  problems.report('table/count', { name, known: countable, column: key !== undefined }, place, key && { key });
  return undefined;
}
