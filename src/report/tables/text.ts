import { type Alignment, align } from '../align.ts';
import { plain, type Style } from '../style.ts';
import type { Sheet, SheetCell } from './sheet.ts';

/** Aligned text for a terminal. */
export function textOfSheet({ title, columns, groups, footnotes, notes }: Sheet, style: Style = plain): string {
  const shown = ({ text, suffix = '', tone, notes: references = [] }: SheetCell) => {
    const cell = `${text}${suffix}${references.map((note) => ` [${note}]`).join('')}`;
    return tone === undefined ? cell : style[tone](cell);
  };
  const headings = columns.map(({ heading }, index) => (index > 0 && columns[index - 1]?.heading === heading ? '' : heading));
  const parts = columns.map(({ part }) => part ?? '');
  const heads = [headings, ...(parts.some((part) => part !== '') ? [parts] : [])];
  const rows = groups.flatMap((group) => group.rows.map((row) => row.map(shown)));
  const lines = align(
    [...heads, ...rows],
    columns.map(({ kind }): Alignment => (kind === 'number' ? 'decimal' : false)),
  );
  let next = heads.length;
  const body = groups.flatMap((group, index) => [
    ...(index > 0 || group.title !== undefined ? [''] : []),
    ...(group.title === undefined ? [] : [style.strong(group.title)]),
    ...group.rows.map(() => lines[next++] ?? ''),
  ]);
  const below = [...footnotes.map((note, index) => `[${index + 1}] ${note}`), ...(footnotes.length > 0 ? [''] : []), ...notes.map(style.dim)];
  return `${[style.strong(title), '', ...lines.slice(0, heads.length).map(style.dim), ...body, '', ...below].join('\n')}\n`;
}
