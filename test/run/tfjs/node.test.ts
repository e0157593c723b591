import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tfjsNode } from '../../../src/run/tfjs/node.ts';
import { suite } from './suite.ts';

const folder = fileURLToPath(new URL('../../../.backends/', import.meta.url));
const name = '@tensorflow/tfjs-node';
const isThere = existsSync(join(folder, 'node_modules', name));
if (!isThere) process.stderr.write('NO TFJS-NODE: its tests are skipped; "bash scripts/tfjs-node.sh" installs it\n');

describe.skipIf(!isThere)('TensorFlow', async () => {
  if (!isThere) return test('runs', () => undefined);
  const require = createRequire(folder);
  // as on Node 23
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  const runtime = await tfjsNode.start(async (one) => require(one), { device: 'cpu', threads: 2 });
  suite(runtime, require(name) as typeof Tf);

  test('says its versions and threads', () => {
    expect(runtime.version).toMatch(/^TensorFlow 2\.\d+\.\d+ \(@tensorflow\/tfjs-node 4\.\d+\.\d+\)$/);
    expect(runtime.threads).toBe(2);
  });
});
