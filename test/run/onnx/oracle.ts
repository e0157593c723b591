/** What `scripts/onnx.sh` and Debian's python3-onnx install. What is not there is named on standard error, and the tests that need it are skipped. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll } from 'vitest';
import type { OnnxModel } from '../../../src/run/onnx/index.ts';

/** Where `scripts/onnx.sh` puts what it installs. */
export const folder = fileURLToPath(new URL('../../../.backends/', import.meta.url));

export const orSay = (found: boolean, what: string, how = 'bash scripts/onnx.sh') => {
  if (!found) process.stderr.write(`NO ${what}: its tests are skipped; "${how}" installs it\n`);
  return found;
};

/** The onnx package of pip, which also evaluates, and Debian's, which is older and only checks. */
const pythons = {
  pip: { command: 'python3', env: { ...process.env, PYTHONPATH: join(folder, 'python') }, has: 'import onnx.reference' },
  debian: { command: '/usr/bin/python3', env: { PATH: process.env.PATH }, has: 'import onnx; assert onnx.__file__.startswith("/usr/lib/python3/")' },
} as const;

const has = ({ command, env, has }: (typeof pythons)[keyof typeof pythons]) => spawnSync(command, ['-c', has], { env }).status === 0;

export const hasRuntime = orSay(existsSync(join(folder, 'node_modules/onnxruntime-node')), 'ONNXRUNTIME-NODE');
export const hasOracle = orSay(has(pythons.pip), 'PYTHON ONNX');
export const hasDebian = orSay(has(pythons.debian), "DEBIAN'S PYTHON3-ONNX", 'apt-get install python3-onnx');

/** Loads a package from there. */
export const load = async (name: string): Promise<unknown> => createRequire(folder)(name);

export interface Checked {
  readonly about: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  /** Shapes by tensor: those that the model says, and those that follow from its input's. */
  readonly said: Readonly<Record<string, readonly (number | string)[]>>;
  readonly inferred: Readonly<Record<string, readonly (number | string)[]>>;
  readonly initializers: Readonly<Record<string, readonly number[]>>;
  readonly nodes: readonly { readonly name: string; readonly op: string; readonly inputs: readonly string[]; readonly outputs: readonly string[] }[];
  /** All weights and biases are 0. */
  readonly zero: boolean;
}

export interface Evaluated {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Starts onnx's checker and reference evaluator, for the tests of a file. */
export function startOracle(whose: keyof typeof pythons = 'pip') {
  let send: (line: string) => void;
  let answers: AsyncIterator<string>;
  let model: string;
  beforeAll(() => {
    const scratch = mkdtempSync(join(tmpdir(), 'ghostcost-onnx-'));
    model = join(scratch, 'model.onnx');
    const { command, env } = pythons[whose];
    const python = spawn(command, [fileURLToPath(new URL('oracle.py', import.meta.url))], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    send = (line) => python.stdin.write(`${line}\n`);
    return () => {
      python.kill();
      rmSync(scratch, { recursive: true });
    };
  });
  const ask = async ({ pieces }: OnnxModel, request: object): Promise<unknown> => {
    writeFileSync(model, Buffer.concat(pieces));
    send(JSON.stringify({ model, ...request }));
    const { value, done } = await answers.next();
    if (done) throw new Error('onnx refused the model; its message stands on standard error');
    return JSON.parse(value);
  };
  return {
    /** @throws what the checker finds wrong */
    check: (model: OnnxModel) => ask(model, {}) as Promise<Checked>,
    run: (model: OnnxModel, input: Float32Array, shape: readonly number[]) => ask(model, { input: [...input], shape }) as Promise<Evaluated>,
  };
}
