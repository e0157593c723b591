/** Small inputs that went wrong in arithmetic, sweeps and solves, held to the right values. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ghostcost } from '../commands/support.ts';

const file = (name: string) => fileURLToPath(new URL(`${name}.yaml`, import.meta.url));

describe('a value on the way that is not exact', () => {
  const past = 'out_channels is not exact: 8 + 9007199254740991 is past 2^53';

  test.each([
    ['analyze', [file('past-exact')]],
    ['sweep', [file('past-exact'), '--set', 'a=8,8.5']],
    ['sweep', [file('past-exact'), '--set', 'a=8', '--totals', 'macs', '--format', 'csv']],
    ['solve', [file('past-exact'), '--target', 'params=24', '--over', 'a=8,9']],
  ])('is an error of %s, which says what it is', (command, args) => {
    const { code, err, out } = ghostcost([command, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(past);
    expect(err).toContain('past-exact.yaml:6:32');
  });
});
