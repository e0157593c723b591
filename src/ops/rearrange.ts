/** Patterns of rearrange, which einops taught the field: what they say, and the op that each of them is. */
import { isMeasure } from './measure.ts';
import type { Op } from './op.ts';

/** The axes of channels, height and width, the outermost of each first; none where there is one element. */
export type Axes = readonly (readonly string[])[];

export interface Pattern {
  readonly from: Axes;
  readonly to: Axes;
}

const sides = ['in_channels', 'in_h', 'in_w'] as const;

/** Keys of every layer, which can be no axes. */
const keys: ReadonlySet<string> = new Set(['op', 'name', 'if', 'repeat', 'index', 'from', 'role', 'like', 'pattern', 'inputs']);

const axesOf = (text: string): Axes =>
  [...text.matchAll(/\(([^()]*)\)|[^\s()]+|[()]/g)].map(([all, inner]) => (inner ?? all).split(/\s+/).filter((axis) => axis !== '' && axis !== '1'));

/** A pattern, or in words what is wrong with it. */
export function parsePattern(text: string): Pattern | string {
  const [from, to, ...others] = text.split('->').map(axesOf);
  if (from === undefined || to === undefined || others.length > 0) return 'it has no "->" between what is read and what is made';
  for (const [side, what] of [
    [from, 'before'],
    [to, 'after'],
  ] as const) {
    const names = side.flat();
    const odd = names.find((name) => !/^[a-z][a-z0-9]*$/.test(name) || keys.has(name) || isMeasure(name));
    if (odd !== undefined) return `"${odd}" cannot be the name of an axis`;
    if (side.length !== 3) return `there are ${side.length} groups of axes ${what} "->", not channels, height and width`;
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) return `axis ${twice} stands twice ${what} "->"`;
  }
  const [read, made] = [from.flat(), to.flat()];
  const lost = [...read, ...made].find((axis) => !read.includes(axis) || !made.includes(axis));
  return lost === undefined ? { from, to } : `axis ${lost} stands on one side of "->" only`;
}

/** The axes that need no size, where those of the others are `given`; in words what is wrong where more of a group are not given. */
export function inferred({ from }: Pattern, given: ReadonlySet<string>): readonly (string | undefined)[] | string {
  const open = from.map((axes) => axes.filter((axis) => !given.has(axis)));
  const many = open.find((axes) => axes.length > 1);
  return many === undefined ? open.map(([axis]) => axis) : `of ${many.join(' and ')} all but one need a size, as in "${many[0]}: 2"`;
}

const times = (axes: readonly string[]) => (axes.length === 0 ? '1' : axes.join(' * '));

/** What a pattern does, as an op with the sizes that are given for arguments. */
export function rearranging(base: Op, pattern: Pattern, given: ReadonlySet<string>): Op {
  const open = inferred(pattern, given);
  if (typeof open === 'string') throw new TypeError(open);
  const rest = pattern.from.map((axes, side) => times(axes.filter((axis) => axis !== open[side])));
  const holds = sides.map((side, index) => (open[index] === undefined ? `${side} == ${rest[index]}` : `${side} % (${rest[index]}) == 0`));
  const [channels, h, w] = pattern.to.map(times) as [string, string, string];
  return {
    ...base,
    args: {
      ...base.args,
      ...Object.fromEntries(pattern.from.flat().flatMap((axis) => (given.has(axis) ? [[axis, { type: 'integer', doc: 'size of the axis' }]] : []))),
    },
    let: Object.fromEntries(sides.flatMap((side, index) => (open[index] === undefined ? [] : [[open[index], `${side} / (${rest[index]})`]]))),
    shape: { channels, h, w },
    checks: { 'check/rearrange': { holds: holds.join(' && '), about: 'pattern' } },
  };
}
