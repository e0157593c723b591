/** Two networks layer by layer: which layers came, went and changed, and which were replaced by what. */
import { diffArrays } from 'diff';
import type { NetworkLayer } from '../graph/network.ts';
import { partsOf } from '../ops/op.ts';
import { groupsOf, type Row, toRow } from './rows.ts';
import type { Counting } from './totals.ts';

/** How one layer of the first network stands in the second. */
export interface Change {
  readonly kind: 'same' | 'changed' | 'replaced' | 'removed' | 'added';
  readonly layer: string;
  /** The op or block that it is, in the second network where it is there. */
  readonly type: string;
  /** The op or block that it was, of one that was replaced. */
  readonly was?: string;
  /** The arguments and sizes that differ: `out_channels 16 -> 8`. */
  readonly differences: readonly string[];
  readonly params: number;
  readonly cost: number;
}

/** A layer as written, with its norm and activation, or the layers of the block that took its place. */
interface Unit {
  readonly row: Row;
  readonly layers: readonly NetworkLayer[];
}

/** The changes from one network to another, in the order of both. */
export function changesBetween(before: Counting, after: Counting): readonly Change[] {
  const [old, young] = [unitsOf(before, after), unitsOf(after, before)];
  const changes: Change[] = [];
  let [from, to] = [0, 0];
  const paths = (units: readonly Unit[]) => units.map(({ row }) => row.layer);
  for (const { count = 0, added, removed } of diffArrays(paths(old), paths(young))) {
    for (let step = 0; step < count; step++) {
      const change = toChange(added ? undefined : old[from++], removed ? undefined : young[to++]);
      if (change !== undefined) changes.push(change);
    }
  }
  return changes;
}

/** The layers as written; those of a block stand together where the other network has a single layer on the block's path. */
function unitsOf(counting: Counting, other: Counting): readonly Unit[] {
  const singles = new Set(groupsOf('layer', other).map(({ row }) => row.layer));
  const units: { path: readonly string[]; row: Row; layers: readonly NetworkLayer[] }[] = [];
  for (const { row, layers } of groupsOf('layer', counting)) {
    const [first] = layers;
    const path = first?.path.slice(0, first.depth) ?? [];
    const length = path.findIndex((_, index) => index > 0 && singles.has(path.slice(0, index).join('/')));
    if (length < 0) {
      units.push({ path, row, layers });
      continue;
    }
    const block = path.slice(0, length);
    const last = units.at(-1);
    const together = last?.path.join('/') === block.join('/') ? [...(units.pop()?.layers ?? []), ...layers] : layers;
    units.push({ path: block, row: toRow(block, together, counting), layers: together });
  }
  return units;
}

function toChange(one: Unit | undefined, other: Unit | undefined): Change | undefined {
  const unit = other ?? one;
  if (unit === undefined) return undefined;
  const { layer, type } = unit.row;
  const was = one !== undefined && one.row.type !== type ? one.row.type : undefined;
  const differences = one && other && was === undefined ? differencesBetween(argsOf(one), argsOf(other)) : [];
  return {
    kind: one === undefined ? 'added' : other === undefined ? 'removed' : was !== undefined ? 'replaced' : differences.length > 0 ? 'changed' : 'same',
    layer,
    type,
    ...(was !== undefined && { was }),
    differences,
    params: (other?.row.params ?? 0) - (one?.row.params ?? 0),
    cost: (other?.row.cost ?? 0) - (one?.row.cost ?? 0),
  };
}

type Args = ReadonlyMap<string, number | string>;

/** The input's size and the arguments of a layer, those of a window by part: kernel_h, kernel_w. */
function argsOf({ layers: [first] }: Unit): Args {
  if (first === undefined) return new Map();
  const { values, formulas } = first.layer;
  const found = new Map<string, number | string>();
  for (const name of ['in_channels', 'in_h', 'in_w', ...Object.keys(formulas.op.args).flatMap((arg) => partsOf(formulas.op, arg))]) {
    const value = values.get(name);
    if (value !== undefined) found.set(name, first.read(value));
  }
  return found;
}

function differencesBetween(one: Args, other: Args): readonly string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].flatMap((name) => (one.get(name) === other.get(name) ? [] : [`${name} ${one.get(name) ?? '-'} -> ${other.get(name) ?? '-'}`]));
}
