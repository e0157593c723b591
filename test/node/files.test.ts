/** Names of files, as messages call them and as every platform takes them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWhole } from '../../src/commands/whole-file.ts';
import { displayName, requireNoDevice } from '../../src/node/files.ts';
import { folder, ghostcost, specs } from '../commands/support.ts';
import { problemsOf } from '../support.ts';

describe('the name of a file in messages', () => {
  test.each([
    ['a shipped file', 'C:\\tools\\fixtures\\networks\\ghostnet.yaml', 'ghostcost:networks/ghostnet.yaml'],
    ['a file of the working folder', 'C:\\work\\nets\\own.yaml', 'nets\\own.yaml'],
    ['a file elsewhere', 'C:\\other\\own.yaml', 'C:\\other\\own.yaml'],
    ['a file on another drive', 'D:\\own.yaml', 'D:\\own.yaml'],
  ])('on Windows, of %s', (_, path, name) => expect(displayName(path, 'C:\\tools\\fixtures\\', 'C:\\work', win32)).toBe(name));

  test.each([
    ['a shipped file', '/tools/fixtures/networks/ghostnet.yaml', 'ghostcost:networks/ghostnet.yaml'],
    ['a file of the working folder', '/home/me/nets/own.yaml', 'nets/own.yaml'],
    ['a file elsewhere', '/other/own.yaml', '/other/own.yaml'],
  ])('elsewhere, of %s', (_, path, name) => expect(displayName(path, '/tools/fixtures/', '/home/me', posix)).toBe(name));
});

test.each(['con', 'NUL.yaml', 'out/aux.csv', 'out\\Com1.tar.gz', 'lpt9 .csv'])('%s is a device of Windows', (path) =>
  expect(problemsOf(() => requireNoDevice(path))).toEqual(['file/device']),
);
test.each(['console', 'nul-1.yaml', 'con/net.yaml', 'com10.csv', 'my.aux', 'lpt0'])('%s is none', (path) => expect(requireNoDevice(path)).toBeUndefined());

test.each([
  ['analyze', 'aux.yaml'],
  ['analyze', 'ghostnet', '-o', 'nul.csv'],
  ['sweep', 'ghostnet', '--points', 'con.csv'],
  ['table', 'prn'],
  ['init', 'com1.yaml'],
])('%s %s %s %s refuses one', (...args) => {
  const cwd = folder();
  expect(ghostcost(args, { cwd })).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/Windows reserves .* for a device.* \[file\/device\]/) });
  expect(readdirSync(cwd)).toEqual([]);
});

test('a shipped name is matched letter by letter', () =>
  expect(ghostcost(['analyze', 'GhostNet'])).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "ghostnet"?') }));

test('a result whose place was taken while it was made is kept beside it', () => {
  const cwd = folder({ 'own.new.csv': 'another' });
  const path = join(cwd, 'own.csv');
  const file = openWhole(path);
  file.write('the result');
  mkdirSync(path);
  expect(problemsOf(() => file.finish())).toEqual(['file/kept']);
  expect(readdirSync(cwd).sort()).toEqual(['own.csv', 'own.new-2.csv', 'own.new.csv']);
  expect(readFileSync(join(cwd, 'own.new-2.csv'), 'utf8')).toBe('the result');
});

test('what a killed run left of an output is named by the next run that writes it, and by no other', () => {
  const cwd = folder({ 'own.yaml': specs.fine });
  const left = openWhole(join(cwd, 'own.csv'));
  const [name = ''] = readdirSync(cwd).filter((one) => one.endsWith('.partial'));
  left.abandon();
  writeFileSync(join(cwd, name), 'half');
  const write = (output: string) => ghostcost(['analyze', 'own.yaml', '-o', output], { cwd });
  expect(write('own.csv')).toMatchObject({ code: 0, err: expect.stringContaining(`${name} is an unfinished own.csv of another run`) });
  expect(write('other.csv')).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('half');
});
