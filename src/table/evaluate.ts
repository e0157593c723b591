/** Table -> result: every network counted, and a verdict on every cell. */

import type { Basis } from '../cost/basis.ts';
import { spendingOf } from '../cost/budget.ts';
import { countingOf, totalsOver } from '../cost/totals.ts';
import { outcome, SpecError } from '../diagnostic/index.ts';
import type { Budget } from '../spec/budget.ts';
import { Problems } from '../spec/check.ts';
import type { Document } from '../spec/document.ts';
import type { Library } from '../spec/library.ts';
import { checkedOf } from './checked.ts';
import type { TableColumn } from './column.ts';
import { counter } from './counts.ts';
import { derive } from './derived.ts';
import { networkOfRow, type Ran, type Run, runner, within } from './networks.ts';
import { Parts } from './part.ts';
import { readTable } from './read.ts';
import type { WrittenRow } from './row.ts';
import type { Cell, Table, TableRow } from './table.ts';
import { judge, type Tally, tallyOf } from './verdict.ts';

export interface EvaluateOptions extends Partial<Omit<Basis, 'convention'>> {
  /** Limits of every network, besides and before those of its spec. */
  readonly budget?: Budget;
}

/**
 * Evaluates a table.
 * @throws SpecError when there is no table to be had; what is wrong with single rows is in its `problems`
 */
export function evaluateTable(document: Document, library: Library, options: EvaluateOptions = {}): Table {
  // 1. the file
  const { error, groups: written, ...file } = readTable(document);
  // 2. the networks, each compiled once
  const run = runner(document, library);
  // 3. the rows
  const parts = new Parts();
  const counted = written.map(({ title, rows }) => ({ title, rows: rows.map((row) => evaluateRow(row, file.columns, run, parts, options)) }));
  // 4. what follows from other rows
  const derived = derive(counted, file.columns, { document, path: [] }, file.sort);
  // 5. the verdicts, by the rule of each column
  const tallies = talliesOf(
    file.columns,
    derived.groups.flatMap(({ rows }) => rows),
  );
  const groups = derived.groups.map(({ title, rows }) => ({ title, rows: rows.map((row) => judgeRow(row, file.columns, tallies)) }));
  const errors = [error, ...groups.flatMap(({ rows }) => rows.map((row) => row.error))];
  const problems = new Problems();
  parts.checkUse(problems);
  problems.attempt(() => {
    // rows that name the same broken network share its problems, and those of a loop what is wrong with it
    const found = new Map(
      [...derived.problems, ...errors.flatMap((one) => one?.problems ?? [])].map((one) => [`${one.range?.file}:${one.range?.start} ${one.sentence.says}`, one]),
    );
    throw new SpecError([...found.values()]);
  });
  if (error !== undefined) problems.throwIfAny();
  return { ...file, groups, tallies, checked: checkedOf(groups.flatMap(({ rows }) => rows)), problems: problems.error?.problems ?? [] };
}

function evaluateRow(row: WrittenRow, columns: readonly TableColumn[], run: Run, parts: Parts, { budget, ...basis }: EvaluateOptions): TableRow {
  // columns may set parameters of their own
  const points = new Map(columns.map((column) => [JSON.stringify(column.params ?? {}), column]));
  const ran = new Map(row.spec === undefined ? [] : [...points].map(([key, column]) => [key, outcome(() => run(row, column))] as const));
  const unmatched = [...ran.values()].map((one) => (one instanceof SpecError ? one : outcome(() => within(row, () => parts.check(one.network, columns)))));
  const problems = [...(row.error?.problems ?? []), ...unmatched.flatMap((one) => (one instanceof SpecError ? one.problems : []))];
  const sound =
    problems.length > 0 ? undefined : new Map([...ran].flatMap(([key, one]) => (one instanceof SpecError ? [] : [[key, counted(one, basis)] as const])));
  const cells = columns.flatMap((column) => {
    if (column.key === 'name') return [];
    return [[column.key, toCell(row, column, sound?.get(JSON.stringify(column.params ?? {}))?.countOf(column))] as const];
  });
  // a column of names has no parameters, and there is one
  const own = sound?.get('{}');
  return {
    ...row,
    cells: new Map(cells),
    network: own && networkOfRow(own.ran),
    failures: [],
    spending: own === undefined ? [] : spendingOf(own.total, { ...own.ran.network.program.budget, ...budget }, row.name),
    error: problems.length > 0 ? new SpecError(problems) : undefined,
  };
}

/** The totals of a row's network, and what counts its parts. */
function counted(ran: Ran, basis: Partial<Basis>) {
  const counting = countingOf(ran.network, basis);
  const total = totalsOver(ran.network.layers, 0, counting);
  return {
    ran,
    total,
    countOf: (column: TableColumn) => counter(counting, total, [...ran.path, ...(column.of?.split('/').filter((name) => name !== '') ?? [])], column),
  };
}

function toCell(row: WrittenRow, column: TableColumn, count: ReturnType<typeof counter> | undefined): Cell {
  const printed = row.reported.get(column.key);
  const counted = row.counts.get(column.key) ?? column.count;
  if (counted === undefined || count === undefined) return { count: undefined, computed: undefined, printed, verdict: undefined, reason: undefined };
  const computed = count(counted.name);
  const cell = { count: counted, computed, printed, verdict: undefined, reason: undefined };
  if (printed === undefined || printed.words) return cell;
  // a part that is not there is not what a source prints of it
  if (computed === undefined) return { ...cell, verdict: { kind: 'differs', percent: undefined, text: '-' }, reason: reasonFor(row, column.key) };
  const others = column.others
    .filter(({ name }) => name !== counted.name)
    .map((by) => ({ by, count: count(by.name) ?? Number.NaN, ...(column.roundings && { roundings: column.roundings }) }));
  return { ...cell, comparison: { count: computed, printed, others, ...(column.rule && { roundings: [column.rule] }) } };
}

/** What is counted in a row by another name than its column's tells nothing of the column's rule. */
function talliesOf(columns: readonly TableColumn[], rows: readonly TableRow[]): ReadonlyMap<string, Tally> {
  return new Map(
    columns.flatMap(({ key }) => {
      const tally = tallyOf(rows.flatMap(({ counts, cells }) => (counts.has(key) ? [] : (cells.get(key)?.comparison ?? []))));
      return tally === undefined ? [] : [[key, tally] as const];
    }),
  );
}

function judgeRow(row: TableRow, columns: readonly TableColumn[], tallies: ReadonlyMap<string, Tally>): TableRow {
  if (row.error !== undefined) return row;
  const cells = new Map(
    [...row.cells].map(([key, { comparison, ...cell }]) => {
      if (comparison === undefined) return [key, cell];
      const verdict = judge(comparison, row.counts.has(key) ? undefined : tallies.get(key)?.rule);
      return [key, { ...cell, verdict, reason: verdict.kind === 'differs' ? reasonFor(row, key) : undefined }];
    }),
  );
  return { ...row, cells, failures: failuresOf(row, columns, cells) };
}

const reasonFor = ({ reason }: WrittenRow, key: string) => (typeof reason === 'string' ? reason : reason?.get(key));

/** Cells that differ for no reason, and reasons for which nothing differs. */
function failuresOf(row: WrittenRow, columns: readonly TableColumn[], cells: ReadonlyMap<string, Cell>): readonly string[] {
  if (row.spec === undefined) return [];
  const differing = columns.filter(({ key }) => cells.get(key)?.verdict?.kind === 'differs');
  const reasoned = typeof row.reason === 'string' ? [undefined] : [...(row.reason?.keys() ?? [])];
  return [
    ...differing.flatMap(({ key, heading }) => (reasonFor(row, key) === undefined ? [`${row.name}, ${heading}: differs, and no reason is given`] : [])),
    ...reasoned.flatMap((key) =>
      differing.some((column) => key === undefined || column.key === key)
        ? []
        : [`${row.name}${key === undefined ? '' : `, ${columns.find((column) => column.key === key)?.heading}`}: a reason is given, but nothing differs`],
    ),
  ];
}
