import type { Sheet, SheetCell } from './sheet.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

/** A fragment: one table, with its groups as bodies and its footnotes below. */
export function htmlOfSheet({ caption, columns, groups, footnotes, notes }: Sheet): string {
  const cell = ({ text, suffix = '', tone, notes: references = [] }: SheetCell, index: number) => {
    const tag = index === 0 ? 'th' : 'td';
    const shown = `${escapeHtml(`${text}${suffix}`)}${references.length === 0 ? '' : `<sup>${references.join(', ')}</sup>`}`;
    const attributes = [index === 0 ? ' scope="row"' : '', columns[index]?.kind === 'number' ? ' align="right"' : '', tone ? ` class="${tone}"` : ''];
    return `<${tag}${attributes.join('')}>${shown}</${tag}>`;
  };
  const headings = columns.map(({ heading, part }) => `<th scope="col">${escapeHtml(heading)}${part === undefined ? '' : `, ${part}`}</th>`);
  return [
    '<table class="ghostcost">',
    `<caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${headings.join('')}</tr></thead>`,
    ...groups.flatMap(({ title, rows }) => [
      '<tbody>',
      ...(title === undefined ? [] : [`<tr><th scope="rowgroup" colspan="${columns.length}">${escapeHtml(title)}</th></tr>`]),
      ...rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
      '</tbody>',
    ]),
    `<tfoot><tr><td colspan="${columns.length}">`,
    ...footnotes.map((note, index) => `<p><sup>${index + 1}</sup> ${escapeHtml(note)}</p>`),
    ...notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    '</td></tr></tfoot>',
    '</table>',
    '',
  ].join('\n');
}
