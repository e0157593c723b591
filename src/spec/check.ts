/** Checks a value against a zod schema and says what is wrong in the project's own words. */
import * as z from 'zod/mini';
import { type Args, type Code, type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { nearest } from '../diagnostic/nearest.ts';
import type { Range } from '../diagnostic/range.ts';
import { inside, isList, isMapping, type Path, type Place, type Plain, type PlainMap, rangeOf, type Span, sourceOf } from './document.ts';
import { type Shapes, shapes } from './schema.ts';

const most = 100;

/** Collects the problems of a compilation. */
export class Problems {
  readonly #found: Problem[] = [];
  readonly #warnings: Problem[] = [];
  #count = 0;

  /** How many there are; past the first hundred they are only counted. */
  get count(): number {
    return this.#count;
  }

  report<C extends Code>(code: C, args: Args<C>, place: Place, at: { key?: 'key'; span?: Span | undefined } = {}): void {
    this.#add(() => problem(code, args, { range: rangeOf(place, at.key, at.span), path: place.path }));
  }

  /** Says what is legal and most likely not meant. */
  warn<C extends Code>(code: C, args: Args<C>, place: Place, at: { key?: 'key' } = {}): void {
    if (this.#warnings.length < most) this.#warnings.push(problem(code, args, { range: rangeOf(place, at.key), path: place.path, severity: 'warning' }));
  }

  /** What was warned of, file by file from top to bottom. */
  get warnings(): readonly Problem[] {
    return inOrder(this.#warnings);
  }

  /** Reports what a range of the source says, where that is not one value. */
  reportRange<C extends Code>(code: C, args: Args<C>, range: Range, path: Path): void {
    this.#add(() => problem(code, args, { range, path }));
  }

  /** A reporter for the expression at a place. */
  at(place: Place) {
    return <C extends Code>(code: C, args: Args<C>, span?: Span) => this.report(code, args, place, { span });
  }

  /** The outcome of `action`, or undefined when it throws problems: they join the others. */
  attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      for (const one of error.problems) this.#add(() => one);
      return undefined;
    }
  }

  /** All problems, file by file from top to bottom; undefined when there are none. */
  get error(): SpecError | undefined {
    if (this.#count === 0) return undefined;
    const sorted = [...inOrder(this.#found)];
    if (this.#count > sorted.length) sorted.push(problem('problems/more', { count: this.#count - sorted.length }));
    return new SpecError(sorted);
  }

  /** @throws SpecError with all problems */
  throwIfAny(): void {
    const { error } = this;
    if (error !== undefined) throw error;
  }

  #add(make: () => Problem): void {
    if (++this.#count <= most) this.#found.push(make());
  }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ range }) => range?.file))];
  const order = ({ range }: Problem) => [files.indexOf(range?.file), range?.start ?? 0] as const;
  return problems.toSorted((one, other) => {
    const [a, b] = [order(one), order(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
}

/** What a value is, in words. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (isList(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isMapping(value)) return 'a mapping';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 37)}...` : value}"`;
  return String(value);
}

/** What a schema expects, in the words that it was described with. */
const expectation = (schema: z.core.$ZodType | undefined, otherwise = 'another value'): string =>
  (schema && z.globalRegistry.get(unwrap(schema))?.description) ?? otherwise;

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType => (schema instanceof z.ZodMiniOptional ? unwrap(schema.def.innerType) : schema);

/** The schema of the value at a path inside a value; undefined where there is no one such schema. */
function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let inner: z.core.$ZodType | undefined = unwrap(schema);
  for (const step of path) {
    if (inner instanceof z.ZodMiniObject) inner = inner.def.shape[String(step)];
    else if (inner instanceof z.ZodMiniArray) inner = inner.def.element;
    else if (inner instanceof z.ZodMiniRecord) inner = inner.def.valueType;
    else return undefined;
    if (inner === undefined) return undefined;
    inner = unwrap(inner);
  }
  return inner;
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[step] : undefined), value);

const keysOf = (schema: z.core.$ZodType | undefined): readonly string[] => (schema instanceof z.ZodMiniObject ? Object.keys(schema.def.shape) : []);

/** What holds the value at a path: the checked value itself, `"match"`, or an entry of `"replace"`. */
function holder(path: Path, where: string): string {
  const last = path.at(-1);
  if (last === undefined) return where;
  const list = path.findLast((step) => typeof step === 'string');
  return typeof last === 'string' ? `"${last}"` : `an entry of "${list}"`;
}

/**
 * Reports all that is wrong with `value`; keys in `supplied` may be missing, since they come from elsewhere.
 * @returns whether nothing was
 * @internal
 */
export function check(
  shape: (shapes: Shapes) => z.ZodMiniObject,
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
  if (place.document.trusted) return true;
  const schema = shape(shapes());
  const { error } = z.safeParse(schema, value);
  if (error === undefined) return true;
  const before = problems.count;
  const unquoted = reportUnquoted(value, place, problems);
  const { issues } = error;
  /** The unknown keys of a mapping: a missing one may be what they mean. */
  const misspelt = (path: Path) =>
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && String(issue.path) === String(path) ? issue.keys : [])).map((key) => String(key));
  for (const issue of issues) {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const at = inside(place, ...path);
    if (unquoted.has(path.length === 0 ? undefined : String(path[0]))) continue;
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf(schemaAt(schema, path));
      for (const key of issue.keys) problems.report('key/unknown', { key, where: holder(path, where), known }, inside(at, key), { key: 'key' });
      continue;
    }
    const key = path.at(-1);
    const parent = path.slice(0, -1);
    const container = valueAt(value, parent);
    const got = valueAt(value, path);
    if (typeof key === 'string' && isMapping(container) && !Object.hasOwn(container, key)) {
      if (path.length === 1 && (supplied.has(key) || unquoted.has(undefined))) continue;
      if (misspelt(parent).some((other) => nearest(other, keysOf(schemaAt(schema, parent))) === key)) continue;
      problems.report('key/missing', { key, where: holder(parent, where), expected: expectation(schemaAt(schema, path)) }, inside(place, ...parent));
    } else if (path.length === 1 && key === 'version') problems.report('value/version', { got: describe(got) }, at);
    else if (typeof got === 'number' && !Number.isFinite(got)) problems.report('value/not-finite', { key: nameOf(path), got: sourceOf(at) }, at);
    else
      problems.report(
        'value/type',
        { key: nameOf(path), got: describe(got), expected: expectation(schemaAt(schema, path), expectation(schemaAt(schema, path.slice(0, 1)))) },
        at,
      );
  }
  return problems.count === before;
}

/** A path as the sentences name it: `out_channels`, `input[1]`. */
const nameOf = (path: Path): string => path.reduce<string>((name, step) => (typeof step === 'number' ? `${name}[${step}]` : step), '');

/** How many brackets a text opens more than it closes. */
const openness = (text: unknown) => (typeof text === 'string' ? text.split('(').length - text.split(')').length : 0);

/** The outermost pairs of texts, by place, of which the first opens a bracket that the second closes. */
function cutsIn(texts: readonly unknown[]): readonly (readonly [first: number, last: number])[] {
  const pairs: (readonly [number, number])[] = [];
  const open: { readonly at: number; count: number }[] = [];
  for (const [at, text] of texts.entries()) {
    const count = openness(text);
    if (count > 0) open.push({ at, count });
    for (let closed = -count; closed > 0 && open.length > 0; ) {
      const innermost = open.at(-1) as (typeof open)[number];
      const taken = Math.min(closed, innermost.count);
      innermost.count -= taken;
      closed -= taken;
      if (innermost.count > 0) break;
      open.pop();
      // those within it are part of it
      while ((pairs.at(-1)?.[0] ?? -1) > innermost.at) pairs.pop();
      pairs.push([innermost.at, at]);
    }
  }
  return pairs;
}

/**
 * Reports the expressions that YAML cut off at a comma: `{out_channels: max(8, c)}` reads as `max(8` and a key `c)`, `[max(8, c)]` as two items.
 * @returns the keys that are about them; undefined for the mapping's own keys
 */
function reportUnquoted(value: PlainMap, place: Place, problems: Problems): ReadonlySet<string | undefined> {
  const found = new Set<string | undefined>();
  const entries = Object.entries(value);
  for (const [key, written] of entries) if (isList(written) && reportUnquotedItems(written, inside(place, key), problems)) found.add(key);
  // a value opens and a later key closes
  for (const [first, last] of cutsIn(entries.flat())) {
    if (first % 2 === 0 || last % 2 === 1) continue;
    const [[key], [closing]] = [entries[(first - 1) / 2], entries[last / 2]] as [[string, Plain], [string, Plain]];
    reportCut(rangeOf(inside(place, key)), rangeOf(inside(place, closing), 'key'), inside(place, key), problems);
    found.add(key).add(undefined);
  }
  return found;
}

/** The same for the items of a list. */
export function reportUnquotedItems(items: readonly Plain[], place: Place, problems: Problems): boolean {
  const cuts = cutsIn(items);
  for (const [first, last] of cuts) reportCut(rangeOf(inside(place, first)), rangeOf(inside(place, last)), inside(place, first), problems);
  return cuts.length > 0;
}

function reportCut(first: Range, last: Range, { path }: Place, problems: Problems): void {
  const range = { ...first, end: last.end };
  problems.reportRange('key/unquoted', { text: range.text.slice(range.start, range.end) }, range, path);
}
