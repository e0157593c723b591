/** A fragment of HTML: a table a sheet, with its groups as bodies and its notes below. */
import { visible } from '../diagnostic/text.ts';
import { type Cell, headingOf, headsOf, mapTexts, type Report, type Sheet, type Span } from './sheet.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML shows it. */
const escaped = (text: string) => visible(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);

export const htmlOf = ({ sheets, notes }: Report): string =>
  `${[...sheets.map((sheet) => htmlOfSheet(mapTexts(sheet, escaped))), ...notes.map((note) => `<p>${escaped(note)}</p>`)].join('\n')}\n`;

function htmlOfSheet({ title, details, caption = [title, details].filter((text) => text !== undefined).join('  '), columns, ...sheet }: Sheet): string {
  const { groups, total, summary = [], footnotes = [], notes = [] } = sheet;
  const cell = ({ text, suffix = '', tone, strong, notes: references = [] }: Cell, index: number) => {
    const tag = index === 0 ? 'th' : 'td';
    const shown = `${strong ? `<b>${text}${suffix}</b>` : `${text}${suffix}`}${references.length === 0 ? '' : `<sup>${references.join(', ')}</sup>`}`;
    const attributes = [index === 0 ? ' scope="row"' : '', columns[index]?.kind === 'text' ? '' : ' align="right"', tone ? ` class="${tone}"` : ''];
    return `<${tag}${attributes.join('')}>${shown}</${tag}>`;
  };
  const row = (one: readonly Cell[]) => `<tr>${one.map(cell).join('')}</tr>`;
  const outer = headsOf(columns).slice(0, -1);
  const heads = (level: readonly Span[]) =>
    `<tr>${level.map(({ heading, length }) => (heading === '' ? '<td></td>' : `<th scope="colgroup" colspan="${length}">${heading}</th>`)).join('')}</tr>`;
  const below = [
    ...summary.map(([label, text]) => (label === '' ? text : `<b>${label}</b> ${text}`)),
    ...footnotes.map((note, index) => `<sup>${index + 1}</sup> ${note}`),
    ...notes,
  ];
  return [
    '<table class="ghostcost">',
    ...(caption === '' ? [] : [`<caption>${caption}</caption>`]),
    `<thead>${outer.map(heads).join('')}<tr>${columns.map((column) => `<th scope="col">${headingOf({ ...column, under: [] })}</th>`).join('')}</tr></thead>`,
    ...groups.flatMap((group) => [
      '<tbody>',
      ...(group.title === undefined ? [] : [`<tr><th scope="rowgroup" colspan="${columns.length}">${group.title}</th></tr>`]),
      ...group.rows.map(row),
      '</tbody>',
    ]),
    ...(total === undefined ? [] : ['<tbody class="total">', row(total), '</tbody>']),
    ...(below.length === 0 ? [] : [`<tfoot><tr><td colspan="${columns.length}">`, ...below.map((note) => `<p>${note}</p>`), '</td></tr></tfoot>']),
    '</table>',
  ].join('\n');
}
