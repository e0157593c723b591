import stringWidth from 'fast-string-width';

/** How a column stands: on the left, on the right (`true`), or with its numbers' decimal points below each other. */
export type Alignment = boolean | 'decimal';

/** Sets lines in columns that are two spaces apart. */
export function align(lines: readonly (readonly string[])[], right: readonly Alignment[]): readonly string[] {
  const points = right.map((alignment, column) => (alignment === 'decimal' ? Math.max(...lines.map((line) => tail(line[column] ?? ''))) : 0));
  const padded = lines.map((line) => line.map((cell, column) => (right[column] === 'decimal' && isNumber(cell) ? pad(cell, points[column] ?? 0) : cell)));
  const widths = right.map((_, column) => Math.max(...padded.map((line) => stringWidth(line[column] ?? ''))));
  return padded.map((line) =>
    line
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return right[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

const isNumber = (cell: string) => /^[+-]?\d/.test(cell);

/** How much of a number stands from its point on: `.7M`, or a unit alone. */
const tail = (cell: string) => (isNumber(cell) ? stringWidth(cell.replace(/^[+-]?[\d,]+/, '')) : 0);

const pad = (cell: string, widest: number) => cell + ' '.repeat(widest - tail(cell));
