/** Document -> program. Everything that depends only on the files is resolved here, once. */

import { problem, SpecError } from '../diagnostic/index.ts';
import { isTotal, totalNames } from '../ops/total.ts';
import { once } from '../remembered.ts';
import { amountExpected, type Budget, parseAmount } from './budget.ts';
import { describe, Problems } from './check.ts';
import { definitionsOf, toGlobals } from './definitions.ts';
import { type Document, inside, isList, type Place, type Plain, type PlainMap, rangeOf } from './document.ts';
import { checkNumber, isPlainWord, toField } from './field.ts';
import { type Context, checkName, current, references, toStatements, withNames } from './layers.ts';
import { emptyLibrary, type Library } from './library.ts';
import type { Declaration } from './names.ts';
import { functionNames } from './operators.ts';
import type { Block, LayerReference, Program, Rule, Setting, Statement } from './program.ts';
import { toRule } from './replace.ts';
import { basesOf, type Source } from './sources.ts';
import { blocksOf, contextOf } from './uses.ts';

/** The parameter that is height and width of an input, and those that are one of the two. */
export const sizeName = 'resolution';
export const sideNames = ['resolution_h', 'resolution_w'] as const;

/**
 * Compiles a network's document.
 * @throws SpecError with all problems that were found
 */
export function compile(document: Document, library: Library = emptyLibrary): Program {
  return { ...compileAs(document, library, 'square'), rectangular: once(() => toRectangle(document, library)) };
}

function toRectangle(document: Document, library: Library): Program {
  try {
    const program: Program = { ...compileAs(document, library, 'rectangle'), rectangular: () => program };
    return program;
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new SpecError(
      error.problems.map((one) => (one.code === 'name/unknown' && one.args.name === sizeName ? problem('input/resolution-read', undefined, one) : one)),
    );
  }
}

function compileAs(document: Document, library: Library, shape: 'square' | 'rectangle'): Omit<Program, 'rectangular'> {
  const problems = new Problems();
  // 1. the files: the network, what it extends (the most basic first), and their shapes
  const files = basesOf(document, library, problems);
  if (files.length === 0) problems.throwIfAny();
  // 2. parameters and definitions; a later file overrides what it extends
  const written = files.flatMap((file) => paramsOf(file, problems));
  const params = new Map(written.map(({ name, value }) => [name, value]));
  const declarations = new Map(written.map(({ name, declaration }) => [name, declaration]));
  if (shape === 'rectangle') splitResolution(files, params, declarations);
  const declared: Context['declared'] = [...declarations];
  const definitions = new Map(files.flatMap((file) => [...definitionsOf(file, problems)]));
  const { globals, names, settle } = toGlobals(definitions, new Map(declared), problems);
  const bare = contextOf(names, declared, problems);
  // 3. blocks: those of the libraries in use, and the files' own
  const { visible, libraryOf, isBroken, libraries } = blocksOf(files, globals, bare, library, problems);
  // 4. layers, input and outputs
  const root = files[0] as Source;
  const contextAt = (level: number) => ({ ...bare, blocks: visible[level] ?? new Map(), libraryOf, isBroken });
  const context = contextAt(0);
  const outputs = outputsOf(files, problems);
  const body = root.value.layers === undefined ? [] : toStatements(root.value.layers, inside(root, 'layers'), withNames(context, current), outputs);
  const input = toInput(files, bare, problems, shape);
  // 5. replacements, in the order of the files
  const budget: Budget = Object.assign({}, ...files.map((file) => budgetOf(file, problems)));
  const rules = files.flatMap((file, level) => rulesOf(file, level, contextAt(level), body));
  problems.throwIfAny();
  // 6. what nothing uses
  for (const { settle: settleLibrary } of libraries) settleLibrary();
  settle();
  for (const [name, { what, of, place, key, used }] of declared)
    if (place !== undefined && !used) problems.warn('name/unused', { name, what, of }, place, key && { key });
  for (const [level, file] of files.entries()) warnOfBlocks(file, visible[level] ?? new Map(), problems);

  const top = files.at(-1) as Source;
  const { name, source, doc } = top.value as { name: string; source?: string | readonly string[]; doc?: string };
  const { warnings } = problems;
  return { name, place: top, source: source === undefined ? [] : [source].flat(), doc, params, budget, globals, input, body, outputs, rules, warnings };
}

interface Parameter {
  readonly name: string;
  readonly value: Setting;
  readonly declaration: Declaration;
}

function paramsOf(file: Source, problems: Problems): readonly Parameter[] {
  return Object.entries((file.value.params ?? {}) as PlainMap).map(([name, value]) => {
    const place = inside(file, 'params', name);
    if (checkName(name, 'a parameter', place, { problems }, 'key') && functionNames.some((known) => known === name))
      problems.report('name/reserved', { name }, place, { key: 'key' });
    return { name, value: toSetting(name, value, place, problems), declaration: { what: 'the parameter', place, key: 'key', word: true } };
  });
}

function toSetting(name: string, value: Plain, place: Place, problems: Problems): Setting {
  if (isList(value)) return value.map((item, index) => toSetting(name, item, inside(place, index), problems));
  if (typeof value === 'number') checkNumber(value, name, place, problems);
  else if (typeof value === 'string' ? !isPlainWord(value) : typeof value !== 'boolean') {
    const expected = 'a number, true, false, a word or a list of these; what is calculated goes under "define"';
    problems.report('value/type', { key: name, got: describe(value), expected }, place);
  }
  return typeof value === 'string' ? value : typeof value === 'object' ? Number.NaN : Number(value);
}

function outputsOf(files: readonly Source[], problems: Problems): readonly LayerReference[] | undefined {
  const file = files.findLast(({ value }) => value.outputs !== undefined);
  const outputs = file && references(file.value, 'outputs', file);
  for (const [index, { name, place }] of outputs?.entries() ?? [])
    if (outputs?.findIndex((other) => other.name === name) !== index) problems.report('name/duplicate', { name, what: 'the output' }, place);
  return outputs;
}

/** Blocks of a network's own file are there for that network. */
function warnOfBlocks(file: Source, visible: ReadonlyMap<string, Block>, problems: Problems): void {
  for (const name of Object.keys((file.value.blocks ?? {}) as PlainMap))
    if (!visible.get(name)?.used) problems.warn('name/unused', { name, what: 'the block' }, inside(file, 'blocks', name), { key: 'key' });
}

function budgetOf(file: Source, problems: Problems): Budget {
  const limits = Object.entries((file.value.budget ?? {}) as Record<string, string | number>).flatMap(([name, written]) => {
    const place = inside(file, 'budget', name);
    const limit = parseAmount(written);
    if (!isTotal(name)) problems.report('name/budget', { name, known: totalNames }, place, { key: 'key' });
    else if (limit === undefined) problems.report('value/type', { key: name, got: describe(written), expected: amountExpected }, place);
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return Object.fromEntries(limits);
}

const inputOf = (files: readonly Source[]) => files.findLast(({ value }) => value.input !== undefined);

function toInput(files: readonly Source[], { names }: Context, problems: Problems, shape: 'square' | 'rectangle') {
  const file = inputOf(files);
  if (file === undefined) return [];
  const [channels = 1, ...square] = file.value.input as readonly Plain[];
  return [channels, ...(shape === 'square' ? square : sideNames)].map((value, index) =>
    toField(value, { type: 'integer' }, inside(file, 'input', index), names, problems),
  );
}

/** Puts a height and a width in place of the resolution. */
function splitResolution(files: readonly Source[], params: Map<string, Setting>, declarations: Map<string, Declaration>): void {
  const file = inputOf(files);
  const square = ((file?.value.input ?? []) as readonly Plain[]).slice(1);
  const place = file && inside(file, 'input');
  const taken = sideNames.find((side) => params.has(side));
  if (taken !== undefined || square.some((side) => side !== sizeName))
    throw new SpecError([problem('input/not-square', { taken }, place && { range: rangeOf(place), path: place.path })]);
  for (const side of sideNames) {
    params.set(side, params.get(sizeName) as Setting);
    declarations.set(side, { what: 'the parameter' });
  }
  params.delete(sizeName);
  declarations.delete(sizeName);
}

function rulesOf(file: Source, level: number, context: Context, body: readonly Statement[]): readonly Rule[] {
  const written = (file.value.replace ?? []) as readonly Plain[];
  return written.flatMap((rule, index) => toRule(rule, inside(file, 'replace', index), level, context, body) ?? []);
}
