/** The rows of a table, as written. */
import { SpecError } from '../diagnostic/index.ts';
import type { Settings } from '../graph/point.ts';
import { check, Problems } from '../spec/check.ts';
import { inside, isMapping, type Place, type Plain, type PlainMap } from '../spec/document.ts';
import { toCites } from './cite.ts';
import { listOf, type TableColumn, toCount } from './column.ts';
import type { Counted } from './counts.ts';
import { type Printed, readPrinted } from './printed.ts';
import { tableShapes } from './schema.ts';
import type { MadeRow } from './template.ts';

export interface WrittenRow {
  readonly place: Place;
  readonly name: string;
  /** The network; undefined when the row is only reported. */
  readonly spec: string | undefined;
  /** What is counted of it, by the end of its path; undefined for all. */
  readonly layer: string | undefined;
  readonly params: Settings;
  /** What is counted in this row, where that is not what its column counts. */
  readonly counts: ReadonlyMap<string, Counted>;
  readonly reported: ReadonlyMap<string, Printed>;
  /** Why cells differ, for all columns or by column, or why the row is not computed. */
  readonly reason: string | ReadonlyMap<string, string> | undefined;
  readonly note: string | undefined;
  readonly emphasis: 'own' | undefined;
  /** It has the means of the rows that it stands with. */
  readonly mean: boolean;
  readonly source: readonly string[];
  /** Keys of a bibliography. */
  readonly cite: readonly string[];
  /** What is wrong with the row. */
  readonly error: SpecError | undefined;
}

/** Reads a row; of one that is wrong, the name and what it reports. */
export function readRow({ value, place, problems: found }: MadeRow, columns: readonly TableColumn[]): WrittenRow {
  const problems = new Problems();
  if (found.length > 0)
    problems.attempt(() => {
      throw new SpecError(found);
    });
  const sound = found.length === 0 && check(() => tableShapes().row, value, place, 'a row', problems);
  const row: PlainMap = isMapping(value) ? value : {};
  const others = columns.filter(({ key }) => key !== 'name');
  const countable = others.filter(({ count }) => count !== undefined);
  const reported = toReported(row.reported, inside(place, 'reported'), others, problems);
  const counts = new Map<string, Counted>();
  const cite = sound ? toCites(row.cite, inside(place, 'cite'), problems) : [];
  if (sound) {
    checkRow(row, place, problems);
    for (const [key, name] of Object.entries((row.counts ?? {}) as Record<string, string>)) {
      columnOf(key, inside(place, 'counts', key), countable, problems);
      const count = toCount(name, inside(place, 'counts', key), problems);
      if (count !== undefined) counts.set(key, count);
    }
    if (isMapping(row.reason)) for (const key of Object.keys(row.reason)) columnOf(key, inside(place, 'reason', key), countable, problems);
  }
  const {
    name,
    spec,
    layer,
    params = {},
    note,
    emphasis,
  } = (sound ? row : {}) as Partial<Pick<WrittenRow, 'name' | 'spec' | 'layer' | 'params' | 'note' | 'emphasis'>>;
  return {
    place,
    name: name ?? (typeof row.name === 'string' ? row.name : '?'),
    spec,
    layer,
    params,
    counts,
    reported,
    reason: isMapping(row.reason) ? new Map(Object.entries(row.reason as Record<string, string>)) : (row.reason as string | undefined),
    note,
    emphasis,
    mean: sound && row.mean === true,
    source: sound ? listOf(row.source) : [],
    cite,
    error: problems.error,
  };
}

function columnOf(key: string, place: Place, columns: readonly TableColumn[], problems: Problems): TableColumn | undefined {
  const found = columns.find((column) => column.key === key);
  if (found === undefined) problems.report('table/column', { name: key, known: columns.map((column) => column.key) }, place, { key: 'key' });
  return found;
}

function toReported(value: Plain | undefined, place: Place, columns: readonly TableColumn[], problems: Problems): ReadonlyMap<string, Printed> {
  const reported = new Map<string, Printed>();
  for (const [key, text] of isMapping(value) ? Object.entries(value) : []) {
    const at = inside(place, key);
    const column = columnOf(key, at, columns, problems);
    // other values have been found wrong with the row
    if (column === undefined || typeof text !== 'string') continue;
    const printed = readPrinted(text, column.unit, column.count === undefined);
    if (printed !== undefined) reported.set(key, withDigits(printed, column.significant));
  }
  return reported;
}

/** A number whose zeros before the point stand for digits that are not known. */
function withDigits(printed: Printed, significant: number | undefined): Printed {
  const whole = printed.number.replace('-', '');
  if (significant === undefined || printed.words || printed.decimals > 0 || whole.length <= significant || /[1-9]/.test(whole.slice(significant)))
    return printed;
  return { ...printed, decimals: significant - whole.length };
}

/** What a row needs and cannot have, with a network and without one. */
function checkRow({ spec, reason, mean, ...row }: PlainMap, place: Place, problems: Problems): void {
  if (mean === true)
    for (const key of ['spec', 'layer', 'params', 'counts', 'reported', 'reason'])
      if ({ spec, reason, ...row }[key] !== undefined)
        problems.report('key/conflict', { keys: ['mean', key], where: 'a row' }, inside(place, key), { key: 'key' });
  if (spec !== undefined || mean === true) return;
  if (typeof reason !== 'string')
    problems.report('key/missing', { key: 'spec', where: 'a row', expected: 'a network; or "reason: TEXT", why it can only be reported' }, place);
  for (const key of ['layer', 'params', 'counts'])
    if (row[key] !== undefined) problems.report('table/only-reported', { key }, inside(place, key), { key: 'key' });
}
