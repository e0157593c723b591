/** The options of a sweep, and how their values are read. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TotalName } from '../../ops/total.ts';
import { formats as reportFormats } from '../../report/index.ts';
import { type AxisOptions, addAxisOptions } from '../axes.ts';
import { addBasisOptions, type BasisOptions } from '../basis.ts';
import { accumulates, parseCount, parseDigits, parseList, parseOnce, parseTotals, parseWhole } from '../options.ts';
import { addReportOptions, type ReportOptions } from '../report.ts';

export const formats = [...reportFormats, 'parquet'] as const;
export type Format = (typeof formats)[number];

export interface Options extends AxisOptions, BasisOptions, ReportOptions<Format> {
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
  command.argument('<spec>', 'a file, "-" for standard input, or a shipped name (see "ghostcost list")');
  addAxisOptions(command)
    .addOption(
      new Option('--points <file>', 'read the points from a CSV file, or "-" for standard input: one column per parameter, one row per point').argParser(
        parseFile,
      ),
    )
    .addOption(
      new Option(
        '--join <file>',
        'add columns from a CSV file, such as accuracies; its columns named like swept parameters say which point a row belongs to',
      ).argParser(parseFile),
    )
    .addOption(new Option('--totals <names>', 'totals to compute for each point').argParser(parseTotals).default(['params', 'macs'], 'params,macs'))
    .addOption(
      new Option('--where <condition>', 'keep only points that satisfy this condition: "macs < 150M && s > 2"; may be repeated: all must hold').argParser(
        accumulates(parseCondition),
      ),
    )
    .addOption(new Option('--sort <name>', 'sort by a column, smallest first; name:desc for largest first'))
    .addOption(new Option('--top <number>', 'keep only the first points in the order of --sort').argParser(parseCount))
    .addOption(
      new Option('--pareto <names>', 'keep only points on the Pareto frontier of these columns: less is better, or name:max for more').argParser(parseList),
    )
    .addOption(new Option('--rows <name>', 'pivot table: the parameter down the rows (with --cols and --value)').conflicts('totals'))
    .addOption(new Option('--cols <name>', 'pivot table: the parameter across the columns'))
    .addOption(new Option('--value <name>', 'pivot table: the total shown in the cells'))
    .addOption(new Option('--shard <i/n>', 'compute shard i of n; the shards, concatenated in order, equal the full sweep').argParser(parseShard))
    .addOption(new Option('--jobs <number>', 'number of worker threads').argParser(parseWhole(1, 256)).default(1));
  return addReportOptions(addBasisOptions(command), formats, 'output format; csv, jsonl and parquet are streamed')
    .option('--resume', 'resume an interrupted run of the same command (csv and jsonl files)')
    .addOption(new Option('--precision <digits>', 'show totals as 141.15 M, with this number of decimals (default: exact)').argParser(parseDigits));
}

const parseFile = parseOnce('put all points into one file');

const parseCondition = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function parseShard(text: string): readonly [number, number] {
  const [, part = '', parts = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!(Number(part) >= 1 && Number(part) <= Number(parts))) throw new InvalidArgumentError('expected i/n, from 1/n to n/n.');
  return [Number(part), Number(parts)];
}
