/** Report -> text: one file a format. */
import { csvOf, jsonLinesOf } from './csv.ts';
import { htmlOf } from './html.ts';
import { jsonOf } from './json.ts';
import { type LatexOptions, latexOf } from './latex.ts';
import { markdownOf } from './markdown.ts';
import type { Hash, Report } from './sheet.ts';
import { type TextOptions, textOf } from './text.ts';

export interface RenderOptions extends TextOptions, LatexOptions {
  /** Makes the hash of a network's files that JSON gives. */
  readonly hash?: Hash | undefined;
  readonly escapeFormulas?: boolean | undefined;
}

const renderers = {
  table: textOf,
  md: markdownOf,
  csv: csvOf,
  json: (report, { hash }) => jsonOf(report, hash),
  jsonl: jsonLinesOf,
  latex: latexOf,
  html: htmlOf,
} as const satisfies Record<string, (report: Report, options: RenderOptions) => string>;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers) as Format[];

/** Writes a report in a format. */
export const render = (report: Report, format: Format, options: RenderOptions = {}): string => renderers[format](report, options);
