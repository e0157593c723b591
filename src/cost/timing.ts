/** Milliseconds of forward passes -> what is said of them: a network's times, and where in the network they went. */

import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import type { Network } from '../graph/network.ts';
import type { Analysis } from './analysis.ts';
import { type Depth, groupsOf, type Row, toRow } from './rows.ts';
import { countingOf } from './totals.ts';

/** What was measured of a network so far, in milliseconds. */
export interface Times {
  /** The first run of all, apart from the others; undefined before it. */
  first: number | undefined;
  readonly runs: number[];
  /** Of each run, each layer of the network; undefined for one that the runtime carries out as part of another. */
  readonly layers: (readonly (number | undefined)[])[];
}

/** What is said of a network's runs; undefined for what so few runs do not tell. */
export interface Timing {
  /** The first run, in milliseconds, which none of the others counts in. */
  readonly first_ms: number | undefined;
  readonly runs: number;
  /** Quantiles as R's type 7 and NumPy have them: between the two nearest runs, in proportion. */
  readonly median_ms: number | undefined;
  readonly p5_ms: number | undefined;
  readonly p95_ms: number | undefined;
  readonly min_ms: number | undefined;
  readonly mean_ms: number | undefined;
  /** The standard error of the mean over the mean: s / sqrt(n) / mean, with s the sample standard deviation. */
  readonly relative_error: number | undefined;
  /** The batch, and its MACs, by the median. */
  readonly samples_per_second: number | undefined;
  readonly macs_per_second: number | undefined;
}

/** `macs` are those of the whole batch. */
export function timingOf({ first, runs }: Pick<Times, 'first' | 'runs'>, { batch, macs }: { readonly batch: number; readonly macs: number }): Timing {
  const sorted = runs.toSorted((one, other) => one - other);
  const quantile = (share: number) => (sorted.length === 0 ? undefined : quantileSorted(sorted, share));
  const median = quantile(0.5);
  const average = sorted.length === 0 ? undefined : mean(sorted);
  const perSecond = (count: number) => (median ? (1000 * count) / median : undefined);
  return {
    first_ms: first,
    runs: runs.length,
    median_ms: median,
    p5_ms: quantile(0.05),
    p95_ms: quantile(0.95),
    min_ms: quantile(0),
    mean_ms: average,
    relative_error: average && sorted.length > 1 ? sampleStandardDeviation(sorted) / Math.sqrt(sorted.length) / average : undefined,
    samples_per_second: perSecond(batch),
    macs_per_second: perSecond(macs),
  };
}

/** Layers of a network that are shown as one, with their time beside their MACs. */
export interface TimedRow extends Row {
  /** How many layers these are. */
  readonly layers: number;
  /** Their part of the network's MACs. */
  readonly macs_share: number;
  /** Milliseconds: the median over all runs, layer by layer, added up; undefined when the runtime carries out all of them as part of others. */
  readonly time_ms: number | undefined;
  /** Its part of the time of all layers. */
  readonly time_share: number | undefined;
  /** time_share / macs_share: above 1 for what takes longer than its MACs tell; undefined without MACs. */
  readonly slowness: number | undefined;
}

export interface LayerTiming {
  /** Folded as an analysis of that depth is; of `total`, one of the whole network. */
  readonly rows: readonly TimedRow[];
  /** Folded by op, in the order of their time. */
  readonly kinds: readonly TimedRow[];
  /** Milliseconds of all layers. */
  readonly total_ms: number;
}

/** What the times depend on besides the networks. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  readonly backend: string;
  /** What computes, and in which version. */
  readonly runtime: string;
  readonly device: string;
  /** Undefined where the runtime decides, and does not say. */
  readonly threads: number | undefined;
  /** Samples a run. */
  readonly batch: number;
  readonly seed: number;
  readonly warmup: number;
  /** More than there are where somebody interrupted them. */
  readonly runs_asked: number;
  readonly ghostcost: string;
}

/** A network that was measured. */
export interface Timed {
  /** What it was called by: a file or a shipped name. */
  readonly spec: string;
  readonly analysis: Analysis;
  readonly timing: Timing;
  readonly layers: LayerTiming | undefined;
}

/** Networks that were measured together, their runs in turns. */
export interface Timings {
  readonly networks: readonly Timed[];
  /** The parameters that several values were given for. */
  readonly axes: readonly string[];
  /** The network that the others' medians are divided by. */
  readonly base: Timed | undefined;
  readonly environment: Environment;
}

/** Where the time of a network went; undefined when no run was measured by layer. */
export function layerTimingOf(network: Network, runs: Times['layers'], depth: Depth, batch: number): LayerTiming | undefined {
  if (runs.length === 0) return undefined;
  const medians = network.layers.map((_, layer) => {
    const times = runs.flatMap((run) => run[layer] ?? []).toSorted((one, other) => one - other);
    return times.length === 0 ? undefined : quantileSorted(times, 0.5);
  });
  const add = (times: readonly (number | undefined)[]) => times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
  const total = add(medians);
  const counting = countingOf(network, { batch });
  const whole = toRow([], network.layers, counting);
  const indexes = new Map(network.layers.map((layer, index) => [layer, index]));
  const timed = (row: Row, layers: Network['layers']): TimedRow => {
    const times = layers.map((layer) => medians[indexes.get(layer) ?? -1]);
    const time = times.every((one) => one === undefined) ? undefined : add(times);
    const macsShare = whole.macs === 0 ? 0 : row.macs / whole.macs;
    const timeShare = time === undefined || total === 0 ? undefined : time / total;
    const slowness = timeShare === undefined || macsShare === 0 ? undefined : timeShare / macsShare;
    return { ...row, layers: layers.length, macs_share: macsShare, time_ms: time, time_share: timeShare, slowness };
  };
  const kinds = [...new Set(network.layers.map(({ op }) => op))].map((op) => ({ op, layers: network.layers.filter((layer) => layer.op === op) }));
  return {
    rows: depth === 'total' ? [timed(whole, network.layers)] : groupsOf(depth, counting).map(({ row, layers }) => timed(row, layers)),
    kinds: kinds
      .map(({ op, layers }) => timed({ ...toRow([], layers, counting), layer: op, type: op }, layers))
      .toSorted((one, other) => (other.time_ms ?? -1) - (one.time_ms ?? -1)),
    total_ms: total,
  };
}
