/** Reported numbers, such as accuracies, beside the points that they belong to. */
import type { Axis } from './grid.ts';

/** A table of numbers: some columns say which points, the others what is reported of them. */
export interface Join {
  /** Columns that are parameters of the sweep, and columns that are not. */
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** What is reported, by the values of the keys; NaN where nothing is. */
  readonly found: ReadonlyMap<string, ArrayLike<number>>;
}

export const keyOf = (values: readonly number[]): string => values.join();

/** Whether any of what is reported may be of a point of these axes: each of its values is one of its axis. */
export function isOfPoints({ keys, found }: Join, axes: readonly Axis[]): boolean {
  const known = keys.map((key) => new Set(axes.flatMap(({ names, values }) => [...values].filter((_, index) => names[index % names.length] === key))));
  return [...found.keys()].some((point) => point.split(',').every((value, index) => known[index]?.has(Number(value))));
}

/** Gives what is reported of a row; NaN, which compares with nothing, where nothing is. */
export function toJoiner({ keys, names, found }: Join, columns: readonly string[]): (row: ArrayLike<number>) => ArrayLike<number> {
  const indexes = keys.map((key) => columns.indexOf(key));
  const nothing = names.map(() => Number.NaN);
  return (row) => found.get(keyOf(indexes.map((index) => row[index] as number))) ?? nothing;
}
