/** `export` from the command line; what is in the file is checked in test/onnx. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toOnnx } from '../../src/onnx/index.ts';
import { run, shipped } from '../support.ts';
import { folder, ghostcost, shell, specs } from './support.ts';

const expected = (settings = {}, options = {}) => Buffer.concat(toOnnx(run(shipped('worked-example'), settings), options).pieces);

describe('the file', () => {
  const exported = (...args: string[]) => {
    const cwd = folder();
    const { code, out, err } = ghostcost(['export', 'worked-example', '-o', 'net.onnx', ...args], { cwd });
    expect([code, out, readdirSync(cwd)]).toEqual([0, '', ['net.onnx']]);
    return { err, data: readFileSync(join(cwd, 'net.onnx')) };
  };

  test('has random weights from seed 1, and what was written is told', () => {
    const { data, err } = exported();
    expect(data.equals(expected({}, { seed: 1 }))).toBe(true);
    // 697 params, as by hand in test/networks.test.ts
    expect(err).toMatch(/^wrote net\.onnx: [\d.]+ KiB, 17 layers, 697 params, random from seed 1\n$/);
  });

  test('has the weights, batch and parameters that were asked for', () => {
    expect(exported('--seed', '7', '--batch', '3').data.equals(expected({}, { seed: 7, batch: 3 }))).toBe(true);
    const { data, err } = exported('--weights', 'zero', '--s', '3');
    expect(data.equals(expected({ s: 3 }))).toBe(true);
    expect(err).toMatch(/, all zero\n$/);
  });

  test('stays as it was when the spec is wrong', () => {
    const cwd = folder({ 'wrong.yaml': specs.wrong, 'net.onnx': 'before' });
    expect(ghostcost(['export', 'wrong.yaml', '-o', 'net.onnx'], { cwd })).toMatchObject({ code: 2, err: expect.stringMatching(/^wrong\.yaml:4:15: error/) });
    expect(readFileSync(join(cwd, 'net.onnx'), 'utf8')).toBe('before');
  });
});

test('what cannot take its name leaves nothing', () => {
  const cwd = folder();
  expect(ghostcost(['export', 'worked-example', '-o', ''], { cwd })).toMatchObject({ code: 2, err: expect.stringContaining('cannot write ""') });
  expect(readdirSync(cwd)).toEqual([]);
});

describe('standard output', () => {
  test.each(['', '-o -'])('may be a pipe or a file: %s', (option) => {
    const cwd = folder();
    expect(
      shell(`$GHOSTCOST export worked-example ${option} > direct.onnx && $GHOSTCOST export worked-example ${option} | cat > piped.onnx`, { cwd }).code,
    ).toBe(0);
    for (const name of ['direct.onnx', 'piped.onnx']) expect(readFileSync(join(cwd, name)).equals(expected({}, { seed: 1 }))).toBe(true);
  });

  test('a reader that has seen enough ends it', () => {
    const { out, err } = shell('$GHOSTCOST export ghostnet | head -c 4 | wc -c; echo $' + '{PIPESTATUS[0]}');
    expect(out.split('\n').map((line) => line.trim())).toEqual(['4', '0', '']);
    expect(err).toBe('');
  });

  test.skipIf(process.platform !== 'linux')('that takes nothing is an error, and nothing is said to be written', () =>
    expect(shell('$GHOSTCOST export worked-example -o - > /dev/full')).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/^error: cannot write to standard output: ENOSPC[^\n]*\n$/),
    }),
  );

  // script, of util-linux, gives a command a terminal
  test.skipIf(process.platform !== 'linux')('may not be a terminal', () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'run.sh'), '$GHOSTCOST export worked-example\n');
    const { code, out } = shell('script --quiet --return --command "bash run.sh" log.txt', { cwd });
    expect(code).toBe(2);
    expect(out).toContain('ONNX is binary, and standard output is a terminal');
    expect(out).toContain('-o net.onnx');
  });
});

test.each<[args: string[], says: RegExp]>([
  [['--seed', '1.5'], /whole number from 0 to 4294967295/],
  [['--seed', '-1'], /whole number from 0 to 4294967295/],
  [['--seed', ''], /expected a number/],
  [['--batch', '0'], /at least 1/],
  [['--weights', 'ones'], /Allowed choices are random, zero/],
  [['--weights', 'zero', '--seed', '3'], /zeros are not drawn/],
  [['-o', 'no/such/folder/net.onnx'], /cannot write "no\/such\/folder\/net\.onnx"/],
  [['--d', '2.5'], /d is not a whole number/],
])('%j is refused', (args, says) => {
  const { code, out, err } = ghostcost(['export', 'worked-example', ...args], { cwd: folder() });
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(says);
});

test('a network too large for a file is refused before its weights are drawn', () => {
  const { code, err } = ghostcost(['export', 'mobilenet-v1', '--width', '24', '-o', 'net.onnx'], { cwd: folder() });
  expect(code).toBe(2);
  expect(err).toContain('[onnx/too-large]');
});
