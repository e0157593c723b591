/** The steps that rounding makes of a cost: intervals of a parameter over which all totals stay the same. */

/** An interval of a parameter, both ends within, and the totals all over it. */
export interface Plateau {
  readonly from: number;
  readonly to: number;
  readonly totals: readonly number[];
}

/** A cost as a function of one parameter. */
export interface Staircase {
  /** The totals at a value; undefined where the network is not valid. */
  at(value: number): readonly number[] | undefined;
  /** Whether the network is valid and its totals are one and the same all over an interval, for certain. */
  isFlat(from: number, to: number): boolean;
}

const bits = new DataView(new ArrayBuffer(8));

/** The double next to a positive one, above or below. */
export function neighbour(value: number, direction: 1 | -1): number {
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(direction));
  return bits.getFloat64(0);
}

const same = (one: readonly number[] | undefined, other: readonly number[] | undefined) => one?.every((total, index) => total === other?.[index]) ?? false;

/** How often a plateau is taken up again where bounds could not tell that it goes on. */
const patience = 64;

/** The plateau that a value is on, between bounds of the parameter. Its ends are the last doubles for which that is certain. */
export function plateauAt(staircase: Staircase, value: number, [least, most]: readonly [number, number]): Plateau | undefined {
  const totals = staircase.at(value);
  if (totals === undefined) return undefined;
  const reach = (direction: 1 | -1): number => {
    const limit = direction === 1 ? most : least;
    const isFlat = (near: number, far: number) => (direction === 1 ? staircase.isFlat(near, far) : staircase.isFlat(far, near));
    let edge = value;
    for (let tries = 0; tries < patience && edge !== limit; tries++) {
      // flat from the edge to `certain`, not certainly to `open`
      let [certain, open] = [edge, limit];
      if (isFlat(edge, limit)) return limit;
      for (let middle = (certain + open) / 2; middle !== certain && middle !== open; middle = (certain + open) / 2) {
        if (isFlat(edge, middle)) certain = middle;
        else open = middle;
      }
      edge = certain;
      const next = neighbour(edge, direction);
      if (!same(totals, staircase.at(next))) break;
      edge = next;
    }
    return edge;
  };
  return { from: reach(-1), to: reach(1), totals };
}

const mostDigits = 12;

/** Whether a number that people write is on a plateau; one without is made by the rounding of doubles, between two steps that are meant as one. */
export const isMeant = ({ from, to }: Plateau): boolean => {
  const value = shortest(from, to);
  return Number(value.toPrecision(mostDigits)) === value;
};

/** The decimal with the fewest digits in an interval of positive numbers. */
export function shortest(from: number, to: number): number {
  for (let digits = 0; digits <= 17; digits++) {
    const first = Math.ceil(from * 10 ** digits - 1e-9);
    for (const count of [first, first + 1]) {
      const candidate = Number((count / 10 ** digits).toFixed(digits));
      if (candidate >= from && candidate <= to) return candidate;
    }
  }
  return from;
}
