/** Analysis -> text: pure functions, one file a format. */
import type { Analysis } from '../cost/analysis.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderLatex } from './latex.ts';
import { renderMarkdown } from './markdown.ts';
import type { RenderOptions } from './options.ts';
import { renderTable } from './table.ts';

const renderers = {
  table: renderTable,
  md: renderMarkdown,
  csv: renderCsv,
  json: renderJson,
  latex: renderLatex,
} as const satisfies Record<string, (analyses: readonly Analysis[], options?: RenderOptions) => string>;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers) as Format[];

/** Writes analyses in a format. */
export const render = (analyses: readonly Analysis[], format: Format = 'table', options: RenderOptions = {}): string => renderers[format](analyses, options);
