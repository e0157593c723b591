/** What is shipped, as a report. */
import { showParams } from './columns.ts';
import { scaled } from './number.ts';
import { cells, type Report, type Sheet } from './sheet.ts';

export interface Shipped {
  readonly networks: readonly {
    readonly name: string;
    readonly params: Parameters<typeof showParams>[0];
    readonly total: { readonly params: number; readonly macs: number };
    readonly source: readonly string[];
    readonly doc: string | undefined;
  }[];
  readonly blocks: readonly {
    readonly name: string;
    readonly doc: string | undefined;
    readonly blocks: readonly { readonly name: string; readonly doc: unknown }[];
  }[];
  readonly tables: readonly ShippedTable[];
}

interface ShippedTable {
  readonly name: string;
  readonly title: string;
  readonly rows: number;
  readonly source: readonly string[];
}

const tableSheet = (tables: readonly ShippedTable[]): Sheet => ({
  title: 'Tables, printed beside computed',
  label: 'tables',
  columns: [
    { key: 'name', heading: '', kind: 'text' },
    { key: 'title', heading: 'title', kind: 'text' },
    { key: 'rows', heading: 'rows', kind: 'number' },
    { key: 'source', heading: 'source', kind: 'text', importance: 0 },
  ],
  groups: [{ rows: tables.map(({ name, title, rows, source }) => cells([name, title, String(rows), source[0] ?? ''])) }],
});

/** The tables alone. */
export const tablesReport = (tables: readonly ShippedTable[]): Report => ({
  command: 'list',
  sheets: [tableSheet(tables)],
  notes: ['ghostcost table NAME shows one.'],
  specs: [],
  records: () => ({
    columns: ['name', 'title', 'rows', 'source'],
    rows: tables.map(({ source, ...table }) => ({ ...table, source: source[0] })),
  }),
  data: () => ({ tables }),
});

export const listReport = ({ networks, blocks, tables }: Shipped): Report => ({
  command: 'list',
  sheets: [
    {
      title: 'Networks, and what they cost as they are',
      label: 'networks',
      columns: [
        { key: 'name', heading: '', kind: 'text' },
        { key: 'params', heading: 'params', kind: 'number' },
        { key: 'macs', heading: 'MACs', kind: 'number' },
        { key: 'parameters', heading: 'parameters', kind: 'text' },
        { key: 'source', heading: 'source', kind: 'text', importance: 0 },
      ],
      groups: [
        {
          rows: networks.map(({ name, params, total, source }) =>
            cells([name, scaled(total.params, 2), scaled(total.macs, 2), showParams(params), source[0] ?? '']),
          ),
        },
      ],
    },
    {
      title: 'Block libraries, for "use"',
      label: 'blocks',
      columns: [
        { key: 'name', heading: '', kind: 'text' },
        { key: 'blocks', heading: 'blocks', kind: 'text' },
      ],
      groups: [{ rows: blocks.map(({ name, blocks: members }) => cells([name, members.map((block) => block.name).join(', ')])) }],
    },
    tableSheet(tables),
  ],
  notes: [],
  specs: [],
  records: () => ({
    columns: ['name', 'params', 'macs', 'settings', 'source', 'doc'],
    rows: networks.map(({ name, params, total, source, doc }) => ({ name, ...total, settings: showParams(params), source: source[0], doc })),
  }),
  data: () => ({ networks, blocks, tables }),
});
