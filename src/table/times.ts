/** A table with one more column: what was measured of its networks. */
import type { Environment, Timing } from '../cost/timing.ts';
import type { TableColumn } from './column.ts';
import type { Cell, Table, TableRow } from './table.ts';

export const timesKey = 'median_ms' satisfies keyof Timing;

const column: Omit<TableColumn, 'place'> = {
  key: timesKey,
  heading: 'Latency (ms)',
  note: undefined,
  count: undefined,
  unit: '',
  exponent: 0,
  others: [],
  measured: true,
};

const empty: Cell = { count: undefined, computed: undefined, printed: undefined, verdict: undefined, reason: undefined };

/** Puts times into a table; rows that have none, and above all those without a network, stay empty. */
export function withTimes(table: Table, times: ReadonlyMap<TableRow, Timing>, environment?: Environment): Table {
  const timed = (row: TableRow): TableRow => {
    const timing = times.get(row);
    return { ...row, cells: new Map([...row.cells, [timesKey, { ...empty, ...(timing && { timing }) }]]) };
  };
  return {
    ...table,
    columns: [...table.columns, { ...column, place: { document: table.document, path: ['columns'] } }],
    groups: table.groups.map(({ title, rows }) => ({ title, rows: rows.map(timed) })),
    ...(environment && { environment }),
  };
}
