import { stringify } from 'csv-stringify/sync';
import type { Cell, Table, TableRow } from '../../table/evaluate.ts';
import { showParams } from '../columns.ts';

const header = [
  'table',
  'group',
  'row',
  'spec',
  'settings',
  'column',
  'count',
  'computed',
  'printed',
  'unit',
  'verdict',
  'by',
  'difference_percent',
  'reason',
  'note',
  'failure',
] as const;

/**
 * RFC 4180, a record a cell, so that the header is that of any table; counts are raw whole numbers, and what does not apply is empty. Where times were
 * measured, every record ends with what on.
 */
export function csvOfTables(tables: readonly Table[], columns: readonly string[] | undefined): string {
  const records = tables.flatMap((table) =>
    table.groups.flatMap(({ title, rows }) =>
      rows.flatMap((row) =>
        [...row.cells]
          .filter(([key]) => columns?.includes(key) ?? true)
          .map(([key, cell]) => ({
            table: table.title,
            group: title,
            column: key,
            ...ofRow(row),
            ...ofCell(cell, row, unitOf(table, key)),
            ...table.environment,
          })),
      ),
    ),
  );
  const measuredOn = Object.keys(tables.find(({ environment }) => environment !== undefined)?.environment ?? {});
  return stringify(records, { header: true, columns: [...header, ...measuredOn], record_delimiter: 'windows' });
}

const ofRow = ({ name, spec, network, note, error }: TableRow) => ({
  row: name,
  spec,
  settings: network && showParams(Object.fromEntries(network.point)),
  note,
  failure: error?.problems.map(({ sentence }) => sentence.says).join('; '),
});

const unitOf = ({ columns }: Table, key: string) => columns.find((column) => column.key === key)?.unit;

const ofCell = (cell: Cell, row: TableRow, unit: string | undefined) => {
  const { count, computed, printed, verdict, reason, timing } = cell;
  return {
    count: count?.name,
    computed: timing === undefined ? computed : timing.median_ms,
    printed: printed?.number,
    unit: timing === undefined ? printed && (printed.suffix || unit) : 'ms',
    verdict: verdictName(cell),
    by: verdict?.kind === 'convention' ? verdict.by.name : undefined,
    difference_percent: verdict?.kind === 'differs' ? verdict.percent : undefined,
    reason: reason ?? (row.spec === undefined && typeof row.reason === 'string' ? row.reason : undefined),
  };
};

/** The verdict in a word; `reported` where only a source knows, `measured` of times. */
export const verdictName = ({ verdict, printed, timing }: Cell) =>
  timing !== undefined ? 'measured' : (verdict?.kind ?? (printed === undefined ? undefined : 'reported'));
