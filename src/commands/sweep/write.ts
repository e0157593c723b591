/** Writes what comes of a sweep: lines and Parquet as they come, tables when all is there. */

import { createHash } from 'node:crypto';
import { problem, SpecError } from '../../diagnostic/index.ts';
import { texts } from '../../node/files.ts';
import { totalNames } from '../../ops/total.ts';
import { isLineFormat, type LineFormatName, Lines, lineFormats } from '../../report/lines.ts';
import { sweepReport } from '../../report/sweep.ts';
import { lengthOf } from '../../sweep/grid.ts';
import type { Opened } from '../../sweep/open.ts';
import { type Kept, type Numbers, type Sorted, toSelection } from '../../sweep/select.ts';
import type { Part } from '../../sweep/sweep.ts';
import { version } from '../../version.ts';
import { say } from '../console.ts';
import type { OpenedSpec } from '../options.ts';
import { abandoning, emit, nothingWritten, notWhole, type Output, toOutput } from '../output.ts';
import { progressOf } from '../progress.ts';
import { print } from '../report.ts';
import { requireWritable } from '../whole-file.ts';
import type { Chunk, Wanted } from './chunk.ts';
import { type Format, isPivot, type Options } from './options.ts';
import type { Plan } from './plan.ts';
import { resume } from './resume.ts';
import { toChunks } from './run.ts';

/** So many rows can be sorted, or set as a table. */
export const most = 100_000;

/** A sweep as it was asked for. */
export interface Sweep {
  readonly plan: Plan;
  /** The spec, as it was read. */
  readonly read: OpenedSpec;
  readonly opened: Opened;
  readonly part: Part;
  readonly options: Options;
  readonly format: Format;
  readonly kept: Kept;
  /** How what was kept is sorted in the end. */
  readonly sorted: Sorted | undefined;
  readonly signal: AbortSignal;
}

/** Goes through all chunks from the point `begun` on; whether none is missing. */
async function forEachChunk(
  { plan, opened, part, options: { jobs, shard }, signal }: Sweep,
  wanted: Wanted,
  begun: number,
  output: Output,
  use: (chunk: Chunk) => Promise<void> | void,
): Promise<boolean> {
  const progress = output.onTerminal ? undefined : await progressOf(part[1] - part[0], '{value} of {total} points | {rate} a second | {eta_formatted} left');
  const start = performance.now();
  let rows = 0;
  let done = begun;
  try {
    for await (const chunk of toChunks(plan, opened, wanted, [begun, part[1]], jobs)) {
      await use(chunk);
      rows += chunk.rows;
      done = chunk.part[1];
      progress?.update(done - part[0], { rate: Math.round(((done - begun) * 1000) / (performance.now() - start)).toLocaleString('en') });
      if (signal.aborted) break;
    }
  } finally {
    progress?.stop();
  }
  if (done < part[1]) {
    say(`interrupted after ${done - part[0]} of ${part[1] - part[0]} points; ${output.abandon()}`);
    return false;
  }
  // a part may well have none
  if (rows === 0 && shard === undefined && begun === part[0] && plan.where !== undefined) say(`no point meets --where ${plan.where.join(' and ')}`);
  return true;
}

export async function writeLines(sweep: Sweep, format: LineFormatName): Promise<void> {
  const { options, part } = sweep;
  const { begun, ...output } =
    options.resume && options.output
      ? await resume(options.output, descriptionOf(sweep), part)
      : { begun: part[0], ...toOutput(options.output, 'the rows before are whole') };
  let head = begun > part[0] ? '' : headOf(sweep, format);
  // in one piece with the first rows, so that it is there once
  const withHead = (text: Uint8Array) => {
    const piece = head === '' ? text : Buffer.concat([Buffer.from(head), text]);
    head = '';
    return piece;
  };
  await abandoning(output, async () => {
    if (!(await forEachChunk(sweep, { lines: format }, begun, output, ({ text, part: [, to] }) => output.write(withHead(text), to)))) return;
    if (head !== '') await output.write(withHead(new Uint8Array()), part[1]);
    await output.finish();
  });
}

/** Parts one after the other have one head. */
const headOf = ({ opened, options: { shard = [1, 1] } }: Sweep, format: LineFormatName): string =>
  shard[0] === 1 ? lineFormats[format].head(opened.columns) : '';

export async function writeParquet(sweep: Sweep): Promise<void> {
  const { options, opened, plan, part, kept } = sweep;
  if ((options.output ?? '-') === '-' && process.stdout.isTTY) throw new SpecError([problem('usage/binary', { format: 'Parquet', file: 'sweep.parquet' })]);
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
  const output = toOutput(options.output, notWhole);
  const rows = collector(sweep);
  await abandoning(output, async () => {
    const all = await forEachChunk(sweep, { kept }, part[0], output, ({ values, part: [, to] }) =>
      kept === 'all' ? output.write(file.add(values), to) : rows.add(values),
    );
    if (!all) return;
    for (const row of kept === 'all' ? [] : rows.rows) await output.write(file.add(Float64Array.from(row)), part[1]);
    await output.write(file.end(), part[1]);
    await output.finish();
  });
}

export async function writeTable(sweep: Sweep): Promise<void> {
  const { options, format, opened, plan, part, kept } = sweep;
  const { columns, grid } = opened;
  if (options.output !== undefined) requireWritable(options.output);
  const pivot = isPivot(options) ? pivotOf(options, plan, columns) : undefined;
  const rows = collector(sweep);
  const nothing: Output = { onTerminal: false, write() {}, finish() {}, abandon: () => nothingWritten };
  if (!(await forEachChunk(sweep, { kept }, part[0], nothing, ({ values }) => rows.add(values)))) return;
  if (isLineFormat(format)) {
    const lines = new Lines(format, columns);
    for (const row of rows.rows) lines.add(row);
    return emit(headOf(sweep, format) + new TextDecoder().decode(lines.take()), options.output);
  }
  const { program } = sweep.read;
  const report = sweepReport({
    spec: { name: program.name, params: plan.settings },
    columns,
    rows: rows.rows,
    parameters: grid.names.length,
    pivot,
    precision: options.precision,
  });
  await print(report, format as Exclude<Format, 'parquet'>, options, [sweep.read]);
}

/** Gathers the rows of chunks, and the best of the best. */
function collector({ opened: { columns }, kept, sorted, format }: Sweep) {
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

/** The columns of a pivot table: checked, so that it can be made. */
function pivotOf({ rows, cols, value = 'macs' }: Options, { axes, join }: Plan, columns: readonly string[]) {
  const shown = columns.indexOf(value);
  if (shown < 0) throw new SpecError([problem('usage/column', { name: value, known: [...totalNames, ...(join?.names ?? [])] })]);
  const names = axes.flatMap((axis) => axis.names);
  const [down, across] = [names.indexOf(rows ?? ''), names.indexOf(cols ?? '')];
  const open = axes.filter((axis) => lengthOf(axis) > 1 && !axis.names.some((name) => name === rows || name === cols)).flatMap((axis) => axis.names);
  if (down < 0 || across < 0 || down === across || open.length > 0)
    throw new SpecError([problem('sweep/pivot', { axes: names, open: down === across ? [] : open })]);
  return { down, across, value: shown };
}

/** What decides the bytes of a run. */
function descriptionOf({ plan: { axes, totals, basis, where, join, spec, ghost, settings }, part, format }: Sweep): Readonly<Record<string, string>> {
  const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
  return {
    'version of ghostcost': version,
    spec: `${spec} ${hash([ghost, settings, ...texts.values()])}`,
    grid: `${axes.map((axis) => `${axis.names.join('+')}(${lengthOf(axis)})`).join(' x ')} ${hash(axes.map(({ names, values }) => [names, createHash('sha256').update(values).digest('hex')]))}`,
    totals: totals.join(),
    'counted by': Object.values(basis).join(),
    format,
    part: part.join(' to '),
    ...(where !== undefined && { where: where.join(' and ') }),
    ...(join !== undefined && { join: hash([join.keys, join.names, ...join.found]) }),
  };
}
