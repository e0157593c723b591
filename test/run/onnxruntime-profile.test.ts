import { expect, test } from 'vitest';
import { layerTimes } from '../../src/run/onnxruntime-profile.ts';
import { run, written } from '../support.ts';

const pass = (ts: number, dur: number) => ({ cat: 'Session', name: 'model_run', ts, dur });
const node = (name: string, op_name: string, ts: number, dur: number) => ({ cat: 'Node', name: `${name}_kernel_time`, ts, dur, args: { op_name } });
const times = (text: string, ...events: Parameters<typeof layerTimes>[1]) => {
  const network = run(written(text));
  const found = layerTimes(network, events);
  return Object.fromEntries(network.layers.map(({ path }, place) => [path.join('/'), found[place]]));
};

const chain = 'layers: [{op: conv2d, out_channels: 8, kernel_size: 3, norm: batch, activation: relu, name: stem}, {op: gelu, name: last}]';

test('the nodes of a layer are added up, by the longest path that their names start with', () => {
  const found = times(
    chain,
    node('stem', 'Conv', 1, 3000),
    node('stem/batch-norm', 'BatchNormalization', 2, 500),
    node('last/Erf', 'Erf', 3, 250),
    node('last', 'Mul', 4, 125),
    pass(0, 5000),
  );
  expect(found).toEqual({ stem: 3, 'stem/batch-norm': 0.5, 'stem/relu': undefined, last: 0.375 });
});

test('a fused convolution is named after the last of its chain, and its time is its own', () => {
  const found = times(chain, node('stem/relu_nchwc', 'Conv', 1, 3000), node('last', 'Mul', 2, 100), pass(0, 5000));
  expect(found).toEqual({ stem: 3, 'stem/batch-norm': undefined, 'stem/relu': undefined, last: 0.1 });
});

test('the convolution that an addition was fused with is the one that has no node of its own', () => {
  const block = `layers:
    - branches:
        - [{op: conv2d, out_channels: 3, kernel_size: 1, name: shortcut}]
        - [{op: conv2d, out_channels: 3, kernel_size: 3, name: main}]
      merge: add
    - {op: relu, name: last}`;
  const rest = { 'add-1': undefined, last: undefined };
  expect(times(block, node('shortcut_nchwc', 'Conv', 1, 1000), node('last_nchwc', 'Conv', 2, 2000), pass(0, 5000))).toEqual({ shortcut: 1, main: 2, ...rest });
  expect(times(block, node('main_nchwc', 'Conv', 1, 2000), node('last_nchwc', 'Conv', 2, 1000), pass(0, 5000))).toEqual({ shortcut: 1, main: 2, ...rest });
});

test('a batch norm that became a convolution keeps its time', () => {
  const found = times('layers: [{op: batch-norm, name: norm}, {op: relu, name: last}]', node('norm_bn_nchwc', 'Conv', 1, 1000), pass(0, 5000));
  expect(found).toEqual({ norm: 1, last: undefined });
});

test('nodes between layouts belong to no layer, and earlier passes do not count', () => {
  const found = times(
    'layers: [{op: relu, name: last}]',
    node('last', 'Relu', 10, 9000),
    pass(0, 10_000),
    node('ReorderOutput_token_3', 'ReorderOutput', 20_001, 500),
    node('last', 'Relu', 20_600, 2000),
    pass(20_000, 5000),
  );
  expect(found).toEqual({ last: 2 });
});
