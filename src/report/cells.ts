/** The cells of a sheet as text that can be aligned. */
import stringWidth from 'fast-string-width';
import { type Cell, rowsOf, type Sheet } from './sheet.ts';
import { plain, type Style } from './style.ts';

/** Rows as they are shown: with units and footnotes, and decimals with their points below each other. */
export function textsOf(sheet: Sheet, style: Style = plain): readonly (readonly string[])[] {
  const rows = rowsOf(sheet);
  const tails = sheet.columns.map(({ kind }, column) => (kind === 'decimal' ? Math.max(0, ...rows.map((row) => tailOf(textOfCell(row[column])))) : undefined));
  return rows.map((row) =>
    row.map((cell, column) => {
      const text = textOfCell(cell);
      const tail = tails[column];
      const padded = tail === undefined || !isNumber(text) ? text : text + ' '.repeat(tail - tailOf(text));
      const tone = cell.tone ?? (cell.strong ? 'strong' : undefined);
      return tone === undefined ? padded : styled(padded, style[tone]);
    }),
  );
}

const textOfCell = ({ text, suffix = '', notes = [] }: Cell = { text: '' }) => `${text}${suffix}${notes.map((note) => ` [${note}]`).join('')}`;

export const styled = (text: string, style: (text: string) => string) => (text === '' ? '' : style(text));

const isNumber = (text: string) => /^[+-]?\d/.test(text);

/** How much of a number stands from its point on: `.7M`, or a unit alone. */
const tailOf = (text: string) => (isNumber(text) ? stringWidth(text.replace(/^[+-]?[\d,]+/, '')) : 0);
