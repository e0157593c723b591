/** The options of a sweep, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type TotalName, totalNames } from '../../cost/generate.ts';
import { lineFormatNames } from '../../report/lines.ts';
import { tableFormatNames } from '../../report/sweep.ts';
import { type AxisOptions, addAxisOptions } from '../axes.ts';
import { accumulates, parseCount, parseDigits, parseList, parseOnce, parseWhole } from '../options.ts';
import { addReportOptions, type ReportOptions } from '../report.ts';

export const formats = [...tableFormatNames, ...lineFormatNames, 'parquet'] as const;
export type Format = (typeof formats)[number];

export interface Options extends AxisOptions, ReportOptions<Format> {
  readonly points?: string;
  readonly join?: string;
  readonly totals: readonly TotalName[];
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly top?: number;
  readonly pareto?: readonly string[];
  readonly rows?: string;
  readonly cols?: string;
  readonly value?: string;
  readonly shard?: readonly [part: number, parts: number];
  readonly jobs: number;
  readonly resume?: true;
  readonly precision?: number;
}

/** Whether a pivot table is asked for. */
export const isPivot = ({ rows, cols, value }: Options) => rows !== undefined || cols !== undefined || value !== undefined;

export function addOptions(command: Command): Command {
  command.argument('<spec>', 'a file, "-" for standard input, or a name that "ghostcost list" shows');
  addAxisOptions(command)
    .addOption(new Option('--points <file>', 'points from a CSV file, "-" for standard input: a column a parameter, a row a point').argParser(parseFile))
    .addOption(
      new Option(
        '--join <file>',
        'numbers reported of the points, such as accuracies, from a CSV file: some columns are parameters, the others are added',
      ).argParser(parseFile),
    )
    .addOption(new Option('--totals <names>', 'what is counted of each point').argParser(parseTotals).default(['params', 'macs'], 'params,macs'))
    .addOption(
      new Option('--where <condition>', 'keep the points that meet it: "macs < 150e6 && s > 2"; all, if repeated').argParser(accumulates(parseCondition)),
    )
    .addOption(new Option('--sort <name>', 'in the order of a column; name:desc for the largest first'))
    .addOption(new Option('--top <number>', 'keep so many of the sorted points').argParser(parseCount))
    .addOption(new Option('--pareto <names>', 'keep the points that none beats in all of these columns; name:max where more is better').argParser(parseList))
    .addOption(new Option('--rows <name>', 'with --cols and --value: a table of one column over two parameters').conflicts('totals'))
    .addOption(new Option('--cols <name>'))
    .addOption(new Option('--value <name>'))
    .addOption(new Option('--shard <i/n>', 'only part i of n; the parts one after the other are the whole').argParser(parseShard))
    .addOption(new Option('--jobs <number>', 'threads that share the points').argParser(parseWhole(1, 256)).default(1));
  return addReportOptions(command, formats, 'how to print it; csv, jsonl and parquet are written as they come')
    .option('--resume', 'go on with what an interrupted run of the same command wrote (csv and jsonl files)')
    .addOption(new Option('--precision <digits>', 'totals as 141.15 M with so many decimals, instead of exact').argParser(parseDigits));
}

const parseFile = parseOnce('put what the files hold into one');

const parseCondition = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function parseTotals(text: string): readonly TotalName[] {
  return parseList(text).map((name, index, names) => {
    if (names.indexOf(name) < index) throw new InvalidArgumentError(`${name} is there twice.`);
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
