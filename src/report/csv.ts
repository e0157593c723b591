/** Records, a line each: RFC 4180 with a head, or JSON. Values are raw. */
import { stringify } from 'csv-stringify/sync';
import type { Report } from './sheet.ts';

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Puts an apostrophe before each text that a spreadsheet would compute; numbers stay as they are. */
const escaped = (value: unknown) => (typeof value === 'string' && formula.test(value) && !Number.isFinite(Number(value)) ? `'${value}` : value);

/** What does not apply is empty. With `escapeFormulas` no text is a formula to a spreadsheet. */
export function csvOf(report: Report, { escapeFormulas = false }: { readonly escapeFormulas?: boolean | undefined } = {}): string {
  const { columns, rows } = report.records();
  const values = rows.map((row) => columns.map((column) => (escapeFormulas ? escaped(row[column]) : row[column])));
  return stringify([columns, ...values], { record_delimiter: 'windows', cast: { boolean: String } });
}

/** An object per line; what does not apply is missing. */
export function jsonLinesOf(report: Report): string {
  const { columns, rows } = report.records();
  return rows.map((row) => `${JSON.stringify(row, [...columns])}\n`).join('');
}
