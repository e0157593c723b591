/** Random networks are worth what they cover, and the loops that others are held to have to find the sizes that formulas predict. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputOf, weightsOf } from '../../src/forward/weights.ts';
import { ops } from '../../src/ops/index.ts';
import { reference, shapeOf } from './reference.ts';
import { networkOf, samples } from './specs.ts';

test('every op is drawn, and every loop finds the predicted size', () => {
  const seen = new Map<string, number>(Object.keys(ops).map((op) => [op, 0]));
  let asked = 0;
  const runs = 400;
  fc.assert(
    fc.property(samples, (sample) => {
      asked++;
      const network = networkOf(sample);
      const { batch, seed } = sample;
      const weights = [...weightsOf(network, seed)].map((layer) => layer.weights);
      const outputs = reference(network, weights, inputOf(network, batch, seed), batch);
      for (const [index, { op, output }] of network.layers.entries()) {
        const { channels, h, w, flat } = output;
        expect(shapeOf(outputs[index] as (typeof outputs)[number])).toEqual(flat ? [batch, channels] : [batch, channels, h, w]);
        seen.set(op, (seen.get(op) ?? 0) + 1);
      }
    }),
    { numRuns: runs },
  );
  expect(Math.min(...seen.values()), JSON.stringify([...seen])).toBeGreaterThanOrEqual(5);
  expect(asked).toBeLessThan(1.1 * runs);
});
