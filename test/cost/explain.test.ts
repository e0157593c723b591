/** Explanations: the figures, the formulas with numbers put in, and the way back to what was written. */
import { describe, expect, test } from 'vitest';
import { type Explanation, explain, type Trace } from '../../src/cost/explain.ts';
import { SpecError } from '../../src/diagnostic.ts';
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
    const text = renderExplanation({ network: network.program.name, ...explain(network, 'ghost-module') });
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
