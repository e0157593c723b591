/** What a command has to say, before it is text: sheets for people, records for spreadsheets, one object for programs. Every format shows these and nothing else. */
import type { Convention } from '../ops/convention.ts';
import type { Style } from './style.ts';

export interface Column {
  /** Its name, where columns are picked by name. */
  readonly key: string;
  readonly heading: string;
  /** The headings that its heading stands under, the outermost first. */
  readonly under?: readonly string[] | undefined;
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
  /** Keys of a bibliography that its text is from. */
  readonly cite?: readonly string[] | undefined;
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
  /** Keys of a bibliography that it is from. */
  readonly cite?: readonly string[] | undefined;
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

/**
 * A sheet whose texts have been made fit for a format, with the keys that they cite behind them; a label is a word of the format's own and no text.
 */
export function mapTexts(sheet: Sheet, fit: (text: string) => string, toCitation = (keys: readonly string[]) => fit(` [${keys.join(', ')}]`)): Sheet {
  const citation = (keys: readonly string[] = []) => (keys.length === 0 ? '' : toCitation(keys));
  const optional = (text: string | undefined) => (text === undefined ? undefined : fit(text));
  const row = (one: readonly Cell[]) =>
    one.map((cell) => ({ ...cell, text: `${fit(cell.text)}${citation(cell.cite)}`, cite: undefined, suffix: optional(cell.suffix) }));
  return {
    ...sheet,
    title: sheet.title && `${fit(sheet.title)}${citation(sheet.cite)}`,
    cite: undefined,
    details: optional(sheet.details),
    caption: sheet.caption && `${fit(sheet.caption)}${citation(sheet.cite)}`,
    columns: sheet.columns.map((column) => ({ ...column, heading: fit(column.heading), under: column.under?.map(fit), part: optional(column.part) })),
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
export interface Span {
  readonly heading: string;
  readonly from: number;
  readonly length: number;
}

/** The lines of headings, the outermost first, but for what columns show of theirs; where nothing stands above a column there is a span without a text. */
export function headsOf(columns: readonly Column[]): readonly (readonly Span[])[] {
  const levels = Math.max(0, ...columns.map(({ under = [] }) => under.length));
  const outer = Array.from({ length: levels }, (_, level) =>
    spansOf(columns, ({ under = [] }, index) => ({
      of: under[level] === undefined ? `#${index}` : under.slice(0, level + 1).join('\n'),
      heading: under[level] ?? '',
    })),
  );
  // parts of one column: `params.printed` and `params.computed`, and not of two that are called the same
  return [
    ...outer,
    spansOf(columns, ({ key, heading, part }, index) => ({ of: part === undefined ? `#${index}` : `${key.split('.')[0]} ${heading}`, heading })),
  ];
}

function spansOf(columns: readonly Column[], toHead: (column: Column, index: number) => { readonly of: string; readonly heading: string }): readonly Span[] {
  const spans: { of: string; heading: string; from: number; length: number }[] = [];
  for (const [from, column] of columns.entries()) {
    const head = toHead(column, from);
    const last = spans.at(-1);
    if (last?.of === head.of) last.length++;
    else spans.push({ ...head, from, length: 1 });
  }
  return spans;
}

/** The heading of a column for formats whose headings span nothing. */
export const headingOf = ({ heading, under = [], part }: Column): string => [...under, heading, ...(part === undefined ? [] : [part])].join(', ');
