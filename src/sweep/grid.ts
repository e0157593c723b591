/** Grids of points: every combination of some values of some parameters, in a fixed order. */
import { problem, SpecError } from '../diagnostic/index.ts';

/** Parameters that vary together: one mostly, several where points are given as a table. */
export interface Axis {
  readonly names: readonly string[];
  /** One value per name at each step, one step after the other. */
  readonly values: Float64Array;
}

export const lengthOf = ({ names, values }: Axis): number => values.length / names.length;

export interface Grid {
  readonly axes: readonly Axis[];
  /** The parameters of all axes, in their order. */
  readonly names: readonly string[];
  /** How many points there are: at most 2^53. */
  readonly size: number;
}

/** @throws SpecError for an axis without values, a parameter that comes twice, and more points than can be counted */
export function toGrid(axes: readonly Axis[]): Grid {
  const names = axes.flatMap((axis) => axis.names);
  for (const [index, name] of names.entries()) if (names.indexOf(name) < index) throw new SpecError([problem('name/duplicate', { name, what: 'the axis' })]);
  for (const {
    names: [name = ''],
    values,
  } of axes)
    if (values.length === 0) throw new SpecError([problem('sweep/empty', { name })]);
  const size = axes.reduce((product, axis) => product * lengthOf(axis), 1);
  if (!Number.isSafeInteger(size)) throw new SpecError([problem('sweep/too-many', { size })]);
  return { axes, names, size };
}

/** Writes the values of a point's parameters to the front of `row`; the last axis varies fastest. */
export function writePoint({ axes, names }: Grid, index: number, row: Float64Array): void {
  let rest = index;
  let column = names.length;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { names, values } = axes[axis] as Axis;
    const width = names.length;
    const length = values.length / width;
    const step = rest % length;
    rest = Math.floor(rest / length);
    column -= width;
    for (let name = 0; name < width; name++) row[column + name] = values[step * width + name] as number;
  }
}

/** The points of part `part` of `parts`, from 1: from the first up to, but not with, the second. The parts are disjoint and leave none out. */
export const shardOf = ({ size }: Pick<Grid, 'size'>, part: number, parts: number): readonly [from: number, to: number] => [
  Math.floor((size / parts) * (part - 1)),
  part === parts ? size : Math.floor((size / parts) * part),
];

/** The ends of `from:to`; undefined for lists, and for ranges with a step. */
export function parseEnds(text: string): readonly [from: number, to: number] | undefined {
  const [from = '', to = '', ...others] = text.split(':').map((bound) => bound.trim());
  const ends = [from, to].map((bound) => (bound === '' ? Number.NaN : Number(bound)));
  return others.length === 0 && ends.every(Number.isFinite) ? (ends as [number, number]) : undefined;
}

const mostValues = 10_000_000;

/**
 * Reads the values of an axis: numbers and ranges `from:to:step` with both ends, separated by commas.
 * Values of a range are multiples of its step from its start, in decimals: 0.1:0.3:0.1 has 0.3, not 0.30000000000000004.
 * Without a step it is 1, between whole numbers.
 * @throws SpecError for text that is not a number, a range between fractions without a step, a step of 0 or in the wrong direction, and ranges without end
 */
export function parseAxis(name: string, text: string): Axis {
  let length = 0;
  const parts = text.split(',').map((part) => {
    const bounds = part.split(':').map((bound) => bound.trim());
    const [from = Number.NaN, to = from, step = 1] = bounds.map((bound) => (bound === '' ? Number.NaN : Number(bound)));
    const wrong = (reason: string) => new SpecError([problem('sweep/range', { name, text: part.trim(), reason })]);
    if (bounds.length > 3 || ![from, to, step].every(Number.isFinite)) throw wrong('it is neither a number nor a range');
    if (step === 0) throw wrong('its step is 0');
    if (bounds.length === 2 && !(Number.isInteger(from) && Number.isInteger(to)))
      throw wrong(`it has no step, and the default of 1 needs whole numbers: write ${part.trim()}:0.1 for steps of a tenth`);
    if ((to - from) / step < 0) throw wrong('its step leads away from its end');
    const digits = Math.max(...bounds.map((bound) => decimalsOf(bound)));
    const scale = 10 ** digits;
    const [first, last, by] = [from, to, step].map((bound) => Math.round(bound * scale)) as [number, number, number];
    const count = bounds.length === 1 ? 1 : Math.floor((last - first) / by) + 1;
    length += count;
    // before they are made, since they would fill the memory
    if (!(length <= mostValues)) throw wrong(`it has more than ${mostValues} values`);
    return { count, valueAt: (index: number) => (bounds.length === 1 ? from : Number(((first + index * by) / scale).toFixed(digits))) };
  });
  const values = new Float64Array(length);
  let next = 0;
  for (const { count, valueAt } of parts) for (let index = 0; index < count; index++) values[next++] = valueAt(index);
  return { names: [name], values };
}

/** Digits behind the point that a number is written with. */
function decimalsOf(text: string): number {
  const [, decimals = '', exponent = '0'] = /^[-+]?\d*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  return Math.min(15, Math.max(0, decimals.length - Number(exponent)));
}
