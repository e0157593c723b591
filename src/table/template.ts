/** Rows that `for`, `in` and `do` make: each row of `do` once for every line of values. */
import { outcome, type Problem, SpecError } from '../diagnostic/index.ts';
import { evaluate, isNumeric, isWord, Scope } from '../graph/scope.ts';
import { Tape } from '../graph/tape.ts';
import { check, Problems } from '../spec/check.ts';
import { inside, isList, isMapping, type Path, type Place, type Plain, type PlainMap } from '../spec/document.ts';
import { checkName } from '../spec/layers.ts';
import { parseExpression } from '../spec/parse.ts';
import { tableShapes } from './schema.ts';

/** A row as if it were written, and what is wrong with it. */
export interface MadeRow {
  readonly value: Plain;
  readonly place: Place;
  readonly problems: readonly Problem[];
}

/** More rows than anybody reads. */
const mostRows = 10_000;

/** What a name of a loop stands for: the text of a value, as it is written. */
type Texts = ReadonlyMap<string, string>;

type Make = (texts: Texts) => Plain;

/** The rows that a list of rows and loops stands for. A loop that is wrong is one row, which says so. */
export function madeRows(written: readonly Plain[], place: Place): readonly MadeRow[] {
  const rows: MadeRow[] = [];
  for (const one of compiled(written, place)) {
    for (const row of one(new Map())) {
      if (rows.length === mostRows) throw new SpecError(problemsWith((problems) => problems.report('table/too-many-rows', { limit: mostRows }, row.place)));
      rows.push(row);
    }
  }
  return rows;
}

type Rows = (texts: Texts) => Iterable<MadeRow>;

const problemsWith = (report: (problems: Problems) => void): readonly Problem[] => {
  const problems = new Problems();
  report(problems);
  return problems.error?.problems ?? [];
};

const isLoop = (value: Plain): value is PlainMap => isMapping(value) && 'for' in value;

/** A name that a loop gives, and whether anything reads it. */
interface Name {
  readonly name: string;
  used: boolean;
}

/** What rows and loops are read within: the names of the loops around, and where problems go. */
interface Around {
  readonly names: readonly Name[];
  readonly problems: Problems;
}

/** Rows and loops, each read once, and then made for every line of the loops around. */
const compiled = (written: readonly Plain[], place: Place, around?: Around): readonly Rows[] =>
  written.map((value, index) => {
    const at = inside(place, index);
    if (!isLoop(value)) return around === undefined ? () => [{ value, place: at, problems: [] }] : row(value, at, around);
    if (around !== undefined) return loop(value, at, around);
    const problems = new Problems();
    const rows = loop(value, at, { names: [], problems });
    const { error } = problems;
    // a loop that is wrong is one row
    return error === undefined ? rows : () => [{ value: { name: `for ${[value.for].flat().join(', ')}` }, place: at, problems: error.problems }];
  });

function row(value: Plain, place: Place, { names, problems }: Around): Rows {
  const make = toMake(value, place, { names, problems, depth: 0 });
  return (texts) => {
    const made = outcome(() => make(texts));
    return [made instanceof SpecError ? { value, place, problems: made.problems } : { value: made, place, problems: [] }];
  };
}

/** What a loop runs through: the names, and line by line the texts that they stand for. */
interface Header {
  readonly names: readonly Name[];
  readonly lines: readonly Texts[];
  /** Reports the names that nothing has read. */
  requireUse(): void;
}

function headerOf(value: PlainMap, place: Place, { names: outer, problems }: Around): Header {
  const before = problems.count;
  const columns = [value.for].flat() as readonly string[];
  const placeOf = (index: number) => (isList(value.for) ? inside(place, 'for', index) : inside(place, 'for'));
  for (const [index, column] of columns.entries()) {
    checkName(column, 'a column', placeOf(index), { problems });
    if (columns.indexOf(column) < index || outer.some(({ name }) => name === column))
      problems.report('name/duplicate', { name: column, what: 'the column' }, placeOf(index));
  }
  const lines = (value.in as readonly Plain[]).map((line, index) => {
    const cells = isList(line) ? line : [line];
    if (cells.length !== columns.length) problems.report('value/row', { got: cells.length, columns }, inside(place, 'in', index));
    return new Map(columns.map((column, at) => [column, String(cells[at] ?? '')]));
  });
  const names = columns.map((name): Name => ({ name, used: false }));
  const requireUse = () => {
    // what is wrong may be how it was meant to be read
    if (problems.count > before) return;
    for (const [index, { name, used }] of names.entries()) if (!used) problems.report('name/unused', { name, what: 'the column' }, placeOf(index));
  };
  return { names, lines, requireUse };
}

function loop(value: PlainMap, place: Place, around: Around): Rows {
  if (!check(() => tableShapes().loop, value, place, '"for"', around.problems)) return () => [];
  const { names, lines, requireUse } = headerOf(value, place, around);
  const body = compiled(value.do as readonly Plain[], inside(place, 'do'), { ...around, names: [...around.names, ...names] });
  requireUse();
  return function* (texts) {
    for (const line of lines) for (const one of body) yield* one(new Map([...texts, ...line]));
  };
}

/** The columns that a written one stands for: itself, or with `for` and `in` one for every line. */
export function madeColumns(key: string, value: Plain, place: Place, problems: Problems): readonly (readonly [key: string, value: Plain])[] {
  if (!isLoop(value)) return [[key, value]];
  const { for: names, in: lines, ...column } = value;
  const written = { for: names, ...(lines !== undefined && { in: lines }) };
  if (!check(() => tableShapes().columnLoop, written, place, `the column "${key}"`, problems)) return [];
  const header = headerOf(value, place, { names: [], problems });
  const context = { names: header.names, problems, depth: 0 };
  const [makeKey, make] = [toTemplate(key, place, context), toMake(column, place, context)];
  header.requireUse();
  return header.lines.map((line) => [String(makeKey(line)), make(line)]);
}

interface Context extends Around {
  /** How far in a row it stands, and whether numbers are meant: in its parameters. */
  readonly depth: number;
  readonly isValue?: boolean;
}

/** A value in which names of loops may stand: alone, where they are all of a text, or in braces. */
function toMake(value: Plain, place: Place, context: Context): Make {
  const within = (item: Plain, key: string | number) =>
    toMake(item, inside(place, key), { ...context, depth: context.depth + 1, isValue: context.isValue === true || (context.depth === 0 && key === 'params') });
  if (isList(value)) {
    const items = value.map(within);
    return (texts) => items.map((make) => make(texts));
  }
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, within(item, key)] as const);
    return (texts) => Object.fromEntries(entries.map(([key, make]) => [key, make(texts)]));
  }
  if (typeof value !== 'string') return () => value;
  const named = context.names.find(({ name }) => name === value);
  if (named !== undefined) {
    named.used = true;
    return (texts) => toValue(texts.get(value) ?? '', context);
  }
  return toTemplate(value, place, context);
}

const toValue = (text: string, { isValue }: Context): Plain => (isValue ? (numberIn(text) ?? text) : text);

/** The number that a text is. */
function numberIn(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** A text with expressions in braces. */
function toTemplate(text: string, place: Place, context: Context): Make {
  const parts = text.split(/\{([^{}]*)\}/);
  if (parts.length === 1) return () => text;
  let start = 0;
  const makes = parts.map((part, index): ((texts: Texts) => string) => {
    const at = start;
    start += part.length + 1;
    return index % 2 === 0 ? () => part : toText(part, at, place, context);
  });
  return (texts) => {
    const made = makes.map((make) => make(texts)).join('');
    return toValue(made, { ...context, isValue: context.isValue === true && parts.length === 3 && parts[0] === '' && parts[2] === '' });
  };
}

/** The text of an expression at a position of a text; of a name alone, as its value is written. */
function toText(written: string, start: number, place: Place, { names, problems }: Context): (texts: Texts) => string {
  const known = names.find(({ name }) => name === written.trim());
  if (known !== undefined) {
    known.used = true;
    return (texts) => texts.get(known.name) ?? '';
  }
  const read = (name: string) => {
    for (const one of names) if (one.name === name) one.used = true;
  };
  const declared = { values: new Map(names.map((one) => [one.name, one])), functions: new Map(), read };
  const expression = parseExpression(written, declared, (code, args, span) =>
    problems.report(code, args, place, { span: { start: start + (span?.start ?? 0), length: span?.length ?? written.length } }),
  );
  return (texts) => {
    const scope = new Scope(
      undefined,
      [...texts].map(([name, text]) => {
        const number = numberIn(text);
        return [name, { kind: 'column', value: number === undefined ? { word: text } : Number(number) }];
      }),
    );
    const bound = evaluate(expression, scope, new Tape(), place);
    if (isNumeric(bound) && typeof bound === 'number') return String(bound);
    if (isWord(bound)) return bound.word;
    throw new SpecError(problemsWith((found) => found.report('expression/not-a-number', { name: written.trim(), got: 'no value' }, place)));
  };
}

/** Rows and loops as they are read: with the values of loops, as the cells of rows, as texts. */
export function asWrittenRow(value: Plain, path: Path, row: (value: Plain, path: Path) => Plain, text: ToText): Plain {
  if (!isLoop(value)) return row(value, path);
  return {
    ...(asWrittenLines(value, path, text) as PlainMap),
    ...(isList(value.do) && { do: value.do.map((one, index) => asWrittenRow(one, [...path, 'do', index], row, text)) }),
  };
}

type ToText = (value: Plain | undefined, path: Path) => Plain;

/** A loop with its values as texts. */
export function asWrittenLines(value: Plain, path: Path, text: ToText): Plain {
  if (!isLoop(value) || !isList(value.in)) return value;
  const cells = (line: Plain, at: Path): Plain => (isList(line) ? line.map((cell, index) => text(cell, [...at, index])) : text(line, at));
  return { ...value, in: value.in.map((line, index) => cells(line, [...path, 'in', index])) };
}
