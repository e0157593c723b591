/** What a command has to say, before it is text: sheets for people, records for spreadsheets, one object for programs. Every format shows these and nothing else. */
import type { Convention } from '../ops/convention.ts';
import type { Style } from './style.ts';

export interface Column {
  /** Its name, where columns are picked by name. */
  readonly key: string;
  readonly heading: string;
  /** What it shows of its heading, where neighbours share one. */
  readonly part?: string | undefined;
  /** Text stands on the left, numbers on the right, decimals with their points below each other. */
  readonly kind: 'text' | 'number' | 'decimal';
  /** Where there is no room for all, the columns of least importance give way; a column without one stays. */
  readonly importance?: number | undefined;
}

export interface Cell {
  readonly text: string;
  /** The unit after a number. */
  readonly suffix?: string | undefined;
  readonly tone?: keyof Style | undefined;
  /** It stands out. */
  readonly strong?: true | undefined;
  /** The footnotes that it refers to, from 1. */
  readonly notes?: readonly number[] | undefined;
}

interface Group {
  readonly title?: string | undefined;
  readonly rows: readonly (readonly Cell[])[];
}

export interface Sheet {
  readonly title?: string | undefined;
  /** What is said behind the title. */
  readonly details?: string | undefined;
  /** For formats that have captions, where it says more than the title. */
  readonly caption?: string | undefined;
  /** What others refer to it by. */
  readonly label?: string | undefined;
  readonly columns: readonly Column[];
  readonly groups: readonly Group[];
  /** The last row, which adds up the others. */
  readonly total?: readonly Cell[] | undefined;
  /** Lines below the table, each with a label; those without one belong to the line above. */
  readonly summary?: readonly (readonly [label: string, text: string])[] | undefined;
  /** Those that cells refer to; the first is 1. */
  readonly footnotes?: readonly string[] | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** A network that a report is about. */
export interface SpecOf {
  /** The file or shipped name that it was called by. */
  readonly reference?: string | undefined;
  readonly name: string;
  /** Undefined where each of several rows has its own. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** The texts that it is made of, the files that it extends and uses included. */
  readonly texts?: readonly string[] | undefined;
}

/** Makes a short text of a long one, the same for the same. */
export type Hash = (text: string) => string;

export interface Records {
  readonly columns: readonly string[];
  /** Values by column, raw; what does not apply is missing. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface Report {
  readonly command: string;
  readonly sheets: readonly Sheet[];
  /** What holds for all sheets. */
  readonly notes: readonly string[];
  readonly specs: readonly SpecOf[];
  /** How costs were counted, where all were counted in one way. */
  readonly convention?: Convention | undefined;
  /** Whether columns can be picked by name. */
  readonly picks?: boolean;
  readonly records: () => Records;
  readonly data: (hash?: Hash) => Readonly<Record<string, unknown>>;
}

/** A row of texts without more. */
export const cells = (texts: readonly string[], tone?: Cell['tone']): readonly Cell[] => texts.map((text) => ({ text, tone }));

/** A sheet whose texts have been made fit for a format; a label is a word of the format's own and no text. */
export function mapTexts(sheet: Sheet, fit: (text: string) => string): Sheet {
  const optional = (text: string | undefined) => (text === undefined ? undefined : fit(text));
  const row = (one: readonly Cell[]) => one.map((cell) => ({ ...cell, text: fit(cell.text), suffix: optional(cell.suffix) }));
  return {
    ...sheet,
    title: optional(sheet.title),
    details: optional(sheet.details),
    caption: optional(sheet.caption),
    columns: sheet.columns.map((column) => ({ ...column, heading: fit(column.heading), part: optional(column.part) })),
    groups: sheet.groups.map(({ title, rows }) => ({ title: optional(title), rows: rows.map(row) })),
    total: sheet.total && row(sheet.total),
    summary: sheet.summary?.map(([label, text]) => [fit(label), fit(text)] as const),
    footnotes: sheet.footnotes?.map(fit),
    notes: sheet.notes?.map(fit),
  };
}

/** All rows of a sheet, the total included. */
export const rowsOf = ({ groups, total }: Sheet): readonly (readonly Cell[])[] => [
  ...groups.flatMap(({ rows }) => rows),
  ...(total === undefined ? [] : [total]),
];

/** Neighbouring columns below one heading. */
export function spansOf(columns: readonly Column[]): readonly { readonly heading: string; readonly from: number; readonly length: number }[] {
  const spans: { of: string; heading: string; from: number; length: number }[] = [];
  for (const [from, { key, heading, part }] of columns.entries()) {
    const last = spans.at(-1);
    // parts of one column: `params.printed` and `params.computed`, and not of two that are called the same
    const [of = key] = key.split('.');
    if (part !== undefined && last?.of === of && last.heading === heading) last.length++;
    else spans.push({ of, heading, from, length: 1 });
  }
  return spans;
}

/** The heading of a column for formats whose headings span nothing. */
export const headingOf = ({ heading, part }: Column): string => (part === undefined ? heading : `${heading}, ${part}`);
