/** Small inputs about files, terminals and hostile text, with the right answers. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, needsPosix, shell, specs, tool } from '../commands/support.ts';

const control = readFileSync(new URL('control-characters.yaml', import.meta.url), 'utf8');

/** All that may be written of a table, each with something that would act. */
const everywhere = `version: 1
title: "T\\e[31m\\u202e\\u200b\\ufeff\\nU"
caption: "\\\\input{/etc/passwd}\\e"
label: "x}\\\\input{/etc/passwd}\\\\label{y"
source: "S\\a\\u2028"
note: ["# N\\x9b", "<b>&"]
columns:
  name: {heading: "M\\e\\nN"}
  macs: {heading: "H\\e", unit: M, note: "C\\e"}
groups:
  - title: "[G]\\u061c"
    rows:
      - {name: "[=1+1]\\e\\nx", spec: ghostnet, reported: {macs: 7}, note: "R\\e", reason: "W\\e"}
      - {name: "*a", reason: "Q\\u2066", reported: {macs: 3}}
`;
// what is left out are the joiners of scripts and emoji
const acts = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('what would act on a terminal is replaced', () => {
  test.each(['table', 'md', 'latex', 'html'])('in the format %s', (format) => {
    for (const text of [control, everywhere]) {
      const { code, out, err } = ghostcost(['table', '-', '--format', format], { input: text });
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toMatch(acts);
      expect(out).not.toBe('');
    }
  });

  test('in a terminal, of what is raw elsewhere', () => {
    const cwd = folder({ 't.yaml': control });
    const { out } = shell('script -qec "NO_COLOR=1 $GHOSTCOST table t.yaml --format csv" /dev/null < /dev/null', { cwd });
    expect(out).toContain('owned');
    expect(out.replaceAll('\r', '')).not.toMatch(acts);
    expect(ghostcost(['table', 't.yaml', '--format', 'csv'], { cwd }).out).toContain('\u001b]0;owned\u0007');
  });

  test.each(['analyze', 'validate', 'compare', 'explain', 'time', 'export', 'solve', 'sweep', 'table', 'init'])('in what %s says of names', (command) => {
    needsPosix('files of any name');
    const name = '\u001b[31mx\u202e\u2066\u200b.yaml';
    const cwd = folder({ [name]: specs.fine, table: control });
    const all = {
      analyze: ['analyze', name],
      validate: ['validate', name],
      compare: ['compare', name, name],
      explain: ['explain', name, 'first'],
      time: ['time', name, '--backend', `${name}`],
      export: ['export', name, '-o', `${name}.onnx`],
      solve: ['solve', name, '--target', 'macs=1k', '--over', name],
      sweep: ['sweep', name, '--width', '1', '--where', 'macs < 0', '-f', 'csv'],
      table: ['table', `${name}${name}`],
      init: ['init', name, '--force'],
    }[command];
    const { out, err } = ghostcost(all ?? [], { cwd });
    expect(out + err).not.toBe('');
    expect((out + err).replaceAll('\r', '')).not.toMatch(acts);
  });

  test.each([
    ['--\u001b[2J'],
    ['\u001b[2J'],
    ['analyze', 'ghostnet', '--width', '\u001b[2J'],
    ['analyze', 'ghostnet', '--format', '\u001b[2J'],
    ['explain', 'ghostnet', '\u001b[2J'],
  ])('in the answer to what was mistyped: %j', (...args) => {
    const { code, out, err } = ghostcost(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(acts);
  });

  test('and a network may not be called so', () => {
    for (const name of ['\\e[31m', 'a\\u200bb', 'a\\u202eb', 'a\\u061c', 'a\\u2028b', 'a\\ufeff', 'a\\nb']) {
      const { code, err } = ghostcost(['validate', '-'], { input: specs.fine.replace('Fine', `"${name}"`) });
      expect([name, code, err]).toEqual([name, 2, expect.stringContaining('name is')]);
    }
  });
});

test('LaTeX reads no command out of a table, and no bracket for the end of the row before', () => {
  const { out } = ghostcost(['table', '-', '--format', 'latex'], { input: everywhere });
  expect(out).not.toContain('\\input');
  expect(out).toMatch(/\\label\{tab:[\w:.+/-]+\}\n/);
  expect(out).not.toMatch(/^ *[[*]/m);
});

test('HTML reads no tag out of a table, and Markdown no heading', () => {
  expect(ghostcost(['table', '-', '--format', 'html'], { input: everywhere }).out).not.toContain('<b>');
  expect(ghostcost(['table', '-', '--format', 'md'], { input: everywhere }).out).not.toMatch(/^# N/m);
});

describe('--escape-formulas', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-5', '-5'],
    ['plain', 'plain'],
  ])('writes %s as %s, and the raw text without it', (name, escaped) => {
    const input = `version: 1\nname: "${name}"\ninput: [1, 1, 1]\nlayers: [{op: relu}]\n`;
    const first = (...more: string[]) => ghostcost(['analyze', '-', '-f', 'csv', '--columns', 'network', ...more], { input }).out.split('\r\n')[1];
    expect(first()).toBe(`${name},macs,1`);
    expect(first('--escape-formulas')).toBe(`${escaped},macs,1`);
  });

  test('changes nothing where there is no formula', () => {
    for (const line of ['analyze ghostnet', 'compare ghostnet mobilenet-v2', 'table 4', 'solve ghostnet --target macs=150M --over width'])
      expect(ghostcost([...line.split(' '), '-f', 'csv', '--escape-formulas']).out.replaceAll(/'(?=[+-]\d)/g, '')).toBe(
        ghostcost([...line.split(' '), '-f', 'csv']).out,
      );
  });

  test('is an error where there is no CSV', () => {
    expect(ghostcost(['analyze', 'ghostnet', '--escape-formulas'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[usage/format-option]') });
  });
});

describe('what takes long to read is answered within a second', () => {
  const network = (more: string) => `version: 1\nname: a\ninput: [3, 8, 8]\n${more}\nlayers: [{op: relu}]\n`;
  test.each([
    ['500 spaces and a bracket under define', network(`define: {"${' '.repeat(500)}(": 1}`)],
    ['1,000 spaces around brackets under define', network(`define: {"f${' '.repeat(500)}(${' '.repeat(400)}": 1}`)],
    ['60,000 spaces in a budget', network(`budget: {macs: "1${' '.repeat(60_000)}!"}`)],
    ['900,000 spaces in a budget', network(`budget: {macs: "1${' '.repeat(900_000)}!"}`)],
    ['60,000 digits in a budget', network(`budget: {macs: "${'1'.repeat(60_000)}!"}`)],
    ['900,000 dashes in a word', network(`params: {a: "${'a-'.repeat(400_000)}!"}`)],
    ['a name of 900,000 characters', network(`params: {${'a'.repeat(1000)}: "${'x'.repeat(900_000)} "}`)],
  ])('%s', (_, input) => {
    const cwd = folder({ 'x.yaml': input });
    // seconds of a processor, which others on the machine do not take
    const { code, err } = shell('ulimit -t 4; $GHOSTCOST validate x.yaml', { cwd });
    expect([code, err.length < 2500]).toEqual([2, true]);
  });
});

describe('what a spec names', () => {
  const extending = (file: string, kind = 'extends') =>
    kind === 'extends' ? `version: 1\nname: a\nextends: ${file}\n` : `version: 1\nname: a\ninput: [3, 8, 8]\nuse: [${file}]\nlayers: [{op: relu}]\n`;

  test.each(['extends', 'use'])('by %s is no pipe and no device', (kind) => {
    const cwd = folder({ 'x.yaml': extending('./fifo', kind), 'y.yaml': extending('/dev/zero', kind) });
    shell('mkfifo fifo', { cwd });
    for (const file of ['x.yaml', 'y.yaml']) expect(ghostcost(['analyze', file], { cwd })).toMatchObject({ code: 2, err: expect.stringContaining(`${file}:`) });
    expect(ghostcost(['analyze', 'x.yaml'], { cwd }).err).toContain('[file/not-regular]');
  });

  test('on the command line may be a pipe', () => {
    const cwd = folder({ 'x.yaml': specs.fine });
    expect(shell('$GHOSTCOST validate <(cat x.yaml)', { cwd })).toMatchObject({ code: 0, err: '' });
  });

  test.each<[what: string, text: string]>([
    ['a list of users', 'root:x:0:0:hunter2:/root:/bin/bash\nhunter2:*:19000:0:99999:7:::\n'],
    ['a mapping', 'password: hunter2\n'],
    ['a mapping of another version', 'version: "3"\nservices: {db: {password: hunter2}}\n'],
    ['text', 'hunter2 and more\n'],
    ['what is no YAML', 'a: [hunter2\nb: "hunter2\n'],
    ['a key that stands there twice', 'hunter2: 1\nhunter2: 2\n'],
    ['an unknown alias', 'a: *hunter2\n'],
    ['an unknown tag', 'a: !hunter2 1\n'],
    ['Latin-1', 'hunter2: \xe9\n'],
  ])('and is none of ours is not shown: %s', (_, text) => {
    for (const kind of ['extends', 'use']) {
      const cwd = folder({ 'x.yaml': extending('./secret', kind) });
      writeFileSync(join(cwd, 'secret'), text, 'latin1');
      for (const format of [[], ['--json']]) {
        const { code, out, err } = ghostcost(['analyze', 'x.yaml', ...format], { cwd });
        expect([code, out + err]).toEqual([2, expect.stringContaining('file/not-a-spec')]);
        expect(out + err).not.toContain('hunter2');
        expect(out + err).toMatch(/x\.yaml/);
      }
    }
  });

  test('and is one of ours is shown with what is wrong in it', () => {
    const cwd = folder({ 'x.yaml': extending('./base.yaml'), 'base.yaml': 'version: 1\nname: b\ninput: [3, 8, 8]\nlayers: [{op: con2d}]\n' });
    expect(ghostcost(['analyze', 'x.yaml'], { cwd }).err).toContain('layers: [{op: con2d}]');
    writeFileSync(join(cwd, 'base.yaml'), 'version: 1\nname: [b\n');
    expect(ghostcost(['analyze', 'x.yaml'], { cwd }).err).toContain('name: [b');
  });

  test('and cannot be read is wrong where it is named', () => {
    const cwd = folder({ 'x.yaml': extending('./inner') });
    mkdirSync(join(cwd, 'inner'));
    expect(ghostcost(['analyze', 'x.yaml'], { cwd }).err).toMatch(/^x\.yaml:3:10: error: .*is a directory/);
  });
});

describe('endless input ends', () => {
  test.each([['sweep ghostnet --points /dev/zero'], ['sweep ghostnet --join /dev/zero --width 1'], ['analyze /dev/zero'], ['table /dev/zero']])(
    '%s',
    (line) => {
      needsPosix('/dev/zero');
      const { status, err } = bounded(line.split(' '));
      expect([status, err]).toEqual([2, expect.stringContaining('[file/too-large]')]);
    },
  );

  test('of rows without number', async () => {
    const { code, err } = shell('yes 1 | $GHOSTCOST sweep ghostnet --points -');
    expect([code, err]).toEqual([2, expect.stringContaining('[file/too-large]')]);
  });

  test('of values without number', () => {
    const { status, err } = bounded(['sweep', 'ghostnet', '--width', Array(50).fill('1:9000000').join()]);
    expect([status, err]).toEqual([2, expect.stringContaining('it has more than 10000000 values')]);
  });

  /** Runs the tool, and says what was wrong and that it took less than 300 MB. */
  function bounded(args: readonly string[]) {
    const measure = 'data:text/javascript,process.on("exit",()=>process.stdout.write(String(process.resourceUsage().maxRSS)))';
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', measure, tool, ...args], { encoding: 'utf8' });
    expect(Number(stdout)).toBeGreaterThan(10_000);
    expect(Number(stdout)).toBeLessThan(300_000);
    return { status, err: stderr };
  }
});

describe('encodings', () => {
  const text = specs.fine;
  const utf16 = (endian: 'le' | 'be') => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return endian === 'le' ? bytes : bytes.swap16();
  };
  const analyzed = (bytes: Uint8Array | string) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'x.yaml'), bytes);
    return ghostcost(['analyze', 'x.yaml'], { cwd });
  };

  test.each<[what: string, bytes: Uint8Array | string]>([
    ['UTF-16 of PowerShell', utf16('le')],
    ['UTF-16 the other way round', utf16('be')],
    ['UTF-8 with a mark', `\ufeff${text}`],
    ['line ends of old Macs', text.replaceAll('\n', '\r')],
    ['a comment with a replacement character', `# \ufffd\n${text}`],
  ])('%s is read', (_, bytes) => expect(analyzed(bytes)).toEqual(analyzed(text)));

  test('CSV in UTF-16 is read', () => {
    const cwd = folder({ 'fine.yaml': text });
    writeFileSync(join(cwd, 'p.csv'), Buffer.from('\ufeffwidth\r\n1\r\n', 'utf16le'));
    expect(ghostcost(['sweep', 'fine.yaml', '--points', 'p.csv', '-f', 'csv'], { cwd })).toMatchObject({
      code: 0,
      out: expect.stringContaining('width,params,macs\r\n1,'),
    });
  });

  test.each<[what: string, bytes: Uint8Array, place: string, byte: string]>([
    ['Latin-1', Buffer.from('version: 1\nname: caf\xe9 au lait\n', 'latin1'), '2:10', '0xe9 at offset 20'],
    ['Latin-1 at the end', Buffer.from('# caf\xe9', 'latin1'), '1:6', '0xe9 at offset 5'],
    ['half a character at the end', Buffer.from([0x61, 0xe2, 0x82]), '1:2', '0xe2 at offset 1'],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), '1:2', '0xed at offset 1'],
    ['text before the wrong byte', Buffer.concat([Buffer.from('é€😀'), Buffer.from([0xff])]), '1:5', '0xff at offset 9'],
  ])('%s is an error at its byte', (_, bytes, place, byte) => {
    const { code, err } = analyzed(bytes);
    expect([code, err]).toEqual([2, expect.stringContaining(`x.yaml:${place}: error: the byte ${byte} is not UTF-8`)]);
  });
});

test('a message has an end, whatever is wrong', () => {
  const long = 'x'.repeat(400_000);
  const keys = Array.from({ length: 9000 }, (_, index) => `k${index}${'y'.repeat(20)}: 1`).join(', ');
  const inputs = [
    `version: 1\nname: a\nparams: {a: "${long} b"}\ninput: [3, 8, 8]\nlayers: [{op: relu}]\n`,
    `version: 1\nname: a\ninput: [3, 8, 8]\nlayers: [{op: "${long}"}]\n`,
    `version: 1\nname: a\ninput: [3, 8, 8]\nparams: {${keys}}\nlayers: [{op: conv2d, kernel_size: 1, out_channels: nowhere}]\n`,
    `a: !${long} b\n`,
    `%${long}\n---\na: 1\n`,
    `a: *${long}\n`,
    `version: "${long}"\nname: a\ninput: [3, 8, 8]\nlayers: [{op: relu}]\n`,
  ];
  for (const input of inputs) {
    const { code, err } = ghostcost(['analyze', '-'], { input });
    expect([input.slice(0, 60), code, err.length < 2500]).toEqual([input.slice(0, 60), 2, true]);
  }
  for (const args of [
    [long.slice(0, 100_000)],
    ['analyze', 'ghostnet', `--${long.slice(0, 100_000)}`],
    ['analyze', 'ghostnet', '--width', long.slice(0, 100_000)],
  ])
    expect(ghostcost(args).err.length).toBeLessThan(2500);
});
