/** What the library's functions take: it is checked, and what is wrong is said in the words of the command line. */

import * as z from 'zod/mini';
import { dataTypes, memoryRuleNames } from '../cost/basis.ts';
import { type Depth, depths } from '../cost/rows.ts';
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { conventionNames } from '../ops/convention.ts';
import { isTotal, totalNames } from '../ops/total.ts';
import { once } from '../remembered.ts';
import { type Format, formats } from '../report/index.ts';
import { places } from '../report/latex-place.ts';
import { amountExpected } from '../spec/budget.ts';
import { describe } from '../spec/check.ts';
import { described } from '../spec/schema.ts';

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
    place: choice(places),
    resize: option(z.boolean(), 'true or false'),
    notes: option(z.boolean(), 'true or false'),
  };
  const budget = option(z.record(z.string(), limit), `limits on ${totalNames.join(', ')}`);
  const basis = {
    convention: choice(conventionNames),
    batch: count,
    dataType: choice(Object.keys(dataTypes)),
    memory: choice(memoryRuleNames),
  };
  const params = option(z.record(z.string(), setting), 'a mapping from parameters to values');
  const depth = {
    ...option(z.union([z.enum(depths), z.int().check(z.gte(1), z.lte(99))]), `${depths.join(', ')} or a whole number from 1 to 99`),
    words: depths satisfies readonly Depth[],
  };
  const totals = option(z.array(z.string()), 'a list of totals');
  const amount = described(z.union([z.number(), z.string()]), `${amountExpected}, above 0`);
  const goals = option(z.record(z.string(), amount), 'a mapping from totals to amounts');
  const sought = 'a list of parameters, or a mapping from them to values, ends [from, to] or true';
  return {
    analyze: { params, depth, ...basis, budget },
    compare: { ...basis, totals, failIf: option(z.array(z.string()), 'a list of conditions: "macs > +5%"') },
    sweep: { params, totals, where: option(z.array(z.string()), 'a list of conditions'), ...basis },
    solve: {
      target: goals,
      atMost: goals,
      atLeast: goals,
      over: option(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]), sought),
      params,
      ...basis,
    },
    render: { columns, precision, ...formatting, paper: option(z.boolean(), 'true or false'), hash: option(z.custom(isFunction), 'a function') },
    toOnnx: { batch: count, seed: whole(0, 2 ** 32 - 1, 'a whole number from 0 to 2^32 - 1'), traced: option(z.boolean(), 'true or false') },
    ghostify: { s: count, d: count, first: option(z.boolean(), 'true or false'), only: names, except: names },
    table: { budget, batch: basis.batch, dataType: basis.dataType, memory: basis.memory },
  } satisfies Readonly<Record<string, Options>>;
});

/** Options whose names are those of totals. */
const isOfTotals = (key: string) => ['budget', 'totals', 'target', 'atMost', 'atLeast'].includes(key);
const isFunction = (value: unknown) => typeof value === 'function';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** @throws SpecError for every unknown option, and every value that an option cannot have */
export function requireOptions(name: keyof ReturnType<typeof optionsOf>, given: unknown): void {
  const options: Options = optionsOf()[name];
  const where = `the options of ${name}`;
  if (!isObject(given) || Array.isArray(given)) throw new SpecError([problem('value/type', { key: where, got: describe(given), expected: 'a mapping' })]);
  const problems = Object.entries(given).flatMap(([key, value]): readonly Problem[] => {
    const found = Object.hasOwn(options, key) ? options[key] : undefined;
    if (found === undefined) return [problem('key/unknown', { key, where, known: Object.keys(options) })];
    if (value === undefined) return [];
    const { schema, expected, words } = found;
    const { error } = z.safeParse(schema, value);
    const names = isOfTotals(key) && isObject(value) ? (Array.isArray(value) ? value.map(String) : Object.keys(value)).filter((name) => !isTotal(name)) : [];
    const unknown = names.map((name) => problem(key === 'budget' ? 'name/budget' : 'usage/total', { name, known: totalNames }));
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

export const requireProgram = (value: unknown) => require('the program', value, 'rules', 'what compile() makes', 'compile(parse(text), library)');
export const requireDocument = (value: unknown) => require('the document', value, 'locate', 'what parse() makes', 'parse(text, name)');

export const requireNetwork = (value: unknown) => require('the network', value, 'standIns', 'what toNetwork() makes', 'toNetwork(program, toPoint(program))');

/** @throws SpecError for an unknown format */
export function requireFormat(format: unknown): void {
  if (formats.includes(format as Format)) return;
  if (typeof format === 'string') throw new SpecError([problem('value/word', { key: 'format', word: format, known: formats, reference: false })]);
  throw new SpecError([problem('value/type', { key: 'format', got: describe(format), expected: `one of ${formats.join(', ')}` })]);
}
