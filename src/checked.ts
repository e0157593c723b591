/** The library's functions as their callers have them: what they are given is checked, and said in the words of the command line. */

import * as z from 'zod/mini';
import * as analysis from './cost/analysis.ts';
import { dataTypes, memoryRuleNames } from './cost/basis.ts';
import { type Depth, depths } from './cost/rows.ts';
import { type Problem, problem, SpecError } from './diagnostic.ts';
import { conventionNames } from './ops/convention.ts';
import { isTotal, totalNames } from './ops/total.ts';
import { once } from './remembered.ts';
import { type AnalysisOptions, analysisReport } from './report/analyze.ts';
import { pickColumns } from './report/columns.ts';
import * as report from './report/index.ts';
import { type TableOptions, tableReport } from './report/table.ts';
import { describe } from './spec/check.ts';
import * as compilation from './spec/compile.ts';
import type { Document } from './spec/document.ts';
import * as ghosts from './spec/ghostify.ts';
import type { Library } from './spec/library.ts';
import type { Program } from './spec/program.ts';
import { described } from './spec/schema.ts';
import * as evaluation from './table/evaluate.ts';

/** How reports are written; each format takes what it knows. */
export type RenderOptions = Omit<report.RenderOptions, 'grid' | 'width' | 'hash'>;

/** An option: what it may be, and the words among which it is chosen, if it is. */
interface Option {
  readonly schema: z.core.$ZodType;
  readonly expected: string;
  readonly words?: readonly string[];
}
type Options = Readonly<Record<string, Option>>;

const option = (schema: z.core.$ZodType, expected: string): Option => ({ schema, expected });
const choice = (words: readonly string[]): Option => ({ schema: z.enum(words as [string]), expected: `one of ${words.join(', ')}`, words });
const whole = (least: number, most: number, expected: string) => option(z.int().check(z.gte(least), z.lte(most)), expected);

/** What each function takes; made when the first of them is called. */
const optionsOf = once(() => {
  const setting = described(z.union([z.number(), z.boolean(), z.string(), z.array(z.unknown())]), 'a number, true, false, a word, or a list of these');
  const count = whole(1, Number.MAX_SAFE_INTEGER, 'a whole number of at least 1');
  const names = option(z.array(z.string()), 'a list of names or patterns');
  const limit = described(z.number().check(z.gte(0)), 'a number of at least 0');
  const columns = option(z.array(z.string()), 'a list of names of columns');
  const precision = whole(0, 9, 'a whole number from 0 to 9');
  const text = option(z.string(), 'a text');
  const formatting = {
    style: option(z.looseObject({}), 'a mapping from styles to functions'),
    escapeFormulas: option(z.boolean(), 'true or false'),
    caption: text,
    label: text,
  };
  const budget = option(z.record(z.string(), limit), `limits on ${totalNames.join(', ')}`);
  const memory = choice(memoryRuleNames);
  return {
    analyze: {
      params: option(z.record(z.string(), setting), 'a mapping from parameters to values'),
      depth: {
        ...option(z.union([z.enum(depths), z.int().check(z.gte(1), z.lte(99))]), `${depths.join(', ')} or a whole number from 1 to 99`),
        words: depths satisfies readonly Depth[],
      },
      convention: choice(conventionNames),
      batch: count,
      dataType: choice(Object.keys(dataTypes)),
      memory,
      budget,
    },
    render: { columns, precision, ...formatting },
    ghostify: { s: count, d: count, first: option(z.boolean(), 'true or false'), only: names, except: names },
    evaluateTable: { budget, memory },
    renderTables: { columns, precision, ...formatting, paper: option(z.boolean(), 'true or false'), hash: option(z.custom(isFunction), 'a function') },
  } satisfies Readonly<Record<string, Options>>;
});

const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** @throws SpecError for every option that there is not, or that cannot be what it is */
function requireOptions(name: keyof ReturnType<typeof optionsOf>, given: unknown): void {
  const options: Options = optionsOf()[name];
  const where = `the options of ${name}`;
  if (!isObject(given) || Array.isArray(given)) throw new SpecError([problem('value/type', { key: where, got: describe(given), expected: 'a mapping' })]);
  const problems = Object.entries(given).flatMap(([key, value]): readonly Problem[] => {
    const found = Object.hasOwn(options, key) ? options[key] : undefined;
    if (found === undefined) return [problem('key/unknown', { key, where, known: Object.keys(options) })];
    if (value === undefined) return [];
    const { schema, expected, words } = found;
    const { error } = z.safeParse(schema, value);
    const names = key === 'budget' && isObject(value) ? Object.keys(value).filter((name) => !isTotal(name)) : [];
    const unknown = names.map((name) => problem('name/budget', { name, known: totalNames }));
    if (error === undefined) return unknown;
    if (words !== undefined && typeof value === 'string') return [problem('value/word', { key, word: value, known: words, reference: false })];
    const [inner] = error.issues[0]?.path ?? [];
    // of a mapping, the entry that is wrong
    if (inner === undefined || !isObject(value)) return [problem('value/type', { key, got: describe(value), expected })];
    const got = describe((value as Record<PropertyKey, unknown>)[inner]);
    const entry = schema instanceof z.ZodMiniRecord ? z.globalRegistry.get(schema.def.valueType)?.description : undefined;
    return [...unknown, problem('value/type', { key: `${key}.${String(inner)}`, got, expected: entry ?? expected })];
  });
  if (problems.length > 0) throw new SpecError(problems);
}

/** @throws SpecError for what is not made by the function that makes such things */
function require(key: string, value: unknown, part: string, expected: string, advice?: string): void {
  if (!isObject(value) || !(part in value)) throw new SpecError([problem('value/type', { key, got: describe(value), expected, advice })]);
}

const requireProgram = (value: unknown) => require('the program', value, 'rules', 'what compile() makes', 'compile(parse(text), library)');
const requireDocument = (value: unknown) => require('the document', value, 'locate', 'what parse() makes', 'parse(text, name)');

/** @throws SpecError for what is no list of such things, or a format that there is not */
function requireReport(key: string, values: unknown, part: string, maker: string, format: unknown, formats: readonly string[]): void {
  if (!Array.isArray(values)) throw new SpecError([problem('value/type', { key, got: describe(values), expected: `a list of what ${maker} makes` })]);
  for (const value of values) require(`one of ${key}`, value, part, `what ${maker} makes`);
  if (formats.includes(format as string)) return;
  if (typeof format === 'string') throw new SpecError([problem('value/word', { key: 'format', word: format, known: formats, reference: false })]);
  throw new SpecError([problem('value/type', { key: 'format', got: describe(format), expected: `one of ${formats.join(', ')}` })]);
}

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
 * @throws SpecError for options that there are not, and what is wrong with the network
 */
export function ghostify(base: Document, options: Partial<ghosts.Ghost>, library: Library): Program {
  requireDocument(base);
  requireOptions('ghostify', options);
  return ghosts.ghostify(base, { ...ghosts.usualGhost, ...options }, library);
}

/**
 * Analyses a program at a point.
 * @throws SpecError for options that there are not, parameters that it does not have, and what is wrong at this point
 */
export function analyze(program: Program, options: analysis.AnalyzeOptions = {}): analysis.Analysis {
  requireProgram(program);
  requireOptions('analyze', options);
  return analysis.analyze(program, options);
}

/**
 * Writes analyses in a format.
 * @throws SpecError for formats, options and columns that there are not
 */
export function render(analyses: readonly analysis.Analysis[], format: report.Format = 'table', options: AnalysisOptions & RenderOptions = {}): string {
  requireReport('the analyses', analyses, 'peakMemory', 'analyze()', format, report.formats);
  requireOptions('render', options);
  pickColumns(options.columns ?? []);
  return report.render(analysisReport(analyses, options), format, options);
}

/**
 * Evaluates a table.
 * @throws SpecError for options that there are not, and when there is no table to be had; what is wrong with single rows is in its `problems`
 */
export function evaluateTable(document: Document, library: Library, options: evaluation.EvaluateOptions = {}): evaluation.Table {
  requireDocument(document);
  requireOptions('evaluateTable', options);
  return evaluation.evaluateTable(document, library, options);
}

/**
 * Writes tables in a format.
 * @throws SpecError for formats, options and columns that there are not
 */
export function renderTables(
  tables: readonly evaluation.Table[],
  format: report.Format = 'table',
  options: TableOptions & RenderOptions & Pick<report.RenderOptions, 'hash'> = {},
): string {
  requireReport('the tables', tables, 'groups', 'evaluateTable()', format, report.formats);
  requireOptions('renderTables', options);
  return report.render(tableReport(tables, options), format, options);
}
