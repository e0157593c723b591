/** Small specs that had gone wrong without a word, each with the numbers that arithmetic gives, or the message. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { position } from '../../src/diagnostic/range.ts';
import { library, readSpec } from '../../src/node/files.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { ghostify } from '../../src/spec/ghostify.ts';
import { folder, ghostcost } from '../commands/support.ts';
import { problemsOf, run, shipped, totals, written } from '../support.ts';

const program = (name: string) => compile(readSpec(`test/cases/${name}.yaml`), library);
const costs = (name: string, settings = {}) => {
  const { params, macs } = totals(program(name), settings);
  return [params, macs];
};
const warnings = (name: string) =>
  analyze(program(name)).warnings.map(({ code, range, args }) => {
    const { line } = position(range?.text ?? '', range?.start ?? 0);
    return `${code} ${String('name' in args ? args.name : '')} @ ${line}`;
  });

describe('what nothing reads', () => {
  test('is an error at its place', () => expect(problemsOf(() => run(program('unread-layer')))).toEqual(['check/unread @ 6:5']));

  test('is an output where it is named, and stays in memory to the end', () => {
    const { outputs, peakMemory } = analyze(program('two-heads'));
    expect(outputs).toEqual([
      { name: 'wide', size: { channels: 256, h: 64, w: 64, flat: false } },
      { name: 'last', size: { channels: 64, h: 64, w: 64, flat: false } },
    ]);
    // wide, and what deep reads and writes: (256 + 64 + 64) maps of 64 x 64, four bytes each
    expect(peakMemory.bytes).toBe((256 + 64 + 64) * 64 * 64 * 4);
  });

  test('is named where it is a parameter, a definition, an argument or a block', () =>
    expect(warnings('unused-names')).toEqual(['name/unused never @ 3', 'name/unused spare @ 5', 'name/unused groups @ 8', 'name/unused unused-unit @ 11']));

  test('is an error if --strict asks for that', () => {
    const { code, err, out } = ghostcost(['validate', 'test/cases/unused-names.yaml', '--strict']);
    expect([code, out, err.match(/error: nothing uses/g)?.length]).toEqual([2, '', 4]);
  });
});

describe('loops', () => {
  test('around one use of index are told apart by a name', () => {
    expect(problemsOf(() => program('two-loops'))).toEqual(['name/ambiguous @ 8:53']);
    const rows = 'layers: [{for: [c], index: row, in: [[8], [8], [8]], do: [{op: conv2d, out_channels: c, kernel_size: "row == 2 ? 3 : 1", repeat: 2}]}]';
    // four of 8 x 8, two of 8 x 8 x 9
    expect(totals(written(rows, '[8, 14, 14]')).params).toBe(4 * 64 + 2 * 576);
  });

  test('read what loops in them make by its number in their own round', () => {
    const rows = (from: string, second: number) =>
      `layers: [{for: [c, n], in: [[8, 2], [16, ${second}]], do: [{op: conv2d, out_channels: c, kernel_size: 1, name: b, repeat: n}, {op: conv2d, out_channels: c, kernel_size: 1, name: c}, {op: add, from: [${from}, c]}]}]`;
    const of = (from: string, second = 2) => totals(written(rows(from, second), '[8, 14, 14]')).params;
    // reading the other row's, of 8 maps, a sum with 16 would be an error
    expect([of('b-1'), of('b-2')]).toEqual([3 * 64 + 128 + 2 * 256, 3 * 64 + 128 + 2 * 256]);
    expect([problemsOf(() => of('b-2', 1)), problemsOf(() => of('b-3')), problemsOf(() => of('b'))].flat().map((one) => one.split(' ')[0])).toEqual([
      'name/round',
      'name/layer',
      'name/layer',
    ]);
  });

  test('do not read by a number what they make without a name', () => {
    const body = '{repeat: 2, do: [{op: conv2d, out_channels: 8, kernel_size: 1}, {op: relu}, {op: add, from: [conv2d-1, relu-1]}]}';
    expect(problemsOf(() => run(written(`layers: [${body}]`, '[8, 4, 4]')))).toEqual([`name/round @ 4:${10 + body.indexOf('conv2d-1')}`]);
    // what stands before the loop has one meaning in it
    expect(
      totals(
        written(`layers: [{op: conv2d, out_channels: 8, kernel_size: 1}, {repeat: 2, do: [{op: relu, name: r}, {op: add, from: [r, conv2d-1]}]}]`, '[8, 4, 4]'),
      ).params,
    ).toBe(64);
  });

  test('read their own layers by plain names', () => expect(costs('names-in-repeat')).toEqual([6 * 8 * 8 * 9, 6 * 8 * 8 * 9 * 14 * 14]));
});

test('what is in a named group or a block is named by its path', () => {
  const layers =
    'layers: [{name: g, if: on, do: [{op: conv2d, out_channels: 5, kernel_size: 1, name: q}, {op: relu}]}, {op: ghost-module, out_channels: 6, name: unit}, {op: conv2d, out_channels: 5, kernel_size: 1, from: g/q, name: last}]';
  const of = (on: number, outputs = '[g/q, unit/primary, unit, last]') =>
    analyze(written(`use: [ghost]\nparams: {on: 1}\noutputs: ${outputs}\n${layers}`, '[3, 4, 4]'), { params: { on } }).outputs.map(({ size }) => size.channels);
  expect([of(1), of(0)]).toEqual([
    [5, 3, 6, 5],
    [3, 3, 6, 5],
  ]);
  expect(problemsOf(() => of(1, '[g/qq, unit, last]'))).toEqual(['name/layer @ 6:11']);
  expect(problemsOf(() => of(1, '[gg/q, unit, last]'))).toEqual(['name/layer @ 6:11']);
});

test('a group without a name takes none from a layer', () => {
  const layers =
    'layers: [{op: conv2d, out_channels: 4, kernel_size: 1, name: branches}, {branches: [[], [{op: relu}]], merge: concat}, {op: relu, name: tail}, {op: concat, from: [branches, tail], name: all}]';
  // 4 maps, and twice 4
  expect(analyze(written(layers)).outputs).toMatchObject([{ size: { channels: 4 + 8 } }]);
});

test.each([
  [
    'layers: [{op: conv2d, out_channels: 4, kernel_size: 1, name: a, norm: batch}, {op: conv2d, out_channels: 4, kernel_size: 1, weights_of: a}]',
    'check/shared-block',
  ],
  ['layers: [{op: conv2d, out_channels: 4, kernel_size: 1, role: cheap}]', 'check/role'],
  ['layers: [{op: conv2d, out_channels: floor(4503599627370497.5) - 4503599627370496, kernel_size: 1}]', 'value/rounded'],
  ['params: {w: 8.0000000000000000001}\nlayers: [{op: conv2d, out_channels: w, kernel_size: 1}]', 'value/rounded'],
  ['layers: [{op: conv2d, out_channels: 4, kernel_size: 1}]\nreplace: [{match: {op: conv2d}, except: {name: nope}, with: []}]', 'replace/except'],
])('what means something else than it says is refused: %s', (text, code) =>
  expect(problemsOf(() => run(written(text, '[4, 4, 4]'))).map((one) => one.split(' ')[0])).toEqual([code]),
);

test.each([
  ['define: {f(a): a, "f (b)": 2 * b}\nlayers: [{op: conv2d, out_channels: f(2), kernel_size: 1}]', 'name/duplicate @ 4:19'],
  ['define: {"f(a, a)": a}\nlayers: [{op: conv2d, out_channels: "f(2, 3)", kernel_size: 1}]', 'name/duplicate @ 4:10'],
  [
    'blocks: {b: {args: {n: {type: integer, of: [one]}}, layers: [{op: conv2d, out_channels: n, kernel_size: 1}]}}\nlayers: [{op: b, n: 1}]',
    'value/type @ 4:44',
  ],
  ['blocks: {b: {args: {n: {type: word, of: [relu], min: 2}}, layers: [{op: $n}]}}\nlayers: [{op: relu}]', 'value/type @ 4:54'],
  ['blocks: {b: {args: {n: word}, layers: [{op: conv2d, out_channels: "n == \'a\' ? 1 : 2", kernel_size: 1}]}}\nlayers: [{op: b, n: a}]', 'key/missing @ 4:24'],
])('what would be without effect is refused: %s', (text, problem) => expect(problemsOf(() => written(text))).toContain(problem));

describe('what is off', () => {
  test.each([
    [0, 8],
    [1, 16],
  ])('a branch with if: %s leaves %s maps', (on, maps) =>
    expect(analyze(program('branch-off'), { params: { on } }).outputs).toMatchObject([{ size: { channels: maps } }]),
  );

  test('passes on what it would have read', () => {
    // 3 x 8 and 8 x 16 windows of 3 x 3, and two of 1 x 1 over 8 and over 16 maps, all at 32 x 32
    const weights = 3 * 8 * 9 + 8 * 16 * 9 + 8 + 16;
    expect(costs('off-layer')).toEqual([weights, weights * 32 * 32]);
  });
});

describe('weights that are shared', () => {
  test('are those of the same op', () =>
    expect(problemsOf(() => run(written('layers: [{op: conv2d, out_channels: 3, kernel_size: 1, name: a}, {op: batch-norm, weights_of: a}]')))).toEqual([
      'name/other-kind @ 4:95',
    ]));

  test('bring the norm and the activation', () => {
    // 3 x 16 and 16 x 32 windows, a scale and a shift a map, one number of prelu
    expect(costs('reused-layers')[0]).toBe(3 * 16 * 9 + 16 * 32 * 9 + 2 * 16 + 2 * 32 + 1);
  });

  test('of a block are all that it holds', () => {
    // 16 to 8 maps, a cheap 3 x 3 of each of these, and 16 norms
    const weights = 16 * 8 * 9 + 8 * 9;
    expect(costs('reused-block')).toEqual([weights + 2 * 16, 2 * weights * 32 * 32]);
  });
});

describe('a replacement', () => {
  test('drops what it says', () => expect(costs('drop-norm')[0]).toBe(5_171_524));

  test('reads the parameter of a name, and the argument of the layer as layer.NAME', () => {
    const of = (kernel: string) =>
      totals(
        written(
          `params: {kernel_size: 5}\nlayers: [{op: conv2d, out_channels: 2, kernel_size: 3}]\nreplace: [{match: {op: conv2d}, with: {op: conv2d, kernel_size: ${kernel}}}]`,
        ),
      );
    expect([of('kernel_size').params, of('layer.kernel_h').params]).toEqual([3 * 2 * 25, 3 * 2 * 9]);
    const { macs } = totals(program('parameter-of-the-same-name'));
    const depthwise = run(shipped('mobilenet-v1')).layers.filter(({ path }) => path.at(-1) === 'depthwise');
    // 25 taps where there were 9
    expect(macs - totals(shipped('mobilenet-v1')).macs).toBe(depthwise.reduce((sum, { counts }) => sum + (counts.macs / 9) * 16, 0));
  });
});

describe('--ghost', () => {
  const ghost = (name: string, more = {}) => ghostify(readSpec(name), { s: 2, d: 3, ...more }, library);

  test.each([16, 32, 64, 96, 224])('makes one network of ResNet-50 at any size, as at %s', (resolution) =>
    expect(totals(ghost('resnet-50'), { resolution }).params).toBe(13_953_512),
  );

  test('leaves the first layer whatever it is called', () => {
    // PyTorch with the official module, the first layer left
    const nameless = parse(readSpec('resnet-18').text.replace(', name: stem', ''));
    expect(nameless.text).not.toContain('stem');
    expect([ghost('resnet-18'), ghostify(nameless, { s: 2, d: 3 }, library)].map((one) => totals(one).params)).toEqual([6_132_072, 6_132_072]);
  });

  test('keeps what a layer had', () => {
    // the first and the last as they are, with 33 and 66 biases; between them 33 x 33 windows and 33 cheap ones, all with biases
    const kept = 3 * 33 * 9 + 33 + 66 * 9 + 66 + (66 * 10 + 10);
    const module = 33 * 33 * 9 + 33 + 33 * 9 + 33;
    expect(totals(ghost('test/cases/biased.yaml')).params).toBe(kept + module);
  });

  test.each(['ghostnet', 'ghostnet-tf'])('%s has cheap convolutions of any size', (name) => {
    const at = (d: number) => totals(shipped(name), { d });
    // cheap weights grow with the square of d, 4,144 of them a tap
    expect((at(4).params - at(2).params) / 12).toBe((at(3).params - at(1).params) / 8);
    expect(analyze(shipped(name), { params: { d: 2 } }).outputs).toMatchObject([{ size: { channels: 1000 } }]);
  });

  test('tells what is wrong at a point where it cannot be decided what is ordinary', () =>
    expect(problemsOf(() => run(ghost('regnet-y-400mf'), { group_width: 0 })).map((one) => one.split(' ')[0])).toEqual(['check/whole']));

  test('says what it left and why', () => {
    const { ghost: did } = analyze(ghost('versatile-resnet-50'));
    expect([did?.replaced.size, new Set(did?.left.map(({ reason }) => reason))]).toEqual([0, new Set(['block'])]);
  });

  test('leaves what has a group norm that the primary maps cannot be divided for', () => {
    const layer = (channels: number) => `{op: conv2d, out_channels: ${channels}, kernel_size: 1, norm: group}`;
    const spec = parse(`{version: 1, name: test, input: [3, 8, 8], layers: [${[64, 96, 64, 64].map(layer).join(', ')}]}`);
    const of = (s: number) => analyze(ghostify(spec, { s, d: 3 }, library)).ghost;
    // 32 groups: 96 / 2 = 48 are not divided, 64 / 2 = 32 are; of thirds it is the other way round
    expect([of(2), of(3)].map((did) => [...(did?.replaced ?? [])])).toEqual([['conv2d-3'], ['conv2d-2']]);
    expect(of(2)?.left).toContainEqual(expect.objectContaining({ layer: 'conv2d-2', reason: 'norm' }));
  });

  test('does not take the parameters s and d of a network for those of ghost modules', () => {
    const file = join(folder(), 'own.yaml');
    writeFileSync(
      file,
      'version: 1\nname: own\ninput: [3, 8, 8]\nparams: {s: 2, d: 4}\nlayers: [{op: conv2d, out_channels: 4 * d, kernel_size: 3, stride: s}]\n',
    );
    expect(ghostcost(['analyze', file, '--ghost'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[ghost/taken]') });
  });

  test('leaves a block of the network that is called like the shipped one', () => {
    const own = 'blocks: {ghost-module: {args: {out_channels: integer}, layers: [{op: conv2d, out_channels: out_channels, kernel_size: 3}]}}';
    const conv = (name: string) => `{op: conv2d, out_channels: 32, kernel_size: 3, name: ${name}}`;
    const spec = parse(`version: 1\nname: own\ninput: [8, 16, 16]\n${own}\nlayers: [{op: ghost-module, out_channels: 32}, ${conv('e')}, ${conv('f')}]`);
    // 8 to 32 maps as they are, a module of 16 maps and a cheap 3 x 3 of each, and 32 to 32 that are the output
    expect(totals(ghostify(spec, { s: 2, d: 3 }, library)).params).toBe(9 * 8 * 32 + (9 * 32 * 16 + 9 * 16) + 9 * 32 * 32);
  });

  test('tells primary from cheap whatever they are called', () => {
    const { saving } = analyze(program('own-ghost-block')).total;
    expect([saving?.primary_macs, saving?.cheap_macs]).toEqual([16 * 64 * 256, 64 * 9 * 256]);
  });
});

test('what a block stands for is checked like a layer', () => {
  const refused = (kernel: number, gain: number) =>
    problemsOf(() =>
      run(
        written(
          `blocks: {unit: {args: {gain: number}, stands_for: {op: conv2d, out_channels: 4, kernel_size: ${kernel}, padding: 0, theory: gain}, layers: [{op: conv2d, out_channels: 4, kernel_size: 1}]}}\nlayers: [{op: unit, gain: ${gain}}]`,
          '[3, 4, 4]',
        ),
      ),
    ).map((one) => one.split(' ')[0]);
  expect([refused(99, 2), refused(1, -3), refused(1, 2)]).toEqual([['check/kernel'], ['check/theory'], []]);
  // 4 maps of 2 x 2, where the block gives 4 x 4
  expect(refused(3, 2)).toEqual(['check/stands-for']);
  expect(problemsOf(() => run(program('nonsense-stand-in')))).toEqual(['check/kernel @ 7:62']);
});

test('an input whose last number is that of an image is asked about', () => expect(warnings('last-channel-order')).toEqual(['input/order  @ 3']));
