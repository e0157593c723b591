/** The options of a sweep, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type TotalName, totalNames } from '../../cost/generate.ts';
import { lineFormatNames, tableFormatNames } from '../../report/sweep.ts';
import { parseCount, parseDigits, parseList } from '../options.ts';

export const formats = [...tableFormatNames, ...lineFormatNames, 'parquet'] as const;
export type Format = (typeof formats)[number];

export interface Options {
  readonly set?: Readonly<Record<string, string>>;
  readonly s?: string;
  readonly d?: string;
  readonly width?: string;
  readonly resolution?: string;
  readonly ghost?: Readonly<Record<'s' | 'd', string>>;
  readonly points?: string;
  readonly join?: string;
  readonly totals: readonly TotalName[];
  readonly where?: string;
  readonly sort?: string;
  readonly top?: number;
  readonly pareto?: readonly string[];
  readonly rows?: string;
  readonly cols?: string;
  readonly value?: string;
  readonly shard?: readonly [part: number, parts: number];
  readonly jobs: number;
  readonly format: Format;
  readonly output?: string;
  readonly resume?: true;
  readonly precision?: number;
}

export function addOptions(command: Command): Command {
  const values = (option: string, what: string) => new Option(`--${option} <values>`, `${what}: numbers and ranges from:to:step, as in 1,2 or 0.5:1.5:0.1`);
  return command
    .argument('<spec>', 'a file, "-" for standard input, or a name that "ghostcost list" shows')
    .addOption(new Option('--set <name=values>', 'a parameter of the network and its values; may be repeated').argParser(parseAxisOption))
    .addOption(values('s', 'ghost ratio'))
    .addOption(values('d', 'kernel size of the cheap convolutions'))
    .addOption(values('width', 'width multiplier'))
    .addOption(values('resolution', 'height and width of the input'))
    .addOption(new Option('--ghost <s=2,3,d=1,3>', 'replace ordinary convolutions by ghost modules, over values of s and d').argParser(parseGhostAxes))
    .option('--points <file>', 'points from a CSV file, "-" for standard input: a column a parameter, a row a point')
    .option('--join <file>', 'numbers reported of the points, such as accuracies, from a CSV file: some columns are parameters, the others are added')
    .addOption(new Option('--totals <names>', 'what is counted of each point').argParser(parseTotals).default(['params', 'macs'], 'params,macs'))
    .addOption(new Option('--where <condition>', 'keep the points that meet it: "macs < 150e6 && s > 2"'))
    .addOption(new Option('--sort <name>', 'in the order of a column; name:desc for the largest first'))
    .addOption(new Option('--top <number>', 'keep so many of the sorted points').argParser(parseCount))
    .addOption(new Option('--pareto <names>', 'keep the points that none beats in all of these columns; name:max where more is better').argParser(parseList))
    .addOption(new Option('--rows <name>', 'with --cols and --value: a table of one column over two parameters'))
    .addOption(new Option('--cols <name>'))
    .addOption(new Option('--value <name>'))
    .addOption(new Option('--shard <i/n>', 'only part i of n; the parts one after the other are the whole').argParser(parseShard))
    .addOption(new Option('--jobs <number>', 'threads that share the points').argParser(parseCount).default(1))
    .addOption(
      new Option('-f, --format <format>', 'how to print it; csv, jsonl and parquet are written as they come')
        .choices(formats)
        .default('table' satisfies Format),
    )
    .option('-o, --output <file>', 'write there, whole or not at all')
    .option('--resume', 'go on with what an interrupted run of the same command wrote (csv and jsonl files)')
    .addOption(new Option('--precision <digits>', 'totals as 141.15 M with so many decimals, instead of exact').argParser(parseDigits));
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
