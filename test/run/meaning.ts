/** Holds a runtime to the loops that say what each op means. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputOf, weightsOf } from '../../src/forward/weights.ts';
import type { Network } from '../../src/graph/network.ts';
import type { Result, Runtime } from '../../src/run/backend.ts';
import { shapesOf, strays } from './compare.ts';
import { evaluate, type Tensor } from './reference.ts';
import { networkOf, type Sample, samples } from './specs.ts';

/** How far a layer may stray from its meaning in double precision, as a part of the largest number that goes in or comes out. */
const ofLayer = 1e-4;
/** Single precision is good for 6e-8 an operation; what is lost in the mean of nearly equal numbers, these enlarge by up to 1 / sqrt(1e-5), about 300. */
const ofNorm = 1e-3;
const norms: ReadonlySet<string> = new Set(['group-norm', 'layer-norm']);

const tensorOf = ({ shape: [batch = 0, channels = 0, h = 1, w = 1], values }: Result, flat: boolean): Tensor => ({ batch, channels, h, w, flat, values });

/** The largest of nothing but padding is no number to go on with: minus infinity, and pooled once more the least number in some runtimes. */
const hasNumbers = ({ values }: { readonly values: ArrayLike<number> }) => Array.prototype.every.call(values, (value) => Math.abs(value) < 1e30);

const sample = (layers: string, ...input: Sample['input']): Sample => ({ text: `layers: [${layers}]`, input, batch: 2, seed: 1 });

/** What runtimes have been seen to get wrong. */
const known = [
  // one window along a side in which it would make longer steps: TensorFlow 2.21 reads past the input
  sample('{op: conv2d, out_channels: 1, kernel_size: 3, stride: [1, 3], padding: 1}', 1, 8, 1),
  // zeros that are not the padding of a pooling: ONNX Runtime 1.30 makes them that
  sample('{op: pad, padding: 1}, {op: max-pool, kernel_size: 2}', 1, 2, 2),
  sample('{op: pad, padding: 2}, {op: avg-pool, kernel_size: 2}', 1, 2, 2),
  // nothing but padding, pooled once more: ONNX Runtime 1.30 and TensorFlow 2.21 make it a number, from which no other follows
  sample('{op: max-pool, kernel_size: 4, dilation: 2, padding: same}, {op: max-pool, kernel_size: 1}, {op: flatten}, {op: linear, out_features: 2}', 1, 1, 1),
];

/** Networks with gates that random weights make so steep that rounding turns them: each layer is held to its meaning instead, on the inputs that it has. */
export const steep: ReadonlySet<string> = new Set(['ghostnet-v2']);

/** Each layer of a network does what its op means, as far as it is given numbers. */
export function expectMeaning(network: Network, results: readonly Result[], { batch, seed }: { readonly batch: number; readonly seed: number }) {
  const weights = [...weightsOf(network, seed)].map((layer) => layer.weights);
  const first: Tensor = { ...network.input, batch, values: inputOf(network, batch, seed) };
  const outputs = results.map((result, index) => tensorOf(result, network.layers[index]?.output.flat ?? false));
  let held = 0;
  for (const [index, layer] of network.layers.entries()) {
    const inputs = layer.inputs.map((place) => outputs[place] ?? first);
    if (!inputs.every(hasNumbers)) continue;
    const { values } = evaluate(layer, inputs, weights[index] ?? {});
    // elu goes by exp(x) - 1, which is no more exact than 1 is, however small it comes out
    const between = layer.op === 'elu' ? [[1]] : [];
    const apart = strays((outputs[index] as Tensor).values, values, ...inputs.map((input) => input.values), ...between);
    expect(apart, layer.path.join('/')).toBeLessThan(norms.has(layer.op) ? ofNorm : ofLayer);
    held++;
  }
  return { outputs, held };
}

export const testMeaning = (runtime: Runtime | undefined) =>
  test('every layer of random networks does what its op means', { timeout: 240_000 }, async () => {
    let compared = 0;
    const property = fc.asyncProperty(samples, async (drawn) => {
      const network = networkOf(drawn);
      const { batch, seed } = drawn;
      const first: Tensor = { ...network.input, batch, values: inputOf(network, batch, seed) };
      const model = await runtime?.build(network, { batch, seed });
      const results = (await model?.trace()) ?? [];
      const whole = await model?.run();
      await model?.dispose();
      expect(results.map(({ shape }) => shape)).toEqual(shapesOf(network, batch));

      const { outputs, held } = expectMeaning(network, results, drawn);
      compared += held;
      if (![first, ...outputs].every(hasNumbers)) return;
      expect(whole?.length).toBe(network.outputs.length);
      for (const [place, { index }] of network.outputs.entries()) {
        const expected = outputs[index] ?? first;
        expect(strays(whole?.[place]?.values ?? [], expected.values, first.values, ...outputs.map(({ values }) => values))).toBeLessThan(ofLayer);
      }
    });
    await fc.assert(property, { numRuns: 300, examples: known.map((one) => [one]) });
    expect(compared).toBeGreaterThan(600);
  });
