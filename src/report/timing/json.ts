import type { Timed, TimedRow, Timings } from '../../cost/timing.ts';
import { version } from '../../version.ts';
import { schemaVersion } from '../json.ts';
import { ratioOf } from './columns.ts';

/** One object for all networks, each as an analysis has it, with its times; numbers are raw. */
export function jsonOfTimings({ networks, environment, base }: Timings): string {
  const all = {
    schema_version: schemaVersion,
    tool: { name: 'ghostcost', version },
    environment,
    ...(base && { relative_to: { name: base.analysis.name, params: base.analysis.params } }),
    networks: networks.map((network) => toJson(network, base)),
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}

const toJson = ({ spec, analysis, timing, layers }: Timed, base: Timed | undefined) => ({
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
