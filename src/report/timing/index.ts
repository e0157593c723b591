/** Timings -> text: pure functions, one for each format. */
import { markdownTable } from 'markdown-table';
import type { Timings } from '../../cost/timing.ts';
import { type Alignment, align } from '../align.ts';
import { escaped } from '../markdown.ts';
import { plain, type Style } from '../style.ts';
import { csvOfTimings } from './csv.ts';
import { jsonOfTimings } from './json.ts';
import { notesOf, toSections } from './sections.ts';

export interface TimingRenderOptions {
  /** Decimals of counts in thousands, millions and so on; csv and json have them exact. */
  readonly precision?: number;
  readonly style?: Style;
}

const renderers = { table: tableOf, md: markdownOf, csv: csvOfTimings, json: jsonOfTimings } as const satisfies Record<
  string,
  (timings: Timings, options: TimingRenderOptions) => string
>;

export type TimingFormat = keyof typeof renderers;
export const timingFormats = Object.keys(renderers) as TimingFormat[];

/** Writes timings in a format. */
export const renderTimings = (timings: Timings, format: TimingFormat = 'table', options: TimingRenderOptions = {}): string =>
  renderers[format](timings, options);

/** Aligned text for a terminal. */
function tableOf(timings: Timings, { precision = 2, style = plain }: TimingRenderOptions): string {
  const parts = toSections(timings, precision).map(({ title, head, lines, kinds, note }) => {
    const [first = '', ...others] = align(
      [head, ...lines],
      kinds.map((kind): Alignment => (kind === 'number' ? 'decimal' : false)),
    );
    return [...(title === undefined ? [] : [style.strong(title)]), style.dim(first), ...others, ...(note === undefined ? [] : [note])].join('\n');
  });
  return `${[...parts, notesOf(timings).map(style.dim).join('\n')].join('\n\n')}\n`;
}

/** GitHub's tables. */
function markdownOf(timings: Timings, { precision = 2 }: TimingRenderOptions): string {
  const parts = toSections(timings, precision).flatMap(({ title, head, lines, kinds, note }) => [
    ...(title === undefined ? [] : [`### ${escaped(title)}`]),
    markdownTable(
      [head, ...lines].map((line) => line.map(escaped)),
      { align: kinds.map((kind) => (kind === 'number' ? 'r' : 'l')) },
    ),
    ...(note === undefined ? [] : [escaped(note)]),
  ]);
  return `${[...parts, ...notesOf(timings).map(escaped)].join('\n\n')}\n`;
}
