import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { shipped, written } from '../support.ts';

const fieldsOf = (layers: string) => analyze(written(`layers: ${layers}`), { depth: 'op' }).rows.map((row) => row.receptive_field);

describe('a receptive field', () => {
  test('grows by what a window spans, times the strides before it', () =>
    expect(
      fieldsOf(
        '[{op: conv2d, out_channels: 4, kernel_size: 3, stride: 2}, {op: max-pool, kernel_size: 2}, {op: conv2d, out_channels: 4, kernel_size: 3, dilation: 2}]',
      ),
    ).toEqual([3, 3 + 2, 5 + 4 * 4]));

  test('is that of the larger side', () => expect(fieldsOf('[{op: conv2d, out_channels: 4, kernel_size: [1, 7]}]')).toEqual([7]));
  test('is that of the wider branch', () => expect(fieldsOf('[{branches: [[{op: conv2d, out_channels: 3, kernel_size: 5}], []], merge: add}]').at(-1)).toBe(5));
  test('is all of the input behind a pooling of the map, a linear layer, and a group norm', () => {
    expect(fieldsOf('[{op: conv2d, out_channels: 4, kernel_size: 3}, {op: global-avg-pool}, {op: flatten}, {op: linear, out_features: 2}]')).toEqual([
      3,
      undefined,
      undefined,
      undefined,
    ]);
    expect(fieldsOf('[{op: group-norm, groups: 3}]')).toEqual([undefined]);
  });
  test('halves its steps where a map is enlarged', () =>
    // a step of 2, then of 1: three elements of the enlarged map see 2 positions at least 2 apart
    expect(fieldsOf('[{op: avg-pool, kernel_size: 2}, {op: upsample}, {op: conv2d, out_channels: 3, kernel_size: 3}]')).toEqual([2, 2, 4]));
});

// Table 2 of Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
test.each([
  ['l1-vgg-16-cifar', 212],
  ['mobilenet-v1', 315],
])('%s has the receptive field that is published', (name, published) => {
  const fields = analyze(shipped(name), { depth: 'op' }).rows.flatMap(({ receptive_field }) => receptive_field ?? []);
  expect(Math.max(...fields)).toBe(published);
});
