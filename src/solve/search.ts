/** The search for the steps of a staircase that come nearest to some goals: over an interval by halving it, or over a list of values. */
import TinyQueue from 'tinyqueue';
import { isPoint } from './bounds.ts';
import { distance, exactBounds, type Goal } from './goal.ts';
import { type Interval, isMeant, neighbour, type Plateau, plateauAt, provenAround, type Step, triedAt, withValue } from './plateau.ts';
import type { Stairs } from './stairs.ts';

/** A step that is as near as any that was found, and the steps before and after it, where there are any. */
export interface Found {
  readonly step: Step;
  readonly distance: number;
  readonly before: Step | undefined;
  readonly after: Step | undefined;
}

export interface Outcome {
  readonly found: readonly Found[];
  /** Where something nearer may be that was not looked at. */
  readonly left: readonly Interval[];
}

/** A part of the staircase that may have something better: the least distance that bounds allow, and that at a value beside it. */
interface Pending extends Interval {
  readonly least: number;
  readonly away: number;
}

const samples = 64;
const mostSteps = 24;

/** Values spread over an interval, its ends among them: first those far apart, then those between. */
export const samplesOf = ({ from, to }: Interval): readonly number[] => {
  const between: number[] = [];
  for (let step = samples / 2; step >= 1; step /= 2) for (let index = step; index < samples; index += 2 * step) between.push(index);
  return [from, to, ...between.map((index) => from + ((to - from) * index) / samples)];
};

/** The values that people write, at which alone some networks are valid: multiples of 1, a half, a quarter and a tenth, where there are few. */
const usual = ({ from, to }: Interval): readonly number[] =>
  [1, 2, 4, 10].flatMap((parts) => {
    const [first, last] = [Math.ceil(from * parts), Math.floor(to * parts)];
    return last - first > samples ? [] : Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) / parts);
  });

const covers = ({ from, to }: Interval, value: number) => from <= value && value <= to;

/** How far the totals at a value are from the goals; infinite where the network is not valid. */
export function distanceAt(stairs: Stairs, value: number, goals: readonly Goal[]): number {
  const totals = stairs.at(value);
  return totals === undefined ? Number.POSITIVE_INFINITY : distance(goals, exactBounds(totals));
}

/** A step, and the value at which it was found. */
interface Anchored extends Plateau {
  readonly anchor: number;
}

/**
 * The steps over an interval that are nearest to the goals. What bounds show to be no better than what is known is left out, so that nothing is
 * nearer but in what is `left`: all that was still to be looked at when the work was used up. Of steps that are as near, the first two dozen or
 * so that are found are given.
 */
export function overInterval(stairs: Stairs, interval: Interval, goals: readonly Goal[]): Outcome {
  let best = Number.POSITIVE_INFINITY;
  /** The steps that are as near, and values that may be on others. */
  let steps: readonly Anchored[] = [];
  let nearest: number[] = [];
  // the most promising first, so that what is found early rules out most of the others
  const pending = new TinyQueue<Pending>(
    [],
    (one, other) => one.least - other.least || Number(one.away > other.away) - Number(one.away < other.away) || other.to - other.from - (one.to - one.from),
  );
  const later = (from: number, to: number, least: number, away: number) => {
    if (from <= to) pending.push({ from, to, least, away });
  };
  const consider = (value: number): number => {
    const away = distanceAt(stairs, value, goals);
    if (away < best) {
      // what trials took for steps may have gaps
      for (const { from, to, uncertain } of steps) if (uncertain) later(from, to, 0, best);
      [best, steps, nearest] = [away, [], []];
    }
    if (away === best && away < Number.POSITIVE_INFINITY && steps.length < mostSteps) nearest.push(value);
    return away;
  };
  const settle = () => {
    for (const value of nearest) {
      const step = steps.some((known) => covers(known, value)) ? undefined : triedAt(stairs, value, interval);
      if (step !== undefined) steps = [...steps, { ...step, anchor: value }];
    }
    nearest = [];
  };

  /** Keeps for later what is on either side of a step, or of a value. */
  const split = ({ from, to, least, away }: Pending, around: Interval) => {
    later(from, neighbour(around.from, -1), least, away);
    later(neighbour(around.to, 1), to, least, away);
  };
  /** Looks at the middle of a part, and keeps what is beside it if more of it may be better. */
  const look = (part: Pending) => {
    const { from, to } = part;
    const known = steps.find((step) => step.from <= to && step.to >= from);
    if (known !== undefined) return split(part, known);
    const bounds = stairs.bounds(from, to);
    const least = bounds?.valid === false ? Number.POSITIVE_INFINITY : bounds === undefined ? 0 : distance(goals, bounds.totals);
    if (least > best || least === Number.POSITIVE_INFINITY) return;
    const middle = from + (to - from) / 2;
    const away = consider(middle);
    if (bounds?.valid === true && bounds.totals.every(isPoint)) return;
    // where the layers themselves change, a step at a time is quicker than halves
    const step = bounds === undefined && away < Number.POSITIVE_INFINITY ? triedAt(stairs, middle, part) : undefined;
    split({ from, to, least, away }, step !== undefined && stairs.isFlat(step.from, step.to) ? step : { from: middle, to: middle });
  };

  const tryAll = (values: readonly number[]) => {
    for (const value of values) if (!stairs.isSpent()) consider(value);
  };
  tryAll([...samplesOf(interval), ...usual(interval)]);
  for (let reach = (interval.to - interval.from) / samples; nearest[0] !== undefined && reach > interval.to * 1e-9; reach /= samples / 4) {
    const [around] = nearest;
    tryAll(samplesOf({ from: Math.max(interval.from, around - reach), to: Math.min(interval.to, around + reach) }));
  }
  later(interval.from, interval.to, 0, best);
  const left: Interval[] = [];
  for (;;) {
    settle();
    const next = pending.pop();
    if (next !== undefined && (steps.length < mostSteps ? next.least <= best : next.least < best)) {
      if (!stairs.isSpent()) look(next);
      else left.push(next);
      continue;
    }
    const proven = steps.map((step) => (step.uncertain ? { ...provenAround(stairs, step.anchor, step), anchor: step.anchor } : step));
    const gaps = steps.flatMap((step, index) => outside(step, proven[index] as Anchored));
    steps = proven;
    if (gaps.length === 0) break;
    for (const { from, to } of gaps) later(from, to, 0, best);
  }
  const found = detailed(stairs, steps, interval).map((one) => ({ ...one, distance: best }));
  return { found, left: joined([...left, ...steps.filter(({ uncertain }) => uncertain)]) };
}

/** What of an interval is not in another. */
const outside = ({ from, to }: Interval, within: Interval): readonly Interval[] =>
  [
    { from, to: neighbour(within.from, -1) },
    { from: neighbour(within.to, 1), to },
  ].filter((part) => part.from <= part.to);

/** How many steps that only the rounding of doubles makes are passed over on the way to the next that is meant. */
const mostUnmeant = 16;

/** Steps in their order, with those beside them. */
function detailed(stairs: Stairs, plateaus: readonly Anchored[], { from, to }: Interval): readonly Omit<Found, 'distance'>[] {
  const beside = (plateau: Plateau, direction: 1 | -1): Step | undefined => {
    let step: Plateau | undefined = plateau;
    let value = 0;
    for (let tries = 0; tries < mostUnmeant && step !== undefined; tries++) {
      value = neighbour(direction === 1 ? step.to : step.from, direction);
      step = value < from || value > to ? undefined : plateauAt(stairs, value, { from, to });
      if (step !== undefined && isMeant(step)) break;
    }
    return step && withValue(stairs, value, step);
  };
  const meant = plateaus.filter(isMeant);
  return (meant.length > 0 ? meant : plateaus)
    .toSorted((one, other) => one.from - other.from)
    .map(({ anchor, ...step }) => ({ step: withValue(stairs, anchor, step), before: beside(step, -1), after: beside(step, 1) }));
}

/** Intervals in their order; those that touch are one. */
function joined(intervals: readonly Interval[]): readonly Interval[] {
  const apart: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((one, other) => one.from - other.from)) {
    const last = apart.at(-1);
    if (last !== undefined && from <= neighbour(last.to, 1)) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** The values that are nearest to the goals; those one after the other that come to the same are one step. */
export function overValues(stairs: Stairs, values: readonly number[], goals: readonly Goal[]): Outcome {
  const steps: Step[] = [];
  const left: Interval[] = [];
  for (const [index, value] of values.entries()) {
    if (stairs.isSpent() && index > 0) {
      left.push({ from: value, to: values.at(-1) ?? value });
      break;
    }
    const totals = stairs.at(value);
    if (totals === undefined) continue;
    const open = steps.at(-1);
    if (open?.totals.every((total, index) => total === totals[index])) steps[steps.length - 1] = { ...open, to: value };
    else steps.push({ from: value, to: value, value, totals });
  }
  const distances = steps.map(({ totals }) => distance(goals, exactBounds(totals)));
  const best = Math.min(...distances);
  if (best === Number.POSITIVE_INFINITY) return { found: [], left };
  const found = steps.flatMap((step, index) =>
    distances[index] === best ? [{ step, distance: best, before: steps[index - 1], after: steps[index + 1] }] : [],
  );
  return { found, left };
}
