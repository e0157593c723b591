/** Where outputs go: what they replace, what they are written into, and what they spare. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, ghostcost, shell, specs } from './support.ts';

const files = { 'fine.yaml': specs.fine, 'points.csv': 'width\n1\n', 'joined.csv': 'width,top1\n1,70\n' };

const place = () => {
  const cwd = folder(files);
  symlinkSync('fine.yaml', join(cwd, 'link.yaml'));
  return cwd;
};

test.each([
  ['the spec', 'analyze fine.yaml -o ./fine.yaml'],
  ['the spec that the output links to', 'analyze fine.yaml -o link.yaml'],
  ['the spec that a link led to', 'analyze link.yaml -o fine.yaml'],
  ['the spec, by a run that can be resumed', 'sweep fine.yaml --width 1,2 -f csv -o fine.yaml --resume'],
  ['points', 'sweep fine.yaml --points points.csv -o points.csv'],
  ['points, by a run that can be resumed', 'sweep fine.yaml --points points.csv -o points.csv --resume'],
  ['reported numbers', 'sweep fine.yaml --width 1 --join joined.csv -o joined.csv'],
])('what was read is not written over: %s', (_, line) => {
  const cwd = place();
  const { code, err } = ghostcost(line.split(' '), { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('it is what was read')]);
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(cwd, name), 'utf8')).toBe(text);
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
  expect(readdirSync(cwd).sort()).toEqual([...Object.keys(files), 'link.yaml'].sort());
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
