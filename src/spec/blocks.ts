/** Block definitions: typed arguments, `let`, layers, and the ordinary layer that a block stands for. */
import { wordsFor } from '../ops/argument.ts';
import { argumentsOf, isOp, ops } from '../ops/index.ts';
import type { Argument } from '../ops/op.ts';
import { check, type Problems } from './check.ts';
import { inside, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { toCell, toField } from './field.ts';
import { type Context, checkName, current, toFields, toStatements, validName, withNames } from './layers.ts';
import type { Declaration } from './names.ts';
import type { Block, Field, Globals, Statement } from './program.ts';

/** A block whose arguments are known, so that others can call it; `complete` compiles what it does. */
export interface Declared {
  readonly block: Block;
  complete(blocks: ReadonlyMap<string, Block>): void;
}

export function declareBlock(name: string, value: Plain, place: Place, globals: Globals, context: Context): Declared | undefined {
  const { problems } = context;
  if (!validName(name)) problems.report('name/invalid', { name, what: 'a block' }, place, { key: 'key' });
  if (isOp(name)) problems.report('name/duplicate', { name, what: 'the op' }, place, { key: 'key' });
  if (!check((shapes) => shapes.block, value, place, `the block "${name}"`, problems) || !isMapping(value)) return undefined;

  const args = new Map<string, Argument & { fallback: Field | undefined }>();
  // a default and a let see what stands before them
  const scope = withNames(context, current);
  const declare = (key: string, declaration: Declaration) => {
    scope.names.declare(key, declaration);
    context.declared.push([key, declaration]);
  };
  for (const [key, written] of Object.entries((value.args ?? {}) as PlainMap)) {
    const at = inside(place, 'args', key);
    if (!checkName(key, 'an argument', at, context, 'key')) continue;
    const argument = (isMapping(written) ? written : { type: written }) as unknown as Argument;
    checkArgument(argument, key, at, problems);
    const fallback = argument.default === undefined ? undefined : toField(argument.default as Plain, argument, inside(at, 'default'), scope.names, problems);
    args.set(key, { ...argument, fallback });
    declare(key, { what: 'the argument', of: name, place: at, key: 'key', word: true, words: wordsFor(argument) });
  }
  const lets = new Map<string, Field>();
  for (const [key, written] of Object.entries((value.let ?? {}) as PlainMap)) {
    const at = inside(place, 'let', key);
    checkName(key, 'a definition', at, context, 'key');
    if (args.has(key)) problems.report('name/duplicate', { name: key, what: 'the argument' }, at, { key: 'key' });
    lets.set(key, toCell(written, at, scope.names, problems));
    declare(key, { what: 'the definition', of: name, place: at, key: 'key', word: true });
  }
  const block: Block = { name, place, globals, args, lets, body: [], standsFor: undefined };
  return {
    block,
    complete(blocks) {
      block.body = toStatements(value.layers, inside(place, 'layers'), { ...scope, blocks });
      if (isMapping(value.stands_for)) block.standsFor = toStandIn(value.stands_for, inside(place, 'stands_for'), scope);
    },
  };
}

/** Reports what an argument's type makes nothing of. */
function checkArgument({ type, of, min }: Argument, key: string, place: Place, problems: Problems): void {
  const report = (part: string, got: string, expected: string) =>
    problems.report('value/type', { key: `${part} of ${key}`, got, expected }, inside(place, part));
  if (type === 'word' && of === undefined)
    problems.report('key/missing', { key: 'of', where: `the argument "${key}"`, expected: 'the words that it takes' }, place);
  if (type !== 'word' && type !== 'boolean' && of !== undefined) report('of', 'a list of words', `none, since ${key} is no word`);
  if (!['integer', 'number', 'pair', 'padding'].includes(type) && min !== undefined) report('min', 'a number', `none, since ${key} is no number`);
}

function toStandIn(value: PlainMap, place: Place, context: Context): Block['standsFor'] {
  const { problems, names } = context;
  const { op, theory, ...rest } = value;
  if (typeof op !== 'string' || !isOp(op)) {
    problems.report('name/op', { name: String(op), ops: Object.keys(ops), blocks: [] }, inside(place, 'op'));
    return undefined;
  }
  const args = argumentsOf(op);
  for (const key of Object.keys(rest)) {
    if (!args.has(key)) problems.report('key/unknown', { key, where: op, known: [...args.keys()] }, inside(place, key), { key: 'key' });
  }
  for (const [key, { default: fallback }] of args) {
    if (fallback === undefined && !(key in rest)) problems.report('key/missing', { key, where: '"stands_for"' }, place);
  }
  return {
    op,
    place,
    fields: toFields(value, args, place, context),
    theory: toField(theory ?? 1, { type: 'number' }, inside(place, 'theory'), names, problems),
  };
}

const deepest = 50;

/** Reports blocks that call themselves, at the call that closes the circle, and those whose calls nest too deep. */
export function checkCycles(blocks: Iterable<Block>, { problems }: Pick<Context, 'problems'>): void {
  /** How many levels of calls are below a block. */
  const done = new Map<Block, number>();
  const visit = (block: Block, chain: readonly Block[], place: Place): number => {
    const known = done.get(block);
    if (known !== undefined) return known;
    if (chain.includes(block)) {
      const cycle = chain.slice(chain.indexOf(block));
      problems.report('block/cycle', { chain: [...cycle, block].map(({ name }) => name) }, inside(place, 'op'));
      for (const one of cycle) done.set(one, 0);
      return 0;
    }
    let depth = 0;
    for (const call of callsIn(block.body)) {
      const tooDeep = chain.length > deepest || visit(call.block, [...chain, block], call.place) >= deepest;
      if (tooDeep) {
        problems.report('block/too-deep', { limit: deepest }, inside(call.place, 'op'));
        for (const one of chain) done.set(one, 0);
        depth = -1;
        break;
      }
      depth = Math.max(depth, (done.get(call.block) ?? 0) + 1);
    }
    done.set(block, done.get(block) ?? Math.max(depth, 0));
    return done.get(block) ?? 0;
  };
  for (const block of blocks) visit(block, [], block.place);
}

/** The calls in statements, not those in the blocks that they call. */
export function* callsIn(statements: readonly Statement[]): Generator<{ block: Block; place: Place }> {
  for (const statement of statements) {
    if (statement.kind === 'call') yield statement;
    else if (statement.kind === 'branches') for (const { body } of statement.branches) yield* callsIn(body);
    else if (statement.kind !== 'op') yield* callsIn(statement.body);
  }
}
