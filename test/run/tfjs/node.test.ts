import { existsSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tfjsNode } from '../../../src/run/tfjs/node.ts';
import { folder, load, orSay } from '../installed.ts';
import { suite } from './suite.ts';

const name = '@tensorflow/tfjs-node';
const isThere = orSay(existsSync(join(folder, 'node_modules', name)), 'TFJS-NODE', 'bash scripts/tfjs-node.sh');

// oneDNN's kernels for AVX get transposed convolutions of single positions wrong on some processors, or divide by zero (TensorFlow 2.9, AMD EPYC)
process.env.ONEDNN_MAX_CPU_ISA ??= 'SSE41';

describe.skipIf(!isThere)('TensorFlow', async () => {
  if (!isThere) return;
  // as on Node 23
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  const runtime = await tfjsNode.start(load, { device: 'cpu', threads: 2 });
  suite(runtime, (await load(name)) as typeof Tf);

  test('says its versions and threads', () => {
    expect(runtime.version).toMatch(/^TensorFlow 2\.\d+\.\d+ \(@tensorflow\/tfjs-node 4\.\d+\.\d+\)$/);
    expect(runtime.threads).toBe(2);
  });
});
