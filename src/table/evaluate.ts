/** Table -> result: every network counted, and a verdict on every cell. */

import type { Basis } from '../cost/basis.ts';
import { spendingOf } from '../cost/budget.ts';
import { pathOf } from '../cost/explain.ts';

import { countingOf, totalsOver } from '../cost/totals.ts';
import { outcome, type Problem, SpecError } from '../diagnostic/index.ts';
import { type Network, toNetwork } from '../graph/network.ts';
import { type Point, resolved, toPoint } from '../graph/point.ts';
import { Recent, remembered } from '../remembered.ts';
import type { Budget } from '../spec/budget.ts';
import { Problems } from '../spec/check.ts';
import { compile } from '../spec/compile.ts';
import { type Document, inside, rangeOf } from '../spec/document.ts';
import { follow, type Library, recording } from '../spec/library.ts';
import type { Program } from '../spec/program.ts';
import { checkedOf } from './checked.ts';
import type { TableColumn } from './column.ts';
import { counter } from './counts.ts';
import { derive } from './derived.ts';
import { readTable } from './read.ts';
import type { WrittenRow } from './row.ts';
import type { Cell, NetworkOfRow, Table, TableRow } from './table.ts';
import { judge, type Tally, tallyOf } from './verdict.ts';

interface Compiled {
  readonly program: Program;
  readonly texts: readonly string[];
}

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
  const run = runner(opener(document, library));
  // 3. the rows
  const counted = written.map(({ title, rows }) => ({ title, rows: rows.map((row) => evaluateRow(row, file.columns, run, options)) }));
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

/** Compiles networks, each once for all tables that share its file. */
const compiler = remembered((library: Library) =>
  remembered((network: Document): Compiled | SpecError => {
    const recorded = recording(library, network);
    return outcome(() => ({ program: compile(network, recorded.library), texts: recorded.texts() }));
  }),
);

/** Compiles networks by their reference. */
function opener(document: Document, library: Library): (row: WrittenRow) => Compiled {
  const known = new Map<string, Document>();
  return ({ spec = '', place }) => {
    const network = known.get(spec) ?? follow(library, 'networks', spec, document, [...place.path, 'spec'], [document]);
    known.set(spec, network);
    const found = compiler(library)(network);
    if (found instanceof SpecError) throw found;
    return found;
  };
}

function evaluateRow(row: WrittenRow, columns: readonly TableColumn[], run: Run, { budget, ...basis }: EvaluateOptions): TableRow {
  // columns may set parameters of their own
  const points = new Map(columns.map((column) => [JSON.stringify(column.params ?? {}), column]));
  const ran = new Map(row.spec === undefined ? [] : [...points].map(([key, column]) => [key, outcome(() => run(row, column))] as const));
  const problems = [...(row.error?.problems ?? []), ...[...ran.values()].flatMap((one) => (one instanceof SpecError ? one.problems : []))];
  const sound =
    problems.length > 0 ? undefined : new Map([...ran].flatMap(([key, one]) => (one instanceof SpecError ? [] : [[key, counted(one, basis)] as const])));
  const cells = columns.flatMap((column) => {
    if (column.key === 'name') return [];
    return [[column.key, toCell(row, column, sound?.get(JSON.stringify(column.params ?? {}))?.countOf(column.of ?? ''))] as const];
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
  return { ran, total, countOf: remembered((part: string) => counter(counting, total, [...ran.path, ...part.split('/').filter((name) => name !== '')])) };
}

/** The network of a row, and what in it is counted. */
interface Ran extends Pick<NetworkOfRow, 'path' | 'texts'> {
  readonly network: Network;
}

/** Runs the network of a row, with the parameters that a column sets besides. */
type Run = (row: WrittenRow, column: TableColumn) => Ran;

const networkOfRow = ({ network: { program, point, input }, path, texts }: Ran): NetworkOfRow => ({ program, point, input, path, texts });

/** Makes the networks of rows; rows about one network stand together. */
function runner(open: (row: WrittenRow) => Compiled): Run {
  const recent = new Recent<Network>(4);
  const networkAt = (program: Program, point: Point): Network => {
    const isSame = (one: Network) => one.program === program && JSON.stringify([...one.point]) === JSON.stringify([...point]);
    const known = recent.find((one) => (isSame(one) ? one : undefined));
    if (known !== undefined) return known;
    const network = toNetwork(program, point, { once: true });
    recent.add(network);
    return network;
  };
  return (row, { params = {}, place: ofColumn }) => {
    const { program: opened, texts } = open(row);
    const placeOf = (key: string) => inside(key in params ? ofColumn : row.place, 'params', key);
    const { program, point } = within(
      row,
      () => {
        const { program, settings } = resolved(opened, { ...row.params, ...params });
        return { program, point: toPoint(program, settings) };
      },
      ({ args }) => rangeOf(placeOf(String('key' in args ? args.key : 'name' in args ? args.name : '')), 'key'),
    );
    const network = within(row, () => networkAt(program, point));
    const { layer } = row;
    const path =
      layer === undefined
        ? []
        : within(
            row,
            () => pathOf(network, layer),
            () => rangeOf(inside(row.place, 'layer')),
          );
    return { network, path, texts };
  };
}

/** Tells problems that arise at a row's point which row that is. */
function within<T>(row: WrittenRow, action: () => T, rangeFor?: (problem: Problem) => Problem['range']): T {
  const result = outcome(action);
  if (!(result instanceof SpecError)) return result;
  const caller = { name: row.name, range: rangeOf(row.place) };
  throw new SpecError(
    result.problems.map((one) =>
      one.range === undefined && rangeFor !== undefined
        ? { ...one, range: rangeFor(one) }
        : { ...one, range: one.range ?? caller.range, chain: [caller, ...one.chain] },
    ),
  );
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
