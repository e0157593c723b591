/** Statistics and shares against numbers that are worked out here. */
import { expect, test } from 'vitest';
import { layerTimingOf, timingOf } from '../../src/cost/timing.ts';
import { run, shipped, written } from '../support.ts';

test('quantiles, mean, error and rates of some runs', () => {
  const timing = timingOf({ first: 90, runs: [4, 1, 3, 2] }, { batch: 8, macs: 5_000_000 });
  // places 0.15, 1.5 and 2.85 in 1, 2, 3, 4; deviations of 1.5, 0.5, 0.5 and 1.5 over n - 1 = 3
  const deviation = Math.sqrt((2.25 + 0.25 + 0.25 + 2.25) / 3);
  expect(timing).toEqual({
    first_ms: 90,
    runs: 4,
    median_ms: 2.5,
    p5_ms: expect.closeTo(1.15, 12),
    p95_ms: expect.closeTo(3.85, 12),
    min_ms: 1,
    mean_ms: 2.5,
    relative_error: expect.closeTo(deviation / 2 / 2.5, 12),
    samples_per_second: 8 * 400,
    macs_per_second: 5_000_000 * 400,
  });
});

test('one run has no error, no run has nothing', () => {
  expect(timingOf({ first: 9, runs: [5] }, { batch: 1, macs: 10 })).toMatchObject({
    median_ms: 5,
    p95_ms: 5,
    relative_error: undefined,
    macs_per_second: 2000,
  });
  expect(Object.entries(timingOf({ first: undefined, runs: [] }, { batch: 1, macs: 10 })).filter(([, value]) => value !== undefined)).toEqual([['runs', 0]]);
});

test('a clock that did not move gives no rates', () =>
  expect(timingOf({ first: 0, runs: [0, 0] }, { batch: 1, macs: 10 })).toMatchObject({
    median_ms: 0,
    relative_error: undefined,
    samples_per_second: undefined,
  }));

// 1 x 1 over 8 x 8: 64 positions of 2 * 3, then of 6 * 2 weights, and a ReLU behind the first
const small = run(
  written(
    'layers: [{op: conv2d, out_channels: 2, kernel_size: 1, activation: relu, name: a}, {op: conv2d, out_channels: 6, kernel_size: 1, name: b}]',
    '[3, 8, 8]',
  ),
);

test('parts of the time stand beside parts of the MACs', () => {
  const timing = layerTimingOf(
    small,
    [
      [2, undefined, 6],
      [9, undefined, 1],
      [4, undefined, 8],
    ],
    'layer',
    1,
  );
  expect(timing?.total_ms).toBe(4 + 6);
  expect(timing?.rows).toMatchObject([
    { layer: 'a', layers: 2, macs: 384, macs_share: expect.closeTo(1 / 3), time_ms: 4, time_share: 0.4, slowness: expect.closeTo(0.4 * 3) },
    { layer: 'b', layers: 1, macs: 768, macs_share: expect.closeTo(2 / 3), time_ms: 6, time_share: 0.6, slowness: expect.closeTo((0.6 * 3) / 2) },
  ]);
  expect(timing?.kinds).toMatchObject([
    { type: 'conv2d', layers: 2, macs: 1152, time_ms: 10, time_share: 1, slowness: 1 },
    { type: 'relu', layers: 1, macs: 0, time_ms: undefined, time_share: undefined, slowness: undefined },
  ]);
});

test('MACs are those of the batch', () => expect(layerTimingOf(small, [[1, 1, 1]], 'layer', 5)?.rows.map(({ macs }) => macs)).toEqual([384 * 5, 768 * 5]));

test('folded by total, one row has all of the time and of the MACs', () =>
  expect(layerTimingOf(small, [[4, undefined, 6]], 'total', 1)?.rows).toMatchObject([
    { layer: '', type: 'network', layers: 3, macs: 1152, macs_share: 1, time_ms: 10, time_share: 1, slowness: 1 },
  ]));

test.each(['total', 'stage', 'block', 'layer', 'op', 2] as const)('folded by %s, the parts are the whole', (depth) => {
  const network = run(shipped('ghostnet'), { resolution: 64 });
  const times = network.layers.map((_, layer) => (layer % 7 === 0 ? undefined : 0.1 + (layer % 5)));
  const timing = layerTimingOf(network, [times], depth, 1);
  const whole = times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
  for (const rows of [timing?.rows ?? [], timing?.kinds ?? []]) {
    const add = (values: readonly (number | undefined)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    expect(add(rows.map(({ time_ms }) => time_ms))).toBeCloseTo(whole, 9);
    expect(add(rows.map(({ time_share }) => time_share))).toBeCloseTo(1, 12);
    expect(add(rows.map(({ macs_share }) => macs_share))).toBeCloseTo(1, 12);
    expect(add(rows.map(({ layers }) => layers))).toBe(network.layers.length);
  }
});

test('without runs that were measured by layer there is nothing to fold', () => expect(layerTimingOf(small, [], 'block', 1)).toBeUndefined());
