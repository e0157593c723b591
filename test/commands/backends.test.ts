/** Backends that are not there, or broken, or interrupted, through the built tool. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, ghostcost, tool } from './support.ts';

/** A copy of the package, away from what this checkout has installed. */
let alone: string;
beforeAll(() => {
  alone = mkdtempSync(join(tmpdir(), 'ghostcost-alone-'));
  for (const part of ['bin', 'dist', 'fixtures', 'package.json']) cpSync(join(dirname(tool), '..', part), join(alone, part), { recursive: true });
});
afterAll(() => rmSync(alone, { recursive: true }));
const copy = () => join(alone, 'bin', 'ghostcost.js');

/** A project with a package of its own. */
function project(name: string, main: string | undefined): string {
  const path = folder();
  const home = join(path, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'main.js' }));
  if (main !== undefined) writeFileSync(join(home, 'main.js'), main);
  return path;
}

const start = (cwd: string, ...args: string[]) => ghostcost(['time', 'worked-example', ...args], { cwd, tool: copy() });

test('in a folder without anything, the package and the command that installs it are named', () => {
  expect(start(folder(), '--backend', 'onnxruntime')).toEqual({
    code: 3,
    out: '',
    err: `error: the backend onnxruntime is not installed [backend/missing]
  expected: onnxruntime-node, in the project of this folder or beside ghostcost
  advice: npm install onnxruntime-node --onnxruntime-node-install=skip; no other backend is installed
`,
  });
});

test('as JSON it is a problem like others', () => {
  const { code, out } = start(folder(), '--backend', 'onnxruntime', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'backend/missing', args: { packages: ['onnxruntime-node'], others: [] } }] });
});

test.each([
  ['throws', "throw new Error('no such instruction\\nsecond line')", 'no such instruction'],
  ['lacks its native part', "require('./bin/binding.node')", "Cannot find module './bin/binding.node'"],
  ['was made for another Node', 'process.dlopen({ exports: {} }, __filename)', 'main.js: '],
  ['cannot be parsed', 'const = 1', 'Unexpected token'],
  ['has no main file', undefined, "Cannot find module '"],
  ['is another one', 'module.exports = {}', 'properties of undefined'],
])('a package that %s is broken, which is not the same as missing', (_, main, reason) => {
  const { code, out, err } = start(project('onnxruntime-node', main), '--backend', 'onnxruntime');
  expect([code, out]).toEqual([3, '']);
  const [says = '', expected, advice] = err.split('\n');
  expect(says).toMatch(/^error: the backend onnxruntime is installed but does not start: .* \[backend\/broken\]$/);
  expect(says).toContain(reason);
  expect(says).not.toContain('second line');
  expect(expected).toBe(`  expected: an installation built for this machine and for Node ${process.versions.node}`);
  expect(advice).toBe('  advice: npm install onnxruntime-node --onnxruntime-node-install=skip');
});

/** Says on standard error that it ran; each run takes its time. */
const slow = (milliseconds: number) => `
const data = new Float32Array(1);
exports.env = { versions: { node: '0.0.0' } };
exports.Tensor = class {};
exports.InferenceSession = {
  create: async () => ({
    async run() {
      console.error('ran');
      await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
      return new Proxy({}, { get: () => ({ dims: [1], data }) });
    },
    async release() {},
  }),
};`;

/** Starts a run, and interrupts it each time that it has said one of these on standard error. */
async function interrupted(milliseconds: number, marks: readonly RegExp[]) {
  const args = [copy(), 'time', 'worked-example', '--backend', 'onnxruntime', '--runs', '1000', '--warmup', '0', '-f', 'csv'];
  const child = spawn(process.execPath, args, { cwd: project('onnxruntime-node', slow(milliseconds)) });
  const written = { out: '', err: '' };
  const left = [...marks];
  child.stdout.on('data', (text) => {
    written.out += text;
  });
  child.stderr.on('data', (text) => {
    written.err += text;
    if (!left[0]?.test(written.err)) return;
    left.shift();
    child.kill('SIGINT');
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.on('close', (...end) => resolve(end)));
  return { code, signal, ...written };
}

test('Ctrl-C after some runs prints what has been measured', async () => {
  const { code, signal, out, err } = await interrupted(20, [/(ran\n){4}/]);
  expect([code, signal]).toEqual([130, null]);
  expect(err).toContain('finishing the current run');
  const [head = '', row = '', end, ...more] = out.split('\r\n');
  expect([end, more]).toEqual(['', []]);
  const cell = (name: string) => Number(row.split(',')[head.split(',').indexOf(name)]);
  // the first of four or more was apart
  expect(cell('runs')).toBeGreaterThanOrEqual(3);
  expect(cell('runs')).toBeLessThan(100);
  // timers may ring a little early
  expect(cell('min_ms')).toBeGreaterThan(18);
});

test('a second Ctrl-C ends it at once', async () => {
  const started = performance.now();
  const { signal, out } = await interrupted(60_000, [/ran\n/, /finishing the current run/]);
  expect([signal, out]).toEqual(['SIGINT', '']);
  expect(performance.now() - started).toBeLessThan(30_000);
});
