import { markdownTable } from 'markdown-table';
import type { Analysis } from '../cost/analysis.ts';
import { visible } from '../diagnostic.ts';
import { type Column, columns, headingOf, showCell, showParams, showSize, usualColumns } from './columns.ts';
import type { RenderOptions } from './options.ts';
import { memoryNotes, notes, summary } from './summary.ts';

/** Text that stands in a table as it is. */
export const escaped = (text: string) => visible(text).replace(/[\\|*_`<>~$&[\]]/g, '\\$&');

/** Escaped text that is no heading, list or line by how it begins. */
export const paragraph = (text: string) => text.trimStart().replace(/^(?:[#+-]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));

/** GitHub's tables. */
export function renderMarkdown(analyses: readonly Analysis[], { columns: picked, precision }: RenderOptions = {}): string {
  const names = picked ?? usualColumns(analyses);
  const align = names.map((name) => ((columns[name] as Column).kind === 'text' ? 'l' : 'r'));
  const table = (some: readonly Analysis[]) => {
    const [first] = some as [Analysis];
    const rows = some.flatMap((analysis) =>
      (analysis.rows.length === 0 ? [analysis.total] : [...analysis.rows, { ...analysis.total, layer: 'total', type: '' }]).map((row) =>
        names.map((name) => escaped(showCell(name, row, analysis, precision))),
      ),
    );
    return markdownTable([names.map((name) => escaped(headingOf(name, first))), ...rows], { align });
  };
  const together = analyses.every(({ rows }) => rows.length === 0);
  const parts = together
    ? [table(analyses)]
    : analyses.flatMap((analysis) => [
        `### ${escaped(analysis.name)}`,
        escaped(`Input ${showSize(analysis.input)}, ${showParams(analysis.params)}`),
        table([analysis]),
        summary(analysis, precision)
          .map(([label, text]) => (label === '' ? `  ${escaped(text)}` : `- **${escaped(label)}**: ${escaped(text)}`))
          .join('\n'),
      ]);
  return `${[...parts, ...notes(analyses).map(escaped), ...(together ? [] : memoryNotes(analyses).map(escaped))].join('\n\n')}\n`;
}
