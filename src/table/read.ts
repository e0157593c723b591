/** Document -> table: its columns and rows, checked. */
import type { SpecError } from '../diagnostic/index.ts';
import { check, Problems } from '../spec/check.ts';
import { type Document, inside, isList, isMapping, type Path, type Place, type Plain, type PlainMap, sourceOf } from '../spec/document.ts';
import { toCites } from './cite.ts';
import { listOf, type TableColumn, toColumns } from './column.ts';
import type { Order } from './relation.ts';
import { readRow, type WrittenRow } from './row.ts';
import { tableShapes } from './schema.ts';
import { asWrittenLines, asWrittenRow, madeRows } from './template.ts';

export interface TableFile {
  readonly document: Document;
  readonly title: string;
  readonly caption: string;
  readonly label: string;
  readonly source: readonly string[];
  /** Keys of a bibliography. */
  readonly cite: readonly string[];
  readonly notes: readonly string[];
  readonly columns: readonly TableColumn[];
  /** The order of rows, where it is not that of the file. */
  readonly sort: Order | undefined;
  readonly groups: readonly { readonly title: string | undefined; readonly rows: readonly WrittenRow[] }[];
  /** What is wrong with more than a row, so that there is no table. */
  readonly error: SpecError | undefined;
}

/** The value of a document, with the numbers that rows report or are called by as texts: 93.0 is not 93. */
export function asWritten(document: Document): Plain {
  const { value } = document;
  if (document.trusted || !isMapping(value)) return value;
  const text = (item: Plain | undefined, path: Path) => (typeof item === 'number' || typeof item === 'boolean' ? sourceOf({ document, path }) : (item ?? null));
  const row = (one: Plain, path: Path): Plain => {
    if (!isMapping(one)) return one;
    const { reported } = one;
    return {
      ...one,
      ...('name' in one && { name: text(one.name, [...path, 'name']) }),
      ...(isMapping(reported) && {
        reported: Object.fromEntries(Object.entries(reported).map(([key, item]) => [key, text(item, [...path, 'reported', key])])),
      }),
    };
  };
  const within = (one: Plain, key: string, path: Path, map: (item: Plain, path: Path) => Plain): Plain => {
    const items = isMapping(one) ? one[key] : undefined;
    return isMapping(one) && isList(items) ? { ...one, [key]: items.map((item, index) => map(item, [...path, key, index])) } : one;
  };
  const rows = (one: Plain, path: Path) => within(one, 'rows', path, (item, at) => asWrittenRow(item, at, row, text));
  const { columns } = value;
  const table = isMapping(columns)
    ? { ...value, columns: Object.fromEntries(Object.entries(columns).map(([key, one]) => [key, asWrittenLines(one, ['columns', key], text)])) }
    : value;
  return within(rows(table, []), 'groups', [], rows);
}

/** Reads a table; what is wrong is found all at once, and kept with the row that it is in where it is in one. */
export function readTable(document: Document): TableFile {
  const top: Place = { document, path: [] };
  const problems = new Problems();
  const value = asWritten(document);
  const sound = check(() => tableShapes().table, value, top, 'a table', problems);
  const table = isMapping(value) ? value : {};
  const columns = toColumns(table.columns, inside(top, 'columns'), problems);
  const groups = sound ? toGroups(table, top, columns, problems) : [];
  const { title = '', caption = title, label = slug(String(title)), source, note } = table as Record<string, string>;
  const sort = sound ? toOrder(table.sort, columns, inside(top, 'sort'), problems) : undefined;
  const cite = sound ? toCites(table.cite, inside(top, 'cite'), problems) : [];
  return { document, title, caption, sort, label, source: listOf(source), cite, notes: listOf(note), columns, groups, error: problems.error };
}

function toOrder(value: Plain | undefined, columns: readonly TableColumn[], place: Place, problems: Problems): Order | undefined {
  if (value === undefined) return undefined;
  const { by, first = 'lowest' } = (isMapping(value) ? value : { by: value }) as { by: string; first?: Order['first'] };
  const known = columns.flatMap(({ key, derived }) => (key === 'name' || derived !== undefined ? [] : [key]));
  if (!known.includes(by)) problems.report('table/column', { name: by, known }, isMapping(value) ? inside(place, 'by') : place);
  return { by, first };
}

function toGroups(table: PlainMap, top: Place, columns: readonly TableColumn[], problems: Problems): TableFile['groups'] {
  const { rows, groups } = table;
  const rowsIn = (written: Plain | undefined, place: Place) =>
    madeRows((written ?? []) as readonly Plain[], inside(place, 'rows')).map((row) => readRow(row, columns));
  if (rows !== undefined && groups !== undefined)
    problems.report('key/conflict', { keys: ['groups', 'rows'], where: 'a table' }, inside(top, 'rows'), { key: 'key' });
  if (rows === undefined && groups === undefined)
    problems.report('key/missing', { key: 'rows', where: 'a table', expected: 'a list of rows; or "groups", a list of {title, rows}' }, top);
  if (groups === undefined) return [{ title: undefined, rows: rowsIn(rows, top) }];
  return (groups as readonly Plain[]).flatMap((group, index) => {
    const place = inside(top, 'groups', index);
    if (!check(() => tableShapes().group, group, place, 'a group', problems)) return [];
    const { title, rows: written } = group as { title?: string; rows: Plain };
    return [{ title, rows: rowsIn(written, place) }];
  });
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
