/** The layers that a column counts, where those are not all: `only` and `without`. */
import type { Network, NetworkLayer } from '../graph/network.ts';
import { namesOf, toMatcher } from '../graph/pattern.ts';
import { remembered } from '../remembered.ts';
import { Problems } from '../spec/check.ts';
import { inside, type Place } from '../spec/document.ts';

const keys = ['only', 'without'] as const;

export interface Part {
  /** The layers that alone are counted, by patterns of their names, blocks and ops. */
  readonly only?: readonly string[] | undefined;
  /** The layers that are left out. */
  readonly without?: readonly string[] | undefined;
}

type Written = Part & { readonly place: Place };

const matchers = remembered(toMatcher, 1000);

/** Whether a layer has the name, is in a block of it, or has its op. */
const isCalled = ({ layer }: NetworkLayer, pattern: string) => matchers(pattern)(layer.op) || namesOf(layer).some(matchers(pattern));

/** Whether a column counts a layer. */
export const isPart = (layer: NetworkLayer, { only, without = [] }: Part): boolean =>
  (only?.some((pattern) => isCalled(layer, pattern)) ?? true) && !without.some((pattern) => isCalled(layer, pattern));

/** What of a table's `only` and `without` means something: in every network one name of a list has to, and each name in one network. */
export class Parts {
  readonly #used = new Map<Written, Set<string>>();

  /** @throws SpecError for lists that fit nothing in a network */
  check({ layers }: Network, columns: readonly Written[]): void {
    const problems = new Problems();
    for (const column of columns)
      for (const key of keys) {
        const names = column[key];
        const found = names?.filter((name) => layers.some((layer) => isCalled(layer, name))) ?? [];
        if (names !== undefined && found.length === 0)
          problems.report('table/no-layer', { key, names, known: knownIn(layers), every: false }, inside(column.place, key));
        this.#used.set(column, new Set([...(this.#used.get(column) ?? []), ...found]));
      }
    problems.throwIfAny();
  }

  /** Reports the names that fit nothing in all networks, of lists that fit. */
  checkUse(problems: Problems): void {
    for (const [column, used] of this.#used)
      for (const key of keys) {
        const names = column[key] ?? [];
        if (!names.some((name) => used.has(name))) continue;
        const missing = names.filter((name) => !used.has(name));
        if (missing.length > 0) problems.report('table/no-layer', { key, names: missing, known: [...used], every: true }, inside(column.place, key));
      }
  }
}

const knownIn = (layers: readonly NetworkLayer[]) => [...new Set(layers.flatMap(({ layer }) => [...namesOf(layer), layer.op]))];
