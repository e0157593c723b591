/** The columns of an analysis, one table for all formats: what each is called, what it holds and how it is set. */
import type { Analysis } from '../cost/analysis.ts';
import type { Row } from '../cost/rows.ts';
import type { Saving } from '../cost/saving.ts';
import { problem, SpecError } from '../diagnostic.ts';
import type { Size } from '../graph/network.ts';
import { counts, paramCounts } from '../ops/measure.ts';
import { grouped, percent, scaled } from './number.ts';

export type Cell = number | string | undefined;

export interface Column {
  readonly doc: string;
  /** What stands above it, when that is not its name. */
  readonly heading?: (analysis: Analysis) => string;
  readonly kind: 'text' | 'count' | 'share' | 'ratio';
  readonly value: (row: Row, analysis: Analysis) => Cell;
}

const text = (doc: string, value: Column['value']): Column => ({ doc, kind: 'text', value });
const count = (doc: string, value: Column['value']): Column => ({ doc, kind: 'count', value });
const saving = (kind: Column['kind'], doc: string, key: Exclude<keyof Saving, 'blocks'>): Column => ({ doc, kind, value: ({ saving: found }) => found?.[key] });
const measured = (table: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(table).map(([name, doc]) => [name, count(doc, (row) => row[name as keyof typeof counts])]));

export const showSize = ({ channels, h, w, flat }: Size): string => (flat ? String(channels) : `${channels}x${h}x${w}`);

export const columns = {
  network: text('name of the network', (_, { name }) => name),
  settings: text('values of its parameters', (_, { params }) => showParams(params)),
  layer: text('names that lead to the row, joined by slashes', ({ layer }) => layer),
  type: text('op or block', ({ type }) => type),
  window: text('kernel size, /stride and groups', ({ window }) => window),
  output: text('channels x height x width of the output', ({ output }) => showSize(output)),
  params: count('weights + biases + norm_params', ({ params }) => params),
  params_without_norm: count('weights + biases', (row) => row.params_without_norm),
  ...measured(paramCounts),
  cost: { ...count('total by the counting convention', ({ cost }) => cost), heading: ({ convention }) => convention.unit },
  share: {
    doc: "its part of the network's total by the counting convention",
    kind: 'share',
    heading: () => '%',
    value: ({ cost }, { total }) => (total.cost === 0 ? 0 : cost / total.cost),
  },
  ...measured(counts),
  activations: count('elements of the outputs', ({ activations }) => activations),
  conv_activations: count('elements of the outputs of convolutions and linear layers', (row) => row.conv_activations),
  modules: saving('count', 'blocks that stand for ordinary layers', 'modules'),
  ordinary_macs: saving('count', 'MACs of the ordinary layers that blocks stand for', 'ordinary_macs'),
  ordinary_weights: saving('count', 'weights of the ordinary layers that blocks stand for', 'ordinary_weights'),
  primary_macs: saving('count', 'MACs of primary convolutions', 'primary_macs'),
  cheap_macs: saving('count', 'MACs of cheap convolutions', 'cheap_macs'),
  primary_weights: saving('count', 'weights of primary convolutions', 'primary_weights'),
  cheap_weights: saving('count', 'weights of cheap convolutions', 'cheap_weights'),
  speedup: saving('ratio', 'MACs of the ordinary layers over those of the blocks', 'speedup'),
  theory_speedup: saving('ratio', 'speed-up that theory promises', 'theory_speedup'),
  compression: saving('ratio', 'weights of the ordinary layers over those of the blocks', 'compression'),
  theory_compression: saving('ratio', 'compression that theory promises', 'theory_compression'),
  maps_cut: saving('count', 'maps that are made and then cut away', 'maps_cut'),
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof columns & string;
export const columnNames = Object.keys(columns) as ColumnName[];

/** What `--columns ghost` stands for. */
const ghostColumns: readonly ColumnName[] = [
  'primary_macs',
  'cheap_macs',
  'primary_weights',
  'cheap_weights',
  'speedup',
  'theory_speedup',
  'compression',
  'theory_compression',
  'maps_cut',
];

/**
 * The columns called by name; `ghost` stands for all that ghost modules have.
 * @throws SpecError for names that there are not
 */
export function pickColumns(names: readonly string[]): readonly ColumnName[] {
  return names.flatMap((name) => {
    if (name === 'ghost') return ghostColumns;
    const found = columnNames.find((known) => known === name);
    if (found === undefined) throw new SpecError([problem('usage/column', { name, known: ['ghost', ...columnNames] })]);
    return found;
  });
}

/** The columns that people are shown unless they ask for others. */
export function usualColumns(analyses: readonly Analysis[]): readonly ColumnName[] {
  const rows = analyses.flatMap((analysis) => analysis.rows);
  const several = rows.length === 0;
  const some = (test: (row: Row) => boolean) => rows.some(test);
  const ghosts = [...rows, ...analyses.map(({ total }) => total)].some((row) => row.saving !== undefined);
  return [
    ...(several ? (['network', 'settings'] as const) : (['layer'] as const)),
    ...(some(({ type }) => type !== 'stage' && type !== 'network') ? (['type'] as const) : []),
    ...(some(({ window }) => window !== '') ? (['window'] as const) : []),
    'output',
    'params',
    'cost',
    ...(several ? [] : (['share'] as const)),
    'activations',
    ...(ghosts ? (['speedup', 'compression'] as const) : []),
  ];
}

export const headingOf = (name: ColumnName, analysis: Analysis): string => (columns[name] as Column).heading?.(analysis) ?? name.replaceAll('_', ' ');

/** A cell as people read it; with `precision`, counts in thousands, millions and so on. */
export function showCell(name: ColumnName, row: Row, analysis: Analysis, precision: number | undefined): string {
  const { kind, value }: Column = columns[name];
  const cell = value(row, analysis);
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (kind === 'share') return percent(cell);
  if (kind === 'ratio') return `${cell.toFixed(2)}x`;
  return precision === undefined ? grouped(cell) : scaled(cell, precision);
}

export const showParams = (params: Analysis['params']): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? `[${value.join(',')}]` : value}`)
    .join(' ');
