/** The library's functions tell what is wrong with what they are given, in the words of the command line. */
import { describe, expect, test } from 'vitest';
import { SpecError } from '../src/diagnostic/index.ts';
import { analyze, compare, compile, explain, ghostify, render, solve, sweep, table, toNetwork, toOnnx, toPoint } from '../src/index.ts';
import { library, readSpec } from '../src/node/files.ts';
import { parse } from '../src/spec/document.ts';

/** Given as by who has no types. */
const free = <T>(value: unknown) => value as T;
const ghostnet = compile(readSpec('ghostnet'), library);

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.problems.map(({ code, sentence: { says, expected = '' } }) => `${code}: ${says}; ${expected}`).join('\n');
  }
  return 'taken';
}

describe('analyze', () => {
  test.each<[options: unknown, says: RegExp]>([
    [{ batch: -1 }, /value\/type: batch is -1; a whole number of at least 1/],
    [{ batch: 1.5 }, /batch is 1.5/],
    [{ depth: 'stagee' }, /value\/word: .*"stagee".*; one of total, stage/],
    [{ depth: 0 }, /depth is 0/],
    [{ convention: 'foo' }, /value\/word: .*"foo".*; one of macs, flops/],
    [{ dataType: 'fp16' }, /value\/word: .*"fp16".*; one of float64, float32/],
    [{ memory: 'both' }, /value\/word: .*"both".*; one of in-place, separate/],
    [{ params: { width: null } }, /params.width is empty/],
    [{ budget: { mcs: 1 } }, /name\/budget: .*"mcs"/],
    [{ parms: {} }, /key\/unknown: .*"parms".*; one of params/],
    ['total', /the options of analyze is "total"; a mapping/],
  ])('%j is refused', (options, says) => expect(refusal(() => analyze(ghostnet, free(options)))).toMatch(says));

  test('of what is no program is refused', () => expect(refusal(() => analyze(free('ghostnet')))).toMatch(/the program is "ghostnet"; what compile\(\) makes/));

  test('takes what there is', () => expect(analyze(ghostnet, { batch: 2, depth: 3, params: { width: 0.5 }, budget: { macs: 1e9 } }).batch).toBe(2));
});

describe('the others', () => {
  const analyses = [analyze(ghostnet)];
  test.each<[what: string, action: () => unknown, says: RegExp]>([
    ['render as xml', () => render(analyses, free('xml')), /value\/word: .*"xml".*; one of table, md/],
    ['render of a name', () => render(free('ghostnet')), /what is rendered is "ghostnet"; what analyze\(\), table\(\), compare\(\) or explain\(\) makes/],
    ['render of unknown columns', () => render(analyses, 'md', free({ columns: ['parms'] })), /usage\/column: .*"parms"/],
    ['render with an unknown option', () => render(analyses, 'md', free({ digits: 2 })), /key\/unknown: .*"digits"/],
    ['compile of a text', () => compile(free('version: 1')), /the document is "version: 1"; what parse\(\) makes/],
    ['a table of a text', () => table(free('7'), library), /the document is "7"/],
    ['tables as pdf', () => render([], free('pdf')), /value\/word: .*"pdf"/],
    ['a ghost of half', () => ghostify(readSpec('resnet-18'), { s: 0.5 }, library), /s is 0.5; a whole number of at least 1/],
    ['a ghost of one name', () => ghostify(readSpec('resnet-18'), free({ only: 'stem' }), library), /only is "stem"; a list of names/],
  ])('%s is refused', (_, action, says) => expect(refusal(action)).toMatch(says));
});

describe('sweep', () => {
  // 3 x 3 over 3 x 8 x 8: 27 weights a map and 64 positions
  const program = compile(parse('{version: 1, name: n, params: {c: 2, k: 3}, input: [3, 8, 8], layers: [{op: conv2d, out_channels: c, kernel_size: k}]}', 'n'));

  test('gives an object a point, the last parameter varying fastest', () =>
    expect([...sweep(program, { c: [1, 2], k: '1:3:2' })]).toEqual([
      { c: 1, k: 1, params: 3, macs: 3 * 64 },
      { c: 1, k: 3, params: 27, macs: 27 * 64 },
      { c: 2, k: 1, params: 6, macs: 6 * 64 },
      { c: 2, k: 3, params: 54, macs: 54 * 64 },
    ]));

  test('takes totals, conditions, parameters that stay and what they are counted by', () =>
    expect([
      ...sweep(program, { c: [1, 2, 3] }, { params: { k: 1 }, totals: ['bytes_written'], where: ['c > 1 && macs < 1000'], batch: 2, dataType: 'float16' }),
    ]).toEqual([{ c: 2, bytes_written: 2 * 2 * 2 * 64 }]));

  test('goes on past what is made at once', () => expect([...sweep(program, { c: '1:3000' })].at(-1)).toMatchObject({ c: 3000, params: 27 * 3000 }));

  test.each<[grid: unknown, options: unknown, says: RegExp]>([
    [{ c: ['a'] }, {}, /c is .*; a list of numbers, or a text/],
    [{ d: [1] }, {}, /name\/param: .*"d"/],
    [{ c: [1] }, { totals: ['mcs'] }, /usage\/total: .*"mcs"/],
    [{ c: [1] }, { where: 'macs < 1' }, /where is "macs < 1"; a list of conditions/],
    [{ c: [0] }, {}, /sweep\/point/],
  ])('of %j with %j is refused', (grid, options, says) => expect(refusal(() => [...sweep(program, free(grid), free(options))])).toMatch(says));

  test('solves for what it counts', () => {
    const { solutions, complete } = solve(program, { target: { macs: `${9 * 3 * 7 * 64}` }, over: { c: '1:20' } });
    expect([solutions[0]?.params, solutions[0]?.totals, complete]).toEqual([{ c: 7 }, { macs: 27 * 7 * 64, params: 27 * 7 }, true]);
    expect(refusal(() => solve(program, free({ target: { macs: '1M' } })))).toMatch(/missing required key "over"/);
    expect(refusal(() => solve(program, { target: { speedup: 2 }, over: ['c'] }))).toMatch(/check\/no-total/);
    expect(refusal(() => solve(program, { over: ['c'] }))).toMatch(/solve\/no-goal/);
  });

  test('compares, explains and exports a network that was built once', () => {
    const network = toNetwork(program, toPoint(program, { c: 4 }));
    expect(analyze(network).total.params).toBe(27 * 4);
    expect(explain(network, 'conv2d-1').row.macs).toBe(27 * 4 * 64);
    expect(toOnnx(network, { seed: 1 }).params).toBe(27 * 4);
    const { findings } = compare(
      [
        { program, params: undefined },
        { program, params: { c: 4 } },
      ],
      { failIf: ['params > +50%', 'params > +100%'] },
    );
    expect(findings.map(({ holds }) => holds)).toEqual([true, false]);
  });
});

test('a problem is told from others by its code, and its arguments are those of that', () => {
  try {
    analyze(ghostnet, { params: { widht: 1 } });
  } catch (error) {
    const [problem] = error instanceof SpecError ? error.problems : [];
    // without a cast: the types know what a name/param is about
    expect(problem?.code === 'name/param' && problem.args.known).toContain('width');
    return;
  }
  throw new Error('taken');
});
