/** The order of runs, and what the clock covers. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Result } from '../../src/run/backend.ts';
import { type MeasureOptions, measure, type Reading } from '../../src/run/measure.ts';

/** Models that do nothing but write down that they ran. */
function models(count: number, log: string[], pass: () => Promise<void> = async () => undefined) {
  const result: Result = { shape: [1, 1], values: new Float32Array(1) };
  return Array.from({ length: count }, (_, index) => ({
    run: async () => {
      await pass();
      log.push(String(index));
      return [result];
    },
    profile: async () => {
      log.push(`${index} by layer`);
      return [1, undefined];
    },
  }));
}

async function all(count: number, options: MeasureOptions) {
  const log: string[] = [];
  const readings: Reading[] = [];
  for await (const reading of measure(models(count, log), options)) readings.push(reading);
  return { log, readings };
}

test('every model runs once a round, first, warm and counted', async () => {
  const { log, readings } = await all(3, { warmup: 2, runs: 4, seed: 1 });
  expect(log.length).toBe(3 * (1 + 2 + 4));
  for (let round = 0; round < log.length; round += 3) {
    expect(log.slice(round, round + 3).toSorted()).toEqual(['0', '1', '2']);
    expect(new Set(readings.slice(round, round + 3).map(({ phase }) => phase))).toEqual(new Set([round === 0 ? 'first' : round <= 6 ? 'warm-up' : 'run']));
  }
  expect(readings.map(({ model }) => String(model))).toEqual(log);
});

test('no model has a place of its own, and none always follows the same other', async () => {
  const { log } = await all(3, { warmup: 0, runs: 299, seed: 5 });
  const rounds = Array.from({ length: 300 }, (_, round) => log.slice(3 * round, 3 * round + 3).join(''));
  // each of 6 orders comes 50 times on average, with a deviation of 6.5
  const counts = new Map<string, number>();
  for (const round of rounds) counts.set(round, (counts.get(round) ?? 0) + 1);
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(33);
});

test('any order can be the first, with seeds that follow each other', async () => {
  const orders = await Promise.all(Array.from({ length: 600 }, async (_, seed) => (await all(3, { warmup: 0, runs: 0, seed })).log.join('')));
  const counts = [...new Set(orders)].map((order) => orders.filter((other) => other === order).length);
  expect(counts).toHaveLength(6);
  // each comes 100 times on average, with a deviation of 9.1
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(46);
});

test('the seed decides the order', async () => {
  const order = async (seed: number) => (await all(4, { warmup: 1, runs: 8, seed })).log.join('');
  expect(await order(3)).toBe(await order(3));
  expect(await order(3)).not.toBe(await order(4));
});

test('the clock runs until the output has been read', async () => {
  const log: string[] = [];
  for await (const { milliseconds } of measure(
    models(1, log, () => setTimeout(40)),
    { warmup: 0, runs: 1, seed: 1 },
  )) {
    // timers may ring a little early
    expect(milliseconds).toBeGreaterThan(38);
  }
  expect(log).toEqual(['0', '0']);
});

test('what is done between runs is not on the clock', async () => {
  for await (const { milliseconds } of measure(models(1, []), { warmup: 0, runs: 2, seed: 1 })) {
    expect(milliseconds).toBeLessThan(200);
    await setTimeout(250);
  }
});

test('layers are measured behind each run that counts, off its clock', async () => {
  const { log, readings } = await all(1, { warmup: 1, runs: 2, seed: 1, perLayer: true });
  expect(log).toEqual(['0', '0', '0', '0 by layer', '0', '0 by layer']);
  expect(readings.map(({ layers }) => layers)).toEqual([undefined, undefined, [1, undefined], [1, undefined]]);
  expect((await all(1, { warmup: 0, runs: 1, seed: 1 })).readings.map(({ layers }) => layers)).toEqual([undefined, undefined]);
});

test('who leaves the loop ends it after the run that has been read', async () => {
  const log: string[] = [];
  for await (const _ of measure(models(2, log), { warmup: 3, runs: 1e12, seed: 1 })) if (log.length === 5) break;
  expect(log.length).toBe(5);
});
