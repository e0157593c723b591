/** Tables as a report: what is printed beside what is computed, with the footnotes of both. */

import type { Timing } from '../cost/timing.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import type { TableColumn } from '../table/column.ts';
import { type Rounding, toDecimal } from '../table/decimal.ts';
import type { Cell, Table, TableRow } from '../table/table.ts';
import type { Rule } from '../table/verdict.ts';
import { Footnotes, ruleName } from './footnotes.ts';
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

/** How computed values of a column are written. */
interface Layout {
  /** Whether units stand in cells. */
  readonly suffixed: boolean;
  /** Decimals that are asked for. */
  readonly precision: number | undefined;
  /** Decimals that are printed. */
  readonly decimals: number | undefined;
  /** How computed values become so many decimals. */
  readonly rounding?: Rounding | undefined;
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
  const rows = table.groups.flatMap((group) => group.rows);
  const all = table.columns.flatMap((column): readonly Shown[] => {
    if (column.key === 'name') return [{ ...column, part: undefined, kind: 'text', cell: (row) => nameCell(row, footnotes) }];
    if (column.measured) return [{ ...column, part: paper ? undefined : 'measured', kind: 'decimal', cell: (row) => measuredCell(cellOf(row, column)) }];
    if (column.derived !== undefined) {
      const texts = rows.flatMap((row) => cellOf(row, column).text ?? []);
      return [{ ...column, part: undefined, kind: texts.every(isNumber) ? 'decimal' : 'text', cell: (row) => textCell(cellOf(row, column)) }];
    }
    const { count } = column;
    const cells = rows.map((row) => cellOf(row, column));
    const printed = cells.flatMap((cell) => (cell.printed === undefined || cell.printed.words ? [] : [cell.printed]));
    const layout: Layout = {
      suffixed: printed.some(({ suffix }) => suffix !== ''),
      precision: precision ?? column.precision,
      decimals: printed.length === 0 ? undefined : Math.max(0, ...printed.map((one) => one.decimals + column.exponent - one.exponent)),
    };
    const isBest = bestOf(column, cells);
    const strong =
      (cell: Shown['cell']): Shown['cell'] =>
      (row) => {
        const found = cell(row);
        return isBest(cellOf(row, column)) ? { ...found, strong: true } : found;
      };
    const kind = count === undefined && printed.length === 0 ? 'text' : 'decimal';
    if (count === undefined)
      return [
        { ...column, part: paper ? undefined : 'reported', kind, ...(!paper && { importance: 0 }), cell: strong((row) => printedCell(cellOf(row, column))) },
      ];
    if (paper || cells.every((cell) => cell.printed === undefined || cell.count === undefined)) {
      const rounding = precision === undefined ? table.tallies.get(column.key)?.rule.rounding : undefined;
      const shown = paper ? { ...layout, precision: layout.precision ?? layout.decimals, rounding } : layout;
      return [
        {
          ...column,
          part: undefined,
          kind,
          cell: strong((row) => (paper ? paperCell(row, column, shown, precision) : ownCell(row, column, layout, footnotes))),
        },
      ];
    }
    // where all is as it is printed, what was computed says it alone
    const isAsPrinted = cells.every(
      ({ verdict }) => verdict === undefined || (verdict.kind === table.tallies.get(column.key)?.rule.rounding && verdict.chance === undefined),
    );
    const of = (part: 'printed' | 'computed' | 'verdict', kind: Shown['kind'], cell: Shown['cell']): Shown => ({
      key: `${column.key}.${part}`,
      heading: column.heading,
      under: column.under,
      part,
      kind,
      importance: isAsPrinted && part !== 'computed' ? (part === 'verdict' ? 1 : 2) : undefined,
      cell,
    });
    return [
      of('printed', 'decimal', (row) => printedCell(cellOf(row, column))),
      of(
        'computed',
        'decimal',
        strong((row) => ownCell(row, column, layout, footnotes)),
      ),
      of('verdict', 'text', (row) => verdictCell(row, cellOf(row, column), footnotes, layout.precision)),
    ];
  });
  // what was asked for by name stays
  const columns = picked === undefined ? all : pick(all, picked).map((column) => ({ ...column, importance: undefined }));
  const lineOf = (row: TableRow) => columns.map(({ cell }) => (row.emphasis === 'own' ? { ...cell(row), strong: true as const } : cell(row)));
  const groups = table.groups.map(({ title, rows }) => ({ title, rows: rows.map(lineOf) }));
  const { title, caption, label, cite } = table;
  return { title, cite, caption, label, columns, groups, footnotes: footnotes.numbered, notes: footnotes.general(columns.map(({ key }) => key)) };
}

const isNumber = (text: string) => text !== '' && !Number.isNaN(Number(text));

const textCell = ({ text }: Cell): SheetCell => (text === undefined ? none : { text });

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
  cite: row.cite,
  notes: footnotes.ofRow(row),
  ...(row.error !== undefined && { tone: 'error' as const }),
});

const printedCell = ({ printed, text }: Cell): SheetCell =>
  text !== undefined ? { text } : printed === undefined ? none : { text: printed.shown ?? printed.number, suffix: printed.suffix };

/** Tells the best values of a column: those that are computed, and where nothing is those that are printed. */
function bestOf({ emphasis }: TableColumn, cells: readonly Cell[]): (cell: Cell) => boolean {
  if (emphasis === undefined) return () => false;
  const numberOf = ({ computed, printed }: Cell) =>
    computed ?? (printed === undefined || printed.words || printed.within !== undefined ? undefined : Number(printed.number) * 10 ** printed.exponent);
  const values = cells.flatMap((cell) => numberOf(cell) ?? []);
  const best = emphasis === 'lowest' ? Math.min(...values) : Math.max(...values);
  return (cell) => numberOf(cell) === best;
}

/** A computed value; where its row counts by another name than its column, with a note that says so. */
const ownCell = (row: TableRow, column: TableColumn, { suffixed, precision }: Layout, footnotes: Footnotes): SheetCell => ({
  ...computedCell(cellOf(row, column), column, { suffixed, precision }),
  notes: footnotes.ofCount(row, column),
});

const measuredCell = ({ timing }: Cell): SheetCell => (timing?.median_ms === undefined ? none : { text: milliseconds(timing.median_ms) });

/** Decimals of a ratio, which has no end. */
const ratioDecimals = 3;

function computedCell(
  { computed, printed }: Pick<Cell, 'computed' | 'printed'>,
  { unit, exponent: usual, suffix }: TableColumn,
  { suffixed, precision, rounding }: Pick<Layout, 'suffixed' | 'precision' | 'rounding'>,
): SheetCell {
  if (computed === undefined) return none;
  const exponent = printed?.exponent ?? usual;
  return {
    text: toDecimal(computed, exponent, precision ?? (Number.isInteger(computed) ? exponent : Math.max(exponent, ratioDecimals)), rounding),
    suffix: suffix ?? printed?.suffix ?? (suffixed ? unit : ''),
  };
}

function verdictCell(
  row: TableRow,
  { count: counted, computed, printed, verdict, reason }: Cell,
  footnotes: Footnotes,
  precision: number | undefined,
): SheetCell {
  if (row.error !== undefined) return { text: 'failed', tone: 'error' };
  if (computed === undefined && verdict === undefined) return { text: printed === undefined ? '' : 'reported', tone: 'dim' };
  switch (verdict?.kind) {
    case undefined:
      return { text: printed === undefined ? 'not printed' : 'not compared', tone: 'dim' };
    case 'rounded':
    case 'truncated':
      return { text: `= ${verdict.kind}${fitOf(verdict)}`, ...(verdict.unlike && { tone: 'warning' as const }) };
    case 'convention': {
      const count = toDecimal(verdict.count, printed?.exponent ?? 0, precision ?? Math.max(0, printed?.exponent ?? 0));
      return {
        text: `= ${verdict.by.name} ${count}${verdict.rounding === 'truncated' ? ', truncated' : ''}${fitOf(verdict, verdict.unlike?.by === undefined ? counted?.name : undefined)}`,
        tone: 'warning',
      };
    }
    case 'within':
      return { text: '= within' };
    case 'differs':
      return {
        text: `differs${verdict.percent === undefined ? '' : ` ${verdict.percent} %`}${reason === undefined ? ', no reason given' : ''}`,
        tone: reason === undefined ? 'error' : 'warning',
        notes: reason === undefined ? [] : [footnotes.add(reason)],
      };
  }
}

/** How a cell fits by another rule than its column, and how easily it would by chance. */
const fitOf = ({ unlike, chance }: { readonly unlike?: Rule; readonly chance?: number }, rule = unlike && ruleName(unlike)) => {
  const parts = [...(unlike === undefined ? [] : [`not ${rule}`]), ...(chance === undefined ? [] : [`${Math.round(100 * chance)} %`])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};

/**
 * As the source prints it, by the rule that the cell needs, or with as many decimals as are asked for; what it does not print, with the decimals of its
 * column.
 */
function paperCell(row: TableRow, column: TableColumn, layout: Layout, asked: number | undefined): SheetCell {
  const { computed, printed, verdict } = cellOf(row, column);
  if (row.error !== undefined || (printed === undefined && computed === undefined)) return { text: '-' };
  if (computed === undefined) return printedCell(cellOf(row, column));
  if (printed !== undefined && verdict !== undefined && verdict.kind !== 'within' && asked === undefined) return { text: verdict.text, suffix: printed.suffix };
  const counted = verdict?.kind === 'convention' ? verdict.count : computed;
  return computedCell({ computed: counted, printed: printed?.words ? undefined : printed }, column, layout);
}
