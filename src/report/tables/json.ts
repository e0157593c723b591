import type { Cell, Table, TableRow } from '../../table/evaluate.ts';
import { version } from '../../version.ts';
import { schemaVersion } from '../json.ts';
import { problemsToJson } from '../problems.ts';
import { verdictName } from './csv.ts';

/** Makes a short text of a long one, the same for the same. */
export type Hash = (text: string) => string;

/** One object for all tables: raw whole numbers, and with them what they were counted by and what they were counted of. */
export function jsonOfTables(tables: readonly Table[], columns: readonly string[] | undefined, hash?: Hash): string {
  const problems = problemsToJson(tables.flatMap((table) => table.problems));
  const all = { schema_version: schemaVersion, tool: { name: 'ghostcost', version }, tables: tables.map((table) => toJson(table, columns, hash)), problems };
  return `${JSON.stringify(all, null, 2)}\n`;
}

const toJson = (
  { document, title, caption, source, notes, columns, groups, environment }: Table,
  picked: readonly string[] | undefined,
  hash: Hash | undefined,
) => ({
  file: document.name,
  title,
  caption,
  source,
  notes,
  columns: columns
    .filter(({ key }) => picked?.includes(key) ?? true)
    .map(({ key, heading, count, unit, note, measured }) => ({
      name: key,
      heading,
      ...(count && { count: count.name, definition: count.doc, convention: count.convention }),
      ...(measured ? { measured } : count === undefined && key !== 'name' && { reported: true }),
      unit,
      note,
    })),
  ...(environment && { environment }),
  groups: groups.map((group) => ({ title: group.title, rows: group.rows.map((row) => rowToJson(row, picked, hash)) })),
  failures: groups.flatMap(({ rows }) => rows.flatMap(({ failures }) => failures)),
});

const rowToJson = (
  { name, spec, network, source, cells, note, reason, spending, error }: TableRow,
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
  cells: Object.fromEntries([...cells].filter(([key]) => picked?.includes(key) ?? true).map(([key, cell]) => [key, cellToJson(cell)])),
  note,
  ...(spending.length > 0 && { budget: spending }),
  ...(spec === undefined && { reported_only: reason }),
  ...(error && { failed: error.problems.map(({ sentence }) => sentence.says) }),
});

const cellToJson = (cell: Cell) => {
  const { count, computed, printed, verdict, reason, timing } = cell;
  return {
    ...timing,
    count: count?.name,
    computed,
    printed: printed && { number: printed.number, suffix: printed.suffix, exponent: printed.exponent },
    verdict: verdictName(cell),
    ...(verdict?.kind === 'convention' && { by: { count: verdict.by.name, computed: verdict.count } }),
    ...(verdict?.kind === 'differs' && { difference_percent: verdict.percent, reason }),
  };
};
