/** Replacement rules: which layers they are about, and what takes their place. */
import { isOp, ops } from '../ops/index.ts';
import { current } from './blocks.ts';
import { check } from './check.ts';
import { inside, type Place, type Plain, type PlainMap } from './document.ts';
import { toField } from './field.ts';
import { type Context, toLayer, withNames } from './layers.ts';
import type { Match, Rule } from './program.ts';
import { argumentsOf, rule as ruleSchema } from './schema.ts';

export function toRule(value: Plain, place: Place, level: number, context: Context): Rule | undefined {
  const { problems, blocks } = context;
  if (!check(ruleSchema, value, place, 'a replacement', problems)) return undefined;
  const { match, except, where, with: replacement, drop } = value as PlainMap & { match: Match; except?: Match; drop?: readonly string[] };
  for (const [key, { op }] of Object.entries({ match, ...(except && { except }) })) {
    if (op !== undefined && !isOp(op) && !blocks.has(op)) {
      problems.report('name/op', { name: op, ops: Object.keys(ops), blocks: [...blocks.keys()], file: context.libraryOf(op) }, inside(place, key, 'op'));
      return undefined;
    }
  }
  const args = match.op === undefined ? [] : isOp(match.op) ? [...argumentsOf(match.op).keys()] : [...(blocks.get(match.op)?.args.keys() ?? [])];
  const within = withNames(context, [...current, ...args]);
  // what the replacement requires may come from the layer that it replaces
  const compiled = toLayer(replacement as PlainMap, inside(place, 'with'), within, new Set(args));
  if (compiled === undefined) return undefined;
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
