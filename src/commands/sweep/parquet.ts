/** Parquet: columns of whole numbers as int64, others as doubles, written one group of rows after the other. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

const rowsOfGroup = 100_000;

export interface ParquetColumn {
  readonly name: string;
  readonly whole: boolean;
  /** Whether a value may be missing: NaN in the rows. */
  readonly optional: boolean;
}

export interface ParquetFile {
  /** Takes rows of numbers, one after the other. */
  add(values: Float64Array): Uint8Array;
  /** What ends the file. */
  end(): Uint8Array;
}

/** Rows as Parquet: what is given back goes to the file, in order. */
export function toParquet(columns: readonly ParquetColumn[]): ParquetFile {
  const bytes = new ByteWriter();
  const schema = columns.map(({ name, whole, optional }) => ({
    name,
    type: whole ? ('INT64' as const) : ('DOUBLE' as const),
    repetition_type: optional ? ('OPTIONAL' as const) : ('REQUIRED' as const),
  }));
  const writer = new ParquetWriter({ writer: bytes, schema: [{ name: 'sweep', num_children: columns.length }, ...schema], createdBy: 'ghostcost' });
  let pending: Float64Array[] = [];
  let rows = 0;
  const taken = () => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  const group = () => {
    const columnData = columns.map(({ name, whole }, column) => {
      const data: (number | bigint | null)[] = [];
      for (const values of pending)
        for (let at = column; at < values.length; at += columns.length) {
          const value = values[at] as number;
          data.push(Number.isNaN(value) ? null : whole ? BigInt(value) : value);
        }
      return { name, data };
    });
    if (rows > 0) writer.write({ columnData, rowGroupSize: rowsOfGroup });
    pending = [];
    rows = 0;
  };
  return {
    add(values) {
      // groups end after so many rows, however these came
      for (let at = 0; at < values.length; ) {
        const end = Math.min(values.length, at + (rowsOfGroup - rows) * columns.length);
        pending.push(values.subarray(at, end));
        rows += (end - at) / columns.length;
        at = end;
        if (rows === rowsOfGroup) group();
      }
      return taken();
    },
    end() {
      group();
      writer.finish();
      return taken();
    },
  };
}
