import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ghostcost-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const network = (layers: string) => `version: 1\nname: x\ninput: [3, 8, 8]\nlayers:\n${layers}`;
const letters = 'abcdefghij';
const laughs = [...letters].map(
  (letter, level) =>
    `${letter}: &${letter} [${Array(9)
      .fill(level === 0 ? 'x' : `*${letters[level - 1]}`)
      .join()}]`,
);

test.each([
  ['50 MB of one word', 'file/too-large', `a: ${'x'.repeat(50_000_000)}`],
  ['10,000 open brackets', 'yaml/too-deep', '['.repeat(10_000)],
  ['a billion laughs', 'yaml/too-many-nodes', laughs.join('\n')],
  ['60,000 layers written out', 'yaml/too-many-nodes', network('  - {op: relu}\n'.repeat(60_000))],
  ['a billion repeats', 'check/repeat', network('  - {op: relu, repeat: 1e9}\n')],
  ['an expression of 100,000 characters', 'expression/too-long', network(`  - {op: conv2d, kernel_size: 1, out_channels: "${'1+'.repeat(50_000)}1"}\n`)],
  ['binary', 'file/binary', '\0\u0001\u0002'],
])('%s ends in one clear message, with 300 MB of memory', (name, code, text) => {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=300', 'bin/ghostcost.js', 'analyze', file], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).not.toContain('\n    at ');
  expect(stderr.length).toBeLessThan(2000);
});
