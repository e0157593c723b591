/** The columns of a table. */

import type { Settings } from '../graph/point.ts';
import { check, type Problems } from '../spec/check.ts';
import { inside, isMapping, type Place, type Plain, type PlainMap } from '../spec/document.ts';
import { type Counted, countable, isCountName, toCounted, usualOthersOf } from './counts.ts';
import { isUnit, type Rounding, roundings, type Unit, unitNames, units } from './decimal.ts';
import type { Part } from './part.ts';
import { type Derived, type End, type Relation, relations } from './relation.ts';
import { tableShapes } from './schema.ts';
import { madeColumns } from './template.ts';

export interface TableColumn extends Part {
  readonly place: Place;
  readonly key: string;
  readonly heading: string;
  /** The headings that it stands under, the outermost first. */
  readonly under?: readonly string[] | undefined;
  readonly note: string | undefined;
  /** What is counted; undefined in the column of names, and where only sources know. */
  readonly count: Counted | undefined;
  /** The part that it is counted of, by the end of its path, where that is not all. */
  readonly of?: string | undefined;
  /** Values of parameters, beside those of each row. */
  readonly params?: Settings | undefined;
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
  /** What it shows that is neither counted nor reported. */
  readonly derived?: Derived | undefined;
  /** The row that its values are set against, and how. */
  readonly relative?: { readonly to: string; readonly as: Relation; readonly says: string } | undefined;
  /** What stands behind its computed values. */
  readonly suffix?: string | undefined;
  /** Its cells hold what was measured. */
  readonly measured?: true;
}

const inOneLine = (text: string | undefined) => text?.trim().replace(/\s+/g, ' ');

/** A text or a list of texts, as a list. */
export const listOf = (value: Plain | undefined) => (value === undefined ? [] : ([value].flat() as readonly string[]));

export function toColumns(value: Plain | undefined, place: Place, problems: Problems): readonly TableColumn[] {
  if (!isMapping(value)) return [];
  const columns = Object.entries(value).flatMap(([written, column]) =>
    madeColumns(written, column, inside(place, written), problems).map(([key, made]) => toColumn(key, made, inside(place, written), problems)),
  );
  for (const [index, { key }] of columns.entries())
    if (columns.findIndex((column) => column.key === key) < index) problems.report('name/duplicate', { name: key, what: 'the column' }, place);
  const keys = columns.map(({ key }) => key).filter((key) => key !== 'name');
  for (const { key, derived } of columns)
    if (derived?.kind === 'rank' && !keys.includes(derived.by)) problems.report('table/column', { name: derived.by, known: keys }, inside(place, key, 'rank'));
  return columns.some(({ key }) => key === 'name') ? columns : [{ ...nothing, place, key: 'name', heading: 'Model' }, ...columns];
}

const nothing = { note: undefined, count: undefined, unit: '', exponent: 0, others: [] } as const;

function toColumn(key: string, value: Plain, place: Place, problems: Problems): TableColumn {
  if (!/^[a-z]\w*$/i.test(key)) problems.report('name/invalid', { name: key, what: 'a column' }, place, { key: 'key' });
  const fallback = { ...nothing, place, key, heading: key.replaceAll('_', ' ') };
  if (!check(() => tableShapes().column, value, place, `the column "${key}"`, problems)) return fallback;
  const { heading, under, count, of, only, without, unit = '', also, note } = value as Record<string, string>;
  const { rule, significant, precision, emphasis, params } = value as Pick<TableColumn, 'rule' | 'significant' | 'precision' | 'emphasis' | 'params'>;
  const { param, show, relative_to: to, as, rank, first } = value as Record<string, string>;
  const kind = key === 'name' ? 'name' : ['reported', 'param', 'show', 'rank'].find((one) => (value as PlainMap)[one] !== undefined);
  const counted = kind === undefined;
  for (const other of excluded(kind))
    if ((value as PlainMap)[other] !== undefined)
      problems.report('key/conflict', { keys: [String(kind), other], where: 'a column' }, inside(place, other), { key: 'key' });
  for (const [needed, given] of [
    ['relative_to', 'as'],
    ['rank', 'first'],
  ] as const)
    if ((value as PlainMap)[given] !== undefined && (value as PlainMap)[needed] === undefined)
      problems.report('key/missing', { key: needed, where: `a column with "${given}"`, expected: needed === 'rank' ? 'a column' : 'the name of a row' }, place);
  if (!isUnit(unit)) problems.report('value/word', { key: 'unit', word: unit, known: unitNames, reference: false }, inside(place, 'unit'));
  const others = listOf(also).flatMap(
    (name, index) => toCount(name, Array.isArray(also) ? inside(place, 'also', index) : inside(place, 'also'), problems) ?? [],
  );
  const own = counted
    ? toCount(count ?? key, count === undefined ? place : inside(place, 'count'), problems, count === undefined ? 'key' : undefined)
    : undefined;
  const relation = (as ?? 'ratio') as Relation;
  const relative = to === undefined ? undefined : { to, as: relation, says: relations[relation].says(own?.name ?? key, to) };
  return {
    place,
    key,
    heading: inOneLine(heading) ?? (key === 'name' ? 'Model' : `${fallback.heading}${unit === '' ? '' : ` (${unit})`}`),
    under: under === undefined ? undefined : listOf(under).map((one) => inOneLine(one) ?? ''),
    note,
    count: own,
    of,
    only: only === undefined ? undefined : listOf(only),
    without: without === undefined ? undefined : listOf(without),
    params,
    unit: isUnit(unit) ? unit : '',
    exponent: isUnit(unit) ? units[unit] : 0,
    rule,
    roundings: rule === undefined ? (also === undefined ? undefined : roundings) : [rule],
    significant,
    precision,
    emphasis,
    relative,
    suffix: relative && relations[relative.as].suffix,
    derived: toDerived({ param, show, rank, first }),
    others: also === undefined && own !== undefined ? usualOthersOf(own) : others,
  };
}

const countedOnly = ['count', 'of', 'only', 'without', 'params', 'also', 'rule', 'significant', 'relative_to'] as const;

/** The keys that a column of a kind cannot have. */
function excluded(kind: string | undefined): readonly string[] {
  switch (kind) {
    case undefined:
      return [];
    case 'reported':
      return [...countedOnly, 'param', 'show', 'rank'];
    case 'name':
      return [...countedOnly, 'reported', 'unit', 'precision', 'emphasis', 'param', 'show', 'rank'];
    default:
      return [...countedOnly, 'unit', 'precision', 'emphasis', ...['reported', 'param', 'show', 'rank'].filter((one) => one !== kind)];
  }
}

function toDerived({ param, show, rank, first = 'lowest' }: Readonly<Record<'param' | 'show' | 'rank' | 'first', string | undefined>>): Derived | undefined {
  if (param !== undefined) return { kind: 'param', name: param };
  if (show !== undefined) return { kind: 'show', what: show as 'input' | 'spec' };
  return rank === undefined ? undefined : { kind: 'rank', by: rank, first: first as End };
}

export function toCount(name: string, place: Place, problems: Problems, key?: 'key'): Counted | undefined {
  if (isCountName(name)) return toCounted(name);
  problems.report('table/count', { name, known: countable, column: key !== undefined }, place, key && { key });
  return undefined;
}
