/** Grids of points: every combination of some values of some parameters, in a fixed order. */
import { problem, SpecError } from '../diagnostic.ts';

export interface Axis {
  readonly name: string;
  readonly values: readonly number[];
}

export interface Grid {
  readonly axes: readonly Axis[];
  /** How many points there are: at most 2^53. */
  readonly size: number;
}

/** @throws SpecError for an axis without values, one that comes twice, and more points than can be counted */
export function toGrid(axes: readonly Axis[]): Grid {
  for (const [index, { name, values }] of axes.entries()) {
    if (values.length === 0) throw new SpecError([problem('sweep/empty', { name })]);
    if (axes.findIndex((other) => other.name === name) < index) throw new SpecError([problem('name/duplicate', { name, what: 'the axis' })]);
  }
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (!Number.isSafeInteger(size)) throw new SpecError([problem('sweep/too-many', { size })]);
  return { axes, size };
}

/** Writes the values of the axes at a point; the last axis varies fastest. */
export function writePoint({ axes }: Grid, index: number, point: Float64Array): void {
  let rest = index;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { values } = axes[axis] as Axis;
    point[axis] = values[rest % values.length] as number;
    rest = Math.floor(rest / values.length);
  }
}

/** The points of part `part` of `parts`, from 1: from the first up to, but not with, the second. The parts are disjoint and leave none out. */
export const shardOf = ({ size }: Grid, part: number, parts: number): readonly [from: number, to: number] => [
  Math.floor((size / parts) * (part - 1)),
  part === parts ? size : Math.floor((size / parts) * part),
];

const mostValues = 10_000_000;

/**
 * Reads the values of an axis: numbers and ranges `from:to:step` with both ends, separated by commas.
 * Values of a range are multiples of its step from its start, in decimals: 0.1:0.3:0.1 has 0.3, not 0.30000000000000004.
 * @throws SpecError for what is no number, a step of 0 or away from the end, and ranges without end
 */
export function parseAxis(name: string, text: string): Axis {
  const values = text.split(',').flatMap((part) => {
    const bounds = part.split(':').map((bound) => bound.trim());
    const [from = Number.NaN, to = from, step = 1] = bounds.map((bound) => (bound === '' ? Number.NaN : Number(bound)));
    const wrong = (reason: string) => new SpecError([problem('sweep/range', { name, text: part.trim(), reason })]);
    if (bounds.length > 3 || ![from, to, step].every(Number.isFinite)) throw wrong('it is no number and no range');
    if (bounds.length === 1) return [from];
    if (step === 0) throw wrong('its step is 0');
    if ((to - from) / step < 0) throw wrong('its step leads away from its end');
    const digits = Math.max(...bounds.map((bound) => decimalsOf(bound)));
    const scale = 10 ** digits;
    const [first, last, by] = [from, to, step].map((bound) => Math.round(bound * scale)) as [number, number, number];
    const count = Math.floor((last - first) / by) + 1;
    if (!(count <= mostValues)) throw wrong(`it has more than ${mostValues} values`);
    return Array.from({ length: count }, (_, index) => Number(((first + index * by) / scale).toFixed(digits)));
  });
  return { name, values };
}

/** Digits behind the point that a number is written with. */
function decimalsOf(text: string): number {
  const [, decimals = '', exponent = '0'] = /^[-+]?\d*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  return Math.min(15, Math.max(0, decimals.length - Number(exponent)));
}
