import type { Command } from 'commander';
import { problem, SpecError } from '../../diagnostic/index.ts';
import { totalNames } from '../../ops/total.ts';
import { isLineFormat } from '../../report/lines.ts';
import { sideNames, sizeName } from '../../spec/compile.ts';
import { type Axis, shardOf } from '../../sweep/grid.ts';
import { isOfPoints } from '../../sweep/join.ts';
import type { Kept, Order, Sorted } from '../../sweep/select.ts';
import type { Part } from '../../sweep/sweep.ts';
import { axesOf, choiceOf } from '../axes.ts';
import { basisOf } from '../basis.ts';
import { say } from '../console.ts';
import { interruption } from '../interruption.ts';
import { type OpenedSpec, openSpec } from '../options.ts';
import { reportingIn } from '../report.ts';
import { addOptions, type Format, formats, isPivot, type Options } from './options.ts';
import { open, type Plan } from './plan.ts';
import type { Sweep } from './write.ts';

export const define = (command: Command): Command =>
  addOptions(command).action((spec: string, options: Options) => reportingIn(options, formats, (format) => run(spec, format, options)));

/** The formats for people: programs take a row per point. */
const pivotFormats: readonly Format[] = ['table', 'md', 'latex', 'html'];

async function run(spec: string, format: Format, options: Options): Promise<void> {
  // threads, locks and hashes are loaded only where there is something to sweep
  const { most, writeLines, writeParquet, writeTable } = await import('./write.ts');
  if (isPivot(options) && !pivotFormats.some((one) => one === format)) throw new SpecError([problem('sweep/pivot-format', { format, known: pivotFormats })]);
  const { plan, read } = await toPlan(spec, options);
  const opened = open(plan, read.program);
  const { grid } = opened;
  const part: Part = options.shard === undefined ? [0, grid.size] : shardOf(grid, ...options.shard);
  const sorted = sortedOf(options, opened.columns, most);
  const sweep: Sweep = { plan, read, opened, part, options, format, kept: keptOf(options, sorted, opened.columns), sorted, signal: interruption() };
  if (options.resume) checkResumable(sweep);
  if (format === 'parquet') await writeParquet(sweep);
  else if (isLineFormat(format) && sweep.kept === 'all') await writeLines(sweep, format);
  else await writeTable(sweep);
}

async function toPlan(spec: string, options: Options): Promise<{ plan: Plan; read: OpenedSpec }> {
  const { points, where, value } = options;
  const ghost = choiceOf(options);
  const stdin = [spec, points, options.join].filter((name) => name === '-');
  if (stdin.length > 1) throw new SpecError([problem('usage/stdin')]);
  const read = openSpec(spec, { ...(ghost && { ghost }), ...(options.strict && { strict: options.strict }) });
  const { program, params, own } = read;
  // loaded only where there is something to read
  const reader = () => import('./read.ts');
  const parameters = [...program.params.keys(), ...(program.params.has(sizeName) ? sideNames : [])];
  const listed = points === undefined ? undefined : await (await reader()).readPoints(points, parameters);
  const { axes: given, words } = axesOf(options, [...(listed?.names ?? []), ...Object.keys(own)]);
  const axes: readonly Axis[] = [...given, ...(listed ? [listed] : [])];
  const total = totalNames.find((name) => axes.some(({ names }) => names.includes(name)));
  if (total !== undefined) throw new SpecError([problem('sweep/total', { name: total })]);
  const settings = { ...words, ...params };
  if (axes.length === 0) throw new SpecError([problem('sweep/no-axes')]);
  const join =
    options.join === undefined
      ? undefined
      : await (await reader()).readJoin(
          options.join,
          axes.flatMap(({ names }) => names),
          parameters,
          totalNames,
        );
  if (join !== undefined && !isOfPoints(join, axes)) say(`nothing in ${options.join} is reported of a point of this sweep`);
  // a pivot table shows one value, which may be reported
  const shown = totalNames.find((name) => name === (value ?? 'macs'));
  const totals = !isPivot(options) ? options.totals : shown === undefined ? [] : [shown];
  const plan = { spec, ...(ghost && { ghost }), settings, axes, totals, basis: basisOf(options), ...(join && { join }), ...(where !== undefined && { where }) };
  return { plan, read };
}

function keptOf({ pareto }: Options, sorted: Sorted | undefined, columns: readonly string[]): Kept {
  return pareto === undefined ? (sorted ?? 'all') : { frontier: pareto.map((text) => toOrder(text, columns, 'max')) };
}

/** The order that is asked for; a frontier has its own. */
function sortedOf({ sort, top, pareto }: Options, columns: readonly string[], most: number): Sorted | undefined {
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

function checkResumable({ options: { output }, format, kept }: Sweep): void {
  const got =
    output === undefined || output === '-'
      ? 'standard output'
      : !isLineFormat(format)
        ? `--format ${format}`
        : kept !== 'all'
          ? '--sort, --top or --pareto'
          : undefined;
  if (got !== undefined) throw new SpecError([problem('resume/cannot', { got })]);
}
