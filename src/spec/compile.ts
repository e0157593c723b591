/** Document -> program. Everything that depends only on the files is resolved here, once. */
import { current } from './blocks.ts';
import { amountExpected, type Budget, budgetNames, isBudgetName, parseAmount } from './budget.ts';
import { describe, Problems } from './check.ts';
import { definitionsOf, toGlobals } from './definitions.ts';
import { type Document, inside, type Plain } from './document.ts';
import { checkNumber, isWord, toField } from './field.ts';
import { type Context, checkName, toStatements, withNames } from './layers.ts';
import { emptyLibrary, type Library } from './library.ts';
import { functionNames } from './operators.ts';
import type { Program, Rule, Setting } from './program.ts';
import { toRule } from './replace.ts';
import { basesOf, type Source } from './sources.ts';
import { blocksOf, contextOf } from './uses.ts';

/**
 * Compiles a network's document.
 * @throws SpecError with all problems that were found
 */
export function compile(document: Document, library: Library = emptyLibrary): Program {
  const problems = new Problems();
  // 1. the files: the network, what it extends (the most basic first), and their shapes
  const files = basesOf(document, library, problems);
  if (files.length === 0) problems.throwIfAny();
  // 2. parameters and definitions; a later file overrides what it extends
  const params = new Map(files.flatMap((file) => [...paramsOf(file, problems)]));
  const definitions = new Map(files.flatMap((file) => [...definitionsOf(file)]));
  const globals = toGlobals(definitions, [...params.keys()], problems);
  const names = contextOf(globals, [...params.keys()], problems);
  // 3. blocks: those of the libraries in use, and the files' own
  const scopes = blocksOf(files, globals, names, library, problems);
  // 4. layers and input, of the first file that has them
  const root = files[0] as Source;
  const context = { ...names, blocks: scopes.visible, libraryOf: scopes.libraryOf, isBroken: scopes.isBroken };
  const body = root.value.layers === undefined ? [] : toStatements(root.value.layers, inside(root, 'layers'), withNames(context, current));
  const input = toInput(files, names, problems);
  // 5. replacements, in the order of the files
  const budget: Budget = Object.assign({}, ...files.map((file) => budgetOf(file, problems)));
  const rules = files.flatMap((file, level) => rulesOf(file, level, context));
  problems.throwIfAny();

  const top = files.at(-1) as Source;
  const { name, source, doc } = top.value as { name: string; source?: string | readonly string[]; doc?: string };
  return { name, place: top, source: source === undefined ? [] : [source].flat(), doc, params, budget, globals, input, body, rules };
}

function paramsOf(file: Source, problems: Problems): ReadonlyMap<string, Setting> {
  const params = new Map<string, Setting>();
  for (const [name, value] of Object.entries((file.value.params ?? {}) as Record<string, number | boolean | string>)) {
    const place = inside(file, 'params', name);
    if (checkName(name, 'a parameter', place, { problems }, 'key') && functionNames.some((known) => known === name))
      problems.report('name/reserved', { name }, place, { key: 'key' });
    if (typeof value === 'number') checkNumber(value, name, place, problems);
    if (typeof value === 'string' && !isWord(value))
      problems.report(
        'value/type',
        { key: name, got: `"${value}"`, expected: 'a number, true, false or a word; what is calculated goes under "define"' },
        place,
      );
    params.set(name, typeof value === 'boolean' ? Number(value) : value);
  }
  return params;
}

function budgetOf(file: Source, problems: Problems): Budget {
  const limits = Object.entries((file.value.budget ?? {}) as Record<string, string | number>).flatMap(([name, written]) => {
    const place = inside(file, 'budget', name);
    const limit = parseAmount(written);
    if (!isBudgetName(name)) problems.report('name/budget', { name, known: budgetNames }, place, { key: 'key' });
    else if (limit === undefined) problems.report('value/type', { key: name, got: describe(written), expected: amountExpected }, place);
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return Object.fromEntries(limits);
}

function toInput(files: readonly Source[], { names }: Context, problems: Problems) {
  const file = files.findLast(({ value }) => value.input !== undefined);
  if (file === undefined) return [];
  return (file.value.input as readonly Plain[]).map((value, index) => toField(value, { type: 'integer' }, inside(file, 'input', index), names, problems));
}

function rulesOf(file: Source, level: number, context: Context): readonly Rule[] {
  const written = (file.value.replace ?? []) as readonly Plain[];
  return written.flatMap((rule, index) => toRule(rule, inside(file, 'replace', index), level, context) ?? []);
}
