/** Rows of a sweep as text: line by line where the format allows it, as one table where it does not. */
import { markdownTable } from 'markdown-table';
import type { Numbers } from '../cost/select.ts';
import { align } from './align.ts';
import { grouped, scaled } from './number.ts';

/** A format that is written as the rows come: what stands above them, and what makes lines of rows one after the other. */
export interface LineFormat {
  readonly head: (columns: readonly string[]) => string;
  readonly lines: (columns: readonly string[]) => (row: Numbers) => string;
}

/** Numbers as text; neighbours in a sweep have most of theirs in common, and to write a number takes longer than to count a network. */
function writer(unknown: string): (row: Numbers, column: number) => string {
  const values: number[] = [];
  const texts: string[] = [];
  return (row, column) => {
    const value = row[column] as number;
    if (value !== values[column]) {
      values[column] = value;
      texts[column] = Number.isNaN(value) ? unknown : String(value);
    }
    return texts[column] as string;
  };
}

/** Numbers and names of columns hold nothing that CSV or JSON would have to quote. What is not known is empty, or null. */
export const lineFormats = {
  csv: {
    head: (columns) => `${columns.join(',')}\r\n`,
    lines: (columns) => {
      const write = writer('');
      return (row) => {
        let line = write(row, 0);
        for (let column = 1; column < columns.length; column++) line += `,${write(row, column)}`;
        return `${line}\r\n`;
      };
    },
  },
  jsonl: {
    head: () => '',
    lines: (columns) => {
      const write = writer('null');
      const names = columns.map((column, index) => `${index === 0 ? '{' : ','}"${column}":`);
      return (row) => {
        let line = '';
        for (let column = 0; column < names.length; column++) line += names[column] + write(row, column);
        return `${line}}\n`;
      };
    },
  },
} as const satisfies Record<string, LineFormat>;

/** A format that needs all rows to set its columns. */
export const tableFormats = {
  table: (lines) => `${align(lines, lines[0]?.map(() => true) ?? []).join('\n')}\n`,
  md: ([head = [], ...lines]) => `${markdownTable([[...head], ...lines.map((line) => [...line])], { align: head.map(() => 'r') })}\n`,
} as const satisfies Record<string, (lines: readonly (readonly string[])[]) => string>;

export type LineFormatName = keyof typeof lineFormats;
export type TableFormatName = keyof typeof tableFormats;
export const lineFormatNames = Object.keys(lineFormats) as LineFormatName[];
export const tableFormatNames = Object.keys(tableFormats) as TableFormatName[];

export const isLineFormat = (format: string): format is LineFormatName => Object.hasOwn(lineFormats, format);

const show = (value: number, precision: number | undefined) => {
  if (Number.isNaN(value)) return '-';
  return !Number.isInteger(value) ? String(value) : precision === undefined ? grouped(value) : scaled(value, precision);
};

/** Head and rows as text; parameters are the first `parameters` columns and keep their digits. */
export const toLines = (
  columns: readonly string[],
  rows: readonly Numbers[],
  parameters: number,
  precision: number | undefined,
): readonly (readonly string[])[] => [
  columns.map((column) => column.replaceAll('_', ' ')),
  ...rows.map((row) => Array.from(row, (value, column) => (column < parameters ? String(value) : show(value, precision)))),
];

/** One value over two parameters: a line a value of the first, a column a value of the second. */
export function toPivot(
  names: readonly [down: string, across: string, value: string],
  cells: readonly (readonly number[])[],
  precision: number | undefined,
): readonly (readonly string[])[] {
  const [down, across, value] = names;
  const columns = [...new Set(cells.map(([, column = 0]) => column))];
  const lines = new Map<number, Map<number, number>>();
  for (const [row = 0, column = 0, cell = 0] of cells) lines.set(row, (lines.get(row) ?? new Map()).set(column, cell));
  return [
    [`${value}: ${down} \\ ${across}`, ...columns.map(String)],
    ...[...lines].map(([row, found]) => [String(row), ...columns.map((column) => (found.has(column) ? show(found.get(column) as number, precision) : '-'))]),
  ];
}
