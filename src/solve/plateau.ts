/** The steps that rounding makes of a cost: intervals of a parameter over which all totals stay the same. */

/** An interval of a parameter, both ends within. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** An interval, and the totals all over it. */
export interface Plateau extends Interval {
  readonly totals: readonly number[];
  /** Whether bounds could not show that all between the ends come to the same: only values that were tried do. */
  readonly uncertain?: true;
}

/** A step of the staircase, with the value that is the shortest to write. */
export interface Step extends Plateau {
  readonly value: number;
}

/** A cost as a function of one parameter. */
export interface Staircase {
  /** The totals at a value; undefined where the network is not valid. */
  at(value: number): readonly number[] | undefined;
  /** Whether the network is valid and its totals are one and the same all over an interval, for certain. */
  isFlat(from: number, to: number): boolean;
}

const bits = new DataView(new ArrayBuffer(8));

/** The rank of a positive double among all of them. */
function rank(value: number): bigint {
  bits.setFloat64(0, value);
  return bits.getBigInt64(0);
}

/** The double next to a positive one, above or below. */
export function neighbour(value: number, direction: 1 | -1): number {
  bits.setBigInt64(0, rank(value) + BigInt(direction));
  return bits.getFloat64(0);
}

const same = (one: readonly number[] | undefined, other: readonly number[] | undefined) => one?.every((total, index) => total === other?.[index]) ?? false;

/** The last value that comes to the same as `inside`, if all before it do, on the way to `outside`. */
function edgeBetween(staircase: Staircase, totals: readonly number[], inside: number, outside: number): number {
  let [near, far] = [inside, outside];
  for (let middle = (near + far) / 2; middle !== near && middle !== far; middle = (near + far) / 2) {
    if (same(totals, staircase.at(middle))) near = middle;
    else far = middle;
  }
  return near;
}

/** The plateau that a value seems to be on, between bounds of the parameter, by values that are tried: to the last double if it has no gaps. */
export function triedAt(staircase: Staircase, value: number, { from, to }: Interval): Plateau | undefined {
  const totals = staircase.at(value);
  if (totals === undefined) return undefined;
  const reach = (limit: number) => (same(totals, staircase.at(limit)) ? limit : edgeBetween(staircase, totals, value, limit));
  return { from: reach(from), to: reach(to), totals, uncertain: true };
}

/** How often bounds are asked whether a plateau goes on, in each direction. */
const patience = 128;
/** So few doubles are tried one by one. */
const few = 64n;

/** A plateau that was found by trial, as far around a value on it as it is one. */
export function provenAround(staircase: Staircase, value: number, tried: Plateau): Plateau {
  const { totals } = tried;
  const unproven: number[] = [];
  const reach = (end: number): number => {
    const direction = end > value ? 1 : -1;
    let edge = end;
    // parts that are still to be proven, the nearest last
    let parts: (readonly [near: number, far: number])[] = [[value, edge]];
    for (let tries = 0, part = parts.pop(); part !== undefined; part = parts.pop()) {
      const [near, far] = part;
      const apart = (rank(far) - rank(near)) * BigInt(direction);
      if (apart <= few) {
        let last = near;
        while (last !== far && same(totals, staircase.at(neighbour(last, direction)))) last = neighbour(last, direction);
        if (last === far) continue;
        return last;
      }
      if (staircase.isFlat(Math.min(near, far), Math.max(near, far))) continue;
      if (++tries > patience) {
        unproven.push(near);
        break;
      }
      const middle = (near + far) / 2;
      if (same(totals, staircase.at(middle))) parts.push([middle, far], [near, middle]);
      else {
        edge = edgeBetween(staircase, totals, near, middle);
        parts = [[near, edge]];
      }
    }
    return edge;
  };
  const [from, to] = [reach(tried.from), reach(tried.to)];
  return { from, to, totals, ...(unproven.length > 0 && { uncertain: true }) };
}

/** The plateau that a value is on, between bounds of the parameter. */
export function plateauAt(staircase: Staircase, value: number, interval: Interval): Plateau | undefined {
  const tried = triedAt(staircase, value, interval);
  return tried && provenAround(staircase, value, tried);
}

/** A plateau with the value on it that is the shortest to write. Where that shows a gap, the plateau ends before it, on the side of `anchor`, which is on it. */
export function withValue(staircase: Staircase, anchor: number, { from, to, ...rest }: Plateau): Step {
  let [least, most] = [from, to];
  for (;;) {
    const value = shortest(least, most);
    if (!rest.uncertain || value === anchor || same(rest.totals, staircase.at(value))) return { from: least, to: most, value, ...rest };
    const edge = edgeBetween(staircase, rest.totals, anchor, value);
    if (value > anchor) most = edge;
    else least = edge;
  }
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
