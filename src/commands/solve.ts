import { type Command, InvalidArgumentError, Option } from 'commander';
import { toPoint } from '../graph/point.ts';
import { type Format, formats } from '../report/index.ts';
import { solutionReport } from '../report/solve.ts';
import { type Asked, ask, type Sought } from '../solve/ask.ts';
import type { Goal } from '../solve/goal.ts';
import { amountExpected, parseAmount } from '../spec/budget.ts';
import { parseAxis, parseEnds } from '../sweep/grid.ts';
import { addBasisOptions, type BasisOptions, basisOf } from './basis.ts';
import { exitCodes } from './exit.ts';
import { accumulates, addPointOptions, openSpec, type PointOptions, parseCount, parseList, parseTotal } from './options.ts';
import { progressOf } from './progress.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';

interface Options extends PointOptions, BasisOptions, ReportOptions {
  readonly target?: readonly Goal[];
  readonly atMost?: readonly Goal[];
  readonly atLeast?: readonly Goal[];
  readonly over: readonly Written[];
  readonly top: number;
}

/** A parameter to find, with the values to search it in, if given. */
interface Written {
  readonly name: string;
  readonly range?: string;
}

export function define(command: Command): void {
  const goal = (option: string, how: Goal['how'], doc: string) =>
    new Option(`--${option} <total=amount>`, doc).argParser(accumulates((text: string, before: readonly Goal[] = []) => [...before, ...parseGoals(text, how)]));
  command
    .argument('<spec>', 'a file, "-" for standard input, or a shipped name (see "ghostcost list")')
    .addOption(goal('target', 'nearest', 'total to get as close to as possible: macs=150M; of several, the largest relative deviation counts'))
    .addOption(goal('at-most', 'at-most', 'upper bound for a total; without --target, solutions just below it come first'))
    .addOption(goal('at-least', 'at-least', 'lower bound for a total; without --target, solutions just above it come first'))
    .addOption(
      new Option('--over <parameters>', 'parameters to find, with an optional range or values: width or width=0.5:2,s=2,3,4')
        .argParser(parseSought)
        .makeOptionMandatory(),
    );
  addBasisOptions(addPointOptions(command)).addOption(new Option('--top <number>', 'number of solutions to show').argParser(parseCount).default(5));
  addReportOptions(command).action((spec: string, options: Options) => reportingIn(options, formats, (format) => run(spec, format, options)));
}

async function run(spec: string, format: Format, { target = [], atMost = [], atLeast = [], over, top, ...options }: Options): Promise<void> {
  const goals = [...target, ...atMost, ...atLeast];
  const opened = openSpec(spec, options);
  const { program, params } = opened;
  const progress = await progressOf(1, '{eta_formatted} left');
  const onProgress = (share: number) => progress.update(share, {});
  let asked: Asked;
  try {
    asked = ask(program, params, goals, over.map(toSought), { basis: basisOf(options), onProgress });
  } finally {
    progress.stop();
  }
  const report = solutionReport({ network: program.name, params: Object.fromEntries(toPoint(program, params)), ...asked, top });
  await print(report, format, options, [opened]);
  if (asked.answer.solutions.length === 0) process.exitCode = exitCodes.failed;
}

/** A range without a step is searched as a whole where the parameter takes any number, else at all values in it that the parameter takes. */
function toSought({ name, range }: Written): Sought {
  if (range === undefined) return { name };
  const ends = parseEnds(range);
  return ends === undefined ? { name, values: [...parseAxis(name, range).values] } : { name, ends };
}

function parseGoals(text: string, how: Goal['how']): readonly Goal[] {
  return parseList(text).map((part) => {
    const [, name = '', written = ''] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    if (name === '') throw new InvalidArgumentError('expected total=amount, as in macs=150M.');
    const total = parseTotal(name.trim());
    const amount = parseAmount(written);
    if (!amount) throw new InvalidArgumentError(`the amount of ${name} wants ${amountExpected}, above 0.`);
    if (amount > Number.MAX_SAFE_INTEGER) throw new InvalidArgumentError(`the amount of ${name} is past 2^53, where totals are not exact.`);
    return { total, amount, how };
  });
}

/** Reads `width,s=2,3,4`: values belong to the name before them. */
function parseSought(text: string): readonly Written[] {
  return text.split(/,(?=\s*[A-Za-z_])/).map((part) => {
    const [, name, , range] = /^\s*([A-Za-z_]\w*)\s*(=(.+))?$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError('expected parameters, with ranges if wanted: width or width=0.5:2,s=2,3,4.');
    return { name, ...(range !== undefined && { range }) };
  });
}
