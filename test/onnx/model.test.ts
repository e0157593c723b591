import { describe, expect, test } from 'vitest';
import type { Network, Size } from '../../src/graph/network.ts';
import { library } from '../../src/node/files.ts';
import { toOnnx } from '../../src/onnx/index.ts';
import { problemsOf, run, shipped, totals, written } from '../support.ts';
import { hasDebian, hasOracle, startOracle } from './oracle.ts';

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const dims = ({ channels, h, w, flat }: Size) => (flat ? ['N', channels] : ['N', channels, h, w]);
const pathsOf = ({ layers }: Network) => layers.map(({ path }) => path.join('/'));

const checkers = [
  { name: "onnx's own checker", whose: 'pip', found: hasOracle },
  { name: "Debian's python3-onnx", whose: 'debian', found: hasDebian },
] as const;

describe.each(checkers.filter(({ found }) => found))('$name', ({ whose }) => {
  const oracle = startOracle(whose);

  describe('accepts the shipped networks, with the predicted shapes, parameters and names', () => {
    test.each(library.names('networks'))('%s', async (name) => {
      const network = run(shipped(name));
      const { said, inferred, initializers, nodes, about } = await oracle.check(toOnnx(network));
      const predicted = Object.fromEntries(network.layers.map(({ path, output }) => [path.join('/'), dims(output)]));
      expect(said).toEqual(predicted);
      // a resizing by factors leaves the batch without its name
      const sizes = Object.entries(inferred).map(([name, shape]) => [name, shape.map((size) => (typeof size === 'string' ? 'N' : size))]);
      expect(Object.fromEntries(sizes)).toMatchObject(predicted);

      const learned = Object.entries(initializers).filter(([tensor]) => /\/(weight|bias)$/.test(tensor));
      const { params, macs } = totals(shipped(name));
      expect(learned.reduce((sum, [, shape]) => sum + sizeOf(shape), 0)).toBe(params);
      expect(about).toMatchObject({ 'ghostcost.params': String(params), 'ghostcost.macs': String(macs) });

      const names = nodes.map((node) => node.name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(pathsOf(network)));
      const tensors = [...Object.keys(initializers), ...nodes.flatMap(({ outputs }) => outputs)];
      expect(new Set(tensors).size).toBe(tensors.length);
    });
  });

  const checked = (text: string, options = {}) => oracle.check(toOnnx(run(written(text)), options));

  test('a network and its parameters stand in the file', async () => {
    const program = shipped('ghostnet');
    const { about, inputs } = await oracle.check(toOnnx(run(program, { width: 0.5 }), { batch: 4 }));
    expect(about).toMatchObject({ name: 'GhostNet', width: '0.5', s: '2', doc: expect.stringContaining('arXiv:1911.11907') });
    expect(inputs).toEqual({ input: [4, 3, 224, 224] });
  });

  test('weights are zeros without a seed, and not with one', async () => {
    const text = 'layers: [{op: conv2d, out_channels: 4, kernel_size: 3, bias: true, norm: batch}]';
    expect((await checked(text)).zero).toBe(true);
    expect((await checked(text, { seed: 1 })).zero).toBe(false);
  });

  test('layers that share weights have one initializer', async () => {
    const { initializers, nodes } = await checked(`layers:
      - {op: conv2d, out_channels: 3, kernel_size: 3, name: whole}
      - {op: conv2d, out_channels: 2, kernel_size: 1, name: part, part_of: whole}`);
    expect(Object.keys(initializers).filter((name) => name.endsWith('/weight'))).toEqual(['whole/weight']);
    expect(nodes.find(({ name }) => name === 'part/Reshape')?.inputs[0]).toBe('whole/weight');
  });

  test('layers whose shared weights are equal name them, and nothing computes them', async () => {
    const { initializers, nodes } = await checked(`layers:
      - {op: conv2d, out_channels: 3, kernel_size: 3, norm: batch, name: one}
      - {op: conv2d, out_channels: 3, kernel_size: 3, norm: batch, name: other, weights_of: one}`);
    expect(Object.keys(initializers).every((name) => name.startsWith('one/'))).toBe(true);
    expect(nodes.map(({ inputs }) => inputs[1])).toEqual(['one/weight', 'one/batch-norm/weight', 'one/weight', 'one/batch-norm/weight']);
  });

  test('a layer may be called input', async () => {
    const { inputs, nodes } = await checked('layers: [{op: relu, name: input}, {op: tanh, name: last}]');
    expect(Object.keys(inputs)).toEqual(['input_']);
    expect(nodes.map((node) => [node.inputs, node.outputs])).toEqual([
      [['input_'], ['input']],
      [['input'], ['last']],
    ]);
  });

  test('traced, every layer gives an output', async () => {
    const network = run(shipped('worked-example'));
    const { said } = await oracle.check(toOnnx(network, { traced: true }));
    expect(Object.keys(said)).toEqual(pathsOf(network));
  });
});

test('viewers tell the file by how it begins: the version of the format, and who made it', () => {
  const [first = new Uint8Array()] = toOnnx(run(shipped('worked-example'))).pieces;
  const [versionKey, version = 0, producerKey, length = 0] = first;
  // fields 1, a number, and 2, a text, of ModelProto; Netron, which takes versions below 11, needs no more (source/onnx.js, ProtoReader.open)
  expect([versionKey, producerKey]).toEqual([(1 << 3) | 0, (2 << 3) | 2]);
  expect(version).toBeLessThan(11);
  expect(new TextDecoder().decode(first.subarray(4, 4 + length))).toMatch(/^[A-Za-z][\w+-. ]+$/);
});

test('more weights than a file can hold are a problem of their own', () => {
  // 24000 x 24000 weights of 4 bytes are 2.3e9 bytes
  const network = run(written('layers: [{op: flatten}, {op: linear, out_features: 24000}]', '[24000, 1, 1]'));
  expect(problemsOf(() => toOnnx(network))).toEqual(['onnx/too-large']);
});
