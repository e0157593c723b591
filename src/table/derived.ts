/** What a table works out of its own rows: parameters and sizes that are shown, ratios to a row, means, ranks, and the order of rows. */
import type { Problem } from '../diagnostic/index.ts';
import type { Size } from '../graph/network.ts';
import { Problems } from '../spec/check.ts';
import { inside, type Place } from '../spec/document.ts';
import type { Setting } from '../spec/program.ts';
import type { TableColumn } from './column.ts';
import { toDecimal } from './decimal.ts';
import { type Order, relations } from './relation.ts';
import type { Cell, TableRow } from './table.ts';

interface Group {
  readonly title: string | undefined;
  readonly rows: readonly TableRow[];
}

/** A number of a cell: what is computed, and where nothing is what is printed. */
const numberOf = ({ computed, printed }: Pick<Cell, 'computed' | 'printed'>): number | undefined =>
  computed ?? (printed === undefined || printed.words || printed.within !== undefined ? undefined : Number(printed.number) * 10 ** printed.exponent);

/** Rows with all that follows from the others, in the order that is asked for, and what is wrong with columns of that kind. */
export function derive(
  groups: readonly Group[],
  columns: readonly TableColumn[],
  top: Place,
  sort: Order | undefined,
): { readonly groups: readonly Group[]; readonly problems: readonly Problem[] } {
  const problems = new Problems();
  let found = groups;
  const cellsOf = (key: string, toCell: (row: TableRow, cell: Cell, rows: readonly TableRow[]) => Partial<Cell>) => {
    found = found.map(({ title, rows }) => ({
      title,
      rows: rows.map((row) => {
        const cell = row.cells.get(key);
        return cell === undefined ? row : { ...row, cells: new Map([...row.cells, [key, { ...cell, ...toCell(row, cell, rows) }]]) };
      }),
    }));
  };
  for (const column of columns) {
    const place = inside(top, 'columns', column.key);
    if (column.derived?.kind === 'param') {
      const { name } = column.derived;
      if (!allRows(found).some(({ network }) => network?.point.has(name)) && allRows(found).some(({ network }) => network !== undefined))
        problems.report(
          'table/no-param',
          { name, known: [...new Set(allRows(found).flatMap(({ network }) => [...(network?.point.keys() ?? [])]))] },
          inside(place, 'param'),
        );
      cellsOf(column.key, ({ network }) => textOf(shown(network?.point.get(name))));
    }
    if (column.derived?.kind === 'show') {
      const { what } = column.derived;
      cellsOf(column.key, ({ network, spec }) => textOf(what === 'spec' ? spec : network && sizeText(network.input)));
    }
    const { relative } = column;
    if (relative === undefined) continue;
    const bases = allRows(found).filter(({ name }) => name === relative.to);
    const at = inside(place, 'relative_to');
    if (bases.length > 1) problems.report('table/row-twice', { name: relative.to }, at);
    if (bases.length === 0) problems.report('table/no-row', { name: relative.to, known: allRows(found).map(({ name }) => name) }, at);
    const base = bases.length === 1 ? bases[0]?.cells.get(column.key)?.computed : undefined;
    if (bases.length === 1 && base === undefined && bases[0]?.error === undefined) problems.report('table/no-base', { name: relative.to }, at);
    cellsOf(column.key, (_, { computed, comparison }) => {
      const value = computed === undefined || base === undefined ? Number.NaN : relations[relative.as].of(computed, base);
      if (!Number.isFinite(value)) return { computed: undefined, comparison: undefined };
      return { computed: value, ...(comparison && { comparison: { ...comparison, count: value, others: [] } }) };
    });
  }
  for (const { key } of columns) {
    cellsOf(key, ({ mean }, cell, rows) =>
      mean ? meanOf(rows.flatMap((row) => (row.mean || row.error !== undefined ? [] : (row.cells.get(key) ?? [])))) : cell,
    );
    const { derived } = columns.find((column) => column.key === key) ?? {};
    if (derived?.kind !== 'rank') continue;
    const values = (rows: readonly TableRow[]) => rows.flatMap((row) => (row.mean ? [] : (numberIn(row, derived.by) ?? [])));
    const all = values(allRows(found));
    cellsOf(key, (row) => {
      const value = row.mean ? undefined : numberIn(row, derived.by);
      return textOf(value === undefined ? undefined : String(1 + all.filter((one) => (derived.first === 'lowest' ? one < value : one > value)).length));
    });
  }
  return {
    groups: sort === undefined ? found : found.map(({ title, rows }) => ({ title, rows: sorted(rows, sort) })),
    problems: problems.error?.problems ?? [],
  };
}

const allRows = (groups: readonly Group[]) => groups.flatMap(({ rows }) => rows);

const textOf = (text: string | undefined): Partial<Cell> => (text === undefined ? {} : { text });

const numberIn = (row: TableRow, key: string) => {
  const cell = row.cells.get(key);
  return cell && numberOf(cell);
};

const shown = (setting: Setting | undefined): string | undefined =>
  setting === undefined ? undefined : typeof setting === 'object' ? `[${setting.map(shown).join(', ')}]` : String(setting);

const sizeText = ({ channels, h, w, flat }: Size) => (flat ? String(channels) : `${channels}x${h}x${w}`);

/** The mean of cells that are computed; of those that are only reported, with as many decimals as these have. */
function meanOf(cells: readonly Cell[]): Partial<Cell> {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const computed = cells.flatMap((cell) => cell.computed ?? []);
  if (computed.length > 0) return { count: cells.find(({ count }) => count !== undefined)?.count, computed: mean(computed) };
  const printed = cells.flatMap((cell) => (cell.computed === undefined && cell.printed !== undefined && numberOf(cell) !== undefined ? [cell.printed] : []));
  const [first] = printed;
  if (first === undefined) return {};
  const value = mean(printed.map((one) => numberOf({ computed: undefined, printed: one }) ?? Number.NaN));
  return { text: toDecimal(value, first.exponent, Math.max(...printed.map(({ decimals }) => decimals))) };
}

/** Rows by a column; those without a number, and means, stay behind the others as they are. */
function sorted(rows: readonly TableRow[], { by, first }: Order): readonly TableRow[] {
  const key = (row: TableRow) => (row.mean ? undefined : numberIn(row, by));
  const sign = first === 'lowest' ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [a, b] = [key(one), key(other)];
    return a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : sign * (a - b);
  });
}
