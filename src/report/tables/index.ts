/** Tables -> text: pure functions, one file a format. */
import type { Table } from '../../cost/table/evaluate.ts';
import type { Style } from '../style.ts';
import { csvOfTables } from './csv.ts';
import { htmlOfSheet } from './html.ts';
import { type Hash, jsonOfTables } from './json.ts';
import { latexOfSheet } from './latex.ts';
import { markdownOfSheet } from './markdown.ts';
import { type Sheet, type SheetOptions, toSheet } from './sheet.ts';
import { textOfSheet } from './text.ts';

export interface TableRenderOptions extends SheetOptions {
  readonly style?: Style;
  /** Makes the hash of a network's files that JSON gives. */
  readonly hash?: Hash;
}

/** The formats for people, which show a sheet. */
const sheets = { table: textOfSheet, md: markdownOfSheet, latex: latexOfSheet, html: htmlOfSheet } as const satisfies Record<
  string,
  (sheet: Sheet, style?: Style) => string
>;

export const tableFormats = [...Object.keys(sheets), 'csv', 'json'] as (keyof typeof sheets | 'csv' | 'json')[];
export type TableFormat = (typeof tableFormats)[number];

/**
 * Writes tables in a format.
 * @throws SpecError for columns that a table does not have
 */
export function renderTables(tables: readonly Table[], format: TableFormat = 'table', options: TableRenderOptions = {}): string {
  // also where no sheet is shown, so that unknown columns are found
  const all = tables.map((table) => toSheet(table, options));
  if (format === 'csv') return csvOfTables(tables, options.columns);
  if (format === 'json') return jsonOfTables(tables, options.columns, options.hash);
  return all.map((sheet) => sheets[format](sheet, options.style)).join('\n');
}
