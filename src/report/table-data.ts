/** Tables for machines: a record a cell, and one object with all that is known. */

import type { Cell, Table, TableRow } from '../table/table.ts';
import { showParams } from './columns.ts';
import { ruleName } from './footnotes.ts';
import type { Hash, Records } from './sheet.ts';

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
  'cite',
  'failure',
];

/** A record a cell, so that the columns are those of any table. Where times were measured, every record ends with what on. */
export function recordsOf(tables: readonly Table[], picked: readonly string[] | undefined): Records {
  const rows = tables.flatMap((table) =>
    table.groups.flatMap(({ title, rows }) =>
      rows.flatMap((row) =>
        pickedOf([...row.cells], picked, ([key]) => key).map(([key, cell]) => {
          const unit = table.columns.find((column) => column.key === key)?.unit;
          return { table: table.title, group: title, column: key, ...ofRow(row), ...ofCell(cell, row, unit), ...table.environment };
        }),
      ),
    ),
  );
  const measuredOn = Object.keys(tables.find(({ environment }) => environment !== undefined)?.environment ?? {});
  return { columns: [...header, ...measuredOn], rows };
}

const pickedOf = <T>(all: readonly T[], picked: readonly string[] | undefined, keyOf: (one: T) => string) =>
  all.filter((one) => picked?.includes(keyOf(one)) ?? true);

const ofRow = ({ name, spec, network, note, cite, error }: TableRow) => ({
  row: name,
  spec,
  settings: network && showParams(Object.fromEntries(network.point)),
  note,
  cite: cite.length === 0 ? undefined : cite.join(','),
  failure: error?.problems.map(({ sentence }) => sentence.says).join('; '),
});

const ofCell = (cell: Cell, row: TableRow, unit: string | undefined) => {
  const { count, computed, printed, verdict, reason, timing } = cell;
  return {
    count: count?.name,
    computed: timing === undefined ? (computed ?? cell.text) : timing.median_ms,
    printed: printed?.shown ?? printed?.number,
    unit: timing === undefined ? printed && (printed.suffix || unit) : 'ms',
    verdict: verdictName(cell),
    by: verdict?.kind === 'convention' ? verdict.by.name : undefined,
    difference_percent: verdict?.kind === 'differs' ? verdict.percent : undefined,
    reason: reason ?? (row.spec === undefined && typeof row.reason === 'string' ? row.reason : undefined),
  };
};

/** The verdict in a word; `reported` where only a source knows, `measured` of times. */
const verdictName = ({ verdict, printed, timing }: Cell) =>
  timing !== undefined ? 'measured' : (verdict?.kind ?? (printed === undefined ? undefined : 'reported'));

export const toJson = (
  { document, title, caption, source, cite, notes, columns, groups, tallies, checked, environment }: Table,
  picked: readonly string[] | undefined,
  hash: Hash | undefined,
) => ({
  file: document.name,
  title,
  caption,
  source,
  ...(cite.length > 0 && { cite }),
  notes,
  columns: pickedOf(columns, picked, ({ key }) => key).map(({ key, heading, count, unit, note, measured, relative, derived, only, without }) => ({
    name: key,
    heading,
    ...(count && { count: count.name, definition: count.doc, convention: count.convention }),
    ...(only && { only }),
    ...(without && { without }),
    ...(relative && { relative_to: relative.to, as: relative.as }),
    ...(derived ? { shows: derived.kind } : measured ? { measured } : count === undefined && key !== 'name' && { reported: true }),
    unit,
    note,
  })),
  ...(environment && { environment }),
  groups: groups.map((group) => ({ title: group.title, rows: group.rows.map((row) => rowToJson(row, picked, hash)) })),
  rules: Object.fromEntries(
    [...tallies].map(([key, { rule, fits, of }]) => [key, { rounding: rule.rounding, ...(rule.by && { count: rule.by.name }), fits, of }]),
  ),
  checked,
  failures: groups.flatMap(({ rows }) => rows.flatMap(({ failures }) => failures)),
});

const rowToJson = (
  { name, spec, network, source, cite, cells, note, reason, spending, error }: TableRow,
  picked: readonly string[] | undefined,
  hash: Hash | undefined,
) => ({
  name,
  ...(network && {
    spec: {
      reference: spec,
      name: network.program.name,
      ...(network.path.length > 0 && { layer: network.path.join('/') }),
      source: network.program.source,
      ...(hash && { hash: hash(network.texts.join('\0')) }),
    },
    params: Object.fromEntries(network.point),
    input: network.input,
  }),
  source,
  ...(cite.length > 0 && { cite }),
  cells: Object.fromEntries(pickedOf([...cells], picked, ([key]) => key).map(([key, cell]) => [key, cellToJson(cell)])),
  note,
  ...(spending.length > 0 && { budget: spending }),
  ...(spec === undefined && { reported_only: reason }),
  ...(error && { failed: error.problems.map(({ sentence }) => sentence.says) }),
});

const cellToJson = (cell: Cell) => {
  const { count, computed, printed, verdict, reason, timing, text } = cell;
  return {
    ...timing,
    ...(text !== undefined && { text }),
    count: count?.name,
    computed,
    printed:
      printed &&
      (printed.words
        ? { text: printed.number }
        : { number: printed.number, suffix: printed.suffix, exponent: printed.exponent, ...(printed.shown !== undefined && { text: printed.shown }) }),
    verdict: verdictName(cell),
    ...(verdict?.kind === 'convention' && { by: { count: verdict.by.name, rounding: verdict.rounding, computed: verdict.count } }),
    ...(verdict !== undefined && 'unlike' in verdict && verdict.unlike && { unlike: ruleName(verdict.unlike) }),
    ...(verdict !== undefined && 'chance' in verdict && { chance: verdict.chance }),
    ...(verdict?.kind === 'differs' && { difference_percent: verdict.percent, reason }),
  };
};
