/** A comparison as text: the networks' numbers side by side, each with its ratio and difference to the first. */
import { stringify } from 'csv-stringify/sync';
import { markdownTable } from 'markdown-table';
import type { Analysis } from '../cost/analysis.ts';
import type { Change } from '../cost/changes.ts';
import type { Comparison, Section } from '../cost/compare.ts';
import type { Finding } from '../cost/guard.ts';
import { version } from '../version.ts';
import { align } from './align.ts';
import { showParams, showSize } from './columns.ts';
import { annotation } from './github.ts';
import { ghostToJson, schemaVersion } from './json.ts';
import { escaped } from './markdown.ts';
import { bytes, counted, grouped } from './number.ts';
import { plain, type Style } from './style.ts';
import { ghostLines, memoryNotes, notes } from './summary.ts';

export const comparisonRenderers = {
  table: comparisonTable,
  md: comparisonMarkdown,
  csv: comparisonCsv,
  json: comparisonJson,
  github: comparisonAnnotations,
} as const;

export type ComparisonFormat = keyof typeof comparisonRenderers;
export const comparisonFormats = Object.keys(comparisonRenderers) as ComparisonFormat[];

/**
 * What each network is called: by its name, or by where it is from when another has that name; with the parameters that tell it from the others:
 * those that others have at another value, or have not and that are set here.
 */
export function namesOf(analyses: readonly Analysis[], files: readonly (string | undefined)[] = []): readonly string[] {
  const telling = ({ params, defaults }: Analysis) =>
    Object.entries(params).filter(([name, value]) => analyses.some((other) => (other.params[name] ?? defaults[name]) !== value));
  const named = (names: readonly string[]) =>
    analyses.map((analysis, index) => [names[index], showParams(Object.fromEntries(telling(analysis)))].filter((part) => part !== '').join(' '));
  const own = analyses.map(({ name }) => name);
  const plain = named(own);
  const isAlone = (name: string) => plain.filter((other) => other === name).length === 1;
  return named(own.map((name, index) => (isAlone(plain[index] ?? name) ? name : (files[index] ?? name))));
}

function comparisonTable({ analyses, files, sections, changes }: Comparison, style: Style = plain): string {
  const names = namesOf(analyses, files);
  const blocks = sections.map(({ title, ...section }) => {
    const [head = '', ...lines] = align([['', ...headings(names)], ...cells(section)], [false, ...headings(names).map(() => true)]);
    return [style.strong(title), style.dim(head), ...lines].join('\n');
  });
  const layers = changes === undefined ? [] : [[style.strong('layer by layer'), ...changeLines(changes, style)].join('\n')];
  return `${[heading(analyses, style), ...blocks, ...layers, [...ghostNotes(analyses, names), ...notes(analyses), ...memoryNotes(analyses)].map(style.dim).join('\n')].join('\n\n')}\n`;
}

const heading = (analyses: readonly Analysis[], style: Style) =>
  analyses.map(({ name, input, params }) => `${style.strong(name)}  ${style.dim(`input ${showSize(input)}  ${showParams(params)}`)}`).join('\n');

function comparisonMarkdown({ analyses, files, sections, changes }: Comparison): string {
  const names = namesOf(analyses, files);
  const head = ['', ...headings(names)];
  const blocks = sections.flatMap(({ title, ...section }) => [
    `### ${escaped(title)}`,
    markdownTable(
      [head, ...cells(section)].map((line) => line.map(escaped)),
      { align: head.map((_, column) => (column === 0 ? 'l' : 'r')) },
    ),
  ]);
  const layers = changes === undefined ? [] : ['### layer by layer', ['```diff', ...changeLines(changes, plain), '```'].join('\n')];
  return `${[...blocks, ...layers, ...[...ghostNotes(analyses, names), ...notes(analyses), ...memoryNotes(analyses)].map(escaped)].join('\n\n')}\n`;
}

/** What `--ghost` did to each network. */
const ghostNotes = (analyses: readonly Analysis[], names: readonly string[]): readonly string[] =>
  analyses.flatMap(({ ghost }, index) => ghostLines(ghost).map(([label, text]) => (label === '' ? `  ${text}` : `${names[index]}: ${text}`)));

/** One line a number of a network; raw values, and their ratio to the first network's. */
function comparisonCsv({ analyses, files, sections }: Comparison): string {
  const names = namesOf(analyses, files);
  const records = sections.flatMap(({ title, lines }) =>
    lines.flatMap(({ label, values: [first, ...others] }) =>
      [first, ...others].map((value, index) => [title, label, names[index], value, ratio(value, first)]),
    ),
  );
  return stringify([['section', 'label', 'network', 'value', 'ratio'], ...records], { record_delimiter: 'windows' });
}

function comparisonJson({ analyses, files, sections, changes, findings }: Comparison): string {
  const networks = analyses.map(({ name, source, params, input, batch, dataType, convention, ghost }, index) => ({
    name,
    file: files[index],
    source,
    params,
    input,
    batch,
    data_type: dataType,
    convention,
    ...(ghost && { ghost: ghostToJson(ghost) }),
  }));
  const conditions = findings.map(({ guard: { text, total }, ...found }) => ({ condition: text, total, ...found }));
  // one for all of them
  const peak = analyses[0]?.peakMemory;
  return `${JSON.stringify({ schema_version: schemaVersion, tool: { name: 'ghostcost', version }, networks, peak_memory_rule: peak?.rule, peak_memory_definition: peak?.definition, sections, changes, conditions }, null, 2)}\n`;
}

/** A condition and what was found: `macs > +5%: B has 150, +50.00 % from 100 of A`. */
export function showFinding({ guard, network, before, after }: Finding, names: readonly string[]): string {
  const show = (value: number) => (guard.total === 'peak_memory' || guard.total === 'weight_bytes' ? bytes(value) : grouped(value));
  const change = after === before ? 'the same as' : `${signedPercent(before, after)} from the ${show(before)} of`;
  return `${guard.text}: ${names[network]} has ${show(after)}, ${change} ${names[0]}`;
}

const signedPercent = (before: number, after: number) => {
  const [sign, difference] = after < before ? ['-', before - after] : ['+', after - before];
  return before === 0 ? 'up' : `${sign}${((100 * difference) / before).toFixed(2)} %`;
};

/** A line of GitHub's workflow commands for each condition: an error where it holds, a notice where it does not. */
function comparisonAnnotations({ analyses, files, findings }: Comparison): string {
  const names = namesOf(analyses, files);
  return findings
    .map((finding) =>
      annotation(finding.holds ? 'error' : 'notice', showFinding(finding, names), {
        file: files[finding.network],
        title: finding.holds ? `${finding.guard.total} fails` : `${finding.guard.total} is fine`,
      }),
    )
    .join('');
}

const ratio = (value: number | undefined, first: number | undefined) => (value === undefined || first === undefined || first === 0 ? undefined : value / first);

const headings = ([first = '', ...others]: readonly string[]): readonly string[] => [first, ...others.flatMap((name) => [name, 'ratio', 'difference'])];

function cells({ lines, unit }: Omit<Section, 'title'>): string[][] {
  const show = (value: number | undefined) => (value === undefined ? '-' : unit === 'bytes' ? bytes(value) : grouped(value));
  return lines.map(({ label, values: [first, ...others] }) => [
    label,
    show(first),
    ...others.flatMap((value) => {
      const found = ratio(value, first);
      const difference = (value ?? 0) - (first ?? 0);
      return [
        show(value),
        found === undefined ? '' : `${found.toFixed(3)}x`,
        difference === 0 ? '0' : `${difference < 0 ? '-' : '+'}${show(Math.abs(difference))}`,
      ];
    }),
  ]);
}

const signs: Readonly<Record<Change['kind'], string>> = { same: ' ', changed: '~', replaced: '~', removed: '-', added: '+' };
const signed = (value: number) => `${value < 0 ? '-' : '+'}${grouped(Math.abs(value))}`;

/** A line for each layer that is not the same, and one for each run of those that are. */
function changeLines(changes: readonly Change[], style: Style): readonly string[] {
  const lines: string[][] = [];
  let same = 0;
  const flush = () => {
    if (same > 0) lines.push([`  ${counted(same, 'layer')} the same`, '', '', '', '']);
    same = 0;
  };
  for (const { kind, layer, type, was, differences, params, cost } of changes) {
    if (kind === 'same') same++;
    else {
      flush();
      lines.push([
        `${signs[kind]} ${layer}`,
        was === undefined ? type : `${was} -> ${type}`,
        `${signed(params)} params`,
        `${signed(cost)} cost`,
        differences.join(', '),
      ]);
    }
  }
  flush();
  return align(lines, [false, false, true, true, false]).map((line) => (/^[-+~]/.test(line) ? line : style.dim(line)));
}
