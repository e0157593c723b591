import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Basis } from '../cost/basis.ts';
import { problem, SpecError } from '../diagnostic.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import { type Format, formats } from '../report/index.ts';
import { solutionReport } from '../report/solve.ts';
import type { Goal } from '../solve/goal.ts';
import { solve, type Unknown } from '../solve/solve.ts';
import { type Ends, toUnknown } from '../solve/unknown.ts';
import { amountExpected, parseAmount } from '../spec/budget.ts';
import type { Program } from '../spec/program.ts';
import { parseAxis } from '../sweep/grid.ts';
import { addBasisOptions, type BasisOptions, basisOf } from './basis.ts';
import { exitCodes } from './exit.ts';
import { accumulates, addPointOptions, openSpec, type PointOptions, parseCount, parseList, parseTotal } from './options.ts';
import { progressOf } from './progress.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';

interface Options extends PointOptions, BasisOptions, ReportOptions {
  readonly target?: readonly Goal[];
  readonly atMost?: readonly Goal[];
  readonly atLeast?: readonly Goal[];
  readonly over: readonly Sought[];
  readonly top: number;
}

/** A parameter to find, with the values to search it in, if given. */
interface Sought {
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
  if (goals.length === 0) throw new SpecError([problem('solve/no-goal', undefined as never)]);
  const again = goals.find(({ total, how }, index) => goals.findIndex((other) => other.total === total && other.how === how) < index);
  if (again !== undefined)
    throw new SpecError([problem('usage/twice', { name: `${again.how === 'nearest' ? 'the target' : `the limit (${again.how})`} of ${again.total}` })]);
  const opened = openSpec(spec, options);
  const { program, params } = opened;
  const basis = basisOf(options);
  const twice = over.find(({ name }, index) => over.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw new SpecError([problem('name/duplicate', { name: twice.name, what: 'the parameter' })]);
  const unknowns = over.map((sought) => unknownOf(program, params, sought, goals, over.length === 1, basis));
  const real = unknowns.filter((unknown) => !('values' in unknown)).map(({ name }) => name);
  if (real.length > 1) throw new SpecError([problem('solve/two-real', { names: real })]);

  const shown: readonly TotalName[] = ['params', 'macs'];
  const totals = [...goals.map(({ total }) => total), ...shown.filter((name) => goals.every(({ total }) => total !== name))];
  const progress = await progressOf(1, '{eta_formatted} left');
  const answer = solve(program, params, goals, unknowns, totals, { basis, onProgress: (share) => progress.update(share, {}) });
  progress.stop();
  const absent = goals.find((_, index) => Number.isNaN(answer.reach[index]?.least));
  if (absent !== undefined) throw new SpecError([problem('check/no-total', { name: absent.total, network: program.name })]);
  if (answer.solutions.length === 0 && !Number.isFinite(answer.reach[0]?.least) && answer.invalid !== undefined) throw answer.invalid;
  const report = solutionReport({ network: program.name, params: Object.fromEntries(toPoint(program, params)), goals, unknowns, totals, answer, top });
  await print(report, format, options, [opened]);
  if (answer.solutions.length === 0) process.exitCode = exitCodes.failed;
}

/** A range without a step is searched as a whole where the parameter takes any number, else at all values in it that the parameter takes. */
function unknownOf(program: Program, params: Settings, { name, range }: Sought, goals: readonly Goal[], alone: boolean, basis: Basis): Unknown {
  if (range === undefined) return toUnknown(program, params, name, goals, alone, undefined, basis);
  const ends = endsOf(range);
  if (ends === undefined) {
    const { values } = parseAxis(name, range);
    toPoint(program, { ...params, [name]: values[0] ?? 0 });
    return { name, values: [...new Set(Array.from(values))].sort((one, other) => one - other) };
  }
  const wrong = (reason: string) => new SpecError([problem('sweep/range', { name, text: range, reason })]);
  if (!(ends[0] < ends[1])) throw wrong('it is searched between two numbers, the smaller first');
  for (const end of ends) toPoint(program, { ...params, [name]: end });
  const unknown = toUnknown(program, params, name, goals, alone, ends, basis);
  if (!('values' in unknown) && !(ends[0] > 0)) throw wrong('it is searched between two numbers above 0, the smaller first');
  if ('values' in unknown && unknown.values.length === 0) {
    const { chosen } = unknown;
    throw wrong(`no ${typeof chosen === 'object' ? `multiple of ${chosen.multiplesOf}` : 'whole number'} lies in it; other values want a step`);
  }
  return unknown;
}

/** The ends of `from:to`; undefined for lists, and for ranges with a step. */
function endsOf(range: string): Ends | undefined {
  const [from = '', to = '', ...others] = range.split(':').map((bound) => bound.trim());
  const ends = [from, to].map((bound) => (bound === '' ? Number.NaN : Number(bound)));
  return others.length === 0 && ends.every(Number.isFinite) ? (ends as [number, number]) : undefined;
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
function parseSought(text: string): readonly Sought[] {
  return text.split(/,(?=\s*[A-Za-z_])/).map((part) => {
    const [, name, , range] = /^\s*([A-Za-z_]\w*)\s*(=(.+))?$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError('expected parameters, with ranges if wanted: width or width=0.5:2,s=2,3,4.');
    return { name, ...(range !== undefined && { range }) };
  });
}
