/** What a solve is after: totals to come near, not to pass, or to reach. */

import type { Bounds } from '../graph/value.ts';
import type { TotalName } from '../ops/total.ts';

export interface Goal {
  readonly total: TotalName;
  readonly amount: number;
  readonly how: 'nearest' | 'at-most' | 'at-least';
}

/** How far a total may be from its amount, as a share of that, when all that is known of it are bounds; infinite where a limit is passed. */
function distanceOf({ amount, how }: Goal, { least, most }: Bounds): number {
  // where there is no such total, nothing is near
  if (Number.isNaN(least)) return Number.POSITIVE_INFINITY;
  if (how === 'at-most' && least > amount) return Number.POSITIVE_INFINITY;
  if (how === 'at-least' && most < amount) return Number.POSITIVE_INFINITY;
  if (least <= amount && amount <= most) return 0;
  return Math.min(Math.abs(least - amount), Math.abs(most - amount)) / Math.max(amount, 1);
}

/**
 * The least distance to all goals that totals between bounds can have: the largest of those to targets, or, without one, of those to limits.
 * Infinite where a limit is passed for certain.
 */
export function distance(goals: readonly Goal[], totals: readonly Bounds[]): number {
  const targets = goals.some(({ how }) => how === 'nearest');
  let furthest = 0;
  for (const [index, goal] of goals.entries()) {
    const one = distanceOf(goal, totals[index] as Bounds);
    if (one === Number.POSITIVE_INFINITY) return one;
    if (!targets || goal.how === 'nearest') furthest = Math.max(furthest, one);
  }
  return furthest;
}

export const exactBounds = (totals: ArrayLike<number>): readonly Bounds[] => Array.from(totals, (total) => ({ whole: true, least: total, most: total }));
