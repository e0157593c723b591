/** LaTeX: tables with booktabs' rules and siunitx's columns of numbers, in letters that let them fit where they stand. */
import { visible } from '../diagnostic/text.ts';
import { type Place, settingFor } from './latex-place.ts';
import { type Cell, type Column, headsOf, mapTexts, type Report, rowsOf, type Sheet, type Span } from './sheet.ts';

export interface LatexOptions {
  /** Stands in the place of a report's own caption; of several sheets, each has its title behind it. */
  readonly caption?: string | undefined;
  /** What `\ref` names, instead of a label that is made of the title; of several sheets, numbered from the second on. */
  readonly label?: string | undefined;
  /** Where it stands: in the text of a document of one column, in a column of two, or across the page (`table*`). */
  readonly place?: Place | undefined;
  /** Whether what is still too wide is made smaller by `\resizebox`. */
  readonly resize?: boolean | undefined;
  /** False for nothing below the table, and no references to it. */
  readonly notes?: boolean | undefined;
}

const specials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
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
    .replace(/[\\~^<>|]|[&%$#_{}]/g, (character) => specials[character] ?? `\\${character}`)
    // straight quotes are those that close
    .replace(/(^|[\s([{])"/g, '$1``')
    .replaceAll('"', "''")
    .replace(/[^\p{ASCII}]/gu, (character) => (math.has(character) ? `\\ensuremath{${math.get(character)}}` : character))
    .replace(/^\s*[[*]/, '{$&}');

/** Letters that neither engine has in its fonts as they come: those beyond accented Latin. */
const foreign = /[^\p{ASCII}\u00a0-\u017f\u2010-\u201f]/gu;

export function latexOf({ sheets, notes }: Report, { caption, label, notes: noted = true, ...place }: LatexOptions = {}): string {
  const all = sheets.map((sheet, index) => {
    const fit = mapTexts(noted ? sheet : withoutNotes(sheet), escapeLatex, (keys) => `~\\cite{${keys.join(',')}}`);
    const own = fit.caption ?? [fit.title, fit.details].filter((text) => text !== undefined).join(', ');
    const asked = caption && escapeLatex(caption);
    const tag = label === undefined ? `tab:${labelOf(sheet)}` : index === 0 ? label : `${label}-${index + 1}`;
    return tableOf(
      fit,
      asked === undefined ? own : [asked, ...(sheets.length > 1 ? [fit.title] : [])].filter((text) => text !== undefined).join(': '),
      tag,
      index === 0 && noted ? notes.map(escapeLatex) : [],
      place,
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
    `% needs \\usepackage{booktabs}${place.resize ? ', \\usepackage{siunitx} and \\usepackage{graphicx}' : ' and \\usepackage{siunitx}'}`,
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

function withoutNotes(sheet: Sheet): Sheet {
  const row = (cells: readonly Cell[]) => cells.map((cell) => ({ ...cell, notes: undefined }));
  const groups = sheet.groups.map(({ title, rows }) => ({ title, rows: rows.map(row) }));
  return { ...sheet, groups, summary: [], footnotes: [], notes: [], total: sheet.total && row(sheet.total) };
}

function tableOf(sheet: Sheet, caption: string, label: string, more: readonly string[], { place = 'text', resize = false }: LatexOptions): string {
  const { columns, groups, total, summary = [], footnotes = [], notes = [] } = sheet;
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`;
  const rows = rowsOf(sheet);
  const settings = columns.map((column, at) =>
    settingOf(
      column,
      rows.map((cells) => cells[at]),
    ),
  );
  const row = (cells: readonly Cell[]) => line(cells.map((cell, at) => cellOf(cell, settings[at])));
  const heads = headsOf(columns);
  const hasParts = columns.some(({ part }) => part !== undefined);
  const rules = (level: readonly Span[]) =>
    `  ${level.flatMap(({ heading, from, length }) => (length === 1 || heading === '' ? [] : [`\\cmidrule(lr){${from + 1}-${from + length}}`])).join(' ')}`.trimEnd();
  const below = [
    ...summary.map(([name, text]) => (name === '' ? text : `\\textbf{${name}} ${text}`)),
    ...footnotes.map((note, index) => `\\textsuperscript{${index + 1}}~${note}`),
    ...notes,
    ...more,
  ];
  const environment = place === 'page' ? 'table*' : 'table';
  const { size, between, width, room } = settingFor(sheet, place);
  return [
    ...(width > room && !resize
      ? [
          `% about ${width} pt wide, where ${place === 'text' ? 'the text of an article' : `a ${place}`} has ${room} pt: --columns and --paper show less, --resize shrinks it`,
        ]
      : []),
    `\\begin{${environment}}`,
    '  \\centering',
    `  \\caption{${caption}}`,
    `  \\label{${label}}`,
    `  ${size}`,
    `  \\setlength{\\tabcolsep}{${between / 2}pt}`,
    ...(rows.length === 0
      ? []
      : [
          `  \\sisetup{group-digits=integer, group-minimum-digits=4, group-separator={,}${rows.flat().some(({ strong }) => strong) ? ', detect-weight' : ''}}`,
          ...(resize ? ['  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%'] : []),
          `  \\begin{tabular}{${settings.join('')}}`,
          '  \\toprule',
          ...heads.flatMap((level, index) => [
            line(level.map(({ heading, length }) => (length === 1 ? `{${heading}}` : `\\multicolumn{${length}}{c}{${heading}}`))),
            ...(hasParts || index < heads.length - 1 ? [rules(level)].filter((rule) => rule !== '') : []),
          ]),
          ...(hasParts ? [line(columns.map(({ part = '' }) => `{${part}}`))] : []),
          '  \\midrule',
          ...groups.flatMap((group, index) => [
            ...(index === 0 ? [] : ['  \\midrule']),
            ...(group.title === undefined ? [] : [`  \\multicolumn{${columns.length}}{l}{\\emph{${group.title}}} \\\\`]),
            ...group.rows.map(row),
          ]),
          ...(total === undefined ? [] : ['  \\midrule', row(total)]),
          '  \\bottomrule',
          `  \\end{tabular}${resize ? '}' : ''}`,
        ]),
    ...(below.length === 0
      ? []
      : ['', '  \\smallskip', '  \\begin{minipage}{\\linewidth}\\footnotesize', ...below.map((note) => `  ${note}\\par`), '  \\end{minipage}']),
    `\\end{${environment}}`,
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

/** Whether numbers with units have different numbers of decimals, so that points below each other would tear units off. */
function isMixed(cells: readonly (Cell | undefined)[]): boolean {
  const numbers = cells.flatMap((cell) => (cell && partsOf(cell)) ?? []);
  return numbers.some(({ unit }) => unit !== '') && new Set(numbers.map(({ fraction }) => fraction.length)).size > 1;
}

/** `l`, `r`, or an S column that is as wide as its numbers. */
function settingOf({ kind }: Column, cells: readonly (Cell | undefined)[]): string {
  if (kind === 'text') return 'l';
  const numbers = cells.flatMap((cell) => (cell && partsOf(cell)) ?? []);
  const widest = (part: 'whole' | 'fraction') => Math.max(0, ...numbers.map((found) => found[part].length));
  // a unit stays with its number where their numbers of decimals differ
  if (isMixed(cells)) return 'r';
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

function cellOf(cell: Cell, setting: string | undefined): string {
  const references = cell.notes?.length ? `\\textsuperscript{${cell.notes.join(', ')}}` : '';
  const bold = (text: string) => (cell.strong && text !== '' ? `\\textbf{${text}}` : text);
  if (setting === 'l' || setting === 'r') return `${bold(cell.text === '-' && setting === 'r' ? '--' : `${cell.text}${cell.suffix ?? ''}`)}${references}`;
  const found = partsOf(cell);
  // what is in braces is set as it stands
  if (found === undefined) return cell.text === '' ? '{}' : `{${bold(cell.text === '-' ? '--' : `${cell.text}${cell.suffix ?? ''}`)}${references}}`;
  const { sign, whole, fraction, unit } = found;
  const behind = `${unit}${references}`;
  return `${cell.strong ? '\\bfseries ' : ''}${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${behind === '' ? '' : `{${behind}}`}`;
}
