/** Tables of numbers that a sweep reads from CSV: points to run at, and what is reported of them. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { problem, SpecError } from '../../diagnostic/index.ts';
import { readText } from '../../node/files.ts';
import type { Axis } from '../../sweep/grid.ts';
import { type Join, keyOf } from '../../sweep/join.ts';

interface Columns {
  readonly file: string;
  readonly names: readonly string[];
  /** Row after row, NaN for an empty cell. */
  readonly values: readonly number[];
  readonly lines: readonly number[];
}

/**
 * Points, a row each, under the names of parameters; `-` reads standard input.
 * @throws SpecError for what is no such table
 */
export async function readPoints(path: string, parameters: readonly string[]): Promise<Axis> {
  const { file, names, values, lines } = await readColumns(path);
  for (const name of names) if (!parameters.includes(name)) throw new SpecError([problem('csv/column', { file, name, known: parameters })]);
  const empty = values.findIndex(Number.isNaN);
  if (empty >= 0)
    throw new SpecError([
      problem('csv/number', { file, line: lines[Math.floor(empty / names.length)] ?? 0, column: names[empty % names.length] ?? '', got: '' }),
    ]);
  return { names, values: Float64Array.from(values) };
}

/**
 * Numbers that are reported of points, such as accuracies: columns named as the parameters `swept` say which. One of the network's other
 * parameters would tell of networks that are not counted.
 * @throws SpecError for what is no such table
 */
export async function readJoin(path: string, swept: readonly string[], parameters: readonly string[], totals: readonly string[]): Promise<Join> {
  const { file, names, values, lines } = await readColumns(path);
  const keys = names.filter((name) => swept.includes(name));
  const reported = names.filter((name) => !swept.includes(name));
  for (const name of reported) if (parameters.includes(name)) throw new SpecError([problem('csv/not-swept', { file, name })]);
  if (keys.length === 0 || reported.length === 0) throw new SpecError([problem('csv/join', { file, names, parameters: swept })]);
  for (const name of reported) if (totals.includes(name) || !/^[A-Za-z_]\w*$/.test(name)) throw new SpecError([problem('csv/name', { file, name })]);
  const found = new Map<string, number[]>();
  for (let row = 0; row < lines.length; row++) {
    const cell = (name: string) => values[row * names.length + names.indexOf(name)] as number;
    const point = keys.map(cell);
    const line = lines[row] as number;
    const empty = keys[point.findIndex(Number.isNaN)];
    if (empty !== undefined) throw new SpecError([problem('csv/number', { file, line, column: empty, got: '' })]);
    if (found.has(keyOf(point)))
      throw new SpecError([problem('csv/twice', { file, line, point: keys.map((key, index) => `${key}=${point[index]}`).join(' ') })]);
    found.set(keyOf(point), reported.map(cell));
  }
  return { keys, names: reported, found };
}

/** Bytes of a file, and characters that are read at a time. */
const [largest, piece] = [2 ** 26, 2 ** 16];

async function readColumns(path: string): Promise<Columns> {
  const file = path === '-' ? 'standard input' : path;
  const text = readText(path, largest);
  if (text.includes('\0')) throw new SpecError([problem('file/binary', undefined, { range: { file, text: '', start: 0, end: 0 } })]);
  const pieces = Array.from({ length: Math.ceil(text.length / piece) }, (_, index) => text.slice(index * piece, (index + 1) * piece));
  const parser = Readable.from(pieces).pipe(parse({ bom: true, trim: true, skip_empty_lines: true, info: true }));
  let names: readonly string[] | undefined;
  const values: number[] = [];
  const lines: number[] = [];
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (names === undefined) {
        const twice = record.find((name, index) => record.indexOf(name) < index);
        if (twice !== undefined) throw new SpecError([problem('name/duplicate', { name: twice, what: `the column of ${file}` })]);
        names = record;
        continue;
      }
      lines.push(info.lines);
      for (const [index, text] of record.entries()) {
        const value = text === '' ? Number.NaN : Number(text);
        if (text !== '' && !Number.isFinite(value))
          throw new SpecError([problem('csv/number', { file, line: info.lines, column: names[index] ?? '', got: text })]);
        values.push(value);
      }
    }
  } catch (error) {
    if (error instanceof CsvError) throw new SpecError([problem('csv/malformed', { file, line: Number(error.lines ?? 0), reason: error.message })]);
    throw error;
  }
  if (names === undefined || lines.length === 0) throw new SpecError([problem('csv/empty', { file })]);
  return { file, names, values, lines };
}
