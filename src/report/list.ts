/** What is shipped, as a report. */
import { showParams } from './columns.ts';
import { scaled } from './number.ts';
import { cells, type Report } from './sheet.ts';

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
}

export const listReport = ({ networks, blocks }: Shipped): Report => ({
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
  ],
  notes: [],
  specs: [],
  records: () => ({
    columns: ['name', 'params', 'macs', 'settings', 'source', 'doc'],
    rows: networks.map(({ name, params, total, source, doc }) => ({ name, ...total, settings: showParams(params), source: source[0], doc })),
  }),
  data: () => ({ networks, blocks }),
});
