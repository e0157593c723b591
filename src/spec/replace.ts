/** Replacement rules: which layers they are about, and what takes their place. */
import { wordsFor } from '../ops/argument.ts';
import { argumentsOf, isOp, type OpName, ops } from '../ops/index.ts';
import { type Argument, partsOf } from '../ops/op.ts';
import { check, Problems } from './check.ts';
import { inside, isList, type Place, type Plain, type PlainMap } from './document.ts';
import { toField } from './field.ts';
import { type Context, current, toLayer, withNames } from './layers.ts';
import type { Declaration } from './names.ts';
import type { Block, Match, Rule, RuleFor, Statement } from './program.ts';

/** The rule; it is compiled for the layers in `body` and in the blocks that these call, as far as its match names them. */
export function toRule(value: Plain, place: Place, level: number, context: Context, body: readonly Statement[]): Rule | undefined {
  const { problems, blocks } = context;
  if (!check((shapes) => shapes.rule, value, place, 'a replacement', problems)) return undefined;
  const { match, except, where, with: replacement, drop = [] } = value as PlainMap & { match: Match; except?: Match; drop?: readonly string[] };
  for (const [key, { op }] of Object.entries({ match, ...(except && { except }) })) {
    if (op !== undefined && !isOp(op) && !blocks.has(op)) {
      if (context.isBroken(op)) return undefined;
      problems.report('name/op', { name: op, ops: Object.keys(ops), blocks: [...blocks.keys()], file: context.libraryOf(op) }, inside(place, key, 'op'));
      return undefined;
    }
  }
  const known = new Map<OpName | Block, RuleFor>();
  const ruleFor = (kind: OpName | Block): RuleFor => {
    let rule = known.get(kind);
    if (rule === undefined) {
      // what a match by place alone leads to is known only when the network is laid down: its problems are those of each run
      const found = new Problems();
      rule = toRuleFor(kind, replacement as Plain, where, place, drop, { ...context, problems: found });
      found.throwIfAny();
      known.set(kind, rule);
    }
    return rule;
  };
  const matched = match.op === undefined ? undefined : (blocks.get(match.op) ?? (match.op as OpName));
  const found = matched !== undefined ? [matched] : match.name === undefined ? [] : kindsNamed(match.name, body);
  for (const kind of found) if (!known.has(kind)) known.set(kind, toRuleFor(kind, replacement as Plain, where, place, drop, context));
  for (const [index, word] of drop.entries()) {
    const args = [...new Set([...found].flatMap((kind) => [...argumentsFor(kind).keys()])), 'weights_of', 'part_of'];
    if (args.length > 2 && !args.includes(word))
      problems.report('value/word', { key: 'argument', word, known: args, reference: false }, inside(place, 'drop', index));
  }
  return { place, level, match, except, hasCondition: where !== undefined, drop, for: ruleFor };
}

const argumentsFor = (kind: OpName | Block): ReadonlyMap<string, Argument> => (typeof kind === 'string' ? argumentsOf(kind) : kind.args);

function toRuleFor(kind: OpName | Block, replacement: Plain, where: Plain | undefined, place: Place, drop: readonly string[], outer: Context): RuleFor {
  // a block of a library may be one that the network does not see
  const context = typeof kind === 'string' ? outer : { ...outer, blocks: new Map([...outer.blocks, [kind.name, kind]]) };
  const { problems, names } = context;
  const args = argumentsFor(kind);
  const parts = [...args.keys()].flatMap((name) => [name, ...(typeof kind === 'string' ? partsOf(ops[kind], name) : [])]);
  const declarationOf = (name: string): Declaration => {
    const argument = args.get(name);
    return { what: 'the argument', word: argument !== undefined, words: argument && wordsFor(argument) };
  };
  const layer = [...new Set(parts)].map((name) => [`layer.${name}`, declarationOf(name)] as const);
  // a plain name is the layer's where the network has none of that name
  const plain = [...new Set(parts)].map((name) => {
    const own = names.values.get(name);
    if (own === undefined) return [name, declarationOf(name)] as const;
    const ambiguity = {
      meanings: [`${own.what} of the network`, 'the argument of the layer'],
      advice: `write layer.${name} for the layer's, or rename ${own.what}`,
    };
    return [name, { ...own, ambiguity }] as const;
  });
  const within = withNames(context, [...current, ...layer]);
  return {
    where: where === undefined ? undefined : toField(where, { type: 'boolean' }, inside(place, 'where'), withNames(within, plain).names, problems),
    with: isList(replacement)
      ? undefined
      : toReplacement(
          typeof kind === 'string' ? kind : kind.name,
          replacement as PlainMap,
          inside(place, 'with'),
          new Set([...args.keys()].filter((key) => !drop.includes(key))),
          within,
        ),
  };
}

/** What takes the place of a layer; what it requires may come from there. */
function toReplacement(op: string, written: PlainMap, place: Place, supplied: ReadonlySet<string>, context: Context): RuleFor['with'] {
  const compiled = toLayer({ ...written, op: written.op ?? op }, place, context, { supplied });
  for (const key of ['name', 'if', 'repeat', 'index', 'from', 'role'].filter((key) => key in written))
    context.problems.report('key/misplaced', { key }, inside(place, key), { key: 'key' });
  return compiled;
}

/** The ops and blocks of the layers that are given a name, in a network and in the blocks that it calls. */
function kindsNamed(name: string, body: readonly Statement[], found = new Set<OpName | Block>(), seen = new Set<Block>()): ReadonlySet<OpName | Block> {
  for (const statement of body) {
    if (statement.kind === 'op' || statement.kind === 'call') {
      if (statement.name === name) found.add(statement.kind === 'op' ? statement.op : statement.block);
      if (statement.kind === 'call' && !seen.has(statement.block)) kindsNamed(name, statement.block.body, found, seen.add(statement.block));
    } else if (statement.kind === 'branches') for (const branch of statement.branches) kindsNamed(name, branch.body, found, seen);
    else kindsNamed(name, statement.body, found, seen);
  }
  return found;
}
