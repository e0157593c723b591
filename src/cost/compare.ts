/** Networks side by side: by totals, stage, op kind and counting convention, and layer by layer. */
import { isConvolution } from '../graph/graph.ts';
import { type NetworkLayer, toNetwork } from '../graph/network.ts';
import { resolved, toPoint } from '../graph/point.ts';
import { conventionNames } from '../ops/convention.ts';
import { type TotalName, totals } from '../ops/total.ts';
import type { Program } from '../spec/program.ts';
import { type Analysis, type AnalyzeOptions, analyzeNetwork } from './analysis.ts';
import { type Change, changesBetween } from './changes.ts';
import { type Finding, findingsOf, type Guard } from './guard.ts';
import { type Depth, type Row, rowsOf } from './rows.ts';
import { countingOf, totalIn } from './totals.ts';

/** A network at a point. */
export interface Subject {
  readonly program: Program;
  readonly params: AnalyzeOptions['params'];
  /** Where it is from: a file, or a shipped name. */
  readonly file?: string;
}

/** A number of each network; undefined where a network has none. */
export interface Line {
  readonly label: string;
  /** Its own unit, where that is not the section's. */
  readonly unit?: Unit;
  readonly values: readonly (number | undefined)[];
}

type Unit = (typeof totals)[TotalName]['unit'];

export interface Section {
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
}

export interface Comparison {
  /** The networks, without rows; the first is what the others are compared to. */
  readonly analyses: readonly Analysis[];
  /** Where each is from, as far as that is known. */
  readonly files: readonly (string | undefined)[];
  readonly sections: readonly Section[];
  /** Layer by layer, of two networks; the costs are the second's less the first's. */
  readonly changes: readonly Change[] | undefined;
  readonly findings: readonly Finding[];
}

export interface CompareOptions extends Omit<AnalyzeOptions, 'params' | 'depth'> {
  /** The totals to compare, and nothing else. */
  readonly totals?: readonly TotalName[];
  /** What no network may do, compared to the first. */
  readonly failIf?: readonly Guard[];
}

/**
 * Compares networks; the options hold for all of them.
 * @throws SpecError as `analyze` does
 */
export function compare(subjects: readonly Subject[], { failIf = [], totals: chosen, ...options }: CompareOptions = {}): Comparison {
  const networks = subjects.map((subject) => {
    const { program, settings } = resolved(subject.program, subject.params);
    return toNetwork(program, toPoint(program, settings));
  });
  const analyses = networks.map((network) => analyzeNetwork(network, { ...options, depth: 'total' }));
  const found = { analyses, files: subjects.map(({ file }) => file), findings: findingsOf(failIf, analyses) };
  if (chosen !== undefined) return { ...found, sections: [sectionOf(chosen, analyses)], changes: undefined };
  const rowsAt = (depth: Depth) => networks.map((network) => rowsOf(depth, countingOf(network, options)));
  const stages = rowsAt('stage').map((rows) => byLabel(rows, ({ layer }) => layer));
  const kinds = rowsAt('op').map((rows, index) => byLabel(rows, (_, row) => kindOf(networks[index]?.layers[row])));
  const unit = analyses[0]?.convention.unit ?? '';
  const sections: Section[] = [
    { title: 'totals', unit: 'count', lines: usual.map(({ label, of }) => ({ label: label ?? unit, values: analyses.map(of) })) },
    {
      title: 'memory',
      unit: 'bytes',
      lines: [
        { label: 'activations at the peak', values: analyses.map(({ peakMemory }) => peakMemory.bytes) },
        { label: 'weights', values: analyses.map(({ weightBytes }) => weightBytes) },
      ],
    },
    { title: `${unit} by stage`, unit: 'count', lines: merged(stages, 'cost') },
    { title: 'params by stage', unit: 'count', lines: merged(stages, 'params') },
    { title: `${unit} by kind of op`, unit: 'count', lines: merged(kinds, 'cost').filter(isAny) },
    { title: 'params by kind of op', unit: 'count', lines: merged(kinds, 'params').filter(isAny) },
    {
      title: 'total by counting convention',
      unit: 'count',
      lines: conventionNames.map((convention) => ({
        label: convention,
        values: analyses.map(({ total }) => total[convention]),
      })),
    },
  ];
  const [before, after, ...others] = networks.map((network) => countingOf(network, options));
  const changes = before !== undefined && after !== undefined && others.length === 0 ? changesBetween(before, after) : undefined;
  return { ...found, sections, changes };
}

/** Totals by their names, each in its own unit. */
const sectionOf = (names: readonly TotalName[], analyses: readonly Analysis[]): Section => ({
  title: 'totals',
  unit: 'count',
  lines: names.map((name) => {
    const { unit } = totals[name];
    return { label: name, ...(unit !== 'count' && { unit }), values: analyses.map(({ total }) => totalIn(total, name)) };
  }),
});

const usual: readonly { label?: string; of: (analysis: Analysis) => number }[] = [
  { label: 'params', of: ({ total }) => total.params },
  { label: 'params without norm', of: ({ total }) => total.params_without_norm },
  { label: 'weights', of: ({ total }) => total.weights },
  { of: ({ total }) => total.cost },
  { label: 'activations', of: ({ total }) => total.activations },
  { label: 'activations of convolutions', of: ({ total }) => total.conv_activations },
];

type Sums = ReadonlyMap<string, Pick<Row, 'cost' | 'params'>>;

/** Adds up the rows that have one label, in the order in which the labels first come. */
function byLabel(rows: readonly Row[], labelOf: (row: Row, index: number) => string): Sums {
  const sums = new Map<string, { cost: number; params: number }>();
  for (const [index, row] of rows.entries()) {
    const label = labelOf(row, index);
    const sum = sums.get(label) ?? { cost: 0, params: 0 };
    sums.set(label, { cost: sum.cost + row.cost, params: sum.params + row.params });
  }
  return sums;
}

function merged(sums: readonly Sums[], value: 'cost' | 'params'): Section['lines'] {
  const labels = new Set(sums.flatMap((sum) => [...sum.keys()]));
  return [...labels].map((label) => ({ label, values: sums.map((sum) => sum.get(label)?.[value]) }));
}

const isAny = ({ values }: Section['lines'][number]) => values.some((value) => value !== undefined && value !== 0);

/** An op's name; of a convolution also whether it is 1x1, depthwise or in groups, which cost so differently. */
function kindOf(layer: NetworkLayer | undefined): string {
  if (layer === undefined) return '';
  const { op } = layer;
  if (!isConvolution(layer) || layer.layer.values.get('kernel_h') === undefined) return op;
  const [groups, channels, height, width] = ['groups', 'in_channels', 'kernel_h', 'kernel_w'].map((name) =>
    layer.read(layer.layer.values.get(name) ?? Number.NaN),
  );
  if (groups !== 1) return `${op}, ${groups === channels ? 'depthwise' : 'in groups'}`;
  return `${op}, ${height === 1 && width === 1 ? '1x1' : 'larger window'}`;
}
