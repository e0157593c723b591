/** Where a table stands in a LaTeX document, and how large its letters may be there. */
import { headsOf, rowsOf, type Sheet } from './sheet.ts';

/** How wide the places are in usual classes (article, and conferences' two columns), in points. */
const widths = { text: 345, column: 237, page: 496 } as const;
export type Place = keyof typeof widths;
export const places = Object.keys(widths) as Place[];

/** Sizes of letters from large to small: the command, an average letter and the space between two columns, in points. */
const sizes = [
  ['\\small', 5, 12],
  ['\\footnotesize', 4.6, 8],
  ['\\scriptsize', 4.2, 6],
] as const;

/** How a table is set. Widths are in points, and those of tables are estimates. */
interface Setting {
  readonly size: string;
  /** The space between two columns. */
  readonly between: number;
  readonly width: number;
  readonly room: number;
}

/** The largest letters in which a sheet, its texts escaped, fits into a place; the smallest where none does. */
export function settingFor(sheet: Sheet, place: Place): Setting {
  const letters = lettersOf(sheet);
  const room = widths[place];
  const settings = sizes.map(([size, letter, between]) => ({ size, between, width: Math.round(letters * letter + sheet.columns.length * between), room }));
  return settings.find(({ width }) => width <= room) ?? (settings.at(-1) as Setting);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const shownLength = (escaped: string) => escaped.replace(/~\\cite\{.*?\}/g, ' [12]').replace(/\\ensuremath\{\\?(\w).*?\}|\\text\w+\{\}|\\(?=\W)/g, '$1').length;

/** The letters of the longest line that a table could have. */
function lettersOf(sheet: Sheet): number {
  const rows = rowsOf(sheet);
  return sum(
    (headsOf(sheet.columns).at(-1) ?? []).map(({ heading, from, length }) => {
      const columns = sheet.columns.slice(from, from + length).map(({ part = '' }, at) => {
        const cells = rows.map((cells) => {
          const { text, suffix = '', notes = [] } = cells[from + at] ?? { text: '' };
          return shownLength(`${text}${suffix}${notes.join(', ')}`);
        });
        return Math.max(shownLength(length === 1 ? heading : part), ...cells);
      });
      return Math.max(shownLength(heading), sum(columns));
    }),
  );
}
