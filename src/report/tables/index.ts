/** Tables -> text: pure functions, one file a format. */

import { visible } from '../../diagnostic.ts';
import type { Table } from '../../table/evaluate.ts';
import { escapeLatex } from '../latex.ts';
import { escaped } from '../markdown.ts';
import type { Style } from '../style.ts';
import { csvOfTables } from './csv.ts';
import { escapeHtml, htmlOfSheet } from './html.ts';
import { type Hash, jsonOfTables } from './json.ts';
import { latexOfSheet } from './latex.ts';
import { markdownOfSheet } from './markdown.ts';
import { mapTexts, type Sheet, type SheetOptions, toSheet } from './sheet.ts';
import { textOfSheet } from './text.ts';

export interface TableRenderOptions extends SheetOptions {
  readonly style?: Style;
  /** Makes the hash of a network's files that JSON gives. */
  readonly hash?: Hash;
}

/** The formats for people, which show a sheet: how texts are made fit to stand in it, and what it is then. */
const sheets = {
  table: { fit: visible, show: textOfSheet },
  md: { fit: escaped, show: markdownOfSheet },
  latex: { fit: escapeLatex, show: latexOfSheet },
  html: { fit: escapeHtml, show: htmlOfSheet },
} as const satisfies Record<string, { fit: (text: string) => string; show: (sheet: Sheet, style?: Style) => string }>;

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
  const { fit, show } = sheets[format];
  return all.map((sheet) => show(mapTexts(sheet, fit), options.style)).join('\n');
}
