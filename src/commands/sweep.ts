import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { toFilter } from '../cost/filter.ts';
import { type TotalName, totalNames } from '../cost/generate.ts';
import { type Axis, parseAxis, shardOf, toGrid } from '../cost/grid.ts';
import { Frontier, type Numbers, type Order, Top } from '../cost/select.ts';
import { sweep } from '../cost/sweep.ts';
import { problem, SpecError } from '../diagnostic.ts';
import { isLineFormat, lineFormats, type SweepFormat, sweepFormats, tableFormats, toLines, toPivot } from '../report/sweep.ts';
import { reporting } from './console.ts';
import { openWhole } from './files.ts';
import { openSpec, parseCount, parseDigits, parseList } from './options.ts';

interface Options {
  readonly set?: Readonly<Record<string, string>>;
  readonly s?: string;
  readonly d?: string;
  readonly width?: string;
  readonly resolution?: string;
  readonly ghost?: Readonly<Record<'s' | 'd', string>>;
  readonly totals: readonly TotalName[];
  readonly where?: string;
  readonly sort?: string;
  readonly top?: number;
  readonly pareto?: readonly string[];
  readonly rows?: string;
  readonly cols?: string;
  readonly value?: string;
  readonly shard?: readonly [part: number, parts: number];
  readonly format: SweepFormat;
  readonly output?: string;
  readonly precision?: number;
}

const most = 100_000;

export function define(command: Command): void {
  const values = (option: string, what: string) => new Option(`--${option} <values>`, `${what}: numbers and ranges from:to:step, as in 1,2 or 0.5:1.5:0.1`);
  command
    .argument('<spec>', 'a file, "-" for standard input, or a name that "ghostcost list" shows')
    .addOption(new Option('--set <name=values>', 'a parameter of the network and its values; may be repeated').argParser(parseAxisOption))
    .addOption(values('s', 'ghost ratio'))
    .addOption(values('d', 'kernel size of the cheap convolutions'))
    .addOption(values('width', 'width multiplier'))
    .addOption(values('resolution', 'height and width of the input'))
    .addOption(new Option('--ghost <s=2,3,d=1,3>', 'replace ordinary convolutions by ghost modules, over values of s and d').argParser(parseGhostAxes))
    .addOption(new Option('--totals <names>', 'what is written of each point').argParser(parseTotals).default(['params', 'macs'], 'params,macs'))
    .addOption(new Option('--where <condition>', 'keep the points that meet it: "macs < 150e6 && s > 2"'))
    .addOption(new Option('--sort <name>', 'in the order of a column; name:desc for the largest first'))
    .addOption(new Option('--top <number>', 'keep so many of the sorted points').argParser(parseCount))
    .addOption(new Option('--pareto <names>', 'keep the points that none beats in all of these columns; name:max where more is better').argParser(parseList))
    .addOption(new Option('--rows <name>', 'with --cols and --value: a table of one total over two parameters'))
    .addOption(new Option('--cols <name>'))
    .addOption(new Option('--value <name>'))
    .addOption(new Option('--shard <i/n>', 'only part i of n; the parts one after the other are the whole').argParser(parseShard))
    .addOption(
      new Option('-f, --format <format>', 'how to print it; csv and jsonl are written as they come')
        .choices(sweepFormats)
        .default('table' satisfies SweepFormat),
    )
    .option('-o, --output <file>', 'write there, whole or not at all')
    .addOption(new Option('--precision <digits>', 'totals as 141.15 M with so many decimals, instead of exact').argParser(parseDigits))
    .action((spec: string, options: Options) => reporting(false, () => run(spec, options)));
}

async function run(spec: string, options: Options): Promise<void> {
  const { set = {}, s, d, width, resolution, ghost } = options;
  const shorthands = Object.entries({ s, d, width, resolution }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const given = { ...ghost, ...Object.fromEntries(shorthands), ...set };
  const axes: Axis[] = Object.entries(given).map(([name, text]) => parseAxis(name, text));
  if (axes.length === 0) throw new SpecError([problem('sweep/no-axes', undefined as never)]);
  const { program } = openSpec(spec, ghost === undefined ? {} : { ghost: { s: 2, d: 3 } });
  const grid = toGrid(axes);
  const names = axes.map(({ name }) => name);
  const pivot = pivotOf(options, axes);
  const totals = pivot === undefined ? options.totals : [pivot.value];
  // a condition may read totals that are not written
  const columns = [...names, ...totals];
  const extra = options.where === undefined ? [] : totalNames.filter((name) => !totals.includes(name) && options.where?.includes(name));
  const keep = options.where === undefined ? undefined : toFilter(options.where, names, [...totals, ...extra]);
  const part = options.shard === undefined ? undefined : shardOf(grid, ...options.shard);

  function* kept(): Generator<Numbers> {
    for (const { point, totals: found } of sweep(program, grid, { totals: [...totals, ...extra], ...(part && { part }) })) {
      if (keep === undefined || keep(point, found)) yield [...point, ...found.subarray(0, totals.length)];
    }
  }
  const selected = selection(options, columns, kept);
  if (isLineFormat(options.format) && pivot === undefined) return stream(columns, selected, lineFormats[options.format], options.output);

  const rows: Numbers[] = [];
  for (const row of selected) if (rows.push(row) > most) throw new SpecError([problem('sweep/too-long', { most, format: options.format })]);
  const lines = pivot === undefined ? toLines(columns, rows, names.length, options.precision) : toPivot(...pivot.of(rows), options.precision);
  const format = isLineFormat(options.format) ? 'table' : options.format;
  await write([tableFormats[format](lines)], options.output);
}

/** The rows as they come, or those that are kept, in their order. */
function selection({ sort, top, pareto }: Options, columns: readonly string[], rows: () => Generator<Numbers>): Iterable<Numbers> {
  if (pareto !== undefined) {
    const frontier = new Frontier(pareto.map((text) => toOrder(text, columns, 'max')));
    for (const row of rows()) frontier.add(row);
    return frontier.rows.slice(0, top);
  }
  if (sort === undefined && top === undefined) return rows();
  const best = new Top(toOrder(sort ?? (columns.at(-1) as string), columns, 'desc'), top ?? most + 1);
  for (const row of rows()) best.add(row);
  return best.rows;
}

function toOrder(text: string, columns: readonly string[], descending: string): Order {
  const [name = '', direction] = text.split(':');
  const column = columns.indexOf(name);
  if (column < 0) throw new SpecError([problem('usage/column', { name, known: columns })]);
  if (direction !== undefined && direction !== descending)
    throw new SpecError([problem('usage/option', { option: 'the order', got: text, expected: `${name} or ${name}:${descending}` })]);
  return { column, descending: direction === descending };
}

function pivotOf({ rows, cols, value }: Options, axes: readonly Axis[]) {
  if (rows === undefined && cols === undefined && value === undefined) return undefined;
  const total = totalNames.find((name) => name === (value ?? 'macs'));
  if (total === undefined) throw new SpecError([problem('usage/column', { name: value ?? '', known: totalNames })]);
  const places = [rows, cols].map((name = '') => axes.findIndex((axis) => axis.name === name));
  const [down = -1, across = -1] = places;
  const open = axes.filter(({ values }, index) => values.length > 1 && !places.includes(index));
  if (down < 0 || across < 0 || down === across || open.length > 0)
    throw new SpecError([problem('sweep/pivot', { axes: axes.map(({ name }) => name), open: open.map(({ name }) => name) })]);
  return {
    value: total,
    of: (found: readonly Numbers[]) =>
      [[rows as string, cols as string, total], found.map((row) => [row[down] as number, row[across] as number, row[axes.length] as number])] as const,
  };
}

const chunk = 2 ** 16;

async function stream(
  columns: readonly string[],
  rows: Iterable<Numbers>,
  { head, line }: (typeof lineFormats)[keyof typeof lineFormats],
  output: string | undefined,
): Promise<void> {
  function* chunks(): Generator<string> {
    let text = head(columns);
    for (const row of rows) {
      text += line(columns, row);
      if (text.length < chunk) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  await write(chunks(), output);
}

/** Writes pieces as fast as the reader takes them; a file is there only once it is whole. */
async function write(pieces: Iterable<string>, output: string | undefined): Promise<void> {
  if (output === undefined || output === '-') {
    for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    return;
  }
  const file = openWhole(output);
  try {
    for (const piece of pieces) file.write(piece);
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.finish();
}

function parseAxisOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, values] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || values === undefined) throw new InvalidArgumentError('expected name=values, as in width=0.5:1.5:0.1.');
  return { ...before, [name.trim()]: values };
}

/** Reads `s=2,3,4,d=1,3`: values belong to the name before them. */
function parseGhostAxes(text: string): Readonly<Record<'s' | 'd', string>> {
  const axes = { s: '2', d: '3' };
  for (const part of text.split(/,(?=[sd]=)/)) {
    const [, name, values] = /^\s*([sd])=(.+)$/.exec(part) ?? [];
    if ((name !== 's' && name !== 'd') || values === undefined) throw new InvalidArgumentError('expected s=2,3,4,d=1,3,5 (either may be left out).');
    axes[name] = values;
  }
  return axes;
}

function parseTotals(text: string): readonly TotalName[] {
  return parseList(text).map((name) => {
    const found = totalNames.find((known) => known === name);
    if (found === undefined) throw new InvalidArgumentError(`there is no total "${name}"; there are ${totalNames.join(', ')}.`);
    return found;
  });
}

function parseShard(text: string): readonly [number, number] {
  const [, part = '', parts = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!(Number(part) >= 1 && Number(part) <= Number(parts))) throw new InvalidArgumentError('expected i/n, from 1/n to n/n.');
  return [Number(part), Number(parts)];
}
