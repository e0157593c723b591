import { type Command, Option } from 'commander';
import { type Analysis, analyze } from '../cost/analysis.ts';
import { type Depth, depths } from '../cost/rows.ts';
import { type Problem, SpecError } from '../diagnostic/index.ts';
import { analysisReport } from '../report/analyze.ts';
import { pickColumns } from '../report/columns.ts';
import { type Format, formats } from '../report/index.ts';
import { showSpending } from '../report/summary.ts';
import type { Budget } from '../spec/budget.ts';
import { addBasisOptions, type BasisOptions, basisOf } from './basis.ts';
import { say } from './console.ts';
import { exitCodes } from './exit.ts';
import { addPointOptions, budgetOption, type OpenedSpec, openSpec, type PointOptions, parseDepth, parseDigits, parseList } from './options.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';

interface Options extends PointOptions, BasisOptions, ReportOptions {
  readonly depth?: Depth;
  readonly columns?: readonly string[];
  readonly precision?: number;
  readonly budget?: Budget;
}

export function define(command: Command): void {
  command.argument('<spec...>', 'files, "-" for standard input, or shipped names (see "ghostcost list")');
  addPointOptions(command)
    .addOption(
      new Option('--depth <depth>', `how to group rows: ${depths.join(', ')}, or a number of path levels (default: block; total for several specs)`).argParser(
        parseDepth,
      ),
    )
    .addOption(budgetOption());
  addBasisOptions(command);
  addReportOptions(command)
    .addOption(
      new Option('--columns <names>', 'columns to show, in order, comma-separated; "ghost" stands for the columns about ghost modules').argParser(parseList),
    )
    .addOption(new Option('--precision <digits>', 'show counts as 141.15 M, with this number of decimals (default: exact)').argParser(parseDigits))
    .action((specs: string[], options: Options) => reportingIn(options, formats, (format) => run(specs, format, options)));
}

async function run(specs: readonly string[], format: Format, options: Options): Promise<void> {
  const { output, precision, budget } = options;
  const columns = options.columns === undefined ? undefined : pickColumns(options.columns);
  const depth = options.depth ?? (specs.length > 1 ? 'total' : 'block');
  const analyses: Analysis[] = [];
  const opened: OpenedSpec[] = [];
  const problems: Problem[] = [];
  for (const spec of specs) {
    try {
      const one = openSpec(spec, options);
      analyses.push(analyze(one.program, { params: one.params, depth, ...basisOf(options), ...(budget && { budget }) }));
      opened.push(one);
    } catch (error) {
      // one bad spec does not lose the others
      if (!(error instanceof SpecError)) throw error;
      problems.push(...error.problems);
    }
  }
  // a file is written whole or not at all, and JSON is one object
  if (analyses.length > 0 && (problems.length === 0 || (format !== 'json' && output === undefined)))
    await print(analysisReport(analyses, { columns, precision }), format, options, opened);
  for (const { name, spending } of analyses) {
    const over = spending.filter((one) => one.over);
    if (over.length === 0) continue;
    process.exitCode = exitCodes.failed;
    say(`${name} is over budget: ${over.map(showSpending).join('; ')}`);
  }
  if (problems.length > 0) throw new SpecError(problems);
}
