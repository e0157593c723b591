/** Small inputs that went wrong in arithmetic, sweeps and solves, held to the right values. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ghostcost } from '../commands/support.ts';

const file = (name: string) => fileURLToPath(new URL(`${name}.yaml`, import.meta.url));

describe('a value on the way that is not exact', () => {
  const past = 'out_channels is not exact: 8 + 9007199254740991 is above 2^53';

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

describe('solve', () => {
  /** The best step of a solve, as JSON gives it. */
  const best = (...args: string[]) => {
    const { code, err, out } = ghostcost(['solve', ...args, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { solutions, ...rest } = JSON.parse(out);
    return { ...solutions[0], solutions: solutions.length, rest };
  };

  test('passes over what is no network at the start of its range', () => {
    // k - 8 maps of 3 x 8 x 8 multiply-adds: 192 a map, of which 5 come nearest to 1,000
    const found = best(file('solve-invalid-start'), '--target', 'macs=1000', '--over', 'k');
    expect(found).toMatchObject({ macs: 960, from: 13, value: 13 });
    expect(found.to).toBeCloseTo(14, 14);
    expect(found.to).toBeLessThan(14);
  });

  test('takes shufflenet-v2 to 2 M parameters', () => {
    const found = best('shufflenet-v2', '--target', 'params=2M', '--over', 'width');
    expect([found.value, found.params]).toEqual([0.85, 2_018_184]);
  });

  test('ends where a remainder makes the steps', () => {
    // 3 * 9 * 32 * 32 multiply-adds a map, maps in steps of 8: 54.25 would be exact
    const { macs, from, to, value, rest } = best(file('solve-remainder'), '--target', 'macs=1.5M', '--over', 'width');
    expect([macs, from, rest.complete]).toEqual([1_548_288, 0.875, true]);
    expect([value >= from, value <= to, to < 1, Math.abs(to - 1) < 1e-14]).toEqual([true, true, true, true]);
  });

  test('says that a switch that is always on has one cost', () => {
    expect(best(file('solve-switch'), '--target', 'macs=400', '--over', 'on')).toMatchObject({ macs: 768, solutions: 1, before: null, after: null });
    const { out } = ghostcost(['solve', file('solve-switch'), '--target', 'macs=400', '--over', 'on']);
    expect(out).toContain('all that was searched comes to the same');
  });

  test.each([['width'], ['width=0.5:1']])('looks at the widths of shufflenet-v1 at which it is valid: --over %s', (over) => {
    const { macs, rest } = best('shufflenet-v1', '--target', 'macs=100M', '--over', over);
    // at width 0.9, on everyone's list, it has 107,762,400
    expect(Math.abs(macs - 100e6)).toBeLessThanOrEqual(7_762_400);
    expect(rest.over[0].values).toEqual(expect.arrayContaining([0.75, 0.8, 0.9, 1]));
    expect(ghostcost(['solve', 'shufflenet-v1', '--target', 'macs=100M', '--over', over]).out).toContain('only at multiples of 1/60 ');
  });

  test('ends where a target cannot be reached, and says what was left out where its budget is used up', () => {
    const { rest } = best('efficientnet-b0', '--target', 'macs=100M', '--over', 'depth');
    expect([rest.complete, rest.work.spent <= rest.work.most]).toEqual([true, true]);
    const { out } = ghostcost(['solve', 'versatile-resnet-50', '--target', 'macs=2G', '--over', 'width,resolution']);
    expect(out).toMatch(/the budget of 6,000,000 calculations was used up: searched \d+ of 896 combinations to the end/);
  });
});

describe('a range without a step', () => {
  test.each([
    ['sweep', ['ghostnet', '--width', '0.5:2']],
    ['sweep', ['ghostnet', '--set', 'width=1:2.5']],
    ['sweep', ['ghostnet', '--resolution', '32:64,100.5:120']],
    ['solve', ['ghostnet', '--target', 'macs=150M', '--over', 's,width=1:2,0.5:1.5']],
  ])('that is not between whole numbers is an error of %s %j', (command, args) => {
    const { code, out, err } = ghostcost([command, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/it has no step, and the default of 1 needs whole numbers: write [\d.:]+:0\.1 for steps of a tenth \[sweep\/range\]/);
  });
});
