/** What `scripts/onnx.sh` and `scripts/tfjs-node.sh` install. What is not there is named on standard error, and the tests that need it are skipped. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where they put it. */
export const folder = fileURLToPath(new URL('../../.backends/', import.meta.url));

export const orSay = (found: boolean, what: string, how = 'bash scripts/onnx.sh') => {
  if (!found) process.stderr.write(`NO ${what}: its tests are skipped; "${how}" installs it\n`);
  return found;
};

export const hasRuntime = orSay(existsSync(join(folder, 'node_modules/onnxruntime-node')), 'ONNXRUNTIME-NODE');

/** Loads a package from there. */
export const load = async (name: string): Promise<unknown> => createRequire(folder)(name);
