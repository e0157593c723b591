/** Problems -> text for people, with the line that is wrong and a caret under it; and -> plain objects for machines. */
import stringWidth from 'fast-string-width';
import { type Caller, type Problem, sectionOf } from '../diagnostic/index.ts';
import { position, type Range, shortPlace } from '../diagnostic/range.ts';
import { cut, visible } from '../diagnostic/text.ts';
import { plain, type Style } from './style.ts';

export function renderProblems(problems: readonly Problem[], style: Style = plain): string {
  return problems.map((problem) => renderProblem(problem, style)).join('\n');
}

function renderProblem({ code, severity, range, sentence, chain }: Problem, style: Style): string {
  const colour = style[severity];
  const where = range === undefined ? '' : `${style.strong(`${placeOf(range)}:`)} `;
  const lines = [`${where}${colour(`${severity}:`)} ${style.strong(visible(sentence.says))} ${style.dim(`[${code}]`)}`];
  const excerpt = range === undefined ? undefined : excerptOf(range);
  const margin = ' '.repeat(excerpt === undefined ? 2 : excerpt.number.length + 3);
  if (excerpt !== undefined) {
    const { number, line, indent, length } = excerpt;
    lines.push(`  ${style.dim(`${number} |`)} ${line}`);
    lines.push(`${margin}${style.dim('|')} ${' '.repeat(indent)}${colour('^'.repeat(length))}`);
  }
  if (sentence.expected !== undefined) lines.push(`${margin}${style.dim('expected:')} ${visible(sentence.expected)}`);
  if (sentence.advice !== undefined) lines.push(`${margin}${style.dim('advice:')} ${visible(sentence.advice)}`);
  // innermost first, as one reads away from the problem
  for (const caller of chain.toReversed().slice(0, mostCallers))
    lines.push(`${margin}${style.dim(`in ${visible(caller.name)} called at ${placeOf(caller.range)}`)}`);
  if (chain.length > mostCallers) lines.push(`${margin}${style.dim(`and so on, ${chain.length - mostCallers} more`)}`);
  return `${lines.join('\n')}\n`;
}

const placeOf = (range: Range) => visible(shortPlace(range));

/** So many of the calls that led to a layer are shown. */
const mostCallers = 8;

const tabWidth = 4;
const widest = 100;

/** A character as shown: what is written for it and the columns that takes. */
interface Cell {
  readonly shown: string;
  readonly width: number;
  readonly offset: number;
}

/** The line of a range's start, cut to a window around the range where it is long, and the columns that carets go under. */
function excerptOf({ text, start, end }: Range): { number: string; line: string; indent: number; length: number } | undefined {
  if (text === '') return undefined;
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1) + 1, text.startsWith('\ufeff') ? 1 : 0);
  const lineEnd = text.indexOf('\n', start);
  const stop = lineEnd < 0 ? text.length : lineEnd;
  // a window's worth of characters on each side is enough, however long the line
  const from = Math.max(lineStart, start - widest);
  const to = Math.min(stop, start + widest);
  const cells = toCells(text.slice(from, to).replace(/\r$/, ''), from - lineStart);
  const first = start - lineStart;
  const last = Math.max(Math.min(end, stop) - lineStart, first + 1);

  const widthOf = (some: readonly Cell[]) => some.reduce((sum, { width }) => sum + width, 0);
  const before = cells.filter(({ offset }) => offset < first);
  const marked = cells.filter(({ offset }) => offset >= first && offset < last);
  const after = cells.filter(({ offset }) => offset >= last);
  const fits = from === lineStart && to === stop && widthOf(cells) <= widest;
  let [cutBefore, cutAfter] = [from > lineStart, to < stop];
  if (!fits) {
    const room = Math.max(widest - widthOf(marked), 0);
    while (widthOf(before) > Math.max(room / 2, room - widthOf(after))) cutBefore = before.shift() !== undefined;
    while (widthOf(before) + widthOf(marked) + widthOf(after) > widest && after.length > 0) cutAfter = after.pop() !== undefined;
    while (widthOf(marked) > widest) cutAfter = marked.pop() !== undefined;
  }
  const written = (some: readonly Cell[]) => some.map(({ shown }) => shown).join('');
  return {
    number: String(position(text, start).line),
    line: `${cutBefore ? '...' : ''}${written([...before, ...marked, ...after]).trimEnd()}${cutAfter ? '...' : ''}`,
    indent: (cutBefore ? 3 : 0) + widthOf(before),
    length: Math.max(widthOf(marked), 1),
  };
}

function toCells(line: string, offset: number): readonly Cell[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  let column = 0;
  return [...segmenter.segment(line)].map(({ segment, index }) => {
    const text = visible(segment);
    const width = segment === '\t' ? tabWidth - (column % tabWidth) : stringWidth(text);
    column += width;
    return { shown: segment === '\t' ? ' '.repeat(width) : text, width, offset: offset + index };
  });
}

/** A problem as `--json` gives it. Lines and columns count from 1; all places are null where no file is to blame. */
export interface JsonProblem {
  readonly code: string;
  /** Its section of the page on errors, a path in the package. */
  readonly url: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly expected: string | null;
  readonly advice: string | null;
  readonly path: readonly (string | number)[];
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly chain: readonly { readonly name: string; readonly file: string; readonly line: number; readonly column: number }[];
}

export function problemsToJson(problems: readonly Problem[]): readonly JsonProblem[] {
  return problems.map(({ code, severity, sentence, path, range, args, chain }) => {
    const start = range && range.text !== '' ? position(range.text, range.start) : undefined;
    const end = range && range.text !== '' ? position(range.text, range.end) : undefined;
    return {
      code,
      url: sectionOf(code),
      severity,
      message: sentence.says,
      expected: sentence.expected ?? null,
      advice: sentence.advice ?? null,
      path,
      file: range?.file ?? null,
      line: start?.line ?? null,
      column: start?.column ?? null,
      endLine: end?.line ?? null,
      endColumn: end?.column ?? null,
      args: toJson(args) as Record<string, unknown>,
      chain: chain.map(callerToJson),
    };
  });
}

/** Characters of a text, and items of a list, that JSON gives of what a message is about. */
const most = { text: 500, list: 100 };

/** The same for JSON, which has no NaN and no infinity: they become words. What is long is cut. */
function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') return cut(value, most.text);
  if (Array.isArray(value)) return value.slice(0, most.list).map(toJson);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  return value;
}

const callerToJson = ({ name, range }: Caller) => ({ name, file: range.file, ...position(range.text, range.start) });
