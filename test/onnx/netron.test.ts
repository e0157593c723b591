import { describe, expect, test } from 'vitest';
import { sum } from '../../src/graph/counts.ts';
import { library } from '../../src/node/files.ts';
import { toOnnx } from '../../src/onnx/index.ts';
import { run, shipped } from '../support.ts';
import { hasNetron, startNetron } from './netron.ts';

const sizeOf = (type: string) =>
  type
    .replace(/^float32\[([\d,]+)\]$/, '$1')
    .split(',')
    .reduce((product, size) => product * Number(size), 1);

describe.runIf(hasNetron)('an export opens in Netron, which draws', () => {
  const open = startNetron();

  test.each(library.names('networks'))('the layers of %s by their paths, with all of its weights', { timeout: 60_000 }, async (name) => {
    const network = run(shipped(name));
    const model = toOnnx(network);
    const { error, inputs, outputs, nodes, weights } = await open(model);
    expect(error).toBeUndefined();
    expect([inputs, outputs]).toEqual([[model.input], model.outputs]);
    expect(nodes).toEqual(expect.arrayContaining(network.layers.map(({ path }) => path.join('/'))));

    // a weight that layers share is drawn in each of them; this Netron is older than LayerNormalization, whose inputs it cannot name
    const learned = [...new Map(weights)].filter(([tensor]) => /\/(weight|bias)$/.test(tensor));
    const named = sum(network.layers.filter(({ op }) => op !== 'layer-norm'));
    expect(learned.reduce((total, [, type]) => total + sizeOf(type), 0)).toBe(named.weights + named.biases + named.norm_params);
  });
});
