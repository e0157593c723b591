/** What must hold of any network, whatever its numbers are. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import type { Depth, Row } from '../../src/cost/rows.ts';
import { sum } from '../../src/graph/counts.ts';
import { library, readSpec } from '../../src/node/files.ts';
import { conventionNames } from '../../src/ops/convention.ts';
import { isPerSample, measures } from '../../src/ops/measure.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { ghostify } from '../../src/spec/ghostify.ts';
import { run, shipped, totals, written } from '../support.ts';

const networks = library.names('networks');
const depths: readonly Depth[] = ['op', 'layer', 'block', 'stage', 1, 2, 3, 9];
const summed = [...measures, 'params', 'params_without_norm', 'cost', 'activations', 'conv_activations'] as const satisfies readonly (keyof Row)[];

/** A network without the places it was written at: what it is, layer by layer. */
const shapeOf = (...[program, settings]: Parameters<typeof run>) => {
  const { layers, input, outputs } = run(program, settings);
  return {
    input,
    outputs: outputs.map(({ index }) => index),
    layers: layers.map(({ op, inputs, inputSizes, output: size, counts }) => ({ op, inputs, inputSizes, size, counts })),
  };
};

describe.each(networks)('%s', (name) => {
  const program = shipped(name);

  test.each(depths)('has rows that add up to its totals at depth %s', (depth) => {
    const { rows, total } = analyze(program, { depth });
    const added = Object.fromEntries(summed.map((count) => [count, rows.reduce((all, row) => all + row[count], 0)]));
    expect(added).toEqual(Object.fromEntries(summed.map((count) => [count, total[count]])));
  });

  test('has rows that add up in every convention', () => {
    for (const convention of conventionNames) {
      const { rows, total } = analyze(program, { depth: 'op', convention });
      expect(rows.reduce((all, { cost }) => all + cost, 0)).toBe(total.cost);
    }
  });

  test('has counts that grow with the batch, and parameters that do not', () => {
    const [one, many] = [1, 7].map((batch) => analyze(program, { batch }));
    for (const count of summed) {
      const isParameter = count.startsWith('params') || measures.some((measure) => measure === count && !isPerSample(measure));
      expect([count, many?.total[count]]).toEqual([count, (one?.total[count] ?? 0) * (isParameter ? 1 : 7)]);
    }
    expect(many?.peakMemory.bytes).toBe((one?.peakMemory.bytes ?? 0) * 7);
  });

  test('has only whole counts that are not negative', () => {
    const wrong = run(program).layers.flatMap(({ path, counts }) =>
      measures.flatMap((measure) => (Number.isInteger(counts[measure]) && counts[measure] >= 0 ? [] : [`${path.join('/')} ${measure}`])),
    );
    expect(wrong).toEqual([]);
  });

  test('is the same network when its text is compiled again', () => expect(shapeOf(shipped(name))).toEqual(shapeOf(program)));

  test('is the same network as JSON', () => {
    const document = readSpec(name);
    expect(shapeOf(compile(parse(JSON.stringify(document.value), document.name), library))).toEqual(shapeOf(program));
  });

  test('gives each layer a path of its own', () => {
    const paths = run(program).layers.map(({ path }) => path.join('/'));
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('has layers that read what stands before them and find the size that was written there', () => {
    const { layers, input } = run(program);
    for (const [index, { inputs, inputSizes }] of layers.entries()) {
      for (const [position, source] of inputs.entries()) {
        expect(source).toBeLessThan(index);
        expect(inputSizes[position]).toEqual(layers[source]?.output ?? input);
      }
    }
  });
});

describe('a count of GhostNet', () => {
  const program = shipped('ghostnet');
  const falling = (values: readonly number[]) => values.every((value, index) => index === 0 || value < (values[index - 1] ?? Number.NEGATIVE_INFINITY));
  const over = (settings: readonly Record<string, number>[]) => settings.map((setting) => totals(program, setting));

  test('falls with s, in MACs and in weights', () => {
    const points = over([2, 3, 4, 5, 6, 7, 8].map((s) => ({ s })));
    expect(falling(points.map(({ macs }) => macs))).toBe(true);
    expect(falling(points.map(({ weights_only }) => weights_only))).toBe(true);
  });

  test('grows with d', () => {
    const points = over([7, 5, 3, 1].map((d) => ({ d })));
    expect(falling(points.map(({ macs }) => macs))).toBe(true);
    expect(falling(points.map(({ weights_only }) => weights_only))).toBe(true);
  });

  test('never falls when the width grows', () => {
    const points = over(Array.from({ length: 191 }, (_, step) => ({ width: (10 + step) / 100 })));
    const drops = points.filter(({ params, macs }, index) => index > 0 && (params < (points[index - 1]?.params ?? 0) || macs < (points[index - 1]?.macs ?? 0)));
    expect(drops).toEqual([]);
  });

  test('is four times the MACs over maps when the sides are doubled, and the same weights', () => {
    const [once, twice] = [224, 448].map((resolution) => run(program, { resolution }).layers);
    // squeeze-and-excite and the head see one position, whatever the resolution
    const overMaps = (layers: typeof once) => sum(layers?.filter(({ inputSizes: [input] }) => (input?.h ?? 0) > 1) ?? []).macs;
    expect(overMaps(twice)).toBe(4 * overMaps(once));
    expect(sum(twice ?? []).weights).toBe(sum(once ?? []).weights);
  });

  test('is that of ordinary convolutions when s is 1', () => {
    const { layers } = run(program, { s: 1 });
    expect(layers.filter(({ path }) => path.includes('cheap'))).toEqual([]);
    const { saving } = analyze(program, { params: { s: 1 } }).total;
    expect([saving?.speedup, saving?.compression]).toEqual([1, 1]);
  });
});

describe('grouping', () => {
  test('by g divides the MACs and weights of a convolution by g', () => {
    const size = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(size(6), size(4), size(4), size(3), size(9), (g, reads, makes, kernel, side) => {
        const [whole, grouped] = [1, g].map((groups) =>
          totals(
            written(
              `layers: [{op: conv2d, out_channels: ${g * makes}, kernel_size: ${2 * kernel - 1}, groups: ${groups}}]`,
              `[${g * reads}, ${side}, ${side}]`,
            ),
          ),
        );
        expect((grouped?.macs ?? 0) * g).toBe(whole?.macs);
        expect((grouped?.weights_only ?? 0) * g).toBe(whole?.weights_only);
      }),
    );
  });

  test('of all channels is a depthwise convolution: k x k weights a channel', () => {
    const { layers } = run(written('layers: [{op: conv2d, out_channels: in_channels, kernel_size: 3, groups: in_channels}]', '[7, 5, 5]'));
    expect(layers[0]?.counts.weights).toBe(7 * 9);
  });
});

describe('two ways to write one network', () => {
  const same = (one: string, other: string) => expect(shapeOf(written(one))).toEqual(shapeOf(written(other)));
  const conv = (out: number | string, more = '') => `{op: conv2d, out_channels: ${out}, kernel_size: 3, norm: batch, activation: relu${more}}`;

  test('a repeated layer is the layer written as often', () => same(`layers: [${conv(8, ', repeat: 3')}]`, `layers: [${conv(8)}, ${conv(8)}, ${conv(8)}]`));

  test('a repeated block is its layers written out, with index counting from 0', () =>
    same(
      `blocks: {two: {args: {out: integer}, layers: [${conv('out')}, ${conv('out + 1')}]}}\nlayers: [{op: two, out: 4 + index, repeat: 3}]`,
      `layers: [${[4, 5, 5, 6, 6, 7].map((out) => conv(out)).join(', ')}]`,
    ));

  test('a layer that is repeated no times is not there', () => same(`layers: [${conv(8)}, ${conv(9, ', repeat: 0')}]`, `layers: [${conv(8)}]`));

  test.each(['false', '0', '1 > 2', '"in_channels == 3"'])('a layer under "if: %s" is not there', (condition) =>
    same(`layers: [${conv(8)}, ${conv(9, `, if: ${condition}`)}, ${conv(5)}]`, `layers: [${conv(8)}, ${conv(5)}]`),
  );

  test('a table is its rows written out', () =>
    same(
      `layers:\n  - for: [out, stride]\n    in: [[4, 1], [6, 2], [8, 1]]\n    do: [${conv('out + index', ', stride: stride')}]`,
      `layers: [${conv(4)}, ${conv(7, ', stride: 2')}, ${conv(10)}]`,
    ));

  test('a group is its layers', () => same(`layers: [{do: [${conv(8)}, {do: [${conv(5)}], name: inner}]}]`, `layers: [${conv(8)}, ${conv(5)}]`));

  test('a definition is what it stands for', () =>
    same(`define: {ch(c): "make_divisible(c / 3, 4)", base: 20}\nlayers: [${conv('ch(base)')}]`, `layers: [${conv(8)}]`));

  test('"from" an earlier layer is a branch that reads it', () =>
    same(
      `layers: [{op: conv2d, out_channels: 8, kernel_size: 1, name: a}, {op: conv2d, out_channels: 8, kernel_size: 3, name: b}, {op: add, from: [a, b]}]`,
      `layers: [{op: conv2d, out_channels: 8, kernel_size: 1}, {branches: [[], [{op: conv2d, out_channels: 8, kernel_size: 3}]], merge: add}]`,
    ));

  test.each(['add', 'multiply', 'concat'])('the order of the branches changes no total of %s', (merge) => {
    const branches = [conv(8), `${conv(6)}, ${conv(8)}`, `${conv(5)}, {op: conv2d, out_channels: 8, kernel_size: 1, bias: true}`];
    const counted = (order: readonly number[]) =>
      sum(run(written(`layers: [{branches: [${order.map((index) => `[${branches[index]}]`).join(', ')}], merge: ${merge}}]`)).layers);
    const orders = [
      [0, 2, 1],
      [1, 0, 2],
      [2, 1, 0],
    ];
    for (const order of orders) expect(counted(order)).toEqual(counted([0, 1, 2]));
  });

  test('weights that are shared are counted once, and their multiply-adds each time', () => {
    const own = totals(written(`layers: [{op: conv2d, out_channels: 3, kernel_size: 3, name: a}, {op: conv2d, out_channels: 3, kernel_size: 3}]`));
    const shared = totals(
      written(`layers: [{op: conv2d, out_channels: 3, kernel_size: 3, name: a}, {op: conv2d, out_channels: 3, kernel_size: 3, weights_of: a}]`),
    );
    expect(shared).toEqual({ ...own, params: own.params / 2, params_without_norm: own.params_without_norm / 2, weights_only: own.weights_only / 2 });
  });
});

describe('replacement', () => {
  test.each(['resnet-18', 'vgg-16-cifar', 'densenet-121', 'googlenet'])('gives the same ghost network of %s each time', (name) => {
    const ghosted = () => ghostify(readSpec(name), { s: 3, d: 3 }, library);
    expect(shapeOf(ghosted())).toEqual(shapeOf(ghosted()));
  });

  test('puts one module in the place of each ordinary convolution, and none inside another', () => {
    const ordinary = run(shipped('vgg-16-cifar')).layers.filter(({ op }) => op === 'conv2d');
    const { standIns, layers } = run(shipped('ghost-vgg-16-cifar'));
    expect(standIns.map(({ path }) => path)).toEqual(ordinary.map(({ path }) => path));
    expect(layers.filter(({ path }) => path.filter((part) => part === 'primary').length > 1)).toEqual([]);
  });

  test.each([[[8, 16, 24]], [[24, 16, 8]], [[16, 8, 16]]])('leaves what reads a single position, at %j in turn', (resolutions) => {
    const program = ghostify(
      parse(`version: 1
name: test
params: {resolution: 8}
input: [8, resolution, resolution]
layers:
  - {op: conv2d, out_channels: 8, kernel_size: 1}
  - {op: adaptive-avg-pool, output_size: in_h // 8}
  - {op: conv2d, out_channels: 8, kernel_size: 1, name: pooled}
  - {op: conv2d, out_channels: 8, kernel_size: 1}`),
      { s: 2, d: 3 },
      library,
    );
    for (const resolution of resolutions)
      expect(run(program, { resolution }).standIns.map(({ path }) => path.join('/'))).toEqual(resolution === 8 ? [] : ['pooled']);
  });

  test('by the layer itself changes nothing', () => {
    const layers = 'layers: [{op: conv2d, out_channels: 8, kernel_size: 5, stride: 2, norm: batch, activation: relu, name: a}, {op: relu}]';
    expect(shapeOf(written(`replace: [{match: {op: conv2d}, with: {op: conv2d}}]\n${layers}`))).toEqual(shapeOf(written(layers)));
  });
});
