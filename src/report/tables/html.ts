import { visible } from '../../diagnostic.ts';
import type { Sheet, SheetCell } from './sheet.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML shows it. */
export const escapeHtml = (text: string) => visible(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);

/** A fragment: one table, with its groups as bodies and its footnotes below. */
export function htmlOfSheet({ caption, columns, groups, footnotes, notes }: Sheet): string {
  const cell = ({ text, suffix = '', tone, notes: references = [] }: SheetCell, index: number) => {
    const tag = index === 0 ? 'th' : 'td';
    const shown = `${text}${suffix}${references.length === 0 ? '' : `<sup>${references.join(', ')}</sup>`}`;
    const attributes = [index === 0 ? ' scope="row"' : '', columns[index]?.kind === 'number' ? ' align="right"' : '', tone ? ` class="${tone}"` : ''];
    return `<${tag}${attributes.join('')}>${shown}</${tag}>`;
  };
  const headings = columns.map(({ heading, part }) => `<th scope="col">${heading}${part === undefined ? '' : `, ${part}`}</th>`);
  return [
    '<table class="ghostcost">',
    `<caption>${caption}</caption>`,
    `<thead><tr>${headings.join('')}</tr></thead>`,
    ...groups.flatMap(({ title, rows }) => [
      '<tbody>',
      ...(title === undefined ? [] : [`<tr><th scope="rowgroup" colspan="${columns.length}">${title}</th></tr>`]),
      ...rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
      '</tbody>',
    ]),
    `<tfoot><tr><td colspan="${columns.length}">`,
    ...footnotes.map((note, index) => `<p><sup>${index + 1}</sup> ${note}</p>`),
    ...notes.map((note) => `<p>${note}</p>`),
    '</td></tr></tfoot>',
    '</table>',
    '',
  ].join('\n');
}
