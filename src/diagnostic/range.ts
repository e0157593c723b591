/** Places in source texts. */

/** A place in a source text; `start` and `end` are character offsets. */
export interface Range {
  readonly file: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Line and column, both from 1, of an offset in a text; a byte order mark takes no column. */
export function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1 || Number(text.startsWith('\ufeff'));
  return { line: before.split('\n').length, column: Math.max(offset - lineStart, 0) + 1 };
}

/** `file:line:column`; the file alone where its text is not known. */
export function shortPlace({ file, text, start }: Range): string {
  if (text === '') return file;
  const { line, column } = position(text, start);
  return `${file}:${line}:${column}`;
}
