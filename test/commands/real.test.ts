/** Every backend that is installed here measures a network, through the built tool; one that is not is named, and its test skipped. */
import { describe, expect, test } from 'vitest';
import { backendNames } from '../../src/run/backend.ts';
import { ghostcost } from './support.ts';

const time = (backend: string, ...args: string[]) => ghostcost(['time', 'worked-example', '--backend', backend, '--runs', '3', '--json', ...args]);

/** Whether it is there; when it is not, that is said. */
const isThere = (backend: string) => {
  const missing = time(backend).code === 3 && JSON.parse(time(backend).out).problems[0].code === 'backend/missing';
  if (missing) process.stderr.write(`NO ${backend.toUpperCase()}: its tests are skipped\n`);
  return !missing;
};

describe.for(backendNames.map((backend) => [backend, isThere(backend)] as const))('%s', ([backend, there]) => {
  test.skipIf(!there)('measures a network', () => {
    const { code, out, err } = time(backend, '--batch', '2');
    // TensorFlow has two lines to say before it can be told not to
    const ours = err.replace(/^(WARNING: All log messages before absl|I0000 ).*\n/gm, '');
    expect([code, ours]).toEqual([0, '']);
    const { environment, networks } = JSON.parse(out);
    expect(environment).toMatchObject({ backend, batch: 2, runtime: expect.stringMatching(/\d+\.\d+\.\d+/) });
    expect(networks).toMatchObject([{ timing: { runs: 3 } }]);
    const { first_ms, min_ms, median_ms, p95_ms } = networks[0].timing;
    expect(first_ms).toBeGreaterThan(0);
    expect(min_ms).toBeGreaterThan(0);
    expect(median_ms).toBeGreaterThanOrEqual(min_ms);
    expect(p95_ms).toBeGreaterThanOrEqual(median_ms);
  });

  test.skipIf(!there)('measures its layers', () => {
    const { code, out } = time(backend, '--depth', 'op');
    expect(code).toBe(0);
    const { rows, total_ms } = JSON.parse(out).networks[0].layers;
    const times = rows.flatMap(({ time_ms }: { time_ms?: number }) => time_ms ?? []);
    expect(times.length).toBeGreaterThan(0);
    for (const one of times) expect(one).toBeGreaterThanOrEqual(0);
    expect(times.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(total_ms, 9);
    const shares = rows.flatMap(({ time_share }: { time_share?: number }) => time_share ?? []);
    expect(shares.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(1, 9);
  });
});
