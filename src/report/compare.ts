/** A comparison as a report: the networks' numbers side by side, each with its ratio and difference to the first. */
import type { Analysis } from '../cost/analysis.ts';
import type { Change } from '../cost/changes.ts';
import type { Comparison, Line, Section } from '../cost/compare.ts';
import type { Finding } from '../cost/guard.ts';
import { ghostToJson, specOf } from './analyze.ts';
import { showParams, showSize } from './columns.ts';
import { annotation } from './github.ts';
import { bytes, counted, grouped } from './number.ts';
import { type Column, cells, type Report, type Sheet } from './sheet.ts';
import { ghostLines, memoryNotes, notes } from './summary.ts';

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

export function comparisonReport({ analyses, files, sections, changes, findings }: Comparison): Report {
  const names = namesOf(analyses, files);
  // one for all of them
  const [first] = analyses;
  return {
    command: 'compare',
    sheets: [
      networksSheet(analyses),
      ...sections.map(
        (section): Sheet => ({
          title: section.title,
          columns: columnsOf(names),
          groups: [{ rows: section.lines.map((line) => cells(cellsOf(section, line))) }],
        }),
      ),
      ...(changes === undefined ? [] : [changesSheet(changes)]),
    ],
    notes: [...ghostNotes(analyses, names), ...notes(analyses), ...memoryNotes(analyses)],
    specs: analyses.map(specOf),
    convention: first?.convention,
    records: () => ({
      columns: ['section', 'label', 'network', 'value', 'ratio'],
      rows: sections.flatMap(({ title, lines }) =>
        lines.flatMap(({ label, values }) =>
          values.map((value, index) => ({ section: title, label, network: names[index], value, ratio: ratio(value, values[0]) })),
        ),
      ),
    }),
    data: () => ({
      networks: analyses.map(({ name, source, params, input, batch, dataType, convention, ghost }, index) => ({
        name,
        file: files[index],
        source,
        params,
        input,
        batch,
        data_type: dataType,
        convention,
        ...(ghost && { ghost: ghostToJson(ghost) }),
      })),
      peak_memory_rule: first?.peakMemory.rule,
      peak_memory_definition: first?.peakMemory.definition,
      sections,
      changes,
      conditions: findings.map(({ guard: { text, total }, ...found }) => ({ condition: text, total, ...found })),
    }),
  };
}

const networksSheet = (analyses: readonly Analysis[]): Sheet => ({
  caption: 'The networks that are compared.',
  label: 'networks',
  columns: [
    { key: 'network', heading: 'network', kind: 'text' },
    { key: 'input', heading: 'input', kind: 'text', importance: 0 },
    { key: 'parameters', heading: 'parameters', kind: 'text' },
  ],
  groups: [{ rows: analyses.map(({ name, input, params }) => cells([name, showSize(input), showParams(params)])) }],
});

/** What `--ghost` did to each network. */
const ghostNotes = (analyses: readonly Analysis[], names: readonly string[]): readonly string[] =>
  analyses.flatMap(({ ghost }, index) => ghostLines(ghost).map(([label, text]) => (label === '' ? `  ${text}` : `${names[index]}: ${text}`)));

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
export function comparisonAnnotations({ analyses, files, findings }: Comparison): string {
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

const columnsOf = (names: readonly string[]): readonly Column[] => [
  { key: 'label', heading: '', kind: 'text' },
  ...names.flatMap((heading, index): readonly Column[] => [
    { key: `value ${index}`, heading, kind: 'number' },
    ...(index === 0
      ? []
      : [
          { key: `ratio ${index}`, heading: 'ratio', kind: 'number', importance: 1 } as const,
          { key: `difference ${index}`, heading: 'difference', kind: 'number', importance: 0 } as const,
        ]),
  ]),
];

function cellsOf(section: Section, { label, unit = section.unit, values: [first, ...others] }: Line): readonly string[] {
  const show = (value: number | undefined) =>
    value === undefined ? '-' : unit === 'bytes' ? bytes(value) : unit === 'ratio' ? value.toFixed(3) : grouped(value);
  return [
    label,
    show(first),
    ...others.flatMap((value) => {
      const found = ratio(value, first);
      const difference = (value ?? 0) - (first ?? 0);
      return [
        show(value),
        found === undefined ? '' : `${found.toFixed(3)}x`,
        // a ratio that is not there is not 0
        unit === 'ratio' && found === undefined ? '' : difference === 0 ? '0' : `${difference < 0 ? '-' : '+'}${show(Math.abs(difference))}`,
      ];
    }),
  ];
}

const signs: Readonly<Record<Change['kind'], string>> = { same: '', changed: '~', replaced: '~', removed: '-', added: '+' };
const signed = (value: number) => `${value < 0 ? '-' : '+'}${grouped(Math.abs(value))}`;

/** A line for each layer that is not the same, and one for each run of those that are. */
function changesSheet(changes: readonly Change[]): Sheet {
  const rows: Sheet['groups'][number]['rows'][number][] = [];
  let same = 0;
  const flush = () => {
    if (same > 0) rows.push(cells(['', `${counted(same, 'layer')} the same`, '', '', '', ''], 'dim'));
    same = 0;
  };
  for (const { kind, layer, type, was, differences, params, cost } of changes) {
    if (kind === 'same') same++;
    else {
      flush();
      rows.push(cells([signs[kind], layer, was === undefined ? type : `${was} -> ${type}`, signed(params), signed(cost), differences.join(', ')]));
    }
  }
  flush();
  const columns: readonly Column[] = [
    { key: 'change', heading: '', kind: 'text' },
    { key: 'layer', heading: 'layer', kind: 'text' },
    { key: 'type', heading: 'type', kind: 'text', importance: 0 },
    { key: 'params', heading: 'params', kind: 'number' },
    { key: 'cost', heading: 'cost', kind: 'number' },
    { key: 'differences', heading: 'differences', kind: 'text' },
  ];
  return { title: 'layer by layer', columns, groups: [{ rows }] };
}
