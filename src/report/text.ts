/** Aligned text, for terminals and plain files. */
import { visible } from '../diagnostic/text.ts';
import { align, type Grid, type GridCell } from './align.ts';
import { styled, textsOf } from './cells.ts';
import { fit } from './fit.ts';
import { headsOf, mapTexts, type Report, rowsOf, type Sheet } from './sheet.ts';
import { plain, type Style } from './style.ts';

export interface TextOptions {
  readonly style?: Style | undefined;
  /** What sets cells in columns. */
  readonly grid?: Grid | undefined;
  /** Where lines end, at the cost of columns, with a grid that takes cells of several lines; nothing is cut without it. */
  readonly width?: number | undefined;
}

export function textOf(report: Report, { style = plain, grid = align, width }: TextOptions = {}): string {
  const safe = { ...report, sheets: report.sheets.map((sheet) => mapTexts(sheet, visible)), notes: report.notes.map(visible) };
  const { sheets, notes } = width === undefined ? safe : fit(safe, width);
  const below = notes.map((note) => style.dim(note)).join('\n');
  return `${[...sheets.map((sheet) => textOfSheet(sheet, style, grid)), ...(below === '' ? [] : [below])].join('\n\n')}\n`;
}

function textOfSheet(sheet: Sheet, style: Style, grid: Grid): string {
  const { title, details, summary = [], footnotes = [], notes = [] } = sheet;
  const heading = [title === undefined ? '' : style.strong(title), details === undefined ? '' : style.dim(details)]
    .filter((text) => text !== '')
    .join(details?.startsWith('\n') ? '' : '  ');
  const blocks = [
    rowsOf(sheet).length === 0 ? '' : tableOf(sheet, style, grid),
    linesOf(summary, style),
    footnotes.map((note, index) => `[${index + 1}] ${note}`).join('\n'),
    notes.map((note) => style.dim(note)).join('\n'),
  ].filter((block) => block !== '');
  // a title stands close to a table that is alone
  return [...(heading === '' ? [] : [heading]), blocks.join('\n\n')].join(blocks.length > 1 ? '\n\n' : '\n');
}

function linesOf(summary: NonNullable<Sheet['summary']>, style: Style): string {
  const width = Math.max(0, ...summary.map(([label]) => label.length));
  const margin = '\n'.padEnd(width + 3);
  return summary.map(([label, text]) => `${styled(label, style.strong)}${' '.repeat(width - label.length)}  ${text.replaceAll('\n', margin)}`).join('\n');
}

function tableOf(sheet: Sheet, style: Style, grid: Grid): string {
  const { columns, groups, total } = sheet;
  const lines = textsOf(sheet, style);
  let next = 0;
  const toLines = (rows: readonly unknown[], style = (text: string) => text) =>
    rows.map(() => (lines[next++] ?? []).map((text) => ({ text: styled(text, style) })));
  const head = (text: string, span = 1): GridCell => ({ text: styled(text, style.dim), span });
  return grid(
    [
      ...headsOf(columns).map((level) => level.map(({ heading, length }) => head(heading, length))),
      ...(columns.some(({ part }) => part !== undefined) ? [columns.map(({ part = '' }) => head(part))] : []),
      ...groups.flatMap(({ title, rows }, index) => [
        ...(index > 0 || title !== undefined ? [''] : []),
        ...(title === undefined ? [] : [style.strong(title)]),
        ...toLines(rows),
      ]),
      ...toLines(total === undefined ? [] : [total], style.strong),
    ],
    columns.map(({ kind }) => kind !== 'text'),
  );
}
