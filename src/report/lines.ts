/** Rows of numbers as lines of text, written as they come. A sweep has millions: they are written as bytes, since a string a row would take longer than its network. */
import type { Numbers } from '../sweep/select.ts';

/** A format that is written line by line. Names of columns and numbers are ASCII, and hold nothing that CSV or JSON would have to quote. */
interface LineFormat {
  /** What stands above the rows. */
  readonly head: (columns: readonly string[]) => string;
  readonly before: (column: string, index: number) => string;
  /** A number that is not known. */
  readonly unknown: string;
  readonly end: string;
}

export const lineFormats = {
  csv: { head: (columns) => `${columns.join(',')}\r\n`, before: (_, index) => (index === 0 ? '' : ','), unknown: '', end: '\r\n' },
  jsonl: { head: () => '', before: (column, index) => `${index === 0 ? '{' : ','}"${column}":`, unknown: 'null', end: '}\n' },
} as const satisfies Record<string, LineFormat>;

export type LineFormatName = keyof typeof lineFormats;
export const isLineFormat = (format: string): format is LineFormatName => Object.hasOwn(lineFormats, format);

/** As many characters as a number has at most: -1.2345678901234567e-300. */
const longestNumber = 24;

const [zero, point] = [0x30, 0x2e];

export class Lines {
  readonly #before: readonly Uint8Array[];
  readonly #unknown: string;
  readonly #end: Uint8Array;
  readonly #longestLine: number;
  /** What the row before has in each column, and where that is written: neighbours in a sweep have most in common. */
  readonly #values: Float64Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  #bytes = new Uint8Array(2 ** 16);
  #length = 0;
  #rows = 0;

  constructor(format: LineFormatName, columns: readonly string[]) {
    const { before, unknown, end } = lineFormats[format];
    const encoder = new TextEncoder();
    this.#before = columns.map((column, index) => encoder.encode(before(column, index)));
    this.#unknown = unknown;
    this.#end = encoder.encode(end);
    this.#longestLine = this.#before.reduce((sum, { length }) => sum + length + longestNumber, this.#end.length);
    this.#values = new Float64Array(columns.length);
    this.#starts = new Uint32Array(columns.length);
    this.#ends = new Uint32Array(columns.length);
  }

  /** How many there are since they were taken last. */
  get rows(): number {
    return this.#rows;
  }

  add(row: Numbers): void {
    if (this.#length + this.#longestLine > this.#bytes.length) {
      const bytes = new Uint8Array(2 * this.#bytes.length + this.#longestLine);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    for (let column = 0; column < this.#before.length; column++) {
      this.#append(this.#before[column] as Uint8Array);
      this.#column(row, column);
    }
    this.#append(this.#end);
    this.#rows++;
  }

  /** What was written since it was taken last. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#rows = 0;
    return taken;
  }

  #column(row: Numbers, column: number): void {
    const value = row[column] as number;
    const start = this.#length;
    if (this.#rows > 0 && value === this.#values[column]) {
      const end = this.#ends[column] as number;
      for (let at = this.#starts[column] as number; at < end; at++) this.#bytes[this.#length++] = this.#bytes[at] as number;
    } else if (!this.#decimal(value)) {
      const text = Number.isNaN(value) ? this.#unknown : String(value);
      for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
    }
    this.#values[column] = value;
    this.#starts[column] = start;
    this.#ends[column] = this.#length;
  }

  /**
   * Writes whole numbers, and what has up to six digits behind the point; false for others. No two decimals of up to 15 digits are the same
   * double, so a decimal that is the value is also what String writes.
   */
  #decimal(value: number): boolean {
    const whole = Math.floor(value);
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return false;
    if (whole === value) {
      this.#whole(value);
      return true;
    }
    const millionths = Math.round(value * 1e6);
    if (millionths >= 1e15 || millionths / 1e6 !== value) return false;
    this.#whole(whole);
    this.#bytes[this.#length++] = point;
    this.#digits(millionths - 1e6 * whole, 6);
    while (this.#bytes[this.#length - 1] === zero) this.#length--;
    return true;
  }

  /** Digits of a whole number: nine at a time, since division of what has 32 bits is quick. */
  #whole(value: number): void {
    if (value >= 1e9) {
      this.#whole(Math.floor(value / 1e9));
      this.#digits(value % 1e9, 9);
      return;
    }
    let count = 1;
    for (let limit = 10; value >= limit; limit *= 10) count++;
    this.#digits(value, count);
  }

  #digits(value: number, count: number): void {
    let rest = value | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[at] = zero + rest - 10 * tenth;
      rest = tenth;
    }
    this.#length += count;
  }

  #append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) this.#bytes[this.#length++] = bytes[at] as number;
  }
}
