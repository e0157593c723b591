import { markdownTable } from 'markdown-table';
import { paragraph } from '../markdown.ts';
import type { Sheet, SheetCell } from './sheet.ts';

/** A table of GitHub's, with the titles of groups as rows of their own. */
export function markdownOfSheet({ title, columns, groups, footnotes, notes }: Sheet): string {
  const cell = ({ text, suffix = '', notes: references = [] }: SheetCell) =>
    `${text}${suffix}${references.length === 0 ? '' : `<sup>${references.join(', ')}</sup>`}`;
  const rows = groups.flatMap((group) => [
    ...(group.title === undefined ? [] : [columns.map((_, index) => (index === 0 ? `**${group.title}**` : ''))]),
    ...group.rows.map((row) => row.map(cell)),
  ]);
  const headings = columns.map(({ heading, part }) => (part === undefined ? heading : `${heading}, ${part}`));
  const table = markdownTable([headings, ...rows], { align: columns.map(({ kind }) => (kind === 'number' ? 'r' : 'l')) });
  const below = footnotes.map((note, index) => `<sup>${index + 1}</sup> ${note}`);
  return `${[`### ${title}`, table, ...below, ...notes.map(paragraph)].join('\n\n')}\n`;
}
