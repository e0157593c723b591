/** Text -> document: YAML 1.2 or JSON by one parser, as plain values that remember where they stand. */

import {
  Composer,
  type CST,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type Scalar,
  visit as visitNodes,
  type YAMLError,
  type Document as YamlDocument,
} from 'yaml';
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import type { Range } from '../diagnostic/range.ts';
import { once } from '../remembered.ts';
import { spanIn } from './scalar.ts';

export type Plain = null | boolean | number | string | readonly Plain[] | PlainMap;
export type PlainMap = { readonly [key: string]: Plain };
export type Path = readonly (string | number)[];

/** A source file, read. Maps have no prototype, so `__proto__` and `constructor` are keys like any other. */
export interface Document {
  readonly name: string;
  readonly text: string;
  readonly value: Plain;
  /** Whether validation is skipped: the value is known to have the shape of its kind, as those of shipped files are. */
  readonly trusted: boolean;
  /**
   * Where the value at `path` stands; with `key`, where its key does; with `span`, where that part of its text does. The nearest place that exists
   * when the path does not.
   */
  locate(path: Path, key?: 'key', span?: Span): Range;
}

/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** A value's place: what problems point at. */
export interface Place {
  readonly document: Document;
  readonly path: Path;
}

export const inside = ({ document, path }: Place, ...more: Path): Place => ({ document, path: [...path, ...more] });

/** The range of a place; with `span`, of a part of its text. */
export const rangeOf = ({ document, path }: Place, key?: 'key', span?: Span): Range => document.locate(path, key, span);

/** The text at a place; undefined where there is none. */
export function textAt({ document, path }: Place): string | undefined {
  let value: Plain | undefined = document.value;
  for (const step of path) value = isList(value) ? value[Number(step)] : isMapping(value) ? value[step] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A value as written. */
export function sourceOf(place: Place): string {
  const { text, start, end } = rangeOf(place);
  return text.slice(start, end);
}

export const isMapping = (value: unknown): value is PlainMap => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: unknown): value is readonly Plain[] => Array.isArray(value);

const limits = { characters: 2 ** 20, depth: 60, tokens: 100_000, nodes: 200_000 };

/**
 * Reads a source text. Given the `value` that the text holds and that is known to be a sound spec (of a shipped file, say), the text is parsed
 * only once a place is asked for.
 * @throws SpecError with all syntax errors
 */
export function parse(written: string, name = 'spec', value?: Plain): Document {
  // a carriage return alone ends a line too; the other text is as long, so that places are those of both
  const text = written.replace(/\r(?!\n)/g, '\n');
  const tree = once(() => read(text, name));
  return {
    name,
    text,
    value: value ?? toPlain(tree(), text, name),
    trusted: value !== undefined,
    locate: (path, key, span) => ({ file: name, text, ...locate(tree(), text, path, key, span) }),
  };
}

const core = 'tag:yaml.org,2002:';
const longestTag = 200;

/** What a value may be said to be: what YAML's core schema has. */
const tags: ReadonlySet<string> = new Set(['!', ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => core + name)]);

type At = (start: number, end?: number) => { readonly range: Range };

const fail = (...problems: Problem[]): never => {
  throw new SpecError(problems);
};

function read(text: string, name: string): YamlDocument {
  const at: At = (start, end = start + 1) => ({ range: { file: name, text, start: Math.min(start, text.length), end: Math.min(end, text.length) } });
  const whole = { range: { file: name, text: '', start: 0, end: 0 } };
  if (text.length > limits.characters) fail(problem('file/too-large', { limit: limits.characters, isSpec: true }, whole));
  if (text.includes('\0')) fail(problem('file/binary', undefined, whole));
  const composer = new Composer({ version: '1.2', prettyErrors: false, logLevel: 'silent', stringKeys: true, uniqueKeys: false });
  const [first, second, ...others] = [...composer.compose(tokensOf(text, at))];
  if (first === undefined || first.contents === null) return fail(problem('yaml/empty', undefined, at(0, 0)));
  const directive = /^%YAML[ \t]+(?!1\.2\b)\S+/m.exec(text.slice(0, first.range[0]));
  if (directive !== null) fail(problem('yaml/version', { written: directive[0] }, at(directive.index, directive.index + directive[0].length)));
  const documents = [first, ...(second === undefined ? [] : [second]), ...others];
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (errors.length > 0) fail(...toProblems(errors, first, text, at));
  if (second !== undefined) fail(problem('yaml/several-documents', undefined, at(separator(text, second), second.range[0])));
  return first;
}

/** The text's tokens, refused as soon as they nest too deep or are too many: the composer recurses, and takes some hundred bytes for each. */
function tokensOf(text: string, at: At): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // besides collections the stack may hold the document and a scalar
    if (parser.stack.length > limits.depth) {
      const [tooDeep] = parser.stack.filter((token) => 'items' in token).slice(limits.depth);
      if (tooDeep !== undefined) fail(problem('yaml/too-deep', { limit: limits.depth }, at(tooDeep.offset)));
    }
    if (++count > limits.tokens) fail(problem('yaml/too-many-nodes', { limit: limits.tokens }, at(parser.offset)));
  }
  tokens.push(...parser.end());
  return tokens;
}

/** Where the `---` of a later document stands, or its first node when there is none. */
function separator(text: string, { range }: YamlDocument.Parsed): number {
  const found = text.slice(0, range[0]).lastIndexOf('\n---');
  return found < 0 ? range[0] : found + 1;
}

/** Syntax errors in our words: the first of each line, and none of what only follows from a bracket or quote that is never closed. */
function toProblems(errors: readonly YAMLError[], document: YamlDocument, text: string, at: At): readonly Problem[] {
  const found = new Map<number, Problem>();
  for (const { code, message, pos } of errors.slice(0, 100)) {
    const [start, end] = [pos[0], Math.max(pos[1], pos[0] + 1)];
    const unclosed = code === 'MISSING_CHAR' || code === 'BAD_INDENT' || code === 'UNEXPECTED_TOKEN' ? openAt(document, text, start) : undefined;
    if (unclosed !== undefined) {
      // an item of a list, as in depths[0], ends a value inside brackets
      const line = text.slice(unclosed, text.indexOf('\n', unclosed) < 0 ? text.length : text.indexOf('\n', unclosed));
      const item = /[A-Za-z_]\w*\[[^\][\n,]{1,100}\]/.exec(line.slice(0, 1000));
      if (item !== null) return [problem('key/unquoted', { text: item[0] }, at(unclosed + item.index, unclosed + item.index + item[0].length))];
      return [problem('yaml/unclosed', { opened: text[unclosed] ?? '' }, at(unclosed))];
    }
    const line = text.lastIndexOf('\n', start - 1);
    if (found.size >= 20 || found.has(line)) continue;
    const conditional = /^[^\n]*? \? [^\n]*? : [^\n,}\]]*/.exec(text.slice(start, start + 1000))?.[0].trimEnd();
    const written = text.slice(start, end);
    found.set(
      line,
      code === 'TAG_RESOLVE_FAILED' && written.startsWith('!')
        ? problem('yaml/tag', { tag: written }, at(start, end))
        : conditional !== undefined && (code === 'BLOCK_IN_FLOW' || code === 'BLOCK_AS_IMPLICIT_KEY')
          ? problem('key/unquoted', { text: conditional }, at(start, start + conditional.length))
          : problem('yaml/syntax', { reason: reasons[code] ?? message.split('\n')[0] ?? message }, at(start, end)),
    );
  }
  return [...found.values()];
}

const reasons: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on the line of a key, where the value has to be in quotes or on lines of its own',
  BLOCK_IN_FLOW: 'a comma is missing between two entries, or quotes around a value that has ": " in it',
  MULTILINE_IMPLICIT_KEY: 'a comma is missing between two entries, or a ":" after a key',
  TAB_AS_INDENT: 'a tab in the indentation, where only spaces count',
  NON_STRING_KEY: 'a key has to be a plain word',
};

/** The innermost bracket or quote that is still open where an error was found. */
function openAt(document: YamlDocument, text: string, offset: number): number | undefined {
  let opened: number | undefined;
  visitNodes(document, {
    Node(_, node) {
      const [start, end = start] = isAlias(node) ? [0] : (node.range ?? [0]);
      const isOpen = isCollection(node) ? node.flow === true : isScalar(node) && /^QUOTE/.test(node.type ?? '');
      const closing = { '[': ']', '{': '}', '"': '"', "'": "'" }[text[start] ?? ''];
      if (isOpen && end >= offset && start < offset && (text[end - 1] !== closing || end - start === 1)) opened = start;
    },
  });
  return opened;
}

function toPlain(root: YamlDocument, text: string, name: string): Plain {
  const problems: Problem[] = [];
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let nodes = 0;
  const at = (node: Node) => {
    const [start, end] = node.range ?? [0, 0];
    return { range: { file: name, text, start, end } };
  };
  /** `blamed` is the outermost alias that led here, or the node itself. */
  const visit = (node: Node | null | undefined, depth: number, alias?: Node): Plain => {
    if (!node) return null;
    const blamed = alias ?? node;
    if (++nodes > limits.nodes) fail(problem('yaml/too-many-nodes', { limit: limits.nodes }, at(blamed)));
    if (depth > limits.depth) fail(problem('yaml/too-deep', { limit: limits.depth }, at(blamed)));
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined && !open.has(target)) return visit(target, depth, blamed);
      problems.push(problem('yaml/alias', { name: node.source, circular: target !== undefined }, at(blamed)));
      return null;
    }
    // an anchor holds from where it stands on, not once more wherever an alias leads
    if (alias === undefined && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.tag !== undefined && alias === undefined && !tags.has(node.tag)) {
      const [from, end] = node.range ?? [0, 0];
      const before = text.slice(Math.max(0, from - longestTag), from);
      const start = from - before.length + Math.max(0, before.search(/!\S*\s+(?:&\S+\s+)?$/));
      problems.push(problem('yaml/tag', { tag: node.tag.replace(core, '!!') }, { range: { file: name, text, start, end } }));
    }
    if (isScalar(node)) return node.value as Plain;
    open.add(node);
    const value = isSeq<Node>(node)
      ? node.items.map((item) => visit(item, depth + 1, alias))
      : isMap<Scalar, Node>(node)
        ? toMap(node.items, depth, alias)
        : null;
    open.delete(node);
    return value;
  };
  const toMap = (items: readonly { key: Scalar; value: Node | null }[], depth: number, alias: Node | undefined): PlainMap => {
    const map = Object.create(null) as Record<string, Plain>;
    for (const { key, value } of items) {
      const name = String(key.value);
      if (alias === undefined && Object.hasOwn(map, name)) problems.push(problem('yaml/duplicate-key', { key: name }, at(key)));
      map[name] = visit(value, depth + 1, alias);
    }
    return map;
  };
  const value = visit(root.contents as Node, 0);
  if (problems.length > 0) fail(...problems.slice(0, 20));
  return value;
}

function locate(root: YamlDocument, text: string, path: Path, key?: 'key', span?: Span): { start: number; end: number } {
  let node = root.contents as Node | null;
  let found: Node | null = node;
  const resolved = (one: Node | null | undefined): Node | null => (isAlias(one) ? (one.resolve(root) ?? null) : (one ?? null));
  for (const [depth, step] of path.entries()) {
    const inner = resolved(node);
    const last = depth === path.length - 1;
    if (isSeq<Node>(inner)) node = inner.items[Number(step)] ?? null;
    else if (isMap<Node, Node>(inner)) {
      const pair = inner.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
      node = (last && key !== undefined) || pair?.value == null || isEmpty(pair.value) ? ((pair?.key as Node | undefined) ?? null) : (pair.value as Node);
    } else node = null;
    if (node === null) break;
    found = node;
  }
  const inner = span === undefined ? found : resolved(found);
  const [start, end] = inner?.range ?? [0, 0];
  if (span === undefined || !isScalar(inner) || typeof inner.value !== 'string') return { start, end };
  const within = spanIn(text.slice(start, end), inner.value, span.start, span.length);
  return { start: start + within.start, end: start + within.end };
}

const isEmpty = (node: Node) => node.range != null && node.range[0] === node.range[1];
