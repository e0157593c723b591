/** Checks a value against a zod schema and says what is wrong in the project's own words. */
import * as z from 'zod/mini';
import { type Args, type Code, type Problem, problem } from '../diagnostic.ts';
import { inside, isList, isMapping, type Place, rangeOf } from './document.ts';

/** Collects the problems of a compilation. */
export class Problems {
  readonly found: Problem[] = [];

  report<C extends Code>(code: C, args: Args<C>, place: Place, at: { key?: 'key'; span?: { start: number; length: number } | undefined } = {}): void {
    this.found.push(problem(code, args, { range: rangeOf(place, at.key, at.span), path: place.path }));
  }

  /** A reporter for the expression at a place. */
  at(place: Place) {
    return <C extends Code>(code: C, args: Args<C>, span?: { start: number; length: number }) => this.report(code, args, place, { span });
  }
}

/** What a value is, in words. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (isList(value)) return `a list of ${value.length}`;
  if (isMapping(value)) return 'a mapping';
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : String(value);
}

const expectedAt = (schema: z.core.$ZodType, key: PropertyKey | undefined): string => {
  const inner = key === undefined ? schema : (schema as z.ZodMiniObject).def.shape?.[String(key)];
  if (inner === undefined) return 'a mapping';
  const unwrapped = inner instanceof z.ZodMiniOptional ? inner.def.innerType : inner;
  return z.globalRegistry.get(unwrapped)?.description ?? 'another value';
};

/**
 * Reports all that is wrong with `value`; keys in `supplied` may be missing, since they come from elsewhere.
 * @returns whether nothing was
 */
export function check(
  schema: z.ZodMiniObject,
  value: unknown,
  place: Place,
  where: string,
  problems: Problems,
  supplied: ReadonlySet<string> = new Set(),
): boolean {
  if (!isMapping(value)) {
    problems.report('value/type', { key: where, got: describe(value), expected: 'a mapping' }, place);
    return false;
  }
  const { error } = z.safeParse(schema, value);
  if (error === undefined) return true;
  const unquoted = cutOff(value);
  if (unquoted !== undefined) {
    problems.report('key/unquoted', { text: String(value[unquoted]) }, inside(place, unquoted));
    return false;
  }
  const before = problems.found.length;
  for (const issue of error.issues) {
    const [key] = issue.path;
    const name = String(key);
    const missing = key !== undefined && !Object.hasOwn(value, name);
    if (issue.code === 'unrecognized_keys' && key === undefined) {
      for (const unknown of issue.keys)
        problems.report('key/unknown', { key: unknown, where, known: Object.keys(schema.def.shape) }, inside(place, unknown), { key: 'key' });
    } else if (missing) {
      if (!supplied.has(name)) problems.report('key/missing', { key: name, where, expected: expectedAt(schema, key) }, place);
    } else if (name === 'version') {
      problems.report('value/version', { got: describe(value.version) }, inside(place, 'version'));
    } else {
      const got = key === undefined ? value : value[name];
      const steps = issue.path.filter((step) => typeof step !== 'symbol');
      if (typeof got === 'number' && !Number.isFinite(got)) problems.report('value/not-finite', { key: name, got: String(got) }, inside(place, ...steps));
      else if (issue.code === 'unrecognized_keys')
        problems.report('key/unknown', { key: issue.keys.join(', '), where: name, known: [] }, inside(place, ...steps, ...issue.keys.slice(0, 1)), {
          key: 'key',
        });
      else problems.report('value/type', { key: name, got: describe(got), expected: expectedAt(schema, key) }, inside(place, ...steps));
    }
  }
  return problems.found.length === before;
}

/** The key whose expression YAML cut off at a comma: `{out_channels: max(8, c)}` reads as `max(8` and a key `c)`. */
function cutOff(value: Readonly<Record<string, unknown>>): string | undefined {
  const open = (text: string) => text.split('(').length - text.split(')').length;
  return Object.keys(value).find((key) => typeof value[key] === 'string' && open(value[key]) > 0 && Object.keys(value).some((other) => open(other) < 0));
}
