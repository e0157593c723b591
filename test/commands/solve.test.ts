import { describe, expect, test } from 'vitest';
import { folder, ghostcost, specs } from './support.ts';

/** Solves for a convolution of 3 to 4 * width maps, 3 x 3, over 8 x 8, which has 108 * width weights. */
const solve = (...args: string[]) => ghostcost(['solve', 'fine.yaml', ...args], { cwd: folder({ 'fine.yaml': specs.fine }) });

describe('solve', () => {
  test('shows the best step between its neighbours', () => {
    // 4 * width maps are whole at every quarter; the nearest to 500 / 27 = 18.5 of them are 19
    expect(solve('--target', 'params=500', '--over', 'width=1:9')).toMatchObject({
      code: 0,
      err: '',
      out: [
        'Fine: params = 500, over width from 1 to 9, 33 multiples of 1/4',
        '',
        '        width  same for  params      off    macs',
        'before    4.5  4.5          486  -2.80 %  31,104',
        'best     4.75  4.75         513  +2.60 %  32,832',
        'after       5  5            540  +8.00 %  34,560',
        '',
        'only at multiples of 1/4 are all sizes that grow with width whole, so only these were looked at',
        '',
      ].join('\n'),
    });
  });

  test('gives raw numbers as CSV and JSON', () => {
    expect(solve('--at-most', 'macs=30k', '--over', 'width=2,4,8', '-f', 'csv').out).toBe(
      'network,rank,step,width,width_from,width_to,macs,params,distance\r\nFine,1,-1,2,2,2,13824,216,\r\nFine,1,0,4,4,4,27648,432,0.0784\r\nFine,1,1,8,8,8,55296,864,\r\n',
    );
    const { solutions, complete, goals } = JSON.parse(solve('--at-most', 'macs=30k', '--over', 'width=2,4,8', '--json').out);
    expect([complete, goals]).toEqual([true, [{ total: 'macs', amount: 30_000, how: 'at-most' }]]);
    expect(solutions[0]).toMatchObject({ settings: { width: 4 }, macs: 27648, params: 432, before: { value: 2, macs: 13824 }, after: { value: 8 } });
  });

  test('says what is reached, with exit code 1, when nothing fits', () => {
    const { code, out } = solve('--at-most', 'params=100', '--over', 'width=1:9');
    expect([code, out.split('\n')[1]]).toEqual([1, 'nothing fits: the values that were tried give params from 108 to 972']);
  });

  test('says when other values may be better, and where limits of one total leave nothing', () => {
    const atEnd = (...args: string[]) => solve('--target', 'params=1000', '--over', ...args).out.includes('the best is at an end of what was searched');
    // 108 parameters a width: 9 gives 972, 10 gives 1080
    expect([atEnd('width=1:8'), atEnd('width=1:10')]).toEqual([true, false]);
    const { out } = solve('--at-most', 'params=200', '--at-least', 'params=300', '--over', 'width=1:9');
    expect(out).toContain('the values that were tried give params from 108 to 972\n');
  });

  test('says how many solutions are not shown', () => {
    const { out } = ghostcost(['solve', 'ghostnet', '--target', 'macs=100M', '--over', 'width,s', '--top', '2']);
    expect(out).toContain('6 more solutions: --top 8 shows all');
  });

  test('works on a network with ghost modules in place of its convolutions', () => {
    const { code, out } = ghostcost(['solve', 'vgg-16-cifar', '--ghost', 's=2,d=3,first=true', '--at-most', 'params=8M', '--over', 's=1:4', '-f', 'csv']);
    // expected.json: Ghost-VGG-16 with s = 2 has 7,651,498 parameters with the norms
    expect([code, out.split('\r\n')[2]]).toEqual([0, expect.stringContaining(',2,2,2,7651498,')]);
  });

  test.each([
    [['--over', 'width'], 'solve/no-goal'],
    [['--target', 'macs=1M', '--over', 'widht'], 'name/param'],
    [['--target', 'macs=1M', '--over', 'act'], 'value/type'],
    [['--target', 'macs=1M', '--over', 'width,width'], 'name/duplicate'],
    [['--target', 'macs=1M', '--over', 'width=1:2:0'], 'sweep/range'],
    [['--target', 'macs=1M', '--over', 'width=0.3'], 'check/whole'],
  ])('%j is refused: %s', (args, code) => {
    expect(solve(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`[${code}]`) });
  });

  test.each([
    [['--target', 'mcas=1M', '--over', 'width'], 'Did you mean macs?'],
    [['--target', 'macs', '--over', 'width'], 'expected total=amount'],
    [['--target', 'macs=lots', '--over', 'width'], 'the amount of macs wants a number'],
    [['--target', 'macs=1M'], "required option '--over <parameters>' not specified"],
    [['--target', 'macs=1M', '--over', '3'], 'expected parameters'],
    [['--target', 'macs=1M', '--over', 'width', '--top', '0'], 'at least 1'],
  ])('%j is refused: %s', (args, message) => {
    expect(solve(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('of two parameters that take any number, one wants a step', () => {
    const { code, err } = ghostcost(['solve', 'efficientnet-b0', '--target', 'macs=1G', '--over', 'width,depth']);
    expect([code, err]).toEqual([2, expect.stringContaining('--over width,depth=0.5:2:0.1')]);
  });
});
