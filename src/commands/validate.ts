import { type Command, Option } from 'commander';
import { analyze } from '../cost/analysis.ts';
import type { Spending } from '../cost/budget.ts';
import { type Problem, SpecError } from '../diagnostic/index.ts';
import { visible } from '../diagnostic/text.ts';
import { annotateProblems, annotation } from '../report/github.ts';
import { counted } from '../report/number.ts';
import { problemsToJson } from '../report/problems.ts';
import { showSpending } from '../report/summary.ts';
import type { Budget } from '../spec/budget.ts';
import { addBasisOptions, type BasisOptions, basisOf } from './basis.ts';
import { reporting, say } from './console.ts';
import { exitCodes } from './exit.ts';
import { addPointOptions, budgetOption, openSpec, type PointOptions } from './options.ts';
import { emit } from './output.ts';

const formats = ['text', 'json', 'github'] as const;

interface Options extends PointOptions, BasisOptions {
  readonly format: (typeof formats)[number];
  readonly json?: true;
  readonly budget?: Budget;
}

/** A limit that a network passes. */
interface Overrun {
  readonly file: string;
  readonly network: string;
  readonly spending: Spending;
}

export function define(command: Command): void {
  command.argument('<spec...>', 'files, "-" for standard input, or shipped names (see "ghostcost list")');
  addBasisOptions(addPointOptions(command).addOption(budgetOption()))
    .addOption(new Option('-f, --format <format>', 'output format; github writes annotations for GitHub Actions').choices(formats).default('text'))
    .option('--json', 'short for --format json: {"problems": [...], "over_budget": [...]}')
    .action((specs: string[], options: Options) => {
      const format = options.json ? 'json' : options.format;
      return reporting(format === 'text' ? undefined : format, () => run(specs, format, options));
    });
}

function run(specs: readonly string[], format: Options['format'], { budget, ...options }: Options): void {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const overruns: Overrun[] = [];
  for (const spec of specs) {
    try {
      const { name: file, program, params } = openSpec(spec, options);
      const found = analyze(program, { params, depth: 'op', ...basisOf(options), ...(budget && { budget }) });
      const over = found.spending.filter((one) => one.over).map((spending) => ({ file, network: found.name, spending }));
      warnings.push(...found.warnings);
      overruns.push(...over);
      const but = found.warnings.length === 0 ? '' : `, with ${counted(found.warnings.length, 'warning')}`;
      // the exit code has the answer too, for who ignores what is said
      if (format === 'text' && over.length === 0) process.stdout.write(`${visible(spec)}: ${found.name} is fine, ${counted(found.rows.length, 'op')}${but}\n`);
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (overruns.length > 0) process.exitCode = exitCodes.failed;
  if (format === 'text') for (const overrun of overruns) say(`${overrun.file}: ${describe(overrun)}`);
  if (format === 'github')
    emit(annotateProblems(warnings) + overruns.map((one) => annotation('error', describe(one), { file: one.file, title: 'over budget' })).join(''), undefined);
  if (problems.length > 0) throw new SpecError(format === 'github' ? problems : [...problems, ...warnings]);
  if (format === 'json')
    emit(
      `${JSON.stringify({ problems: problemsToJson(warnings), over_budget: overruns.map(({ spending, ...one }) => ({ ...one, ...spending })) })}\n`,
      undefined,
    );
}

const describe = ({ network, spending }: Overrun) => `${network} is over budget: ${showSpending(spending)}`;
