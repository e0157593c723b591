/** What is shown of networks that were measured and of their layers, one table for all formats: by name what machines are given, and how people see it. */
import type { Timed, TimedRow, Timing, Timings } from '../cost/timing.ts';
import { type Cell, columns, showSize } from './columns.ts';
import { milliseconds, percent, scaled } from './number.ts';
import { cells, type Sheet } from './sheet.ts';

/** What a table of networks or of layers is made of. */
interface Column<T, C> {
  readonly value: (one: T, context: C) => Cell;
  /** How people see it; what has none of it is for machines. */
  readonly shown?: {
    readonly heading: string;
    readonly kind: 'text' | 'decimal';
    readonly text: (one: T, context: C) => string;
  };
}

export interface Context extends Pick<Timings, 'base'> {
  /** What a network is called among the others. */
  readonly nameOf: (network: Timed) => string;
  /** Decimals of counts. */
  readonly precision: number;
}

const none = '-';

const optional = (value: number | undefined, show: (value: number) => string) => (value === undefined ? none : show(value));
const times = (value: number) => `${value < 0.1 ? value.toPrecision(2) : value.toFixed(2)}x`;
const rate = (value: number) => (value < 1000 ? value.toPrecision(3) : scaled(value, 2));

const ofTiming = (key: keyof Timing, heading?: string, show: (value: number) => string = milliseconds): Column<Timed, Context> => ({
  value: ({ timing }) => timing[key],
  ...(heading !== undefined && { shown: { heading, kind: 'decimal', text: ({ timing }) => optional(timing[key], show) } }),
});

const ofAnalysis = (key: 'params' | 'macs', heading: string): Column<Timed, Context> => ({
  value: ({ analysis }) => analysis.total[key],
  shown: { heading, kind: 'decimal', text: ({ analysis }, { precision }) => scaled(analysis.total[key], precision) },
});

/** A median over that of the network that others are compared to. */
export const ratioOf = ({ median_ms }: Timing, base: Timed | undefined) =>
  base?.timing.median_ms && median_ms !== undefined ? median_ms / base.timing.median_ms : undefined;

/** Names that `analyze` and `table` know too mean the same here. */
export const networkColumns = {
  network: { value: ({ analysis }) => analysis.name, shown: { heading: 'network', kind: 'text', text: (network, { nameOf }) => nameOf(network) } },
  spec: { value: ({ spec }) => spec },
  settings: { value: ({ analysis }) => columns.settings.value(analysis.total, analysis) },
  params: ofAnalysis('params', 'params'),
  macs: ofAnalysis('macs', 'MACs'),
  median_ms: ofTiming('median_ms', 'median'),
  ratio: {
    value: ({ timing }, { base }) => ratioOf(timing, base),
    shown: { heading: 'ratio', kind: 'decimal', text: ({ timing }, { base }) => optional(ratioOf(timing, base), times) },
  },
  p5_ms: ofTiming('p5_ms', 'p5'),
  p95_ms: ofTiming('p95_ms', 'p95'),
  min_ms: ofTiming('min_ms', 'min'),
  mean_ms: ofTiming('mean_ms', 'mean'),
  relative_error: ofTiming('relative_error', 'error', (value) => `${(100 * value).toFixed(1)} %`),
  samples_per_second: ofTiming('samples_per_second', 'samples/s', rate),
  macs_per_second: ofTiming('macs_per_second', 'MACs/s', rate),
  first_ms: ofTiming('first_ms', 'first'),
  runs: ofTiming('runs', 'runs', String),
} as const satisfies Record<string, Column<Timed, Context>>;

export type NetworkColumn = keyof typeof networkColumns;

/** Whether there are fewer runs than were asked for. */
export const isCutShort = (asked: number, timings: readonly Timing[]) => timings.some(({ runs }) => runs < asked);

/** Ratios are of something, and runs differ only where they were cut short. */
export function usualColumns({ networks, base, environment }: Timings): readonly NetworkColumn[] {
  const cut = isCutShort(
    environment.runs_asked,
    networks.map(({ timing }) => timing),
  );
  const names = (Object.keys(networkColumns) as NetworkColumn[]).filter((name) => 'shown' in networkColumns[name]);
  return names.filter((name) => (name !== 'ratio' || base !== undefined) && (name !== 'runs' || cut));
}

const part = (heading: string, value: (row: TimedRow) => number | undefined, show: (value: number) => string): Column<TimedRow, Context> => ({
  value,
  shown: { heading, kind: 'decimal', text: (row) => optional(value(row), show) },
});

export const layerColumns = {
  layer: { value: ({ layer }) => layer, shown: { heading: 'layer', kind: 'text', text: ({ layer }) => layer } },
  type: { value: ({ type }) => type, shown: { heading: 'type', kind: 'text', text: ({ type }) => type } },
  output: { value: ({ output }) => showSize(output), shown: { heading: 'output', kind: 'text', text: ({ output }) => showSize(output) } },
  layers: part('layers', ({ layers }) => layers, String),
  params: { value: ({ params }) => params },
  macs: { value: ({ macs }) => macs, shown: { heading: 'MACs', kind: 'decimal', text: ({ macs }, { precision }) => scaled(macs, precision) } },
  share: part('MACs %', ({ macs_share }) => macs_share, percent),
  time_ms: part('ms', ({ time_ms }) => time_ms, milliseconds),
  time_share: part('time %', ({ time_share }) => time_share, percent),
  slowness: {
    value: ({ slowness }) => slowness,
    shown: { heading: 'time/MACs', kind: 'decimal', text: ({ slowness }) => (slowness === undefined ? '' : times(slowness)) },
  },
} as const satisfies Record<string, Column<TimedRow, Context>>;

export type LayerColumn = keyof typeof layerColumns;

/** A sheet of networks or of layers, by the names of columns; those of `givingWay` give way where there is no room, the first of them first. */
export function toSheet<T, N extends string>(
  table: Readonly<Record<N, Column<T, Context>>>,
  names: readonly N[],
  rows: readonly T[],
  context: Context,
  givingWay: readonly N[],
): Pick<Sheet, 'columns' | 'groups'> {
  const shown = names.flatMap((key) => {
    const { shown: found } = table[key];
    const rank = givingWay.indexOf(key);
    return found === undefined ? [] : [{ ...found, key, ...(rank >= 0 && { importance: rank }) }];
  });
  return { columns: shown, groups: [{ rows: rows.map((row) => cells(shown.map(({ text }) => text(row, context)))) }] };
}
