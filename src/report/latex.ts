/** LaTeX: tables with booktabs' rules and siunitx's columns of numbers, no wider than the text around them. */
import { visible } from '../diagnostic.ts';
import { type Cell, type Column, mapTexts, type Report, rowsOf, type Sheet, spansOf } from './sheet.ts';

export interface LatexOptions {
  /** Stands in the place of a report's own caption; of several sheets, each has its title behind it. */
  readonly caption?: string | undefined;
  /** What `\ref` names, instead of a label that is made of the title; of several sheets, numbered from the second on. */
  readonly label?: string | undefined;
}

const specials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

const greek = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon phi chi psi omega'.split(' ');
/** Capital letters that look like Latin ones have no command of their own. */
const capitals = 'A B Gamma Delta E Z H Theta I K Lambda M N Xi O Pi P ? Sigma T Upsilon Phi X Psi Omega'.split(' ');
const symbols: Readonly<Record<string, string>> = {
  '\u00d7': '\\times',
  '\u00b1': '\\pm',
  '\u00b7': '\\cdot',
  '\u2264': '\\le',
  '\u2265': '\\ge',
  '\u2260': '\\ne',
  '\u2248': '\\approx',
  '\u2192': '\\to',
  '\u2190': '\\leftarrow',
  '\u221e': '\\infty',
  '\u2212': '-',
  '\u00b5': '\\mu',
  '\u00b2': '^2',
  '\u00b3': '^3',
  '\u00b0': '^\\circ',
  '\u2026': '\\ldots',
};
const mathLetter = (name: string) => (name.length === 1 ? `\\mathrm{${name}}` : `\\${name}`);
const math = new Map<string, string>([
  ...Object.entries(symbols),
  ...greek.map((name, index): [string, string] => [String.fromCodePoint(0x3b1 + index), mathLetter(name)]),
  ...capitals.map((name, index): [string, string] => [String.fromCodePoint(0x391 + index), mathLetter(name)]),
]);

/** Text that TeX sets as it stands, also where it begins a row: a bracket or a star there would belong to the end of the row before. */
export const escapeLatex = (text: string): string =>
  visible(text)
    .replace(/[\\~^<>]|[&%$#_{}]/g, (character) => specials[character] ?? `\\${character}`)
    .replace(/[^\p{ASCII}]/gu, (character) => (math.has(character) ? `\\ensuremath{${math.get(character)}}` : character))
    .replace(/^\s*[[*]/, '{$&}');

/** Letters that neither engine has in its fonts as they come: those beyond accented Latin. */
const foreign = /[^\p{ASCII}\u00a0-\u017f\u2010-\u201f]/gu;

export function latexOf({ sheets, notes }: Report, { caption, label }: LatexOptions = {}): string {
  const all = sheets.map((sheet, index) => {
    const fit = mapTexts(sheet, escapeLatex);
    const own = fit.caption ?? [fit.title, fit.details].filter((text) => text !== undefined).join(', ');
    const asked = caption && escapeLatex(caption);
    const tag = label === undefined ? `tab:${labelOf(sheet)}` : index === 0 ? label : `${label}-${index + 1}`;
    return tableOf(
      fit,
      asked === undefined ? own : [asked, ...(sheets.length > 1 ? [fit.title] : [])].filter((text) => text !== undefined).join(': '),
      tag,
      index === 0 ? notes.map(escapeLatex) : [],
    );
  });
  const unusual = [
    ...new Set(
      all
        .join('')
        .replace(/\\label\{.*\}/g, '')
        .match(foreign) ?? [],
    ),
  ].join('');
  return [
    '% needs \\usepackage{booktabs}, \\usepackage{siunitx} and \\usepackage{graphicx}',
    ...(unusual === '' ? [] : [`% has ${unusual}: needs lualatex or xelatex, and a font that has these letters (\\usepackage{fontspec} \\setmainfont{...})`]),
    ...all,
  ].join('\n');
}

/** A word of the title's letters, with Greek ones by name. */
const labelOf = ({ label, title = 'cost' }: Sheet) =>
  (label ?? title.toLowerCase())
    .replace(/[^\p{ASCII}]/gu, (character) => math.get(character)?.replace(/\\mathrm|[^a-z]/gi, '') ?? character)
    .replace(/[^\p{L}\p{N}:.+/-]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'cost';

function tableOf(sheet: Sheet, caption: string, label: string, more: readonly string[]): string {
  const { columns, groups, total, summary = [], footnotes = [], notes = [] } = sheet;
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`;
  const row = (cells: readonly Cell[]) => line(cells.map((cell, at) => cellOf(cell, columns[at])));
  const spans = spansOf(columns);
  const rows = rowsOf(sheet);
  const below = [
    ...summary.map(([name, text]) => (name === '' ? text : `\\textbf{${name}} ${text}`)),
    ...footnotes.map((note, index) => `\\textsuperscript{${index + 1}}~${note}`),
    ...notes,
    ...more,
  ];
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${caption}}`,
    `  \\label{${label}}`,
    '  \\small',
    ...(rows.length === 0
      ? []
      : [
          '  \\sisetup{group-digits=integer, group-minimum-digits=4, group-separator={,}}',
          // no wider than the text, and as it is where it fits
          '  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
          `  \\begin{tabular}{${columns
            .map((column, at) =>
              settingOf(
                column,
                rows.map((cells) => cells[at]),
              ),
            )
            .join('')}}`,
          '  \\toprule',
          line(spans.map(({ heading, length }) => (length === 1 ? `{${heading}}` : `\\multicolumn{${length}}{c}{${heading}}`))),
          ...(columns.some(({ part }) => part !== undefined)
            ? [
                `  ${spans.flatMap(({ from, length }) => (length === 1 ? [] : [`\\cmidrule(lr){${from + 1}-${from + length}}`])).join(' ')}`.trimEnd(),
                line(columns.map(({ part = '' }) => `{${part}}`)),
              ]
            : []),
          '  \\midrule',
          ...groups.flatMap((group, index) => [
            ...(index === 0 ? [] : ['  \\midrule']),
            ...(group.title === undefined ? [] : [`  \\multicolumn{${columns.length}}{l}{\\emph{${group.title}}} \\\\`]),
            ...group.rows.map(row),
          ]),
          ...(total === undefined ? [] : ['  \\midrule', row(total)]),
          '  \\bottomrule',
          '  \\end{tabular}}',
        ]),
    ...(below.length === 0
      ? []
      : ['', '  \\smallskip', '  \\begin{minipage}{\\linewidth}\\footnotesize', ...below.map((note) => `  ${note}\\par`), '  \\end{minipage}']),
    '\\end{table}',
    '',
  ].join('\n');
}

/** A number with its sign, its thousands apart or not, and what stands behind it. */
const number = /^([+-]?)(\d[\d,]*)(?:\.(\d+))?(?!\.?\d)(.*)$/su;

function partsOf({ text, suffix = '' }: Cell): { sign: string; whole: string; fraction: string; unit: string } | undefined {
  const [, sign = '', whole = '', fraction = '', unit = ''] = number.exec(text) ?? [];
  // 16x112x112 is a size and no number
  return whole === '' || /\d/.test(unit) ? undefined : { sign, whole: whole.replaceAll(',', ''), fraction, unit: `${unit}${suffix}`.replace(/^ /, '\\,') };
}

/** `l`, or an S column that is as wide as its numbers. */
function settingOf({ kind }: Column, cells: readonly (Cell | undefined)[]): string {
  if (kind === 'text') return 'l';
  const numbers = cells.flatMap((cell) => (cell && partsOf(cell)) ?? []);
  const widest = (part: 'whole' | 'fraction') => Math.max(0, ...numbers.map((found) => found[part].length));
  const unit = numbers.reduce((longest, found) => (found.unit.length > longest.length ? found.unit : longest), '');
  const grouped = cells.some((cell) => /\d,\d/.test(cell?.text ?? ''));
  const settings = [
    `table-format=${numbers.some(({ sign }) => sign !== '') ? '+' : ''}${Math.max(1, widest('whole'))}.${widest('fraction')}`,
    ...(numbers.some(({ sign }) => sign === '+') ? ['retain-explicit-plus'] : []),
    ...(!grouped && widest('whole') > 3 ? ['group-digits=none'] : []),
    ...(unit === '' ? [] : [`table-space-text-post={${unit}}`]),
  ];
  return `S[${settings.join(', ')}]`;
}

function cellOf(cell: Cell, column: Column | undefined): string {
  const references = cell.notes?.length ? `\\textsuperscript{${cell.notes.join(', ')}}` : '';
  if (column?.kind === 'text') return `${cell.text}${references}`;
  const found = partsOf(cell);
  // what is in braces is set as it stands
  if (found === undefined) return cell.text === '' ? '{}' : `{${cell.text === '-' ? '--' : cell.text}}`;
  const { sign, whole, fraction, unit } = found;
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${unit === '' ? '' : `{${unit}}`}`;
}
