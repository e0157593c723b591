/** What onnx itself says of models: its checker and its reference evaluator. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll } from 'vitest';
import type { OnnxModel } from '../../src/onnx/index.ts';
import { folder, orSay } from '../run/installed.ts';

/** The onnx package of pip, which also evaluates, and Debian's, which is older and only checks. */
const pythons = {
  pip: { command: 'python3', env: { ...process.env, PYTHONPATH: join(folder, 'python') }, has: 'import onnx.reference' },
  debian: { command: '/usr/bin/python3', env: { PATH: process.env.PATH }, has: 'import onnx; assert onnx.__file__.startswith("/usr/lib/python3/")' },
} as const;

const has = ({ command, env, has }: (typeof pythons)[keyof typeof pythons]) => spawnSync(command, ['-c', has], { env }).status === 0;

export const hasOracle = orSay(has(pythons.pip), 'PYTHON ONNX');
export const hasDebian = orSay(has(pythons.debian), "DEBIAN'S PYTHON3-ONNX", 'apt-get install python3-onnx');

interface Checked {
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

interface Evaluated {
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
