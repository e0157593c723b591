/**
 * Each op against an oracle that shares no formula with it: loops that slide windows, scatter positions and copy elements one by one,
 * and count what they do.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetworkLayer, Size } from '../../src/graph/network.ts';
import { problemsOf, run, written } from '../support.ts';

const size = (least: number, most: number) => fc.integer({ min: least, max: most });
const pairOf = (one: fc.Arbitrary<number>) => fc.tuple(one, one);
const property = <T extends [unknown, ...unknown[]]>(...args: [...{ [K in keyof T]: fc.Arbitrary<T[K]> }, (...given: T) => void]) =>
  fc.assert(fc.property(...(args as Parameters<typeof fc.property<T>>)), { numRuns: 300 });

const networkOf = (layers: string, [channels, h, w]: readonly number[]) => run(written(`layers:\n${layers}`, `[${channels}, ${h}, ${w}]`));

/** The only layer of a network of one op. */
function only(layer: string, input: readonly number[]): NetworkLayer {
  const [first] = networkOf(`  - ${layer}`, input).layers;
  if (first === undefined) throw new Error('no layer');
  return first;
}

/** Counts distinct things by their names. */
const distinct = () => {
  const seen = new Set<string>();
  return { see: (...names: readonly (string | number)[]) => seen.add(names.join()), seen };
};

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

interface Sliding {
  readonly length: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** Where the taps of each window fall: one list a window, positions from `-before` to the last padded one. */
function windows({ length, kernel, stride, dilation, before, after }: Sliding, ceilMode = false): readonly (readonly number[])[] {
  const placed: number[][] = [];
  for (let start = -before; ; start += stride) {
    const taps: number[] = [];
    for (let position = start; taps.length < kernel; position += dilation) taps.push(position);
    const reaches = (taps.at(-1) ?? start) >= length + after;
    // the last window of a ceiled pooling may reach past the end, when it starts in the input or before and the one before it left something over
    const previous = placed.at(-1)?.at(-1);
    const fillsRest = ceilMode && start < length && previous !== undefined && previous < length + after - 1;
    if (reaches && !fillsRest) return placed;
    placed.push(taps);
    if (reaches) return placed;
  }
}

/** The positions that a window covers from its first to its last tap. */
const reachOf = (kernel: number, dilation: number) => {
  let last = 0;
  for (let tap = 1; tap < kernel; tap++) last += dilation;
  return last;
};

/** TensorFlow's `same`: the least padding with which a window starts at every stride of the input, the odd one after it. */
function samePadding(side: Omit<Sliding, 'before' | 'after'>): readonly [before: number, after: number] {
  let starts = 0;
  for (let start = 0; start < side.length; start += side.stride) starts++;
  let total = 0;
  while (windows({ ...side, before: 0, after: total }).length < starts) total++;
  let [before, after] = [0, 0];
  for (let zeros = 0; zeros < total; zeros++) zeros % 2 === 0 ? after++ : before++;
  return [before, after];
}

/** Every way to write a padding, and the zeros before and after along height and width that it means. */
const paddings = fc.oneof(
  fc.constant({ kind: 'default' as const }),
  fc.constantFrom('same', 'valid', 'plain').map((word) => ({ kind: 'word' as const, word })),
  size(0, 3).map((all) => ({ kind: 'number' as const, all })),
  pairOf(size(0, 3)).map((pair) => ({ kind: 'pair' as const, pair })),
  fc.tuple(size(0, 3), size(0, 3), size(0, 3), size(0, 3)).map((sides) => ({ kind: 'sides' as const, sides })),
);
type Padding = typeof paddings extends fc.Arbitrary<infer P> ? P : never;

const writePadding = (padding: Padding) => {
  if (padding.kind === 'default') return '';
  if (padding.kind === 'word') return `, padding: ${padding.word}`;
  if (padding.kind === 'number') return `, padding: ${padding.all}`;
  return `, padding: [${padding.kind === 'pair' ? padding.pair : padding.sides}]`;
};

/** The zeros before and after along height (axis 0) or width (axis 1); `plain` is what a padding is that nobody wrote. */
function zeros(padding: Padding, axis: 0 | 1, side: Omit<Sliding, 'before' | 'after'>, otherwise: 'plain' | 'none'): readonly [before: number, after: number] {
  const half = Math.trunc(reachOf(side.kernel, side.dilation) / 2);
  switch (padding.kind) {
    case 'default':
      return otherwise === 'plain' ? [half, half] : [0, 0];
    case 'word':
      return padding.word === 'same' ? samePadding(side) : padding.word === 'plain' ? [half, half] : [0, 0];
    case 'number':
      return [padding.all, padding.all];
    case 'pair':
      return [padding.pair[axis], padding.pair[axis]];
    case 'sides':
      return axis === 0 ? [padding.sides[0], padding.sides[1]] : [padding.sides[2], padding.sides[3]];
  }
}

const geometry = fc.record({
  input: pairOf(size(1, 9)),
  kernel: pairOf(size(1, 4)),
  stride: pairOf(size(1, 3)),
  dilation: pairOf(size(1, 3)),
  padding: paddings,
});
type Geometry = typeof geometry extends fc.Arbitrary<infer G> ? G : never;

/** The windows along height and width. */
function slide({ input, kernel, stride, dilation, padding }: Geometry, otherwise: 'plain' | 'none', ceilMode = false) {
  return ([0, 1] as const).map((axis) => {
    const side = { length: input[axis], kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis] };
    const [before, after] = zeros(padding, axis, side, otherwise);
    return windows({ ...side, before, after }, ceilMode);
  }) as [ReturnType<typeof windows>, ReturnType<typeof windows>];
}

const channelGroups = fc.record({ groups: size(1, 3), reads: size(1, 3), makes: size(1, 3) });

describe('conv2d', () => {
  /** Walks the convolution output by output and tap by tap. */
  function walk(geometry: Geometry, { groups, reads, makes }: { groups: number; reads: number; makes: number }, bias: boolean) {
    const [down, across] = slide(geometry, 'plain');
    const [weights, outputs, biases] = [distinct(), distinct(), distinct()];
    let [macs, biasAdds] = [0, 0];
    for (const group of upTo(groups))
      for (const made of upTo(makes))
        for (const [y, rows] of down.entries())
          for (const [x, columns] of across.entries()) {
            outputs.see(group, made, y, x);
            for (const read of upTo(reads))
              for (const ky of rows.keys())
                for (const kx of columns.keys()) {
                  macs++;
                  weights.see(group, made, read, ky, kx);
                }
            if (bias) {
              biasAdds++;
              biases.see(group, made);
            }
          }
    return {
      size: { channels: groups * makes, h: down.length, w: across.length, flat: false },
      counts: { macs, bias_adds: biasAdds, weights: weights.seen.size, biases: biases.seen.size },
      elements: outputs.seen.size,
    };
  }

  const write = (
    { input: [h, w], kernel, stride, dilation, padding }: Geometry,
    { groups, reads, makes }: { groups: number; reads: number; makes: number },
    bias: boolean,
  ) =>
    [
      `{op: conv2d, out_channels: ${groups * makes}, kernel_size: [${kernel}], stride: [${stride}], dilation: [${dilation}], groups: ${groups}, bias: ${bias}${writePadding(padding)}}`,
      [groups * reads, h, w],
    ] as const;

  test('makes what a walk over its outputs makes, and costs what the walk does', () => {
    property(geometry, channelGroups, fc.boolean(), (geometry, channels, bias) => {
      const walked = walk(geometry, channels, bias);
      fc.pre(walked.elements > 0);
      const { output, counts } = only(...write(geometry, channels, bias));
      expect(output).toEqual(walked.size);
      expect(counts).toMatchObject(walked.counts);
    });
  });

  test('is refused where no window fits', () => {
    property(geometry, (geometry) => {
      fc.pre(slide(geometry, 'plain').some((placed) => placed.length === 0));
      const one = { groups: 1, reads: 1, makes: 1 };
      expect(problemsOf(() => only(...write(geometry, one, false)))[0]).toMatch(/^check\/kernel/);
    });
  });

  test('counts nothing that it does not do', () => {
    const { counts } = only('{op: conv2d, out_channels: 2, kernel_size: 3, bias: true}', [3, 5, 5]);
    const does = ['weights', 'biases', 'read_params', 'macs', 'bias_adds', 'activations', 'conv_activations', 'read_elements'];
    const others = Object.entries(counts).filter(([name, count]) => !does.includes(name) && count !== 0);
    expect(others).toEqual([]);
  });

  test('one number stands for height and width alike', () => {
    property(size(1, 3), size(1, 3), size(1, 3), size(0, 2), (kernel, stride, dilation, padding) => {
      const [short, long] = [
        `{op: conv2d, out_channels: 2, kernel_size: ${kernel}, stride: ${stride}, dilation: ${dilation}, padding: ${padding}}`,
        `{op: conv2d, out_channels: 2, kernel_size: [${kernel}, ${kernel}], stride: [${stride}, ${stride}], dilation: [${dilation}, ${dilation}], padding: [${padding}, ${padding}, ${padding}, ${padding}]}`,
      ].map((text) => only(text, [2, 9, 8]));
      expect(short?.output).toEqual(long?.output);
      expect(short?.counts).toEqual(long?.counts);
    });
  });
});

describe('conv-transpose2d', () => {
  const transposed = fc.record({ geometry, channels: channelGroups, extra: pairOf(size(0, 2)), bias: fc.boolean() });

  /** The positions that a side reaches when every input is scattered over a kernel, less the paddings, plus the extra at the end. */
  function side({ input, kernel, stride, dilation, padding }: Geometry, axis: 0 | 1, extra: number): number {
    const sliding = { length: input[axis], kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis] };
    // TensorFlow's is that of the convolution whose transpose it is, which reads a stride for each input
    const transposed = { ...sliding, length: sliding.length * sliding.stride };
    const [before, after] = zeros(padding, axis, transposed, 'plain');
    const canvas: number[] = [];
    for (let place = 0, at = 0; place < sliding.length; place++, at += sliding.stride)
      for (let tap = 0, reached = at; tap < sliding.kernel; tap++, reached += sliding.dilation) while (canvas.length <= reached) canvas.push(canvas.length);
    const kept = canvas.slice(before, Math.max(canvas.length - after, 0)).length;
    // padding may take more than there is, which the extra does not give back
    return canvas.length - before - after < 0 ? 0 : kept + extra;
  }

  test('makes what a scatter of its inputs reaches, and costs what the scatter does', () => {
    property(transposed, ({ geometry, channels: { groups, reads, makes }, extra, bias }) => {
      const { input, kernel, stride, dilation, padding } = geometry;
      // rows that neither a step nor a tap comes near
      fc.pre(extra.every((rows, axis) => rows < Math.max(stride[axis] as number, dilation[axis] as number)));
      const [h, w] = [side(geometry, 0, extra[0]), side(geometry, 1, extra[1])];
      fc.pre(h > 0 && w > 0);
      const [weights, biases] = [distinct(), distinct()];
      let [macs, outputMacs, biasAdds] = [0, 0, 0];
      for (const group of upTo(groups))
        for (const made of upTo(makes)) {
          for (const read of upTo(reads))
            for (const ky of upTo(kernel[0]))
              for (const kx of upTo(kernel[1])) {
                weights.see(group, read, made, ky, kx);
                for (const _y of upTo(input[0])) for (const _x of upTo(input[1])) macs++;
                for (const _y of upTo(h)) for (const _x of upTo(w)) outputMacs++;
              }
          if (bias) for (const _y of upTo(h)) for (const _x of upTo(w)) biasAdds++;
          if (bias) biases.see(group, made);
        }
      const { output, counts } = only(
        `{op: conv-transpose2d, out_channels: ${groups * makes}, kernel_size: [${kernel}], stride: [${stride}], dilation: [${dilation}], groups: ${groups}, bias: ${bias}, output_padding: [${extra}]${writePadding(padding)}}`,
        [groups * reads, ...input],
      );
      expect(output).toEqual({ channels: groups * makes, h, w, flat: false });
      expect(counts).toMatchObject({ macs, output_macs: outputMacs, bias_adds: biasAdds, weights: weights.seen.size, biases: biases.seen.size });
    });
  });

  test('makes a stride of each input with the padding same, where its window spans a stride', () => {
    property(size(1, 9), size(1, 4), size(0, 3), (length, stride, more) => {
      const layer = only(`{op: conv-transpose2d, out_channels: 1, kernel_size: ${stride + more}, stride: ${stride}, padding: same}`, [1, length, length]);
      expect(layer.output).toEqual({ channels: 1, h: length * stride, w: length * stride, flat: false });
    });
  });

  test('gives back the size that a convolution of the same window had read, where its steps divide it', () => {
    property(size(1, 4), size(1, 3), size(1, 6), (kernel, stride, steps) => {
      const read = kernel + stride * (steps - 1);
      const { layers } = networkOf(
        `  - {op: conv2d, out_channels: 1, kernel_size: ${kernel}, stride: ${stride}, padding: 0}\n  - {op: conv-transpose2d, out_channels: 1, kernel_size: ${kernel}, stride: ${stride}, padding: 0}`,
        [1, read, read],
      );
      expect(layers.at(-1)?.output).toEqual({ channels: 1, h: read, w: read, flat: false });
    });
  });
});

test('linear multiplies every input by a weight of every output', () => {
  property(size(1, 12), size(1, 12), fc.boolean(), (reads, makes, bias) => {
    const weights = distinct();
    for (const output of upTo(makes)) for (const input of upTo(reads)) weights.see(output, input);
    const [, linear] = networkOf(`  - {op: flatten}\n  - {op: linear, out_features: ${makes}, bias: ${bias}}`, [reads, 1, 1]).layers;
    expect(linear?.output).toEqual({ channels: makes, h: 1, w: 1, flat: true });
    const added = bias ? upTo(makes).length : 0;
    expect(linear?.counts).toMatchObject({ weights: weights.seen.size, macs: weights.seen.size, biases: added, bias_adds: added });
  });
});

describe('pooling', () => {
  /** Paddings of at most half the window, as frameworks want them. */
  const fitting = ({ kernel, dilation, padding, ...rest }: Geometry) =>
    ([0, 1] as const).every((axis) => {
      const span = reachOf(kernel[axis], dilation[axis]) + 1;
      return zeros(padding, axis, { length: rest.input[axis], kernel: kernel[axis], stride: rest.stride[axis], dilation: dilation[axis] }, 'none').every(
        (side) => side + side <= span,
      );
    });

  function expectPooled(text: string, geometry: Geometry, channels: number, ceilMode: boolean) {
    const [down, across] = slide(geometry, 'none', ceilMode);
    fc.pre(down.length > 0 && across.length > 0);
    let [taps, outputs, inputs] = [0, 0, 0];
    for (const _channel of upTo(channels)) {
      for (const rows of down)
        for (const columns of across) {
          outputs++;
          for (const _y of rows) for (const _x of columns) taps++;
        }
      for (const _y of upTo(geometry.input[0])) for (const _x of upTo(geometry.input[1])) inputs++;
    }
    const { output, counts } = only(text, [channels, ...geometry.input]);
    expect(output).toEqual({ channels, h: down.length, w: across.length, flat: false });
    expect(counts).toMatchObject({ pool_taps: taps, pool_outputs: outputs, pool_inputs: inputs, macs: 0, weights: 0 });
  }

  test('max-pool places its windows as PyTorch does, ceiled or not', () => {
    property(geometry, size(1, 3), fc.boolean(), (geometry, channels, ceil) => {
      fc.pre(fitting(geometry));
      const { kernel, stride, dilation, padding } = geometry;
      expectPooled(
        `{op: max-pool, kernel_size: [${kernel}], stride: [${stride}], dilation: [${dilation}], ceil_mode: ${ceil}${writePadding(padding)}}`,
        geometry,
        channels,
        ceil,
      );
    });
  });

  test('avg-pool places its windows as PyTorch does, ceiled or not', () => {
    property(geometry, size(1, 3), fc.boolean(), (given, channels, ceil) => {
      const geometry: Geometry = { ...given, dilation: [1, 1] };
      fc.pre(fitting(geometry));
      const { kernel, stride, padding } = geometry;
      expectPooled(`{op: avg-pool, kernel_size: [${kernel}], stride: [${stride}], ceil_mode: ${ceil}${writePadding(padding)}}`, geometry, channels, ceil);
    });
  });

  test('a window steps by its own size unless told otherwise', () => {
    property(pairOf(size(1, 4)), pairOf(size(4, 9)), (kernel, input) => {
      const geometry: Geometry = { input, kernel, stride: kernel, dilation: [1, 1], padding: { kind: 'default' } };
      expectPooled(`{op: max-pool, kernel_size: [${kernel}]}`, geometry, 2, false);
    });
  });

  test.each([
    // torch.nn.MaxPool2d(3, 2, ceil_mode=True) of 112, 56 and 28 (GoogLeNet), and the window that would start in the trailing padding
    ['kernel_size: 3, stride: 2, ceil_mode: true', 112, 56],
    ['kernel_size: 3, stride: 2, ceil_mode: true', 28, 14],
    ['kernel_size: 2, stride: 2, ceil_mode: true', 7, 4],
    ['kernel_size: 1, stride: 3, ceil_mode: true', 5, 2],
    ['kernel_size: 2, stride: 2, padding: 1, ceil_mode: true', 3, 2],
    ['kernel_size: 3, stride: 2, padding: 1', 112, 56],
  ])('max-pool {%s} of %i has the size that PyTorch documents, %i', (args, input, output) => {
    expect(only(`{op: max-pool, ${args}}`, [1, input, input]).output).toMatchObject({ h: output, w: output });
  });

  test.each(['avg', 'max'])('global-%s-pool reads every element once and writes one a map', (kind) => {
    property(size(1, 4), pairOf(size(1, 7)), (channels, [h, w]) => {
      const inputs = upTo(channels).flatMap(() => upTo(h).flatMap(() => upTo(w)));
      const { output, counts } = only(`{op: global-${kind}-pool}`, [channels, h, w]);
      expect(output).toEqual({ channels, h: 1, w: 1, flat: false });
      expect(counts).toMatchObject({
        pool_inputs: inputs.length,
        pool_taps: inputs.length,
        gap_inputs: kind === 'avg' ? inputs.length : 0,
        pool_outputs: upTo(channels).length,
      });
    });
  });

  test('adaptive-avg-pool has the size that it is told and reads every element', () => {
    property(pairOf(size(1, 9)), pairOf(size(1, 9)), size(1, 3), (input, [h, w], channels) => {
      const inputs = upTo(channels).flatMap(() => upTo(input[0]).flatMap(() => upTo(input[1])));
      const outputs = upTo(channels).flatMap(() => upTo(h).flatMap(() => upTo(w)));
      const { output, counts } = only(`{op: adaptive-avg-pool, output_size: [${h}, ${w}]}`, [channels, ...input]);
      expect(output).toEqual({ channels, h, w, flat: false });
      expect(counts).toMatchObject({ pool_inputs: inputs.length, pool_outputs: outputs.length, gap_inputs: 0 });
    });
  });
});

describe('normalisation and activation', () => {
  const map = fc.tuple(size(1, 6), size(1, 5), size(1, 5));

  test.each(['batch-norm', 'layer-norm', 'group-norm, groups: 1'])('%s writes every element, and learns a scale, a shift, both or none a channel', (op) => {
    property(map, fc.constantFrom('true', 'false', 'scale', 'shift'), (input, affine) => {
      const [channels, h, w] = input;
      const learned = distinct();
      let elements = 0;
      for (const channel of upTo(channels)) {
        if (affine === 'true' || affine === 'scale') learned.see('scale', channel);
        if (affine === 'true' || affine === 'shift') learned.see('shift', channel);
        for (const _y of upTo(h)) for (const _x of upTo(w)) elements++;
      }
      const { output, counts } = only(`{op: ${op}, affine: ${affine}}`, input);
      expect(output).toEqual({ channels, h, w, flat: false });
      expect(counts).toMatchObject({
        norm_params: learned.seen.size,
        norm_elements: elements,
        affine_elements: learned.seen.size > 0 ? elements : 0,
        scaled_elements: [...learned.seen].some((name) => name.startsWith('scale')) ? elements : 0,
        weights: 0,
        macs: 0,
      });
    });
  });

  test.each([
    'relu',
    'relu6',
    'leaky-relu',
    'silu',
    'hard-swish',
    'hard-sigmoid',
    'sigmoid',
    'tanh',
    'gelu',
    'quick-gelu',
    'elu',
    'softplus',
    'mish',
    'softmax',
  ])('%s writes every element and learns nothing', (op) => {
    property(map, (input) => {
      let elements = 0;
      for (const _c of upTo(input[0])) for (const _y of upTo(input[1])) for (const _x of upTo(input[2])) elements++;
      const { output, counts } = only(`{op: ${op}}`, input);
      expect([output.channels, output.h, output.w]).toEqual(input);
      expect(counts).toMatchObject({ activation_elements: elements, weights: 0, biases: 0, norm_params: 0, macs: 0 });
    });
  });

  test('softmax sums once for every line along its axis', () => {
    property(map, ([channels, h, w]) => {
      const lines = { channels: distinct(), height: distinct(), width: distinct() };
      for (const c of upTo(channels))
        for (const y of upTo(h))
          for (const x of upTo(w)) {
            lines.channels.see(y, x);
            lines.height.see(c, x);
            lines.width.see(c, y);
          }
      for (const axis of ['channels', 'height', 'width'] as const)
        expect(only(`{op: softmax, axis: ${axis}}`, [channels, h, w]).counts.activation_positions).toBe(lines[axis].seen.size);
    });
  });

  test('prelu learns one number, or one per channel', () => {
    property(map, (input) => {
      expect(only('{op: prelu}', input).counts.weights).toBe(1);
      expect(only('{op: prelu, num_parameters: in_channels}', input).counts.weights).toBe(upTo(input[0]).length);
    });
  });
});

describe('arrangement', () => {
  /** A map as nested lists, whose lengths are its size. */
  const filled = (channels: number, h: number, w: number) => upTo(channels).map((channel) => upTo(h).map((y) => upTo(w).map((x) => `${channel},${y},${x}`)));
  type Filled = ReturnType<typeof filled>;
  const sizeOf = (map: Filled): Size => ({ channels: map.length, h: map[0]?.length ?? 0, w: map[0]?.[0]?.length ?? 0, flat: false });
  const map = fc.tuple(size(1, 6), size(1, 5), size(1, 5));

  test('upsample copies each element over a block', () => {
    property(map, pairOf(size(1, 4)), fc.constantFrom('nearest', 'bilinear'), (input, [down, across], mode) => {
      const enlarged = filled(...input).map((plane) => plane.flatMap((row) => upTo(down).map(() => row.flatMap((cell) => upTo(across).map(() => cell)))));
      const { output, counts } = only(`{op: upsample, scale_factor: [${down}, ${across}], mode: ${mode}}`, input);
      expect(output).toEqual(sizeOf(enlarged));
      const elements = enlarged.flat(2).length;
      expect(counts).toMatchObject({ nearest_elements: mode === 'nearest' ? elements : 0, bilinear_elements: mode === 'bilinear' ? elements : 0, macs: 0 });
    });
  });

  test('resize has the size that it is told', () => {
    property(map, pairOf(size(1, 9)), fc.constantFrom('nearest', 'bilinear'), (input, [h, w], mode) => {
      const resized = filled(input[0], h, w);
      const { output, counts } = only(`{op: resize, size: [${h}, ${w}], mode: ${mode}}`, input);
      expect(output).toEqual(sizeOf(resized));
      const elements = resized.flat(2).length;
      expect(counts).toMatchObject({ nearest_elements: mode === 'nearest' ? elements : 0, bilinear_elements: mode === 'bilinear' ? elements : 0, macs: 0 });
    });
  });

  test('pad puts zeros around the maps and whole maps of zeros at both ends', () => {
    const sides = fc.tuple(size(0, 3), size(0, 3), size(0, 3), size(0, 3));
    property(map, sides, pairOf(size(0, 3)), (input, [top, bottom, left, right], [first, last]) => {
      const around = filled(...input).map((plane) => {
        const rows = plane.map((row) => [...upTo(left).map(() => '0'), ...row, ...upTo(right).map(() => '0')]);
        const empty = () => (rows[0] ?? []).map(() => '0');
        return [...upTo(top).map(empty), ...rows, ...upTo(bottom).map(empty)];
      });
      const zero = () => (around[0] ?? []).map((row) => row.map(() => '0'));
      const padded = [...upTo(first).map(zero), ...around, ...upTo(last).map(zero)];
      const { output } = only(`{op: pad, padding: [${top}, ${bottom}, ${left}, ${right}], channels: [${first}, ${last}]}`, input);
      expect(output).toEqual(sizeOf(padded));
    });
  });

  test('slice keeps the maps from its start on', () => {
    property(map, size(0, 6), size(1, 6), (input, start, channels) => {
      const kept = filled(...input).slice(start, start + channels);
      const slice = () => only(`{op: slice, start: ${start}, channels: ${channels}}`, input);
      if (kept.length === channels) expect(slice().output).toEqual(sizeOf(kept));
      else expect(problemsOf(slice)[0]).toMatch(/^check\/slice/);
    });
  });

  test('channel-shuffle keeps every map, and is refused where groups would differ in size', () => {
    property(size(1, 12), size(1, 5), (channels, groups) => {
      const dealt = upTo(groups).map((group) => upTo(channels).filter((channel) => channel % groups === group));
      const even = new Set(dealt.map(({ length }) => length)).size === 1;
      const shuffle = () => only(`{op: channel-shuffle, groups: ${groups}}`, [channels, 2, 3]);
      if (even) expect(shuffle().output).toEqual({ channels: dealt.flat().length, h: 2, w: 3, flat: false });
      else expect(problemsOf(shuffle)[0]).toMatch(/^check\/shuffle/);
    });
  });

  test('rearrange by groups, sides and patches keeps every element, and is refused where a size does not divide', () => {
    property(fc.tuple(size(1, 12), size(1, 6), size(1, 6)), size(1, 3), pairOf(size(1, 3)), (input, heads, [tall, wide]) => {
      const [channels, h, w] = input;
      const cases = [
        [`"(heads d) h w -> heads d (h w)", heads: ${heads}`, channels % heads === 0, [heads, channels / heads, h * w]],
        [`"c h w -> (h w) c 1"`, true, [h * w, channels, 1]],
        [
          `"c (nh ph) (nw pw) -> c (nh nw) (ph pw)", ph: ${tall}, pw: ${wide}`,
          h % tall === 0 && w % wide === 0,
          [channels, (h / tall) * (w / wide), tall * wide],
        ],
        [`"(c a b) h w -> c (h a) (w b)", a: ${tall}, b: ${wide}`, channels % (tall * wide) === 0, [channels / (tall * wide), h * tall, w * wide]],
        [`"c h 1 -> c h 1"`, w === 1, input],
      ] as const;
      for (const [pattern, fits, expected] of cases) {
        const rearranged = () => only(`{op: rearrange, pattern: ${pattern}}`, input);
        if (!fits) expect(problemsOf(rearranged)[0]).toMatch(/^check\/rearrange/);
        else {
          const { output, counts } = rearranged();
          expect([output.channels, output.h, output.w]).toEqual(expected);
          expect(counts).toMatchObject({ activations: filled(...input).flat(2).length, macs: 0, weights: 0 });
        }
      }
    });
  });

  test.each([
    ['c h w', 'it has no "->"'],
    ['c h w -> c (h w)', 'there are 2 groups of axes after "->"'],
    ['c h w -> c h v', 'axis w stands on one side'],
    ['c c w -> c w 1', 'axis c stands twice'],
    ['(a b) h w -> a b (h w)', 'of a and b all but one need a size'],
    ['(macs d) h w -> macs d (h w)', '"macs" cannot be the name of an axis'],
    ['C h w -> C h w', '"C" cannot be the name of an axis'],
  ])('rearrange does not guess what "%s" means', (pattern, why) => {
    try {
      only(`{op: rearrange, pattern: "${pattern}"}`, [4, 2, 2]);
    } catch (error) {
      expect(String(error)).toContain(why);
      return;
    }
    expect.unreachable();
  });

  test('flatten puts every element in one row', () => {
    property(map, (input) => {
      const row = filled(...input).flat(2);
      expect(only('{op: flatten}', input).output).toEqual({ channels: row.length, h: 1, w: 1, flat: true });
    });
  });

  test('shift and dropout keep the size and calculate nothing; dropout moves nothing either', () => {
    property(map, (input) => {
      for (const op of ['shift', 'dropout']) {
        const { output, counts } = only(`{op: ${op}}`, input);
        expect(output).toEqual(sizeOf(filled(...input)));
        const moved = op === 'shift' ? filled(...input).flat(2).length : 0;
        expect(Object.entries(counts).filter(([, count]) => count !== 0)).toEqual(
          moved === 0
            ? []
            : [
                ['activations', moved],
                ['read_elements', moved],
              ],
        );
      }
    });
  });
});

describe('merging', () => {
  const branch = (channels: number) => `[{op: conv2d, out_channels: ${channels}, kernel_size: 1}]`;
  const merged = (branches: readonly string[], merge: string, input: readonly number[]) =>
    networkOf(`  - branches: [${branches.join(', ')}]\n    merge: ${merge}`, input).layers.at(-1);

  test('concat puts the maps of all branches one after the other', () => {
    property(fc.array(size(1, 5), { minLength: 2, maxLength: 5 }), pairOf(size(1, 4)), (channels, [h, w]) => {
      const all = channels.flatMap((count, index) => upTo(count).map((channel) => `${index},${channel}`));
      const layer = merged(channels.map(branch), 'concat', [2, h, w]);
      expect(layer?.output).toEqual({ channels: all.length, h, w, flat: false });
      expect(layer?.counts.merge_elements).toBe(0);
    });
  });

  test.each(['add', 'subtract', 'multiply', 'maximum'])('%s does one operation an element for every input but the first', (merge) => {
    property(size(2, 5), size(1, 4), pairOf(size(1, 4)), (inputs, channels, [h, w]) => {
      let operations = 0;
      for (const _c of upTo(channels))
        for (const _y of upTo(h))
          for (const _x of upTo(w)) {
            let sum: number | undefined;
            for (const input of upTo(inputs)) {
              if (sum !== undefined) operations++;
              sum = (sum ?? 0) + input;
            }
          }
      const layer = merged(
        upTo(inputs).map(() => branch(channels)),
        merge,
        [2, h, w],
      );
      expect(layer?.output).toEqual({ channels, h, w, flat: false });
      expect(layer?.counts).toMatchObject({ merge_elements: operations, macs: 0, weights: 0 });
    });
  });

  test.each(['add', 'subtract', 'multiply', 'maximum'])('%s stretches whatever side is 1', (merge) => {
    property(size(1, 4), pairOf(size(1, 5)), fc.boolean(), (channels, [h, w], gateFirst) => {
      const gate = '[{op: global-avg-pool}]';
      const layer = merged(gateFirst ? [gate, '[]'] : ['[]', gate], merge, [channels, h, w]);
      let operations = 0;
      for (const _c of upTo(channels)) for (const _y of upTo(h)) for (const _x of upTo(w)) operations++;
      expect(layer?.output).toEqual({ channels, h, w, flat: false });
      expect(layer?.counts.merge_elements).toBe(operations);
    });
  });

  test('matmul multiplies every row by every column, and is refused where they differ in length', () => {
    property(fc.tuple(size(1, 4), size(1, 4)), size(1, 4), size(1, 4), size(1, 4), size(1, 4), ([left, right], rows, inner, height, columns) => {
      const product = () =>
        networkOf(
          `  - {op: adaptive-avg-pool, output_size: [${rows}, ${inner}], name: rows}
  - {op: conv2d, out_channels: ${left}, kernel_size: 1, name: left}
  - {op: adaptive-avg-pool, output_size: [${height}, ${columns}], from: input, name: columns}
  - {op: conv2d, out_channels: ${right}, kernel_size: 1, name: right}
  - {op: matmul, from: [left, right]}`,
          [1, 3, 3],
        ).layers.at(-1);
      if (inner !== height || (left !== right && left !== 1 && right !== 1)) {
        expect(problemsOf(product)[0]).toMatch(/^check\/matmul/);
        return;
      }
      let multiplied = 0;
      const made = distinct();
      for (const channel of upTo(Math.max(left, right)))
        for (const row of upTo(rows))
          for (const column of upTo(columns)) {
            made.see(channel, row, column);
            for (const _ of upTo(inner)) multiplied++;
          }
      expect(product()?.output).toEqual({ channels: Math.max(left, right), h: rows, w: columns, flat: false });
      expect(product()?.counts).toMatchObject({ macs: multiplied, product_macs: multiplied, activations: made.seen.size, weights: 0, conv_activations: 0 });
    });
  });

  test('what is neither 1 nor as large is not stretched, and concat wants one height and width', () => {
    const merging = (merge: string, branch: string) => problemsOf(() => merged(['[]', `[${branch}]`], merge, [4, 3, 3]))[0];
    for (const merge of ['add', 'subtract', 'multiply', 'maximum']) {
      expect(merging(merge, '{op: slice, channels: 2}')).toMatch(/^check\/merge/);
      expect(merging(merge, '{op: adaptive-avg-pool, output_size: 2}')).toMatch(/^check\/merge/);
    }
    expect(merging('concat', '{op: global-avg-pool}')).toMatch(/^check\/merge/);
  });
});
