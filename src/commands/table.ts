import { type Command, Option } from 'commander';
import type { DataType, MemoryRule } from '../cost/basis.ts';
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { toNetwork } from '../graph/network.ts';
import { warningsIn } from '../graph/warnings.ts';
import { library, readTable } from '../node/files.ts';
import { type Format, formats } from '../report/index.ts';
import { tablesReport } from '../report/list.ts';
import { renderProblems } from '../report/problems.ts';
import { showSpending } from '../report/summary.ts';
import { tableReport } from '../report/table.ts';
import type { Budget } from '../spec/budget.ts';
import { showChecked } from '../table/checked.ts';
import { evaluateTable } from '../table/evaluate.ts';
import type { Table } from '../table/table.ts';
import { timesKey, withTimes } from '../table/times.ts';
import { dtypeOption, memoryOption } from './basis.ts';
import { say } from './console.ts';
import { exitCodes } from './exit.ts';
import { budgetOption, parseDigits, parseList, strictOption } from './options.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';
import { shippedTables } from './shipped-tables.ts';
import { styleFor } from './terminal.ts';
import { type TimingOptions, timingOptions } from './timing-options.ts';
import { warn } from './warnings.ts';
import { requireWritable } from './whole-file.ts';

interface Options extends TimingOptions, ReportOptions {
  readonly time?: true;
  readonly columns?: readonly string[];
  readonly precision?: number;
  readonly paper?: true;
  readonly check?: true;
  readonly strict?: true;
  readonly budget?: Budget;
  readonly memory: MemoryRule;
  readonly dtype: DataType;
}

export function define(command: Command): void {
  command.argument(
    '[table...]',
    'files, "-" for standard input, or shipped names, such as 7 of the GhostNet paper; without one, the shipped tables are listed',
  );
  addReportOptions(command)
    .addOption(new Option('--columns <names>', 'columns to show, in order: name,macs or name,macs.computed').argParser(parseList))
    .addOption(new Option('--precision <digits>', 'number of decimals in computed values (default: all)').argParser(parseDigits))
    .option('--paper', "print computed values alone, in the paper's layout and rounding")
    .addOption(budgetOption())
    .addOption(dtypeOption())
    .addOption(memoryOption())
    .addOption(strictOption())
    .option('--check', 'exit with code 1 if a value differs from the printed one and the table gives no reason')
    .option('--time', 'measure the forward pass of every network at batch size 1 and show the median; implied by the options below');
  for (const option of timingOptions()) command.addOption(option.implies({ time: true }));
  command.action((names: string[], options: Options) => reportingIn(options, formats, (format) => run(names, format, options)));
}

async function run(names: readonly string[], format: Format, { output, check, budget, memory, dtype: dataType, ...options }: Options): Promise<void> {
  if (names.length === 0) return print(tablesReport(shippedTables()), format, { ...options, output });
  let tables: readonly Table[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    try {
      tables = [...tables, evaluateTable(readTable(name), library, { ...(budget && { budget }), memory, dataType })];
    } catch (error) {
      // one bad table does not lose the others
      if (!(error instanceof SpecError)) throw error;
      problems.push(...error.problems);
    }
  }
  const warnings = tables.flatMap(({ groups }) =>
    groups.flatMap(({ rows }) => rows.flatMap(({ network }) => (network === undefined ? [] : warningsIn(network)))),
  );
  warn([...new Set(warnings)], options.strict);
  // a file is written whole or not at all, JSON is one object, and measuring takes long
  if (problems.length > 0 && (format === 'json' || output !== undefined || options.time)) throw new SpecError(problems);
  if (options.time) {
    if (output !== undefined) requireWritable(output);
    tables = await timed(tables, options);
  }
  if (tables.length > 0) await print(tableReport(tables, options), format, { ...options, output });
  const rows = tables.flatMap(({ groups }) => groups.flatMap((group) => group.rows));
  const over = rows.flatMap(({ name, spending }) => spending.filter((one) => one.over).map((one) => `${name} is over budget: ${showSpending(one)}`));
  const failures = [...(check ? rows.flatMap((row) => row.failures.map((failure) => `failed: ${failure}`)) : []), ...over];
  if (failures.length > 0) {
    for (const failure of failures) say(failure);
    process.exitCode = exitCodes.failed;
  }
  if (check) say(showChecked(tables.map(({ checked }) => checked)));
  if (problems.length > 0) throw new SpecError([...problems, ...tables.flatMap((table) => table.problems)]);
  const wrong = tables.flatMap((table) => table.problems);
  if (wrong.length === 0) return;
  // the rows that are fine have been printed; in JSON the problems stand beside them
  process.exitCode = exitCodes.usage;
  if (format !== 'json' || output !== undefined) process.stderr.write(renderProblems(wrong, styleFor(process.stderr)));
}

/** The tables with the times of their networks, which take turns across all of them. */
async function timed(tables: readonly Table[], options: Omit<Options, 'memory' | 'dtype'>): Promise<readonly Table[]> {
  // unknown columns are found before anything takes time
  tableReport(
    tables.map((table) => withTimes(table, new Map())),
    options,
  );
  if (options.columns?.includes(timesKey) === false) throw new SpecError([problem('usage/untimed', { column: timesKey })]);
  const rows = tables.flatMap(({ groups }) => groups.flatMap((group) => group.rows.filter(({ network }) => network !== undefined)));
  if (rows.length === 0) return tables;
  const { timeWatched } = await import('./timing.ts');
  const subjects = rows.flatMap(({ name, network }) => (network === undefined ? [] : [{ name, network: toNetwork(network.program, network.point) }]));
  const { times, environment } = await timeWatched(subjects, { ...options, batch: 1 });
  const found = new Map(rows.flatMap((row, index) => (times[index] === undefined ? [] : [[row, times[index].timing]])));
  return tables.map((table) => withTimes(table, found, environment));
}
