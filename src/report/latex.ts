import type { Analysis } from '../cost/analysis.ts';
import { visible } from '../diagnostic.ts';
import { type Column, columns, headingOf, showCell, showParams, showSize, usualColumns } from './columns.ts';
import type { RenderOptions } from './options.ts';
import { notes } from './summary.ts';

const specials: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}' };

/** Text that TeX sets as it stands, also where it begins a row: a bracket or a star there would belong to the end of the row before. */
export const escapeLatex = (text: string): string =>
  visible(text)
    .replace(/[\\~^]|[&%$#_{}]/g, (character) => specials[character] ?? `\\${character}`)
    .replace(/^\s*[[*]/, '{$&}');

/** A booktabs table; wants \usepackage{booktabs}. */
export function renderLatex(analyses: readonly Analysis[], { columns: picked, precision }: RenderOptions = {}): string {
  const names = picked ?? usualColumns(analyses);
  const format = names.map((name) => ((columns[name] as Column).kind === 'text' ? 'l' : 'r')).join('');
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`;
  // a thousands comma in braces takes no space after it
  const cell = (text: string) => escapeLatex(text).replace(/(?<=\d),(?=\d)/g, '{,}');
  const together = analyses.every(({ rows }) => rows.length === 0);
  const table = (some: readonly Analysis[]) => {
    const [first] = some as [Analysis];
    const linesOf = (analysis: Analysis) =>
      (analysis.rows.length === 0 ? [analysis.total] : analysis.rows).map((row) => line(names.map((name) => cell(showCell(name, row, analysis, precision)))));
    const total = { ...first.total, layer: 'total', type: '' };
    const caption = together ? 'Cost of the networks.' : `Cost of ${first.name}, input ${showSize(first.input)}, ${showParams(first.params)}.`;
    return [
      '\\begin{table}',
      '  \\centering',
      `  \\caption{${escapeLatex([caption, ...notes(some)].join(' '))}}`,
      `  \\label{tab:${together ? 'cost' : first.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}}`,
      `  \\begin{tabular}{${format}}`,
      '  \\toprule',
      line(names.map((name) => cell(headingOf(name, first)))),
      '  \\midrule',
      ...some.flatMap(linesOf),
      ...(together ? [] : ['  \\midrule', line(names.map((name) => cell(showCell(name, total, first, precision))))]),
      '  \\bottomrule',
      '  \\end{tabular}',
      '\\end{table}',
    ].join('\n');
  };
  return `% needs \\usepackage{booktabs}\n${together ? table(analyses) : analyses.map((analysis) => table([analysis])).join('\n\n')}\n`;
}
