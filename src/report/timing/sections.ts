/** Timings -> what every format for people shows: tables one below the other, and what is to be known about them. */
import type { Environment, Timing, Timings } from '../../cost/timing.ts';
import { namesOf } from '../compare.ts';
import { counted, milliseconds, percent } from '../number.ts';
import { type Context, isCutShort, type LayerColumn, layerColumns, networkColumns, toLines, usualColumns } from './columns.ts';

export interface Section extends ReturnType<typeof toLines> {
  readonly title: string | undefined;
  /** Said below the table. */
  readonly note: string | undefined;
}

const byLayer: readonly LayerColumn[] = ['layer', 'type', 'output', 'macs', 'share', 'time_ms', 'time_share', 'slowness'];
const byOp: readonly LayerColumn[] = ['type', 'layers', 'macs', 'share', 'time_ms', 'time_share', 'slowness'];

export function contextOf({ networks, base }: Timings, precision: number): Context {
  const names = namesOf(networks.map(({ analysis }) => analysis));
  return { base, precision, nameOf: (network) => names[networks.indexOf(network)] ?? network.analysis.name };
}

export function toSections(timings: Timings, precision: number): readonly Section[] {
  const { networks } = timings;
  const context = contextOf(timings, precision);
  const layers = networks.flatMap((network): readonly Section[] => {
    if (network.layers === undefined) return [];
    const { rows, kinds, total_ms } = network.layers;
    const { median_ms } = network.timing;
    const whole = median_ms ? `, ${percent(total_ms / median_ms)} of the median of whole runs` : '';
    const title = (by: string) => `${context.nameOf(network)}, by ${by}`;
    return [
      // a row of the whole network says what stands below the table by op
      ...(rows.every(({ layer }) => layer === '') ? [] : [{ title: title('layer'), note: undefined, ...toLines(layerColumns, byLayer, rows, context) }]),
      { title: title('op'), note: `All layers together: ${milliseconds(total_ms)} ms${whole}.`, ...toLines(layerColumns, byOp, kinds, context) },
    ];
  });
  return [{ title: undefined, note: undefined, ...toLines(networkColumns, usualColumns(timings), networks, context) }, ...layers];
}

/** How it was measured, and on what. */
export function notesOf(timings: Timings): readonly string[] {
  const { networks, base, environment } = timings;
  const layers = networks.flatMap(({ layers: found }) => (found === undefined ? [] : [...found.rows, ...found.kinds]));
  return [
    wayOf(
      environment,
      networks.map(({ timing }) => timing),
    ),
    'error: standard error of the mean, relative to it. samples/s and MACs/s are by the median.',
    ...(base === undefined ? [] : [`ratio: median over that of ${contextOf(timings, 0).nameOf(base)}; below 1 is faster.`]),
    ...(layers.length === 0
      ? []
      : ['Layers: medians of runs that were measured layer by layer. time/MACs: part of the time over part of the MACs; above 1 is slower than MACs tell.']),
    ...(layers.some(({ time_ms }) => time_ms === undefined) ? ['-: carried out as part of another layer, whose time it is in.'] : []),
    ...machineOf(environment),
  ];
}

/** What was measured, and in which way. */
export function wayOf({ batch, warmup, runs_asked }: Environment, timings: readonly Timing[]): string {
  const done = isCutShort(runs_asked, timings) ? `interrupted before all of ${runs_asked} runs` : counted(runs_asked, 'run');
  return [
    `Milliseconds of a forward pass of ${batch === 1 ? 'one sample' : `a batch of ${batch}`}, until its output has been read; ${done}`,
    ...(timings.length > 1 ? ['the networks in turns'] : []),
    `after the first and ${warmup} to warm up.`,
  ].join(', ');
}

/** What computed, and on what machine. */
export const machineOf = ({ cpu, cores, platform, node, backend, runtime, device, threads, seed, ghostcost }: Environment): readonly string[] => [
  `${backend}: ${runtime} on ${device}, ${threads === undefined ? 'threads as it chooses' : counted(threads, 'thread')}; seed ${seed}.`,
  `${cpu}, ${counted(cores, 'core')}; ${platform}, Node ${node}, ghostcost ${ghostcost}.`,
];
