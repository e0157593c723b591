/** Rows of a sweep as one table, which needs all of them to set its columns. */
import { markdownTable } from 'markdown-table';
import type { Numbers } from '../sweep/select.ts';
import { align } from './align.ts';
import { grouped, scaled } from './number.ts';

export const tableFormats = {
  table: (lines) => `${align(lines, lines[0]?.map(() => true) ?? []).join('\n')}\n`,
  md: ([head = [], ...lines]) => `${markdownTable([[...head], ...lines.map((line) => [...line])], { align: head.map(() => 'r') })}\n`,
} as const satisfies Record<string, (lines: readonly (readonly string[])[]) => string>;

export type TableFormatName = keyof typeof tableFormats;
export const tableFormatNames = Object.keys(tableFormats) as TableFormatName[];
export const isTableFormat = (name: string): name is TableFormatName => Object.hasOwn(tableFormats, name);

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
