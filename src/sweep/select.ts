/** Which rows of a sweep are kept: the best by one column, or those that no other row is better than in all. */

/** A row as numbers: the values of the axes, the totals, and what is reported. */
export type Numbers = ArrayLike<number>;

/** A column to compare by, by its place, and whether more is better. */
export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

export interface Selection {
  add(row: Numbers): void;
  readonly rows: readonly Numbers[];
}

/** Which rows to keep, as a plain value: all, a frontier, or the first in an order. */
export type Kept = 'all' | { readonly frontier: readonly Order[] } | Sorted;

export interface Sorted {
  readonly first: number;
  readonly by: Order;
}

export function toSelection(kept: Kept): Selection {
  const rows: Numbers[] = [];
  if (kept === 'all') return { rows, add: (row) => rows.push(row) };
  return 'frontier' in kept ? new Frontier(kept.frontier) : new Top(kept.by, kept.first);
}

/** Below 0 where the first is better; what is not known comes last. */
const better = ({ column, descending }: Order, one: Numbers, other: Numbers): number => {
  const [a, b] = [one[column] as number, other[column] as number];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return descending ? b - a : a - b;
};

/** Keeps the first `most` rows in an order; rows that are equal stay in the order in which they came. */
export class Top implements Selection {
  readonly #order: Order;
  readonly #most: number;
  #rows: Numbers[] = [];

  constructor(order: Order, most: number) {
    this.#order = order;
    this.#most = most;
  }

  add(row: Numbers): void {
    this.#rows.push(row);
    // sorted only now and then, so that a row costs little
    if (this.#rows.length >= 2 * this.#most + 1024) this.#trim();
  }

  get rows(): readonly Numbers[] {
    this.#trim();
    return this.#rows;
  }

  #trim(): void {
    this.#rows = this.#rows.toSorted((one, other) => better(this.#order, one, other)).slice(0, this.#most);
  }
}

/** Keeps the rows that no other row equals or beats in all orders and beats in one; a row of which one of these is not known is on no frontier. */
export class Frontier implements Selection {
  readonly #orders: readonly Order[];
  #rows: Numbers[] = [];
  /** So many rows are on the frontier of those that came before. */
  #kept = 0;

  constructor(orders: readonly Order[]) {
    this.#orders = orders;
  }

  add(row: Numbers): void {
    if (this.#orders.some(({ column }) => Number.isNaN(row[column]))) return;
    this.#rows.push(row);
    // compared only now and then, so that a row costs little
    if (this.#rows.length >= 2 * this.#kept + 1024) this.#trim();
  }

  /** By the first order, then by the second, and so on. */
  get rows(): readonly Numbers[] {
    this.#trim();
    return this.#rows;
  }

  #trim(): void {
    const kept: Numbers[] = [];
    // what beats a row stands before it; in two orders that which is best in the second so far beats it if any does
    const two = this.#orders.length <= 2;
    let best: Numbers | undefined;
    for (const row of this.#rows.toSorted((one, other) => this.#compare(one, other))) {
      if (two ? best !== undefined && this.#beats(best, row) : kept.some((one) => this.#beats(one, row))) continue;
      kept.push(row);
      if (two && (best === undefined || better(this.#orders.at(-1) as Order, row, best) < 0)) best = row;
    }
    this.#rows = kept;
    this.#kept = kept.length;
  }

  #compare(one: Numbers, other: Numbers): number {
    for (const order of this.#orders) {
      const difference = better(order, one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #beats(one: Numbers, other: Numbers): boolean {
    let beats = false;
    for (const order of this.#orders) {
      const difference = better(order, one, other);
      if (difference > 0) return false;
      beats ||= difference < 0;
    }
    return beats;
  }
}
