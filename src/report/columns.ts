/** The columns of an analysis, one table for all formats: what each is called, what it holds and how it is set. */

import type { Analysis } from '../cost/analysis.ts';
import type { Arguments, Row } from '../cost/rows.ts';
import { totalIn } from '../cost/totals.ts';

import { problem, SpecError } from '../diagnostic/index.ts';
import type { Size } from '../graph/network.ts';
import { type TotalName, totalNames, totals } from '../ops/total.ts';
import { bytes, grouped, percent, scaled } from './number.ts';

export type Cell = number | string | undefined;

export interface Column {
  readonly doc: string;
  /** What stands above it, when that is not its name. */
  readonly heading?: (analysis: Analysis) => string;
  readonly kind: 'text' | 'count' | 'bytes' | 'share' | 'ratio';
  readonly value: (row: Row, analysis: Analysis) => Cell;
}

const text = (doc: string, value: Column['value']): Column => ({ doc, kind: 'text', value });

export const showSize = ({ channels, h, w, flat }: Size): string => (flat ? String(channels) : `${channels}x${h}x${w}`);

const argument = (doc: string, name: keyof Arguments): Column =>
  text(doc, ({ arguments: found }) => {
    const value = found?.[name];
    return typeof value === 'object' ? value.join('x') : typeof value === 'boolean' ? String(value) : value;
  });

const ofTotals = Object.fromEntries(
  totalNames.map((name): [TotalName, Column] => {
    const { unit, doc, source } = totals[name];
    return [name, { doc: source === undefined ? doc : `${doc} (${source})`, kind: unit, value: (row) => totalIn(row, name) }];
  }),
) as Readonly<Record<TotalName, Column>>;

export const columns = {
  network: text('name of the network', (_, { name }) => name),
  settings: text('values of its parameters', (_, { params }) => showParams(params)),
  layer: text('names that lead to the row, joined by slashes', ({ layer }) => layer),
  type: text('op or block', ({ type }) => type),
  window: text('kernel size, /stride and groups', ({ window }) => window),
  input: text('channels x height x width of what it reads', ({ inputs }) => inputs.map(showSize).join(' + ')),
  output: text('channels x height x width of the output', ({ output }) => showSize(output)),
  kernel_size: argument('height x width of the window', 'kernel_size'),
  stride: argument('height x width of the steps of the window', 'stride'),
  padding: argument('top x bottom x left x right', 'padding'),
  dilation: argument('height x width of the steps inside the window', 'dilation'),
  groups: argument('groups of channels', 'groups'),
  bias: argument('whether biases are added', 'bias'),
  receptive_field: text(
    'side of the square of input elements that an output element depends on, where borders cut nothing off',
    ({ receptive_field }) => receptive_field ?? 'all',
  ),
  ...ofTotals,
  cost: { ...ofTotals.cost, heading: ({ convention }: Analysis) => convention.unit },
  share: {
    doc: "its part of the network's total by the counting convention",
    kind: 'share',
    heading: () => '%',
    value: ({ cost }, { total }) => (total.cost === 0 ? 0 : cost / total.cost),
  },
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
 * @throws SpecError for unknown names
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
  if (kind === 'bytes') return bytes(cell);
  return precision === undefined ? grouped(cell) : scaled(cell, precision);
}

export const showParams = (params: Analysis['params']): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? `[${value.join(',')}]` : value}`)
    .join(' ');
