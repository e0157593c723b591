/** Text -> document: YAML 1.2 or JSON by one parser, as plain values that remember where they stand. */
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, parseAllDocuments, type Document as YamlDocument } from 'yaml';
import { type Problem, problem, type Range, SpecError } from '../diagnostic.ts';

export type Plain = null | boolean | number | string | readonly Plain[] | PlainMap;
export type PlainMap = { readonly [key: string]: Plain };
export type Path = readonly (string | number)[];

/** A source file, read. Maps have no prototype, so `__proto__` and `constructor` are keys like any other. */
export interface Document {
  readonly name: string;
  readonly text: string;
  readonly value: Plain;
  /** Where the value at `path` stands; with `key`, where its key does. The nearest place that exists when the path does not. */
  locate(path: Path, key?: 'key'): Range;
}

/** A value's place: what problems point at. */
export interface Place {
  readonly document: Document;
  readonly path: Path;
}

export const inside = ({ document, path }: Place, ...more: Path): Place => ({ document, path: [...path, ...more] });

/** The range of a place; with `span`, the part of its text from `span.start` on. */
export function rangeOf({ document, path }: Place, key?: 'key', span?: { start: number; length: number }): Range {
  const range = document.locate(path, key);
  if (span === undefined) return range;
  const quoted = /^["']/.test(document.text.slice(range.start, range.end)) ? 1 : 0;
  const start = Math.min(range.start + quoted + span.start, range.end);
  return { ...range, start, end: Math.min(start + span.length, range.end) };
}

export const isMapping = (value: unknown): value is PlainMap => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: unknown): value is readonly Plain[] => Array.isArray(value);

const limits = { characters: 2 ** 20, depth: 60, nodes: 200_000 };

/**
 * Reads a source text. Given the `value` that the text holds (of a shipped file, say), the text is parsed only once a place is asked for.
 * @throws SpecError with all syntax errors
 */
export function parse(text: string, name = 'spec', value?: Plain): Document {
  let root: YamlDocument | undefined;
  const tree = () => {
    root ??= read(text, name);
    return root;
  };
  return {
    name,
    text,
    value: value ?? toPlain(tree(), text, name),
    locate: (path, key) => ({ file: name, text, ...locate(tree(), path, key) }),
  };
}

function read(text: string, name: string): YamlDocument {
  const at = (start: number, end = start + 1): { range: Range } => ({ range: { file: name, text, start, end } });
  const fail = (...problems: Problem[]): never => {
    throw new SpecError(problems);
  };
  if (text.length > limits.characters)
    fail(problem('file/too-large', { size: text.length, limit: limits.characters }, { range: { file: name, text: '', start: 0, end: 0 } }));
  if (/[\0\ufffd]/.test(text)) fail(problem('file/binary', undefined as never, { range: { file: name, text: '', start: 0, end: 0 } }));
  const deep = tooDeep(text);
  if (deep !== undefined) fail(problem('yaml/too-deep', { limit: limits.depth }, at(deep)));
  const documents = parseAllDocuments(text.replace(/^\ufeff/, ' '), { version: '1.2', prettyErrors: false, logLevel: 'silent', stringKeys: true });
  const [first, second] = documents as YamlDocument[];
  if (first === undefined || first.contents === null) return fail(problem('yaml/empty', undefined as never, at(0, 0)));
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (errors.length > 0) {
    fail(
      ...errors
        .slice(0, 20)
        .map(({ code, message, pos: [start, end] }) =>
          code === 'DUPLICATE_KEY'
            ? problem('yaml/duplicate-key', { key: /^[^\s:,}]+/.exec(text.slice(start))?.[0] ?? '' }, at(start, Math.max(end, start + 1)))
            : problem('yaml/syntax', { reason: message.split('\n')[0] ?? message }, at(start, Math.max(end, start + 1))),
        ),
    );
  }
  if (second !== undefined) fail(problem('yaml/several-documents', undefined as never, at(second.range?.[0] ?? 0)));
  return first;
}

/** The offset at which brackets or indentation nest too deep for any real file, found before the parser recurses into it. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === '\n' && /[\w#-]/.test(text[i + 1] ?? '')) depth = 0;
    if (depth > limits.depth) return i;
  }
  const dashes = /^[ ]*(?:- ){60,}/m.exec(text) ?? /^ {400,}\S/m.exec(text);
  return dashes === null ? undefined : dashes.index;
}

function toPlain(root: YamlDocument, text: string, name: string): Plain {
  let nodes = 0;
  const at = (node: Node | null | undefined) => {
    const [start, end] = node?.range ?? [0, 0];
    return { range: { file: name, text, start, end } };
  };
  const visit = (node: Node | null | undefined, depth: number): Plain => {
    if (++nodes > limits.nodes) throw new SpecError([problem('yaml/too-many-nodes', { limit: limits.nodes }, at(node))]);
    if (depth > limits.depth) throw new SpecError([problem('yaml/too-deep', { limit: limits.depth }, at(node))]);
    if (isAlias(node)) {
      const target = node.resolve(root);
      if (target === undefined) throw new SpecError([problem('yaml/alias', { name: node.source }, at(node))]);
      return visit(target, depth + 1);
    }
    if (isSeq<Node>(node)) return node.items.map((item) => visit(item, depth + 1));
    if (isMap<Node, Node>(node)) {
      const map = Object.create(null) as Record<string, Plain>;
      for (const { key, value } of node.items) {
        if (!isScalar(key)) throw new SpecError([problem('yaml/key', { key: text.slice(...(key.range ?? [0, 0])) }, at(key))]);
        map[String(key.value)] = visit(value, depth + 1);
      }
      return map;
    }
    if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : (node.value as Plain);
    return null;
  };
  return visit(root.contents as Node, 0);
}

function locate(root: YamlDocument, path: Path, key?: 'key'): { start: number; end: number } {
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
  const [start, end] = found?.range ?? [0, 0];
  return { start, end };
}

const isEmpty = (node: Node) => node.range != null && node.range[0] === node.range[1];
