import { expect } from 'vitest';
import type { Network } from '../../src/graph/network.ts';

const largest = (values: ArrayLike<number>) =>
  Array.prototype.reduce.call<ArrayLike<number>, [(most: number, value: number) => number, number], number>(
    values,
    (most, value) => Math.max(most, Math.abs(value)),
    0,
  );

/** How far numbers lie apart at most, as a part of the largest that is expected, or that it is made of. */
export function strays(values: ArrayLike<number>, expected: ArrayLike<number>, ...inputs: readonly ArrayLike<number>[]): number {
  expect(values.length).toBe(expected.length);
  let furthest = 0;
  for (let index = 0; index < expected.length; index++) {
    const [value, wanted] = [values[index] as number, expected[index] as number];
    // infinities are the same or not
    const apart = Object.is(value, wanted) ? 0 : Math.abs(value - wanted);
    if (!(apart <= furthest)) furthest = apart;
  }
  return furthest === 0 ? 0 : furthest / Math.max(largest(expected), ...inputs.map(largest));
}

/** The shapes that are predicted, channels first. */
export const shapesOf = (network: Network, batch: number) =>
  network.layers.map(({ output: { channels, h, w, flat } }) => (flat ? [batch, channels] : [batch, channels, h, w]));
