/** Rows of a sweep as a report, which needs all of them to set its columns. */
import type { Numbers } from '../sweep/select.ts';
import { grouped, scaled } from './number.ts';
import { type Column, cells, type Report, type Sheet, type SpecOf } from './sheet.ts';

export interface Swept {
  readonly spec: SpecOf;
  readonly columns: readonly string[];
  readonly rows: readonly Numbers[];
  /** So many of the columns come first and are parameters, which keep their digits. */
  readonly parameters: number;
  /** The columns that one value is shown over, in the place of a row per point. */
  readonly pivot?: { readonly down: number; readonly across: number; readonly value: number } | undefined;
  /** Decimals of totals in thousands, millions and so on. */
  readonly precision?: number | undefined;
}

export function sweepReport(swept: Swept): Report {
  const { spec, columns, rows, parameters } = swept;
  const records = () => rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, Number.isNaN(row[index]) ? undefined : row[index]])));
  return {
    command: 'sweep',
    sheets: [
      {
        caption: `Sweep of ${spec.name}.`,
        label: `sweep-${spec.name.toLowerCase()}`,
        ...(swept.pivot === undefined ? rowsSheet(swept) : pivotSheet(swept, swept.pivot)),
      },
    ],
    notes: [],
    specs: [spec],
    records: () => ({ columns, rows: records() }),
    data: () => ({ parameters: columns.slice(0, parameters), totals: columns.slice(parameters), rows: records() }),
  };
}

const show = (value: number, precision: number | undefined) => {
  if (Number.isNaN(value)) return '-';
  return !Number.isInteger(value) ? String(value) : precision === undefined ? grouped(value) : scaled(value, precision);
};

const number = (name: string): Column => ({ key: name, heading: name.replaceAll('_', ' '), kind: 'number' });

const rowsSheet = ({ columns, rows, parameters, precision }: Swept): Sheet => ({
  columns: columns.map(number),
  groups: [{ rows: rows.map((row) => cells(Array.from(row, (value, column) => (column < parameters ? String(value) : show(value, precision))))) }],
});

/** One value over two parameters: a line a value of the first, a column a value of the second. */
function pivotSheet({ columns, rows, precision }: Swept, { down, across, value }: NonNullable<Swept['pivot']>): Sheet {
  const lines = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const [line, column, cell] = [row[down], row[across], row[value]] as [number, number, number];
    lines.set(line, (lines.get(line) ?? new Map()).set(column, cell));
  }
  const values = [...new Set(rows.map((row) => row[across] as number))];
  return {
    columns: [{ ...number(''), heading: `${columns[value]}: ${columns[down]} \\ ${columns[across]}` }, ...values.map((one) => number(String(one)))],
    groups: [
      {
        rows: [...lines].map(([line, found]) =>
          cells([String(line), ...values.map((one) => (found.has(one) ? show(found.get(one) as number, precision) : '-'))]),
        ),
      },
    ],
  };
}
