import stringWidth from 'fast-string-width';

/** A cell that stands below one or more columns. */
export interface GridCell {
  readonly text: string;
  readonly span?: number;
}

/** A line of cells, or a text that stands alone. */
type GridLine = readonly GridCell[] | string;

/** Sets lines in columns that are two spaces apart; those on the right are true. */
export type Grid = (lines: readonly GridLine[], right: readonly boolean[]) => string;

/** What spans several columns begins above the first. */
export const align: Grid = (lines, right) => {
  const rows = lines.map((line) => (typeof line === 'string' ? line : line.flatMap(({ text, span = 1 }) => [text, ...Array<string>(span - 1).fill('')])));
  const widths = right.map((_, column) => rows.reduce((width, row) => (typeof row === 'string' ? width : Math.max(width, stringWidth(row[column] ?? ''))), 0));
  const set = (cell: string, column: number) => {
    const space = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
    return right[column] ? space + cell : cell + space;
  };
  return rows.map((row) => (typeof row === 'string' ? row : row.map(set).join('  ').trimEnd())).join('\n');
};
