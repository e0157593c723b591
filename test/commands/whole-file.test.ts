/** Where outputs go: what they replace, what they are written into, and what they spare. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { folder, ghostcost, needsPosix, shell, specs, tool } from './support.ts';

beforeEach(() => needsPosix('links, modes and pipes by name'));

const files = {
  'fine.yaml': specs.fine,
  'fine.json': specs.fine,
  'points.csv': 'width\n1\n',
  'table.json': '{version: 1, title: T, columns: {macs: {}}, rows: [{name: a, spec: ./fine.yaml}]}',
  'joined.csv': 'width,top1\n1,70\n',
};

const place = () => {
  const cwd = folder(files);
  symlinkSync('fine.json', join(cwd, 'link.json'));
  linkSync(join(cwd, 'fine.json'), join(cwd, 'same.json'));
  return cwd;
};

test.each([
  ['the spec', 'analyze fine.json -o ./fine.json'],
  ['the spec that the output links to', 'analyze fine.json -o link.json'],
  ['the spec that a link led to', 'analyze link.json -o fine.json'],
  ['the spec by another name of the same file', 'analyze fine.json -o same.json'],
  ['one spec of several', 'compare fine.yaml fine.json -o fine.json'],
  ['a table', 'table table.json -o table.json'],
  ['the spec, by a run that can be resumed', 'sweep fine.json --width 1,2 -f csv -o fine.json --resume'],
  ['points', 'sweep fine.yaml --points points.csv -o points.csv'],
  ['points, by a run that can be resumed', 'sweep fine.yaml --points points.csv -o points.csv --resume'],
  ['reported numbers', 'sweep fine.yaml --width 1 --join joined.csv -o joined.csv'],
])('what was read is not written over: %s', (_, line) => {
  const cwd = place();
  const { code, err } = ghostcost(line.split(' '), { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('it is an input of this command')]);
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(cwd, name), 'utf8')).toBe(text);
});

test.each([
  ['a spec', 'analyze - -o fine.json < fine.json', 'fine.json'],
  ['a spec by the name of a stream', 'analyze /dev/stdin -o fine.json < fine.json', 'fine.json'],
  ['a spec, by a link', 'analyze - -o link.json < fine.json', 'fine.json'],
  ['points', 'sweep fine.yaml --points - -o points.csv < points.csv', 'points.csv'],
  ['points, by a run that can be resumed', 'sweep fine.yaml --points - -o points.csv --resume < points.csv', 'points.csv'],
])('what standard input was redirected from is not written over: %s', (_, line, file) => {
  const cwd = place();
  const { code, err } = shell(`$GHOSTCOST ${line}`, { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('it is an input of this command')]);
  expect(readFileSync(join(cwd, file), 'utf8')).toBe(files[file as keyof typeof files]);
});

test('what a run that can be resumed makes beside its output is never what was read', () => {
  const cwd = folder({ 'fine.yaml': specs.fine, 'o.csv.partial': 'width\n1\n2\n' });
  const { code, err } = ghostcost('sweep fine.yaml --points o.csv.partial --format csv -o o.csv --resume'.split(' '), { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('cannot write "o.csv.partial": it is an input of this command')]);
  expect(readFileSync(join(cwd, 'o.csv.partial'), 'utf8')).toBe('width\n1\n2\n');
  expect(readdirSync(cwd).sort()).toEqual(['fine.yaml', 'o.csv.partial']);
});

/** Every command that writes a file, and a name that it may write; `FILE` stands for the output. */
const writers = [
  ['analyze', 'analyze fine.yaml -o FILE', '.csv'],
  ['compare', 'compare fine.yaml fine.yaml -o FILE', '.csv'],
  ['sweep', 'sweep fine.yaml --width 1 -o FILE', '.csv'],
  ['sweep, of Parquet', 'sweep fine.yaml --width 1 -o FILE', '.parquet'],
  ['sweep --resume', 'sweep fine.yaml --width 1 -o FILE --resume', '.csv'],
  ['solve', 'solve fine.yaml --target macs=7000 --over width=1:3:1 -o FILE', '.csv'],
  ['table', 'table table.json -o FILE', '.csv'],
  ['time', 'time fine.yaml --backend tfjs-wasm -o FILE', '.csv'],
  ['export', 'export fine.yaml -o FILE', '.onnx'],
  ['init', 'init FILE', '.yaml'],
  ['schema', 'schema -o FILE', '.json'],
] as const;

describe.each(writers)('%s says in a line, with exit code 2,', (_, line, ending) => {
  const refused = (output: string, cwd = place()) => {
    const before = readdirSync(cwd);
    const { code, out, err } = ghostcost(line.replace('FILE', output).split(' '), { cwd });
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/^ +at |node:/m);
    expect(readdirSync(cwd)).toEqual(before);
    return err;
  };

  test('that a folder is a file', () => expect(refused(`fine.yaml/x${ending}`)).toMatch(/cannot write .*: not a directory \[file\/unwritable\]\n/));
  test('that a folder is not there', () => expect(refused(`none/x${ending}`)).toMatch(/cannot write .*: no such file or directory/));
  test('that a name is too long', () => expect(refused(`${'x'.repeat(300)}${ending}`)).toMatch(/cannot write .*: name too long/));
  test('that a link leads to itself', () => {
    const cwd = place();
    symlinkSync(`self${ending}`, join(cwd, `self${ending}`));
    expect(refused(`self${ending}`, cwd)).toMatch(/cannot write .*: its links lead round in a circle/);
    expect(readlinkSync(join(cwd, `self${ending}`))).toBe(`self${ending}`);
  });
  test('that a file is read-only', () => {
    const cwd = place();
    const path = join(cwd, `kept${ending}`);
    writeFileSync(path, 'before');
    chmodSync(path, 0o444);
    expect(refused(`${line.startsWith('init') ? '--force ' : ''}kept${ending}`, cwd)).toMatch(/cannot write .*: it is read-only/);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });
  test('that a name ends in what it does not write', () => {
    const err = refused('x.svg');
    expect(err).toMatch(/"x.svg": this command cannot write ".svg" files \[usage\/ending\]\n/);
    expect(err).toContain(ending);
  });
});

test.each(writers)('%s writes through links to where the last one leads, and they stay', (_, line, ending) => {
  const cwd = place();
  mkdirSync(join(cwd, 'inner'));
  symlinkSync(`inner/second${ending}`, join(cwd, `first${ending}`));
  symlinkSync(`../third${ending}`, join(cwd, 'inner', `second${ending}`));
  expect(ghostcost(line.replace('FILE', `first${ending}`).split(' '), { cwd }).code).toBe(0);
  expect(existsSync(join(cwd, `third${ending}`))).toBe(true);
  for (const link of [`first${ending}`, `inner/second${ending}`]) expect(lstatSync(join(cwd, link)).isSymbolicLink()).toBe(true);
});

test.each(writers)('%s keeps the mode of what it replaces, whatever the umask', (_, line, ending) => {
  const cwd = place();
  const path = join(cwd, `kept${ending}`);
  writeFileSync(path, 'before');
  chmodSync(path, 0o664);
  expect(shell(`umask 077; $GHOSTCOST ${line.replace('FILE', `kept${ending}`)}${line.startsWith('init') ? ' --force' : ''}`, { cwd }).code).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o664);
});

test('no name that a file could be made under beforehand is written through', () => {
  const cwd = folder({ 'fine.yaml': specs.fine, victim: 'precious' });
  for (const name of ['o.csv.partial', 'o.csv.journal', 'o.csv.lock']) symlinkSync('victim', join(cwd, name));
  expect(ghostcost('sweep fine.yaml --width 1 -o o.csv'.split(' '), { cwd })).toMatchObject({ code: 0 });
  expect(ghostcost('sweep fine.yaml --width 1 -o o.csv --resume'.split(' '), { cwd })).toMatchObject({ code: 2 });
  expect(readFileSync(join(cwd, 'victim'), 'utf8')).toBe('precious');
});

test.each([
  ['closed', '>&-', 'it is closed'],
  ['full', '> /dev/full', 'no space left on device'],
])('standard output that is %s is an error', (_, redirected, says) => {
  for (const line of [
    'analyze fine.yaml',
    'analyze fine.yaml --json',
    'sweep fine.yaml --width 1:300 -f csv',
    'export fine.yaml',
    'schema',
    'list',
    '--help',
    'sweep --help',
  ]) {
    const { code, err } = shell(`$GHOSTCOST ${line} ${redirected}`, { cwd: place() });
    expect([line, code, err]).toEqual([line, 2, expect.stringContaining(says)]);
  }
});

test('standard output that is thrown away is none', () => {
  expect(shell('$GHOSTCOST analyze fine.yaml > /dev/null && $GHOSTCOST analyze fine.yaml -o /dev/null', { cwd: place() })).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  expect(spawnSync(process.execPath, [tool, 'analyze', 'ghostnet'], { stdio: 'ignore' }).status).toBe(0);
  // Python's DEVNULL and Node's "ignore" look like a closed stream; of a check the exit code is what is wanted
  for (const check of [['validate', 'ghostnet'], ['--version']])
    expect(spawnSync(process.execPath, [tool, ...check], { stdio: ['ignore', 'ignore', 'pipe'] }).status).toBe(0);
});

test('a file in a folder of devices is replaced as any other', () => {
  const path = `/dev/shm/ghostcost-${process.pid}.csv`;
  onTestFinished(() => rmSync(path, { force: true }));
  const cwd = place();
  for (let run = 0; run < 2; run++) expect(ghostcost(['analyze', 'fine.yaml', '-o', path], { cwd }).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(ghostcost(['analyze', 'fine.yaml', '-f', 'csv'], { cwd }).out);
});

test('what cannot be looked at is not what is not there', () => {
  const cwd = place();
  expect(ghostcost(['validate', 'fine.yaml/x.yaml'], { cwd }).err).toContain('cannot read "fine.yaml/x.yaml": not a directory');
  expect(ghostcost(['validate', `${'x'.repeat(300)}.yaml`], { cwd })).toMatchObject({ code: 2, err: expect.stringContaining('name too long') });
});

test.each([['analyze fine.yaml --depth op'], ['sweep fine.yaml --width 1,2'], ['sweep fine.yaml --width 1,2 --resume']])(
  'a link to what is not there yet stays a link: %s',
  (line) => {
    const cwd = place();
    symlinkSync('new.csv', join(cwd, 'link.csv'));
    expect(ghostcost([...line.split(' '), '-f', 'csv', '-o', 'link.csv'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(lstatSync(join(cwd, 'link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'new.csv'), 'utf8')).toContain('params');
  },
);

test('a link to a file stays a link for a run that can be resumed', () => {
  const cwd = place();
  symlinkSync('points.csv', join(cwd, 'link.csv'));
  expect(ghostcost(['sweep', 'fine.yaml', '--width', '1', '-o', 'link.csv', '--resume'], { cwd })).toMatchObject({ code: 0, err: '' });
  expect(lstatSync(join(cwd, 'link.csv')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(cwd, 'points.csv'), 'utf8')).toContain('macs');
});

const printed = (cwd: string) => ghostcost(['analyze', 'fine.yaml'], { cwd }).out;

test.each([
  ['a pipe', '$GHOSTCOST analyze fine.yaml -o /dev/stdout | cat'],
  ['what a shell makes a name for', '$GHOSTCOST analyze fine.yaml -o >(cat > copy); while [ ! -s copy ]; do sleep 0.05; done; cat copy'],
])('%s can be written to', (_, line) => {
  const cwd = place();
  expect(shell(line, { cwd })).toEqual({ code: 0, out: printed(cwd), err: '' });
});

test('a file that standard output is appended to keeps what it holds', () => {
  const cwd = place();
  expect(shell('echo before > log; $GHOSTCOST analyze fine.yaml -o /dev/stdout >> log; cat log', { cwd }).out).toBe(`before\n${printed(cwd)}`);
});

test('a full disk leaves nothing of what is written when all is counted', () => {
  const cwd = place();
  const { code, err } = shell(`ulimit -f 4; trap '' XFSZ; $GHOSTCOST sweep fine.yaml --width 1:20000 -o x.parquet`, { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('cannot write "x.parquet": file too large [file/unwritable]\n')]);
  expect(readdirSync(cwd).sort()).toEqual([...Object.keys(files), 'link.json', 'same.json'].sort());
});

test('a pipe that is named twice is read once', () => {
  const { code, out } = shell('f() { $GHOSTCOST analyze "$1" "$1" -f csv --columns network,macs; }; f <(cat fine.yaml)', { cwd: place() });
  // 4 maps of 8 x 8, each place of which sees 3 maps of 3 x 3
  expect([code, out]).toEqual([0, 'network,macs,convention,batch\r\nFine,6912,macs,1\r\nFine,6912,macs,1\r\n']);
});

test('standard input that does not wait for its writer is waited for', () => {
  const cwd = place();
  // Node opens its own standard input so that reading never waits, and what it starts has the same one
  const line = `(sleep 0.5; cat fine.yaml) | node -e 'process.stdin; require("child_process").execSync(process.env.GHOSTCOST + " analyze -", { stdio: "inherit" })'`;
  expect(shell(line, { cwd })).toEqual({ code: 0, out: printed(cwd), err: '' });
});

test('a folder does not hide the shipped network of its name', () => {
  const cwd = place();
  mkdirSync(join(cwd, 'ghostnet'));
  expect(ghostcost(['analyze', 'ghostnet'], { cwd })).toEqual(ghostcost(['analyze', 'ghostnet']));
});
