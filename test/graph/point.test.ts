/** Points of a program: a resolution of two sides, held to the same network with that input written out. */
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { resolved } from '../../src/graph/point.ts';
import { library, readSpec } from '../../src/node/files.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { ghostify } from '../../src/spec/ghostify.ts';
import { problemsOf, shipped, written } from '../support.ts';

const resizable = library.names('networks').filter((name) => shipped(name).params.has('resolution'));
const extended = (name: string, input: string) => compile(parse(`version: 1\nname: extended\nextends: ${name}\ninput: ${input}`), library);

describe('a resolution of 512x1024', () => {
  // printed for GhostNet by hand-written specs of that input
  test('of GhostNet has 1,437,009,728 MACs', () => {
    const analysis = analyze(shipped('ghostnet'), { params: { resolution: '512x1024' } });
    expect(analysis.total.macs).toBe(1_437_009_728);
    expect(analysis.input).toEqual({ channels: 3, h: 512, w: 1024, flat: false });
    expect(analysis.params).toMatchObject({ resolution_h: 512, resolution_w: 1024 });
    expect(analysis.params).not.toHaveProperty('resolution');
  });

  test.each(resizable)('of %s is that input', (name) => {
    const { total, peakMemory } = analyze(shipped(name), { params: { resolution: '256x192' } });
    const other = analyze(extended(name, '[3, 256, 192]'));
    expect([total, peakMemory]).toEqual([other.total, other.peakMemory]);
  });

  test('of a network turned into a ghost is that input too', () => {
    const { input } = analyze(ghostify(readSpec('resnet-18'), { s: 2, d: 3 }, library), { params: { resolution: '64x96' } });
    expect(input).toMatchObject({ h: 64, w: 96 });
  });

  test('may be given side by side, each with the usual value', () => {
    const { input } = analyze(shipped('ghostnet'), { params: { resolution_w: 320 } });
    expect(input).toMatchObject({ h: 224, w: 320 });
  });

  test('is the network itself where both sides are those of one number', () => {
    const total = (resolution: number | string) => analyze(shipped('mobilenet-v2'), { params: { resolution } }).total;
    expect(total('192x192')).toEqual(total(192));
  });
});

describe('a resolution of two sides is refused', () => {
  const at = (text: string, input?: string) => problemsOf(() => analyze(written(text, input), { params: { resolution: '16x32' } }));

  test.each([
    ['where something else reads it', '[3, resolution, resolution]', 'layers: [{op: avg-pool, kernel_size: resolution}]', 'input/resolution-read @ 5:38'],
    ['where a definition reads it', '[3, resolution, resolution]', 'define: {half: resolution / 2}\nlayers: [{op: relu}]', 'input/resolution-read @ 5:16'],
    ['where it is not both sides of the input', '[3, resolution, 2 * resolution]', 'layers: [{op: relu}]', 'input/not-square @ 3:8'],
    ['where it is the number of channels', '[resolution, 8, 8]', 'layers: [{op: relu}]', 'input/not-square @ 3:8'],
  ])('%s', (_, input, layers, problem) => expect(at(`params: {resolution: 32}\n${layers}`, input)).toEqual([problem]));

  test('where its sides have the names of other parameters', () =>
    expect(at('params: {resolution: 32, resolution_w: 1}\nlayers: [{op: relu}]', '[3, resolution, resolution]')).toEqual(['input/not-square @ 3:8']));

  test('by a network that has none', () => expect(at('layers: [{op: relu}]')).toEqual(['name/param']));
});

test('settings without a resolution of two sides leave a program as it is', () => {
  const program = shipped('ghostnet');
  for (const settings of [{}, { resolution: 320 }, { width: 0.5 }]) expect(resolved(program, settings)).toEqual({ program, settings });
});
