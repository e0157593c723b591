/** GitHub's tables. */
import { markdownTable } from 'markdown-table';
import { visible } from '../diagnostic/text.ts';
import { type Cell, headingOf, mapTexts, type Report, rowsOf, type Sheet } from './sheet.ts';

/** Text that stands in a table as it is. */
const escaped = (text: string) => visible(text).replace(/[\\|*_`<>~$&[\]]/g, '\\$&');

/** Escaped text that is no heading, list or line by how it begins. */
const paragraph = (text: string) => text.trimStart().replace(/^(?:[#+-]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));

export function markdownOf({ sheets, notes }: Report): string {
  return `${[...sheets.flatMap((sheet) => partsOf(mapTexts(sheet, escaped))), ...notes.map((note) => paragraph(escaped(note)))].join('\n\n')}\n`;
}

function partsOf(sheet: Sheet): readonly string[] {
  const { title, details, columns, groups, total, summary = [], footnotes = [], notes = [] } = sheet;
  const cell = ({ text, suffix = '', strong, notes: references = [] }: Cell) =>
    `${strong && text !== '' ? `**${text}${suffix}**` : `${text}${suffix}`}${references.length === 0 ? '' : `<sup>${references.join(', ')}</sup>`}`;
  const rows = [
    ...groups.flatMap((group) => [
      ...(group.title === undefined ? [] : [columns.map((_, index) => (index === 0 ? `**${group.title}**` : ''))]),
      ...group.rows.map((row) => row.map(cell)),
    ]),
    ...(total === undefined ? [] : [total.map(cell)]),
  ];
  return [
    ...(title === undefined ? [] : [`### ${title}`]),
    ...(details === undefined ? [] : [paragraph(details)]),
    ...(rowsOf(sheet).length === 0
      ? []
      : [markdownTable([columns.map(headingOf), ...rows], { align: columns.map(({ kind }) => (kind === 'text' ? 'l' : 'r')) })]),
    ...(summary.length === 0 ? [] : [summary.map(([label, text]) => (label === '' ? `  ${text}` : `- **${label}**: ${text}`)).join('\n')]),
    ...footnotes.map((note, index) => `<sup>${index + 1}</sup> ${note}`),
    ...notes.map(paragraph),
  ];
}
