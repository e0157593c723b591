import { stringify } from 'csv-stringify/sync';
import type { Timings } from '../../cost/timing.ts';
import { type LayerColumn, layerColumns, type NetworkColumn, networkColumns } from './columns.ts';
import { contextOf } from './sections.ts';

const identity: readonly NetworkColumn[] = ['network', 'spec', 'settings'];

/**
 * RFC 4180: a record a network, or a layer where layers were measured, each with what it was measured on, so that files of several machines can be
 * put together; numbers are raw.
 */
export function csvOfTimings(timings: Timings): string {
  const { networks, axes, environment } = timings;
  const context = contextOf(timings, 0);
  const perLayer = networks.some(({ layers }) => layers !== undefined);
  const others = (Object.keys(networkColumns) as NetworkColumn[]).filter((name) => !identity.includes(name));
  const names = perLayer ? (Object.keys(layerColumns) as LayerColumn[]) : others;
  const records = networks.flatMap((network) => {
    const own = [...identity.map((name) => networkColumns[name].value(network, context)), ...axes.map((name) => network.analysis.params[name])];
    const measured = perLayer
      ? (network.layers?.rows ?? []).map((row) => (Object.keys(layerColumns) as LayerColumn[]).map((name) => layerColumns[name].value(row, context)))
      : [others.map((name) => networkColumns[name].value(network, context))];
    return measured.map((cells) => [...own, ...cells, ...Object.values(environment)]);
  });
  return stringify([[...identity, ...axes, ...names, ...Object.keys(environment)], ...records], { record_delimiter: 'windows' });
}
