/** The one way in which results are kept: worked out when they are first asked for, and then known. */

/** A function that works out the result for each argument once; what is known of an object is forgotten with it, and that of texts when there are too many. */
export function remembered<K, V extends NonNullable<unknown>>(make: (key: K) => V, most = Number.POSITIVE_INFINITY): (key: K) => V {
  const values = new Map<K, V>();
  const ofObjects = new WeakMap<WeakKey, V>();
  return (key) => {
    const known = typeof key === 'object' && key !== null ? ofObjects.get(key) : values.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    if (typeof key === 'object' && key !== null) ofObjects.set(key, value);
    else {
      if (values.size >= most) values.clear();
      values.set(key, value);
    }
    return value;
  };
}

/** A function without arguments that works out its result once. */
export function once<V extends NonNullable<unknown>>(make: () => V): () => V {
  let value: V | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

/** The things that were used last, of which there may be so many. */
export class Recent<T> {
  readonly #most: number;
  readonly #items: T[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#items.length;
  }

  /** What `use` gives for the first thing for which it gives anything; the one that was used last is tried first. */
  find<R>(use: (item: T) => R | undefined): R | undefined {
    const items = this.#items;
    for (let index = 0; index < items.length; index++) {
      const result = use(items[index] as T);
      if (result === undefined) continue;
      if (index > 0) items.unshift(...items.splice(index, 1));
      return result;
    }
    return undefined;
  }

  add(item: T): void {
    this.#items.unshift(item);
    if (this.#items.length > this.#most) this.#items.pop();
  }
}
