import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { totalNames } from '../../cost/generate.ts';
import { type Axis, lengthOf, shardOf } from '../../cost/grid.ts';
import { isOfPoints } from '../../cost/join.ts';
import { type Kept, type Numbers, type Order, type Sorted, toSelection } from '../../cost/select.ts';
import type { Part } from '../../cost/sweep.ts';
import { problem, SpecError } from '../../diagnostic.ts';
import { isLineFormat, type LineFormatName, Lines, lineFormats } from '../../report/lines.ts';
import { tableFormats, toLines, toPivot } from '../../report/sweep.ts';
import { version } from '../../version.ts';
import { axesOf } from '../axes.ts';
import { emit, reporting } from '../console.ts';
import { texts } from '../files.ts';
import { interruption } from '../interruption.ts';
import { openSpec } from '../options.ts';
import { type Output, toOutput } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { Chunk, Wanted } from './chunk.ts';
import { addOptions, type Options } from './options.ts';
import { type Opened, open, type Plan } from './plan.ts';
import { resume } from './resume.ts';
import { toChunks } from './run.ts';

export const define = (command: Command): Command => addOptions(command).action((spec: string, options: Options) => reporting(false, () => run(spec, options)));

/** So many rows can be sorted, or set as a table. */
const most = 100_000;

async function run(spec: string, options: Options): Promise<void> {
  const plan = await toPlan(spec, options);
  const opened = open(plan);
  const { grid } = opened;
  const part: Part = options.shard === undefined ? [0, grid.size] : shardOf(grid, ...options.shard);
  const sorted = sortedOf(options, opened.columns);
  const sweep: Sweep = { plan, opened, part, options, kept: keptOf(options, sorted, opened.columns), sorted, signal: interruption() };
  if (options.resume) checkResumable(sweep);
  if (options.format === 'parquet') await writeParquet(sweep);
  else if (isLineFormat(options.format) && sweep.kept === 'all') await writeLines(sweep, options.format);
  else await writeTable(sweep);
}

/** A sweep as it was asked for. */
interface Sweep {
  readonly plan: Plan;
  readonly opened: Opened;
  readonly part: Part;
  readonly options: Options;
  readonly kept: Kept;
  /** How what was kept is sorted in the end. */
  readonly sorted: Sorted | undefined;
  readonly signal: AbortSignal;
}

async function toPlan(spec: string, options: Options): Promise<Plan> {
  const { ghost, points, where, value } = options;
  const stdin = [spec, points, options.join].filter((name) => name === '-');
  if (stdin.length > 1) throw new SpecError([problem('usage/stdin', undefined as never)]);
  const { program, params } = openSpec(spec, ghost === undefined ? {} : { ghost: { s: 2, d: 3 } });
  // loaded only where there is something to read
  const read = () => import('./read.ts');
  const listed = points === undefined ? undefined : await (await read()).readPoints(points, [...program.params.keys()]);
  const { axes: given, words } = axesOf(options, listed?.names);
  const axes: readonly Axis[] = [...given, ...(listed ? [listed] : [])];
  const twice = ghost === undefined ? axes.flatMap(({ names }) => names).find((name) => Object.hasOwn(params, name)) : undefined;
  if (twice !== undefined) throw new SpecError([problem('name/duplicate', { name: twice, what: 'the parameter' })]);
  const settings = { ...words, ...params };
  if (axes.length === 0) throw new SpecError([problem('sweep/no-axes', undefined as never)]);
  const join =
    options.join === undefined
      ? undefined
      : await (await read()).readJoin(
          options.join,
          axes.flatMap(({ names }) => names),
          [...program.params.keys()],
          totalNames,
        );
  if (join !== undefined && !isOfPoints(join, axes)) process.stderr.write(`nothing in ${options.join} is reported of a point of this sweep\n`);
  // a pivot table shows one value, which may be reported
  const shown = totalNames.find((name) => name === (value ?? 'macs'));
  const totals = !isPivot(options) ? options.totals : shown === undefined ? [] : [shown];
  return { spec, ghost: ghost !== undefined, settings, axes, totals, ...(join && { join }), ...(where !== undefined && { where }) };
}

function keptOf({ pareto }: Options, sorted: Sorted | undefined, columns: readonly string[]): Kept {
  return pareto === undefined ? (sorted ?? 'all') : { frontier: pareto.map((text) => toOrder(text, columns, 'max')) };
}

/** The order that is asked for; a frontier has its own. */
function sortedOf({ sort, top, pareto }: Options, columns: readonly string[]): Sorted | undefined {
  if (sort === undefined && top === undefined) return undefined;
  const by =
    sort === undefined && pareto?.[0] !== undefined ? toOrder(pareto[0], columns, 'max') : toOrder(sort ?? (columns.at(-1) as string), columns, 'desc');
  return { by, first: top ?? most + 1 };
}

function toOrder(text: string, columns: readonly string[], descending: string): Order {
  const [name = '', direction] = text.split(':');
  const column = columns.indexOf(name);
  if (column < 0) throw new SpecError([problem('usage/column', { name, known: columns })]);
  if (direction !== undefined && direction !== descending)
    throw new SpecError([problem('usage/option', { option: 'the order', got: text, expected: `${name} or ${name}:${descending}` })]);
  return { column, descending: direction === descending };
}

/** Goes through all chunks; whether none is missing. */
async function forEachChunk(
  { plan, opened, part, options: { jobs, shard }, signal }: Sweep,
  wanted: Wanted,
  output: Output,
  use: (chunk: Chunk) => Promise<void> | void,
): Promise<boolean> {
  const progress = output.onTerminal ? undefined : await progressOf(part[1] - part[0], '{value} of {total} points | {rate} a second | {eta_formatted} left');
  const start = performance.now();
  let rows = 0;
  let done = output.begun;
  try {
    for await (const chunk of toChunks(plan, opened, wanted, [output.begun, part[1]], jobs)) {
      await use(chunk);
      rows += chunk.rows;
      done = chunk.part[1];
      progress?.update(done - part[0], { rate: Math.round(((done - output.begun) * 1000) / (performance.now() - start)).toLocaleString('en') });
      if (signal.aborted) break;
    }
  } catch (error) {
    progress?.stop();
    output.abandon();
    throw error;
  }
  progress?.stop();
  if (done < part[1]) {
    const kept = output.abandon();
    process.stderr.write(`interrupted after ${done - part[0]} of ${part[1] - part[0]} points; ${kept ?? 'nothing was written'}\n`);
    return false;
  }
  // a part may well have none
  if (rows === 0 && shard === undefined && output.begun === part[0] && plan.where !== undefined) process.stderr.write(`no point meets --where ${plan.where}\n`);
  return true;
}

async function writeLines(sweep: Sweep, format: LineFormatName): Promise<void> {
  const { options, part } = sweep;
  const output = options.resume && options.output ? resume(options.output, descriptionOf(sweep), part[0]) : toOutput(options.output, part[0]);
  let head = output.begun > part[0] ? '' : headOf(sweep, format);
  // in one piece with the first rows, so that it is there once
  const withHead = (text: Uint8Array) => {
    const piece = head === '' ? text : Buffer.concat([Buffer.from(head), text]);
    head = '';
    return piece;
  };
  if (!(await forEachChunk(sweep, { lines: format }, output, ({ text, part: [, to] }) => output.write(withHead(text), to)))) return;
  if (head !== '') await output.write(withHead(new Uint8Array()), part[1]);
  await output.finish();
}

/** Parts one after the other have one head. */
const headOf = ({ opened, options: { shard = [1, 1] } }: Sweep, format: LineFormatName): string =>
  shard[0] === 1 ? lineFormats[format].head(opened.columns) : '';

async function writeParquet(sweep: Sweep): Promise<void> {
  const { options, opened, plan, part, kept } = sweep;
  if ((options.output ?? '-') === '-' && process.stdout.isTTY) throw new SpecError([problem('usage/binary', { format: 'parquet' })]);
  const { toParquet } = await import('./parquet.ts');
  const wholeNames = new Set(
    plan.axes.flatMap(({ names, values }) =>
      names.filter((_, column) => Array.from(values).every((value, at) => at % names.length !== column || Number.isInteger(value))),
    ),
  );
  const reported = new Set(plan.join?.names);
  const file = toParquet(
    opened.columns.map((name) => ({ name, whole: wholeNames.has(name) || plan.totals.some((total) => total === name), optional: reported.has(name) })),
  );
  const output = toOutput(options.output, part[0]);
  const rows = collector(sweep);
  const all = await forEachChunk(sweep, { kept }, output, ({ values, part: [, to] }) =>
    kept === 'all' ? output.write(file.add(values), to) : rows.add(values),
  );
  if (!all) return;
  for (const row of kept === 'all' ? [] : rows.rows) await output.write(file.add(Float64Array.from(row)), part[1]);
  await output.write(file.end(), part[1]);
  await output.finish();
}

async function writeTable(sweep: Sweep): Promise<void> {
  const { options, opened, plan, part, kept } = sweep;
  const { columns, grid } = opened;
  const { format } = options;
  const pivot = isPivot(options) ? pivotOf(options, plan, columns) : undefined;
  const rows = collector(sweep);
  const nothing: Output = { begun: part[0], onTerminal: false, write() {}, finish() {}, abandon: () => undefined };
  if (!(await forEachChunk(sweep, { kept }, nothing, ({ values }) => rows.add(values)))) return;
  if (isLineFormat(format)) {
    const lines = new Lines(format, columns);
    for (const row of rows.rows) lines.add(row);
    return emit(headOf(sweep, format) + new TextDecoder().decode(lines.take()), options.output);
  }
  const lines = pivot === undefined ? toLines(columns, rows.rows, grid.names.length, options.precision) : toPivot(...pivot(rows.rows), options.precision);
  emit(tableFormats[format as keyof typeof tableFormats](lines), options.output);
}

/** Gathers the rows of chunks, and the best of the best. */
function collector({ opened: { columns }, kept, sorted, options: { format } }: Sweep) {
  const selection = toSelection(kept);
  const tooLong = () => new SpecError([problem('sweep/too-long', { most, format, sorted: kept !== 'all' })]);
  return {
    add(values: Float64Array): void {
      for (let at = 0; at < values.length; at += columns.length) selection.add(values.subarray(at, at + columns.length));
      if (kept === 'all' && selection.rows.length > most) throw tooLong();
    },
    get rows(): readonly Numbers[] {
      const last = toSelection(sorted ?? 'all');
      for (const row of selection.rows) last.add(row);
      const { rows } = last;
      if (rows.length > most) throw tooLong();
      return rows;
    },
  };
}

const isPivot = ({ rows, cols, value }: Options) => rows !== undefined || cols !== undefined || value !== undefined;

/** Checks that a pivot table can be made; gives what makes its cells of rows. */
function pivotOf({ rows, cols, value = 'macs' }: Options, { axes, join }: Plan, columns: readonly string[]) {
  const shown = columns.indexOf(value);
  if (shown < 0) throw new SpecError([problem('usage/column', { name: value, known: [...totalNames, ...(join?.names ?? [])] })]);
  const names = axes.flatMap((axis) => axis.names);
  const [down, across] = [names.indexOf(rows ?? ''), names.indexOf(cols ?? '')];
  const open = axes.filter((axis) => lengthOf(axis) > 1 && !axis.names.some((name) => name === rows || name === cols)).flatMap((axis) => axis.names);
  if (down < 0 || across < 0 || down === across || open.length > 0)
    throw new SpecError([problem('sweep/pivot', { axes: names, open: down === across ? [] : open })]);
  return (found: readonly Numbers[]) =>
    [[names[down] as string, names[across] as string, value], found.map((row) => [row[down] as number, row[across] as number, row[shown] as number])] as const;
}

function checkResumable({ options: { output, format }, kept }: Sweep): void {
  const got =
    output === undefined || output === '-' ? 'no file' : !isLineFormat(format) ? `--format ${format}` : kept !== 'all' ? 'rows that are sorted' : undefined;
  if (got !== undefined) throw new SpecError([problem('resume/cannot', { got })]);
}

/** What decides the bytes of a run. */
function descriptionOf({ plan: { axes, totals, where, join, spec, ghost, settings }, part, options: { format } }: Sweep): Readonly<Record<string, string>> {
  const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
  return {
    'version of ghostcost': version,
    spec: `${spec} ${hash([ghost, settings, ...texts.values()])}`,
    grid: `${axes.map((axis) => `${axis.names.join('+')}(${lengthOf(axis)})`).join(' x ')} ${hash(axes.map(({ names, values }) => [names, Array.from(values)]))}`,
    totals: totals.join(),
    format,
    part: part.join(' to '),
    ...(where !== undefined && { where }),
    ...(join !== undefined && { join: hash([join.keys, join.names, ...join.found]) }),
  };
}
