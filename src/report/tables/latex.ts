import type { Sheet, SheetCell, SheetColumn } from './sheet.ts';

const isNumber = (text: string) => /^\d+(\.\d+)?$/.test(text);

/** A table with booktabs' rules, and siunitx's columns for numbers. */
export function latexOfSheet({ caption, label, columns, groups, footnotes, notes }: Sheet): string {
  const rows = groups.flatMap((group) => group.rows);
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`;
  const spans = spansOf(columns);
  const heads = [
    line(spans.map(({ heading, from, to }) => (from === to ? `{${heading}}` : `\\multicolumn{${to - from + 1}}{c}{${heading}}`))),
    ...(columns.some(({ part }) => part !== undefined)
      ? [
          `  ${spans
            .filter(({ from, to }) => from !== to)
            .map(({ from, to }) => `\\cmidrule(lr){${from}-${to}}`)
            .join(' ')}`.trimEnd(),
          line(columns.map(({ part = '' }) => `{${part}}`)),
        ]
      : []),
  ];
  const body = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : ['  \\midrule']),
    ...(group.title === undefined ? [] : [`  \\multicolumn{${columns.length}}{l}{\\emph{${group.title}}} \\\\`]),
    ...group.rows.map((row) => line(row.map((cell, at) => cellOf(cell, columns[at])))),
  ]);
  return [
    '% needs \\usepackage{booktabs} and \\usepackage{siunitx}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${caption}}`,
    `  \\label{tab:${label.replace(/[^\w:.+/-]+/g, '-')}}`,
    '  \\small',
    `  \\begin{tabular}{${columns
      .map((column, at) =>
        settingOf(
          column,
          rows.map((row) => row[at]),
        ),
      )
      .join('')}}`,
    '  \\toprule',
    ...heads,
    '  \\midrule',
    ...body,
    '  \\bottomrule',
    '  \\end{tabular}',
    '',
    '  \\smallskip',
    '  \\begin{minipage}{\\linewidth}\\footnotesize',
    ...footnotes.map((note, index) => `  \\textsuperscript{${index + 1}}~${note}\\par`),
    ...notes.map((note) => `  ${note}\\par`),
    '  \\end{minipage}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** Neighbouring columns below one heading; columns count from 1. */
function spansOf(columns: readonly SheetColumn[]): readonly { readonly heading: string; readonly from: number; readonly to: number }[] {
  const spans: { heading: string; from: number; to: number }[] = [];
  for (const [index, { heading }] of columns.entries()) {
    const last = spans.at(-1);
    if (last?.heading === heading) last.to = index + 1;
    else spans.push({ heading, from: index + 1, to: index + 1 });
  }
  return spans;
}

/** `l`, or an S column that is as wide as its numbers. */
function settingOf({ kind }: SheetColumn, cells: readonly (SheetCell | undefined)[]): string {
  if (kind === 'text') return 'l';
  const numbers = cells.flatMap((cell) => (cell !== undefined && isNumber(cell.text) ? [cell] : []));
  const widest = (part: 0 | 1) => Math.max(0, ...numbers.map(({ text }) => text.split('.')[part]?.length ?? 0));
  const suffix = numbers.find((cell) => cell.suffix)?.suffix;
  return `S[table-format=${Math.max(1, widest(0))}.${widest(1)}${suffix === undefined ? '' : `, table-space-text-post={${suffix}}`}]`;
}

function cellOf({ text, suffix = '', notes = [] }: SheetCell, column: SheetColumn | undefined): string {
  const references = notes.length === 0 ? '' : `\\textsuperscript{${notes.join(', ')}}`;
  if (column?.kind !== 'number') return `${text}${references}`;
  // what is in braces is set as it stands
  if (!isNumber(text)) return `{${text === '-' ? '--' : text}}`;
  return suffix === '' ? text : `${text}{${suffix}}`;
}
