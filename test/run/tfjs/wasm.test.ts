import { createRequire } from 'node:module';
import type * as Tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { startBackend } from '../../../src/run/load.ts';
import { tfjsWasm } from '../../../src/run/tfjs/wasm.ts';
import { suite } from './suite.ts';

const require = createRequire(import.meta.url);
const load = async (name: string): Promise<unknown> => require(name);

describe('TensorFlow.js in WebAssembly', async () => {
  const runtime = await tfjsWasm.start(load, { device: 'cpu' });
  suite(runtime, require('@tensorflow/tfjs-core') as typeof Tf);

  test('says its version and its one thread', () => {
    expect(runtime.version).toMatch(/^TensorFlow\.js 4\.\d+\.\d+ \(WebAssembly, SIMD\)$/);
    expect(runtime.threads).toBe(1);
  });

  test('what there is no memory for is an error, not numbers out of other data', async () => {
    const { wasm } = (require('@tensorflow/tfjs-core') as typeof Tf).backend() as unknown as { wasm: { _malloc(bytes: number): number } };
    expect(() => Array.from({ length: 5 }, () => wasm._malloc(2 ** 30))).toThrow('no more memory');
  });

  test('more threads are an error, not one thread', async () => {
    await expect(startBackend('tfjs-wasm', { device: 'cpu', threads: 2 })).rejects.toMatchObject({ problems: [{ code: 'usage/threads' }] });
  });
});
