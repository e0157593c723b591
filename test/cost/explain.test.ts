/** Explanations: the figures, the formulas with numbers put in, and the way back to what was written. */
import { describe, expect, test } from 'vitest';
import { type Explanation, explain } from '../../src/cost/explain.ts';
import type { Trace } from '../../src/cost/trace.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { renderExplanation } from '../../src/report/explain.ts';
import { run, shipped, written } from '../support.ts';

/** The explanation of the layer itself, without the norm and activation that follow it. */
const explained = (network: string, name: string, settings = {}): Explanation => {
  const [first] = explain(run(shipped(network), settings), name).layers;
  if (first === undefined) throw new Error('nothing explained');
  return first;
};

const formula = ({ formulas }: Explanation, name: string) => formulas.find((one) => one.name === name);
const argument = ({ arguments: args }: Explanation, name: string): Trace => {
  const found = args.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no argument ${name}`);
  return found;
};

/** Follows names through what a value came from. */
const follow = (trace: Trace, ...names: readonly string[]): Trace =>
  names.reduce((at, name) => {
    const found = at.from.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${at.name} does not come from ${name}, but from ${at.from.map((one) => one.name).join(', ')}`);
    return found;
  }, trace);

describe('the ghost module of the worked example', () => {
  const primary = explained('worked-example', 'ghost-module/primary');
  const cheap = explained('worked-example', 'ghost-module/cheap');

  test('has 2 primary maps of 5 weights each', () => {
    expect(formula(primary, 'weights')).toMatchObject({ formula: 'out_channels * (in_channels / groups) * kernel_h * kernel_w', value: 10 });
    expect(formula(primary, 'weights')?.substituted).toBe('2 * (5 / 1) * 1 * 1');
  });

  test('has 8 cheap maps of 3 x 3 weights each, of 2 groups', () => {
    expect(formula(cheap, 'weights')).toMatchObject({ substituted: '8 * (2 / 2) * 3 * 3', value: 72 });
  });

  test('multiplies each weight at 28 x 28 positions, not at those of the padding', () => {
    expect(formula(primary, 'macs')).toMatchObject({ formula: 'weights * out_h * out_w', substituted: '10 * 28 * 28', value: 7_840 });
    expect(formula(cheap, 'macs')).toMatchObject({ substituted: '72 * 28 * 28', value: 56_448 });
  });

  test('has these in all', () => {
    const { row } = explain(run(shipped('worked-example')), 'ghost-module');
    expect(row).toMatchObject({ weights: 82, macs: 64_288, type: 'ghost-module' });
  });

  test('shows them to who reads the text', () => {
    const network = run(shipped('worked-example'));
    const text = renderExplanation(explain(network, 'ghost-module'));
    for (const figure of ['82', '64,288', '10 primary + 72 cheap', '8 * (2 / 2) * 3 * 3', '72 * 28 * 28']) expect(text).toContain(figure);
  });

  test('was called from the network and by the block', () => {
    expect([...cheap.chain, cheap.place].map(({ name, range }) => [name, range.file])).toEqual([
      ['ghost-module', 'ghostcost:networks/worked-example.yaml'],
      ['conv2d', 'ghostcost:blocks/ghost.yaml'],
    ]);
  });

  test('evaluates each formula to what it says', () => {
    // the numbers put in are plain arithmetic, which is not this code's to evaluate
    for (const { substituted, value } of [...primary.formulas, ...cheap.formulas]) {
      const plain = substituted.replace(/\b(floor|ceil|max|min)\(/g, 'Math.$1(');
      expect(Number(new Function(`return ${plain}`)())).toBe(value);
    }
  });
});

describe('the parts of what is explained', () => {
  const network = run(shipped('resnet-50'));
  const names = (depth?: number | 'op') => explain(network, 'stage-2', depth).parts.map(({ layer }) => layer);

  test('are those one name further, and add up to it', () => {
    const { row, parts } = explain(network, 'stage-2');
    expect(parts.map(({ layer }) => layer)).toEqual([1, 2, 3, 4].map((block) => `stage-2/bottleneck-${block}`));
    for (const count of ['params', 'macs', 'weights'] as const) expect(parts.reduce((sum, part) => sum + part[count], 0)).toBe(row[count]);
  });

  test('go further where that is asked for', () => {
    expect(names(2)).toContain('stage-2/bottleneck-1/reduce');
    expect(names('op')).toContain('stage-2/bottleneck-1/reduce/batch-norm');
  });

  test('are told of each layer by itself as far as they are shown, and counted beyond', () => {
    const { layers, folded } = explain(network, 'stage-2');
    const all = explain(network, 'stage-2', 'op');
    expect([layers.length, all.folded]).toEqual([0, 0]);
    // 4 bottlenecks of 3 convolutions with norms, 3 relus and an addition, and a projection with a norm in the first
    expect([folded, all.layers.length]).toEqual([4 * 10 + 2, 4 * 10 + 2]);
  });

  test('are blocks and layers of the whole network where none is named', () => {
    const { path, parts, layers } = explain(network);
    expect(path).toEqual([]);
    expect(parts.map(({ layer }) => layer)).toEqual([
      'stem',
      'max-pool-1',
      'stage-1',
      'stage-2',
      'stage-3',
      'stage-4',
      'global-avg-pool-1',
      'flatten-1',
      'classifier',
    ]);
    expect(layers).toEqual([]);
  });
});

describe('the theory of a block', () => {
  const theory = (network: string, name: string, settings = {}) => explain(run(shipped(network), settings), name).theory;
  const ratios = (network: string, name: string, settings = {}) => theory(network, name, settings)?.ratios.map(({ value }) => value);

  /** Equation (4), written out with a loop's plain numbers. */
  const equation = (c: number, k: number, d: number, s: number) => (c * k * k) / ((c * k * k) / s + ((s - 1) / s) * d * d);

  test('is what its file states', () => expect(theory('versatile-resnet-50', 'stem')?.promised).toMatchObject({ expression: 'uses', value: '4' }));

  test('is the ratio of the equations, what that is about, and its limit', () => {
    const [exact, about, limit] = ratios('worked-example', 'ghost-module') ?? [];
    expect(exact).toBeCloseTo(equation(5, 1, 3, 5), 12);
    expect([about, limit]).toEqual([25 / 9, 5]);
  });

  test('is the ratio that comes out where s divides the maps, of speed and of size', () => {
    const { theory, row } = explain(run(shipped('ghost-resnet-50'), { s: 4 }), 'stage-2/bottleneck-1/spatial');
    expect(theory?.ratios[0]?.value).toBeCloseTo(equation(128, 3, 3, 4), 12);
    expect([row.saving?.speedup, row.saving?.compression]).toEqual([expect.closeTo(equation(128, 3, 3, 4), 12), expect.closeTo(equation(128, 3, 3, 4), 12)]);
  });

  test('has no ratio of ghost modules where a block is none', () => expect(ratios('versatile-resnet-50', 'stem')).toEqual([]));
  test('is there of a block, not of what holds several', () => expect(theory('ghostnet', 'ghost-bottleneck-4')).toBeUndefined());
});

describe('the origin of an argument', () => {
  test('goes back to the row of the table and to the parameters', () => {
    // the fourth row: [5, 72, 40, 0.25, 2]
    const channels = argument(explained('ghostnet', 'ghost-bottleneck-4/expand/primary', { width: 0.5 }), 'out_channels');
    expect(channels).toMatchObject({ value: '18', kind: 'argument' });
    expect(follow(channels, 'primary')).toMatchObject({ kind: 'let of ghost-module', substituted: 'ceil(36 / 2)', value: '18' });
    expect(follow(channels, 'primary', 's')).toMatchObject({ kind: 'parameter', value: '2' });
    const hidden = follow(channels, 'primary', 'out_channels', 'hidden_channels');
    expect(hidden).toMatchObject({ kind: 'argument of ghost-bottleneck', expression: 'ch(exp)', value: '36' });
    expect(follow(hidden, 'exp')).toMatchObject({ kind: 'column', value: '72' });
    expect(follow(hidden, 'width')).toMatchObject({ kind: 'parameter', value: '0.5' });
  });

  test('says which value is a default, and whose', () => {
    const primary = explained('worked-example', 'ghost-module/primary');
    expect(argument(primary, 'groups')).toMatchObject({ kind: 'default of ghost-module', value: '1' });
    expect(argument(primary, 'stride').kind).toContain('default of ghost-module');
  });

  test('goes through a repeat to its index', () => {
    const network = run(written('layers: [{op: conv2d, out_channels: 4 * (index + 1), kernel_size: 1, repeat: 3}]'));
    const [layer] = explain(network, 'conv2d-3').layers;
    expect(layer && follow(argument(layer, 'out_channels'), 'index')).toMatchObject({ kind: 'index', value: '2' });
  });
});

describe('the trace of make_divisible', () => {
  const rounding = (text: string) => {
    const [layer] = explain(run(written(`layers: [{op: conv2d, out_channels: "make_divisible(${text})", kernel_size: 1}]`)), 'conv2d-1').layers;
    return layer && argument(layer, 'out_channels').rounding.join();
  };

  test('says the nearest multiple', () => expect(rounding('23.76, 4')).toBe('nearest multiple of 4 to 23.76 is 24: 24'));
  test('says that the least was taken', () => expect(rounding('3, 8')).toMatch(/nearest multiple of 8 to 3 is 0, at least 8.*: 8$/));
  test('says that a step up was needed', () => expect(rounding('11, 8')).toMatch(/is 8, which is less than 0.9 x 11, so one step up: 16$/));
  test('says all that several did', () => expect(rounding('make_divisible(10, 4) + 1, 8')).toMatch(/to 10 is 12: 12.*to 13 is 16: 16/));
});

describe('a name', () => {
  const network = run(shipped('ghostnet'));
  const problem = (name: string) => {
    try {
      explain(network, name);
    } catch (error) {
      if (error instanceof SpecError) return error.problems[0];
      throw error;
    }
    return undefined;
  };

  test('is a whole path, or the end of one', () => {
    expect(explain(network, 'stem').path).toEqual(['stem']);
    expect(explain(network, 'ghost-bottleneck-4/se/reduce').path).toEqual(['ghost-bottleneck-4', 'se', 'reduce']);
    expect(explain(run(shipped('worked-example')), 'cheap').path).toEqual(['ghost-module', 'cheap']);
  });

  test('that fits several layers is refused with their paths', () => {
    expect(problem('primary')?.code).toBe('usage/ambiguous');
    expect(problem('primary')?.sentence.expected).toContain('ghost-bottleneck-1/expand/primary');
  });

  test.each([
    ['steam', 'stem'],
    ['clasifier', 'classifier'],
    ['ghost-bottleneck-4/expnd', 'ghost-bottleneck-4/expand'],
    ['prmary', 'primary'],
  ])('that no layer has, %s, is refused with the nearest, %s', (name, nearest) => {
    expect(problem(name)?.code).toBe('usage/layer');
    expect(problem(name)?.sentence.advice).toBe(`did you mean "${nearest}"?`);
  });

  test('that is like none says where they are listed', () => expect(problem('xyzzy-42')?.sentence.advice).toContain('--depth op'));
  test('that is half a part is no name', () => expect(problem('mary')?.code).toBe('usage/layer'));
  test('that is empty is no name', () => expect(problem('')?.code).toBe('usage/layer'));
});
