/** The library's functions as their callers have them: what they are given is checked first. */
import * as analysis from '../cost/analysis.ts';
import { type Basis, defaultBasis } from '../cost/basis.ts';
import * as comparison from '../cost/compare.ts';
import * as explanation from '../cost/explain.ts';
import { parseGuard } from '../cost/guard.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Network, toNetwork } from '../graph/network.ts';
import { resolved, type Settings, toPoint } from '../graph/point.ts';
import * as onnx from '../onnx/index.ts';
import type { TotalName } from '../ops/total.ts';
import { type AnalysisOptions, analysisReport } from '../report/analyze.ts';
import { pickColumns } from '../report/columns.ts';
import { comparisonReport } from '../report/compare.ts';
import { explanationReport } from '../report/explain.ts';
import * as report from '../report/index.ts';
import type { Report } from '../report/sheet.ts';
import { type TableOptions, tableReport } from '../report/table.ts';
import { ask, type Sought } from '../solve/ask.ts';
import type { Goal } from '../solve/goal.ts';
import { amountExpected, parseAmount } from '../spec/budget.ts';
import { describe } from '../spec/check.ts';
import * as compilation from '../spec/compile.ts';
import type { Document } from '../spec/document.ts';
import * as ghosts from '../spec/ghostify.ts';
import type { Library } from '../spec/library.ts';
import { compiled } from '../spec/operators.ts';
import type { Program } from '../spec/program.ts';
import { type Axis, parseAxis, parseEnds } from '../sweep/grid.ts';
import { openSweep } from '../sweep/open.ts';
import * as evaluation from '../table/evaluate.ts';
import type { Table } from '../table/table.ts';
import { requireDocument, requireFormat, requireNetwork, requireOptions, requireProgram } from './options.ts';

/** A network, or a program that is one at the values of its parameters. */
const networkOf = (given: Program | Network, params?: Settings): Network => {
  if (typeof given === 'object' && given !== null && 'standIns' in given) return given;
  requireProgram(given);
  const { program, settings } = resolved(given, params);
  return toNetwork(program, toPoint(program, settings));
};

/**
 * Compiles a network's document.
 * @throws SpecError with all problems that were found
 */
export function compile(document: Document, library?: Library): Program {
  requireDocument(document);
  return compilation.compile(document, library);
}

/**
 * A network with ghost modules in the place of its ordinary convolutions; of the paper's s = 2 and d = 3 unless given.
 * @throws SpecError for unknown options, and what is wrong with the network
 */
export function ghostify(base: Document, options: Partial<ghosts.Ghost>, library: Library): Program {
  requireDocument(base);
  requireOptions('ghostify', options);
  return ghosts.ghostify(base, { ...ghosts.usualGhost, ...options }, library);
}

/**
 * Analyses a program at a point, or a network.
 * @throws SpecError for unknown options and parameters, and what is wrong at this point
 */
export function analyze(given: Program | Network, options: analysis.AnalyzeOptions = {}): analysis.Analysis {
  requireOptions('analyze', options);
  const { params, ...others } = options;
  return analysis.analyzeNetwork(networkOf(given, params), others);
}

/**
 * Compares networks; the first is what the others are compared to. With `totals`, only these are compared. Conditions of `failIf`, such as `macs > +5%`, are judged in `findings`.
 * @throws SpecError as `analyze` does
 */
export function compare(
  subjects: readonly comparison.Subject[],
  { failIf = [], ...options }: Partial<Basis> & { readonly totals?: readonly TotalName[]; readonly failIf?: readonly string[] } = {},
): comparison.Comparison {
  if (!Array.isArray(subjects) || subjects.length < 2) throw new SpecError([problem('usage/networks', { got: Array.isArray(subjects) ? subjects.length : 0 })]);
  for (const { program } of subjects) requireProgram(program);
  requireOptions('compare', { failIf, ...options });
  return comparison.compare(subjects, { ...options, failIf: failIf.map(parseGuard) });
}

/**
 * Explains the layer or block whose path is `name` or ends in it, or the whole network.
 * @throws SpecError when there is none of that name, or several
 */
export function explain(network: Network, name?: string, depth?: number | 'op'): explanation.Explained {
  requireNetwork(network);
  return explanation.explain(network, name, depth);
}

export interface SweepOptions extends Partial<Basis> {
  /** Values of the parameters that do not vary. */
  readonly params?: Settings;
  /** What is counted of each point: params and macs unless given. */
  readonly totals?: readonly TotalName[];
  /** Conditions that all have to hold: `macs < 150M`. */
  readonly where?: readonly string[];
}

/** Points between two that are handed on, so that few rows wait. */
const atOnce = 1024;

/**
 * Totals over a grid: every combination of the values, the last parameter varying fastest. Values are a list, or a text such as `0.5:2:0.1`.
 * @returns one object per point, by the names of the parameters and totals; a total that a network does not have is NaN
 * @throws SpecError for what is wrong with the grid, the totals or the conditions, and at the first point that is not valid
 */
export function* sweep(
  program: Program,
  grid: Readonly<Record<string, readonly number[] | string>>,
  options: SweepOptions = {},
): Generator<Readonly<Record<string, number>>> {
  requireProgram(program);
  requireOptions('sweep', options);
  const { params = {}, totals = ['params', 'macs'], where, ...basis } = options;
  const axes = Object.entries(grid).map(([name, values]): Axis => (typeof values === 'string' ? parseAxis(name, values) : axisOf(name, values)));
  const opened = openSweep(program, { settings: params, axes, totals, basis: { ...defaultBasis, ...basis }, ...(where && { where }) });
  const { columns, rows } = opened;
  // written out, since an object that is made name by name takes longer than all its totals
  const toObject = compiled(`return (row) => ({ ${columns.map((name, column) => `${JSON.stringify(name)}: row[${column}]`).join(', ')} });`) as (
    row: Float64Array,
  ) => Readonly<Record<string, number>>;
  for (let from = 0; from < opened.grid.size; from += atOnce) {
    const found: Readonly<Record<string, number>>[] = [];
    rows([from, Math.min(from + atOnce, opened.grid.size)], (row) => found.push(toObject(row)));
    yield* found;
  }
}

function axisOf(name: string, values: readonly number[]): Axis {
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number'))
    throw new SpecError([problem('value/type', { key: name, got: describe(values), expected: 'a list of numbers, or a text such as 0.5:2:0.1' })]);
  return { names: [name], values: Float64Array.from(values) };
}

export interface SolveOptions extends Partial<Basis> {
  /** Totals to come as near to as can be: numbers, or texts such as `150M`. */
  readonly target?: Partial<Readonly<Record<TotalName, number | string>>>;
  /** Totals not to pass. */
  readonly atMost?: Partial<Readonly<Record<TotalName, number | string>>>;
  /** Totals to reach. */
  readonly atLeast?: Partial<Readonly<Record<TotalName, number | string>>>;
  /** The parameters to find: their names, or a mapping from them to values, to the text of a range `0.5:2` or to `true`. */
  readonly over: readonly string[] | Readonly<Record<string, readonly number[] | string | true>>;
  /** Values of the other parameters. */
  readonly params?: Settings;
}

export interface Solved {
  /** The best first. */
  readonly solutions: readonly {
    readonly params: Readonly<Record<string, number>>;
    /** The ends of the interval of the continuous parameter in which all totals are the same. */
    readonly from: number;
    readonly to: number;
    readonly totals: Readonly<Partial<Record<TotalName, number>>>;
    /** How far the totals are from the goals, as a share of these. */
    readonly distance: number;
  }[];
  /** Whether nothing in what was to be searched can be better. */
  readonly complete: boolean;
}

/**
 * Finds the parameters that come nearest to the goals.
 * @throws SpecError for what is wrong with the question, and for a total that the network does not have
 */
export function solve(program: Program, options: SolveOptions): Solved {
  requireProgram(program);
  requireOptions('solve', options);
  const { target = {}, atMost = {}, atLeast = {}, over, params = {}, ...basis } = options;
  const goals = [...goalsOf(target, 'nearest'), ...goalsOf(atMost, 'at-most'), ...goalsOf(atLeast, 'at-least')];
  if (over === undefined) throw new SpecError([problem('key/missing', { key: 'over', where: 'the options of solve', expected: 'a list of parameters' })]);
  const { totals, answer } = ask(program, params, goals, soughtOf(over), { basis: { ...defaultBasis, ...basis } });
  return {
    solutions: answer.solutions.map(({ settings, step, distance }) => ({
      params: settings,
      from: step.from,
      to: step.to,
      totals: Object.fromEntries(totals.map((name, index) => [name, step.totals[index] as number])),
      distance,
    })),
    complete: answer.complete,
  };
}

const goalsOf = (written: Readonly<Record<string, number | string>>, how: Goal['how']): readonly Goal[] =>
  Object.entries(written).map(([total, text]) => {
    const amount = parseAmount(text);
    if (!amount) throw new SpecError([problem('value/type', { key: total, got: describe(text), expected: `${amountExpected}, above 0` })]);
    return { total: total as TotalName, amount, how };
  });

function soughtOf(over: SolveOptions['over']): readonly Sought[] {
  if (Array.isArray(over)) return over.map((name: string) => ({ name }));
  return Object.entries(over).map(([name, values]): Sought => {
    if (values === true) return { name };
    if (typeof values !== 'string') return { name, values: [...axisOf(name, values as readonly number[]).values] };
    const ends = parseEnds(values);
    return ends === undefined ? { name, values: [...parseAxis(name, values).values] } : { name, ends };
  });
}

/**
 * Evaluates a table.
 * @throws SpecError for unknown options, and when the table cannot be read; what is wrong with single rows is in its `problems`
 */
export function table(document: Document, library: Library, options: evaluation.EvaluateOptions = {}): Table {
  requireDocument(document);
  requireOptions('table', options);
  return evaluation.evaluateTable(document, library, options);
}

/**
 * A network as an ONNX model, with weights drawn from a seed, or zeros.
 * @throws SpecError when it has more weights than an ONNX file can hold
 */
export function toOnnx(network: Network, options: onnx.OnnxOptions = {}): onnx.OnnxModel {
  requireNetwork(network);
  requireOptions('toOnnx', options);
  return onnx.toOnnx(network, options);
}

/** What can be rendered: analyses, tables, a comparison, an explanation. */
export type Rendered = analysis.Analysis | readonly analysis.Analysis[] | Table | readonly Table[] | comparison.Comparison | explanation.Explained;

export interface RenderOptions extends Omit<AnalysisOptions, 'columns'>, TableOptions, Omit<report.RenderOptions, 'grid' | 'width'> {}

/**
 * Writes analyses, tables, a comparison or an explanation in a format.
 * @throws SpecError for unknown formats, options and columns
 */
export function render(found: Rendered, format: report.Format = 'table', options: RenderOptions = {}): string {
  requireFormat(format);
  requireOptions('render', options);
  return report.render(reportOf(found, options), format, options);
}

function reportOf(found: Rendered, options: RenderOptions): Report {
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  const are = (part: string) => all.every((one) => typeof one === 'object' && one !== null && part in one);
  if (are('peakMemory')) {
    const { columns, ...others } = options;
    return analysisReport(all as readonly analysis.Analysis[], { ...others, ...(columns && { columns: pickColumns(columns) }) });
  }
  if (are('groups')) return tableReport(all as readonly Table[], options);
  if (are('sections')) return comparisonReport(found as comparison.Comparison);
  if (are('parts')) return explanationReport(found as explanation.Explained, undefined);
  throw new SpecError([
    problem('value/type', { key: 'what is rendered', got: describe(found), expected: 'what analyze(), table(), compare() or explain() makes' }),
  ]);
}
