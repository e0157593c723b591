import { describe, expect, test } from 'vitest';
import { inputOf, type Weights, weightsOf } from '../../src/forward/weights.ts';
import { library } from '../../src/node/files.ts';
import { run, shipped, totals, written } from '../support.ts';

const drawn = (text: string, seed = 1): readonly Weights[] => [...weightsOf(run(written(text)), seed)].map(({ weights }) => weights);
const shapes = (weights: Weights | undefined) => Object.fromEntries(Object.entries(weights ?? {}).map(([name, { shape }]) => [name, shape]));

describe('as many parameters are made as are counted', () => {
  test.each(library.names('networks'))('%s', (name) => {
    let made = 0;
    for (const layer of weightsOf(run(shipped(name)), 1)) made += layer.made;
    expect(made).toBe(totals(shipped(name)).params);
  });
});

test('a grouped convolution has the shapes that PyTorch gives it', () => {
  const [weights] = drawn('layers: [{op: conv2d, out_channels: 6, kernel_size: [3, 5], groups: 3, bias: true}]');
  expect(shapes(weights)).toEqual({ weight: [6, 1, 3, 5], bias: [6] });
});

test('a transposed convolution has its inputs first', () => {
  const [weights] = drawn('layers: [{op: conv-transpose2d, out_channels: 6, kernel_size: 2, groups: 3}]');
  expect(shapes(weights)).toEqual({ weight: [3, 2, 2, 2] });
});

test('a batch norm has a state beside its parameters', () => {
  const [weights, bare] = drawn('layers: [{op: batch-norm}, {op: batch-norm, affine: false}]');
  expect(shapes(weights)).toEqual({ weight: [3], bias: [3], running_mean: [3], running_var: [3] });
  expect(shapes(bare)).toEqual({ running_mean: [3], running_var: [3] });
});

test('a layer that has a part of weights has the first of them', () => {
  const text = 'layers: [{op: conv2d, out_channels: 3, kernel_size: 3, name: a}, {op: conv2d, out_channels: 2, kernel_size: 1, part_of: a}]';
  const [first, second] = drawn(text);
  expect(second?.weight?.values).toEqual(first?.weight?.values.slice(0, 6));
});

test('the same seed draws the same numbers, another seed others', () => {
  const text = 'layers: [{op: conv2d, out_channels: 4, kernel_size: 3, norm: batch}]';
  expect(drawn(text)).toEqual(drawn(text));
  expect(drawn(text, 2)[0]?.weight?.values).not.toEqual(drawn(text)[0]?.weight?.values);
});

test('an input is drawn apart from the weights and lies between -1 and 1', () => {
  const values = inputOf(run(written('layers: [{op: relu}]')), 2, 1);
  expect(values.length).toBe(2 * 3 * 32 * 32);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // the mean of n even draws from -1 to 1 strays by sqrt(1 / 3n), here 0.0074
  expect(Math.abs(mean)).toBeLessThan(0.04);
});
