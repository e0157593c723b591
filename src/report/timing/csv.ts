import { stringify } from 'csv-stringify/sync';
import type { Timings } from '../../cost/timing.ts';
import { type LayerColumn, layerColumns, type NetworkColumn, networkColumns } from './columns.ts';
import { contextOf } from './sections.ts';

const identity: readonly NetworkColumn[] = ['network', 'spec', 'settings'];

/**
 * RFC 4180: a record a network, or a layer where layers were measured, each with its network's times and what they were measured on, so that
 * files of several machines can be put together; numbers are raw. A parameter that has the name of another column is in the settings only.
 */
export function csvOfTimings(timings: Timings): string {
  const { networks, axes, environment } = timings;
  const context = contextOf(timings, 0);
  const ofLayer = networks.some(({ layers }) => layers !== undefined) ? (Object.keys(layerColumns) as LayerColumn[]) : [];
  const ofNetwork = Object.keys(networkColumns) as NetworkColumn[];
  const columns = new Set<string>([...identity, ...axes, ...ofLayer, ...ofNetwork, ...Object.keys(environment)]);
  const records = networks.flatMap((network) => {
    const own = { ...network.analysis.params, ...Object.fromEntries(ofNetwork.map((name) => [name, networkColumns[name].value(network, context)])) };
    const rows = network.layers?.rows.map((row) => Object.fromEntries(ofLayer.map((name) => [name, layerColumns[name].value(row, context)])));
    return (ofLayer.length === 0 ? [{}] : (rows ?? [])).map((row) => ({ ...own, ...row, ...environment }));
  });
  return stringify(records, { header: true, columns: [...columns], record_delimiter: 'windows' });
}
