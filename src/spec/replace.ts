/** Replacement rules: which layers they are about, and what takes their place. */
import { argumentsOf, isOp, ops } from '../ops/index.ts';
import { current } from './blocks.ts';
import { check } from './check.ts';
import { inside, type Place, type Plain, type PlainMap } from './document.ts';
import { toField } from './field.ts';
import { type Context, toLayer, withNames } from './layers.ts';
import type { Match, Rule } from './program.ts';

export function toRule(value: Plain, place: Place, level: number, context: Context): Rule | undefined {
  const { problems, blocks } = context;
  if (!check((shapes) => shapes.rule, value, place, 'a replacement', problems)) return undefined;
  const { match, except, where, with: replacement, drop } = value as PlainMap & { match: Match; except?: Match; drop?: readonly string[] };
  for (const [key, { op }] of Object.entries({ match, ...(except && { except }) })) {
    if (op !== undefined && !isOp(op) && !blocks.has(op)) {
      if (context.isBroken(op)) return undefined;
      problems.report('name/op', { name: op, ops: Object.keys(ops), blocks: [...blocks.keys()], file: context.libraryOf(op) }, inside(place, key, 'op'));
      return undefined;
    }
  }
  const args = match.op === undefined ? [] : isOp(match.op) ? [...argumentsOf(match.op).keys()] : [...(blocks.get(match.op)?.args.keys() ?? [])];
  for (const [index, word] of (drop ?? []).entries()) {
    if (match.op !== undefined && !args.includes(word))
      problems.report('value/word', { key: 'argument', word, known: args, reference: false }, inside(place, 'drop', index));
  }
  const within = withNames(context, [...current, ...args]);
  // what the replacement requires may come from the layer that it replaces
  const compiled = toLayer(replacement as PlainMap, inside(place, 'with'), within, new Set(args));
  if (compiled === undefined) return undefined;
  for (const key of ['name', 'if', 'repeat', 'from'].filter((key) => key in (replacement as PlainMap)))
    problems.report('key/misplaced', { key }, inside(place, 'with', key), { key: 'key' });
  return {
    place,
    level,
    match,
    except,
    where: where === undefined ? undefined : toField(where, { type: 'boolean' }, inside(place, 'where'), within.names, problems),
    with: compiled,
    drop: drop ?? [],
  };
}
