/** Timings as a report: tables one below the other, and what is to be known about them. */
import type { Environment, Timed, TimedRow, Timing, Timings } from '../cost/timing.ts';
import { specOf } from './analyze.ts';
import { namesOf } from './compare.ts';
import { counted, milliseconds, percent } from './number.ts';
import type { Records, Report, Sheet } from './sheet.ts';
import {
  type Context,
  isCutShort,
  type LayerColumn,
  layerColumns,
  type NetworkColumn,
  networkColumns,
  ratioOf,
  toSheet,
  usualColumns,
} from './time-columns.ts';

/** `precision`: decimals of counts in thousands, millions and so on; machines have them exact. */
export const timingReport = (timings: Timings, precision = 2): Report => ({
  command: 'time',
  sheets: sheetsOf(timings, precision),
  notes: notesOf(timings),
  specs: timings.networks.map(({ spec, analysis }) => ({ reference: spec, ...specOf(analysis) })),
  records: () => recordsOf(timings),
  data: () => toJson(timings),
});

const byLayer: readonly LayerColumn[] = ['layer', 'type', 'output', 'macs', 'share', 'time_ms', 'time_share', 'slowness'];
const byOp: readonly LayerColumn[] = ['type', 'layers', 'macs', 'share', 'time_ms', 'time_share', 'slowness'];

/** The columns that give way where there is no room, those that matter least first. */
const networksGivingWay: readonly NetworkColumn[] = [
  'first_ms',
  'macs_per_second',
  'samples_per_second',
  'mean_ms',
  'min_ms',
  'p5_ms',
  'relative_error',
  'params',
  'p95_ms',
];
const layersGivingWay: readonly LayerColumn[] = ['output', 'share', 'type'];

function contextOf({ networks, base }: Timings, precision: number): Context {
  const names = namesOf(networks.map(({ analysis }) => analysis));
  return { base, precision, nameOf: (network) => names[networks.indexOf(network)] ?? network.analysis.name };
}

function sheetsOf(timings: Timings, precision: number): readonly Sheet[] {
  const { networks } = timings;
  const context = contextOf(timings, precision);
  const layers = networks.flatMap((network): readonly Sheet[] => {
    if (network.layers === undefined) return [];
    const { rows, kinds, total_ms } = network.layers;
    const { median_ms } = network.timing;
    const whole = median_ms ? `, ${percent(total_ms / median_ms)} of the median of whole runs` : '';
    const title = (by: string) => `${context.nameOf(network)}, by ${by}`;
    return [
      // a row of the whole network says what stands below the table by op
      ...(rows.every(({ layer }) => layer === '') ? [] : [{ title: title('layer'), ...toSheet(layerColumns, byLayer, rows, context, layersGivingWay) }]),
      { title: title('op'), notes: [`All layers together: ${milliseconds(total_ms)} ms${whole}.`], ...toSheet(layerColumns, byOp, kinds, context, ['share']) },
    ];
  });
  return [
    {
      caption: 'Times of the networks, in milliseconds.',
      label: 'time',
      ...toSheet(networkColumns, usualColumns(timings), networks, context, networksGivingWay),
    },
    ...layers,
  ];
}

/** How it was measured, and on what. */
function notesOf(timings: Timings): readonly string[] {
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

const identity: readonly NetworkColumn[] = ['network', 'spec', 'settings'];

/**
 * A record per network, or a layer where layers were measured, each with its network's times and what they were measured on, so that files of
 * several machines can be put together. A parameter that has the name of another column is in the settings only.
 */
function recordsOf(timings: Timings): Records {
  const { networks, axes, environment } = timings;
  const context = contextOf(timings, 0);
  const ofLayer = networks.some(({ layers }) => layers !== undefined) ? (Object.keys(layerColumns) as LayerColumn[]) : [];
  const ofNetwork = Object.keys(networkColumns) as NetworkColumn[];
  const columns = new Set<string>([...identity, ...axes, ...ofLayer, ...ofNetwork, ...Object.keys(environment)]);
  const rows = networks.flatMap((network) => {
    const own = { ...network.analysis.params, ...Object.fromEntries(ofNetwork.map((name) => [name, networkColumns[name].value(network, context)])) };
    const ofLayers = network.layers?.rows.map((row) => Object.fromEntries(ofLayer.map((name) => [name, layerColumns[name].value(row, context)])));
    return (ofLayer.length === 0 ? [{}] : (ofLayers ?? [])).map((row) => ({ ...own, ...row, ...environment }));
  });
  return { columns: [...columns], rows };
}

const toJson = ({ networks, environment, base }: Timings) => ({
  environment,
  ...(base && { relative_to: { name: base.analysis.name, params: base.analysis.params } }),
  networks: networks.map((network) => networkToJson(network, base)),
});

const networkToJson = ({ spec, analysis, timing, layers }: Timed, base: Timed | undefined) => ({
  name: analysis.name,
  spec,
  params: analysis.params,
  input: analysis.input,
  output: analysis.outputs.at(-1)?.size,
  outputs: analysis.outputs,
  batch: analysis.batch,
  total: { params: analysis.total.params, macs: analysis.total.macs },
  timing: { ...timing, ratio: ratioOf(timing, base) },
  ...(layers && {
    layers: {
      total_ms: layers.total_ms,
      rows: layers.rows.map(rowToJson),
      // layers of one op have no output in common
      kinds: layers.kinds.map((kind) => ({ ...rowToJson(kind), output: undefined })),
    },
  }),
});

const rowToJson = ({ layer, type, output, layers, params, macs, macs_share, time_ms, time_share, slowness }: TimedRow) => ({
  layer,
  type,
  output,
  layers,
  params,
  macs,
  share: macs_share,
  time_ms,
  time_share,
  slowness,
});
