/** A report that is no wider than a terminal: the columns that matter least give way and are named, and long texts go on in the next line. */
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import { textsOf } from './cells.ts';
import { type Cell, type Column, headingOf, headsOf, type Report, type Sheet } from './sheet.ts';

const gap = 2;
/** Longer words are broken, rather than kept at the cost of whole columns. */
const longestWord = 28;

export function fit({ sheets, notes, ...report }: Report, width: number): Report {
  const fitted = sheets.map((sheet) => fitSheet(sheet, width));
  const hidden = fitted.flatMap((one) => one.hidden.map((column) => (report.picks ? column.key : headingOf(column))));
  const note =
    hidden.length === 0
      ? []
      : [`Not shown at ${width} columns: ${[...new Set(hidden)].join('; ')}. ${report.picks ? '--columns picks others; a' : 'A'} pipe or -o FILE has all.`];
  return { ...report, sheets: fitted.map(({ sheet }) => sheet), notes: [...notes, ...note].map((one) => wrap(one, width)) };
}

/** Breaks a text at its spaces, and a path at its slashes. */
function wrap(text: string, width: number): string {
  const isLong = text.split(' ').some((word) => stringWidth(word) > width);
  // a space that nobody sees is where a path may end
  const broken = wrapAnsi(isLong ? text.replaceAll('/', '/\u200b ') : text, Math.max(width, 1), { hard: true, trim: false });
  return broken.replace(/\u200b ?/g, '').replace(/ *\n */g, '\n');
}

function fitSheet(sheet: Sheet, width: number): { readonly sheet: Sheet; readonly hidden: readonly Column[] } {
  const { title = '', details, columns, summary = [], footnotes = [], notes = [] } = sheet;
  const sizes = sizesOf(sheet);
  let shown = columns.map((_, index) => index);
  while (widthOf(shown, sizes, 'least') > width) {
    const candidates = shown.flatMap((index) => columns[index]?.importance ?? []);
    if (candidates.length === 0) break;
    const least = Math.min(...candidates);
    shown = shown.filter((index) => columns[index]?.importance !== least);
  }
  const labels = Math.max(0, ...summary.map(([label]) => label.length + gap));
  const fits = shown.length === columns.length && widthOf(shown, sizes, 'natural') <= width;
  return {
    hidden: columns.filter((_, index) => !shown.includes(index)),
    sheet: {
      ...(fits ? sheet : narrowed(sheet, shown, widthsOf(shown, sizes, width))),
      // where both do not go into one line, each has its own
      details: details && (stringWidth(`${title}  ${details}`) <= width ? details : `\n${wrap(details, width)}`),
      summary: summary.map(([label, text]) => [label, wrap(text, width - labels)] as const),
      footnotes: footnotes.map((note) => wrap(note, width - '[1] '.length).replaceAll('\n', '\n    ')),
      notes: notes.map((note) => wrap(note, width)),
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** How wide a column is, and how narrow it may be. */
interface Size {
  readonly natural: number;
  readonly least: number;
}

function sizesOf(sheet: Sheet): readonly Size[] {
  const rows = textsOf(sheet);
  return sheet.columns.map(({ kind, heading, part }, column) => {
    const texts = rows.map((row) => row[column] ?? '');
    const body = widest(texts);
    // what stands above several columns takes no room of its own
    const head = part ?? heading;
    const words = Math.min(longestWord, widest([...(kind === 'text' ? texts : []), head].flatMap((text) => text.split(' '))));
    // two lines are no trouble, and nor are more of a long text
    return {
      natural: Math.max(body, stringWidth(head)),
      least: Math.max(words, kind === 'text' ? Math.min(Math.ceil(body / (body > longestWord ? 3 : 2)), 20) : body),
    };
  });
}

const widest = (texts: readonly string[]) => texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);

const widthOf = (shown: readonly number[], sizes: readonly Size[], which: keyof Size) =>
  sum(shown.map((index) => sizes[index]?.[which] ?? 0)) + gap * (shown.length - 1);

/** What is left over goes to the columns that need least to be as wide as they would be. */
function widthsOf(shown: readonly number[], sizes: readonly Size[], width: number): ReadonlyMap<number, number> {
  const least = (index: number) => sizes[index]?.least ?? 0;
  const lack = (index: number) => (sizes[index]?.natural ?? 0) - least(index);
  let left = width - gap * (shown.length - 1) - sum(shown.map(least));
  const sorted = shown.toSorted((one, other) => lack(one) - lack(other));
  return new Map(
    sorted.map((index, done) => {
      const more = Math.max(0, Math.min(lack(index), Math.floor(left / (sorted.length - done))));
      left -= more;
      return [index, least(index) + more];
    }),
  );
}

/** A sheet of some of its columns, in which texts are broken into lines. */
function narrowed(sheet: Sheet, shown: readonly number[], widths: ReadonlyMap<number, number>): Sheet {
  const row = (cells: readonly Cell[]) =>
    shown.map((index) => {
      const { tone, notes = [], ...cell } = cells[index] ?? { text: '' };
      if (sheet.columns[index]?.kind !== 'text') return { ...cell, tone, notes };
      return { text: wrap(`${cell.text}${notes.map((note) => ` [${note}]`).join('')}`, widths.get(index) ?? 1), tone };
    });
  const columns = shown.map((index) => sheet.columns[index] as Column);
  const levels = headsOf(columns).map((level) =>
    level.flatMap(({ heading, from, length }) => {
      const room = sum(shown.slice(from, from + length).map((index) => widths.get(index) ?? 0)) + gap * (length - 1);
      return Array<string>(length).fill(wrap(heading, room));
    }),
  );
  const headings = levels.at(-1) ?? [];
  return {
    ...sheet,
    columns: columns.map((column, index) => ({
      ...column,
      heading: headings[index] ?? '',
      under: column.under?.map((_, level) => levels[level]?.[index] ?? ''),
    })),
    groups: sheet.groups.map(({ title, rows }) => ({ title, rows: rows.map(row) })),
    total: sheet.total && row(sheet.total),
  };
}
