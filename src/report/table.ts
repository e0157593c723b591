import type { Analysis } from '../cost/analysis.ts';
import { align } from './align.ts';
import { type Column, type ColumnName, columns, headingOf, showCell, showParams, showSize, usualColumns } from './columns.ts';
import type { RenderOptions } from './options.ts';
import { plain, type Style } from './style.ts';
import { memoryNotes, notes, summary } from './summary.ts';

/** Aligned text for a terminal. */
export function renderTable(analyses: readonly Analysis[], options: RenderOptions = {}): string {
  const { style = plain } = options;
  const names = options.columns ?? usualColumns(analyses);
  const together = analyses.every(({ rows }) => rows.length === 0) && analyses.length > 1;
  const parts = together ? [rowsOf(analyses, names, options, style).join('\n')] : analyses.map((analysis) => one(analysis, names, options, style));
  const below = [...notes(analyses), ...(together ? [] : memoryNotes(analyses))];
  return `${[...parts, below.map(style.dim).join('\n')].join('\n\n')}\n`;
}

function one(analysis: Analysis, names: readonly ColumnName[], options: RenderOptions, style: Style): string {
  const { name, input, params, batch, rows } = analysis;
  const settings = [`input ${showSize(input)}`, showParams(params), batch === 1 ? '' : `batch ${batch}`].filter((part) => part !== '');
  const lines = summary(analysis, options.precision);
  const width = Math.max(...lines.map(([label]) => label.length));
  return [
    `${style.strong(name)}  ${style.dim(settings.join('  '))}`,
    ...(rows.length === 0 ? [] : [rowsOf([analysis], names, options, style).join('\n')]),
    lines.map(([label, text]) => `${style.strong(label.padEnd(width))}  ${text}`).join('\n'),
  ].join('\n\n');
}

function rowsOf(analyses: readonly Analysis[], names: readonly ColumnName[], { precision }: RenderOptions, style: Style): readonly string[] {
  const [first] = analyses as [Analysis];
  const right = names.map((name) => (columns[name] as Column).kind !== 'text');
  const lines = analyses.flatMap((analysis) =>
    (analysis.rows.length === 0 ? [analysis.total] : [...analysis.rows, { ...analysis.total, layer: 'total', type: '' }]).map((row) =>
      names.map((name) => showCell(name, row, analysis, precision)),
    ),
  );
  const [head = '', ...body] = align([names.map((name) => headingOf(name, first)), ...lines], right);
  const total = first.rows.length === 0 ? undefined : body.pop();
  return [style.dim(head), ...body, ...(total === undefined ? [] : [style.strong(total)])];
}
