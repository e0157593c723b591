/** Tables as a report: what is printed beside what is computed, with the footnotes of both. */

import type { Timing } from '../cost/timing.ts';
import { problem, SpecError } from '../diagnostic.ts';
import type { TableColumn } from '../table/column.ts';
import { toDecimal } from '../table/decimal.ts';
import type { Cell, Table, TableRow } from '../table/evaluate.ts';
import { Footnotes } from './footnotes.ts';
import { milliseconds } from './number.ts';
import { problemsToJson } from './problems.ts';
import type { Column, Report, Sheet, Cell as SheetCell } from './sheet.ts';
import { recordsOf, toJson } from './table-data.ts';

export interface TableOptions {
  /** Columns of the table by name (`params`) or single ones of the sheet (`params.computed`), in their order. */
  readonly columns?: readonly string[];
  /** The source's own layout and rounding, with computed values in place of printed ones. */
  readonly paper?: boolean;
  /** Decimals of computed values; exact when absent, in the source's own layout as the source prints them. */
  readonly precision?: number | undefined;
}

interface Shown extends Column {
  readonly cell: (row: TableRow) => SheetCell;
}

const none: SheetCell = { text: '-', tone: 'dim' };

/** @throws SpecError for columns that a table does not have */
export function tableReport(tables: readonly Table[], options: TableOptions = {}): Report {
  const networks = tables.flatMap(({ groups }) =>
    groups.flatMap(({ rows }) => rows.flatMap(({ spec, network }) => (network === undefined ? [] : { spec, network }))),
  );
  const specs = new Map(networks.map(({ spec, network: { program, texts } }) => [spec, { reference: spec, name: program.name, texts }]));
  return {
    command: 'table',
    sheets: tables.map((table) => toSheet(table, options)),
    notes: [],
    specs: [...specs.values()],
    picks: true,
    records: () => recordsOf(tables, options.columns),
    data: (hash) => ({
      tables: tables.map((table) => toJson(table, options.columns, hash)),
      problems: problemsToJson(tables.flatMap((table) => table.problems)),
    }),
  };
}

function toSheet(table: Table, { columns: picked, paper = false, precision }: TableOptions = {}): Sheet {
  const footnotes = new Footnotes(table, paper, precision);
  const all = table.columns.flatMap((column): readonly Shown[] => {
    if (column.key === 'name') return [{ ...column, part: undefined, kind: 'text', cell: (row) => nameCell(row, footnotes) }];
    if (column.measured) return [{ ...column, part: paper ? undefined : 'measured', kind: 'decimal', cell: (row) => measuredCell(cellOf(row, column)) }];
    const printed = table.groups.flatMap(({ rows }) => rows.flatMap((row) => cellOf(row, column).printed ?? []));
    const suffixed = printed.some(({ suffix }) => suffix !== '');
    if (paper) {
      const decimals = precision ?? (printed.length === 0 ? undefined : Math.max(0, ...printed.map((one) => one.decimals + column.exponent - one.exponent)));
      return [{ ...column, part: undefined, kind: 'decimal', cell: (row) => paperCell(row, column, suffixed, precision, decimals) }];
    }
    if (column.count === undefined) return [{ ...column, part: 'reported', kind: 'decimal', importance: 0, cell: (row) => printedCell(cellOf(row, column)) }];
    // where all is as it is printed, what was computed says it alone
    const isAsPrinted = table.groups.every(({ rows }) => rows.every((row) => ['rounded', undefined].includes(cellOf(row, column).verdict?.kind)));
    const of = (part: 'printed' | 'computed' | 'verdict', kind: Shown['kind'], cell: Shown['cell']): Shown => ({
      key: `${column.key}.${part}`,
      heading: column.heading,
      part,
      kind,
      importance: isAsPrinted && part !== 'computed' ? (part === 'verdict' ? 1 : 2) : undefined,
      cell,
    });
    return [
      of('printed', 'decimal', (row) => printedCell(cellOf(row, column))),
      of('computed', 'decimal', (row) => computedCell(cellOf(row, column), column, suffixed, precision)),
      of('verdict', 'text', (row) => verdictCell(row, cellOf(row, column), footnotes, precision)),
    ];
  });
  // what was asked for by name stays
  const columns = picked === undefined ? all : pick(all, picked).map((column) => ({ ...column, importance: undefined }));
  const groups = table.groups.map(({ title, rows }) => ({ title: paper ? undefined : title, rows: rows.map((row) => columns.map(({ cell }) => cell(row))) }));
  const { title, caption, label } = table;
  return { title, caption, label, columns, groups, footnotes: footnotes.numbered, notes: footnotes.general(columns.map(({ key }) => tableKey(key))) };
}

const tableKey = (key: string) => key.split('.')[0] ?? key;

function pick(all: readonly Shown[], names: readonly string[]): readonly Shown[] {
  return names.flatMap((name) => {
    const found = all.filter(({ key }) => key === name || tableKey(key) === name);
    if (found.length > 0) return found;
    const known = [...new Set(all.flatMap(({ key }) => [tableKey(key), key]))];
    throw new SpecError([problem('usage/column', { name, known, option: name === ('median_ms' satisfies keyof Timing) ? '--time' : undefined })]);
  });
}

const cellOf = (row: TableRow, { key }: TableColumn) => row.cells.get(key) as Cell;

/** A row's name, with what is to be said about the row as a whole. */
const nameCell = (row: TableRow, footnotes: Footnotes): SheetCell => ({
  text: row.name,
  notes: footnotes.ofRow(row),
  ...(row.error !== undefined && { tone: 'error' as const }),
});

const printedCell = ({ printed }: Cell): SheetCell => (printed === undefined ? none : { text: printed.number, suffix: printed.suffix });

const measuredCell = ({ timing }: Cell): SheetCell => (timing?.median_ms === undefined ? none : { text: milliseconds(timing.median_ms) });

/** Decimals of a ratio, which has no end. */
const ratioDecimals = 3;

function computedCell(
  { computed, printed }: Pick<Cell, 'computed' | 'printed'>,
  { unit, exponent: usual }: TableColumn,
  suffixed: boolean,
  precision: number | undefined,
): SheetCell {
  if (computed === undefined) return none;
  const exponent = printed?.exponent ?? usual;
  return {
    text: toDecimal(computed, exponent, precision ?? (Number.isInteger(computed) ? exponent : Math.max(exponent, ratioDecimals))),
    suffix: printed?.suffix ?? (suffixed ? unit : ''),
  };
}

function verdictCell(row: TableRow, { computed, printed, verdict, reason }: Cell, footnotes: Footnotes, precision: number | undefined): SheetCell {
  if (row.error !== undefined) return { text: 'failed', tone: 'error' };
  if (computed === undefined && verdict === undefined) return { text: printed === undefined ? '' : 'reported', tone: 'dim' };
  switch (verdict?.kind) {
    case undefined:
      return { text: 'not printed', tone: 'dim' };
    case 'rounded':
    case 'truncated':
      return { text: `= ${verdict.kind}` };
    case 'convention':
      return { text: `= ${verdict.by.name} ${toDecimal(verdict.count, printed?.exponent ?? 0, precision ?? printed?.exponent ?? 0)}`, tone: 'warning' };
    case 'differs':
      return {
        text: `differs${verdict.percent === undefined ? '' : ` ${verdict.percent} %`}${reason === undefined ? ', no reason given' : ''}`,
        tone: reason === undefined ? 'error' : 'warning',
        notes: reason === undefined ? [] : [footnotes.add(reason)],
      };
  }
}

/**
 * As the source prints it, by the rule that the cell needs, or with as many decimals as are asked for. A row that the source does not have, with
 * no count printed, has all that is computed, with the decimals of its columns.
 */
function paperCell(row: TableRow, column: TableColumn, suffixed: boolean, precision: number | undefined, decimals: number | undefined): SheetCell {
  const { computed, printed, verdict } = cellOf(row, column);
  const isOwn = [...row.cells.values()].every((cell) => cell.count === undefined || cell.printed === undefined);
  if (row.error !== undefined || (printed === undefined && (computed === undefined || !isOwn))) return { text: '-' };
  if (printed !== undefined && (computed === undefined || precision === undefined)) return { text: verdict?.text ?? printed.number, suffix: printed.suffix };
  const counted = verdict?.kind === 'convention' ? verdict.count : computed;
  return computedCell({ computed: counted, printed }, column, suffixed, decimals);
}
