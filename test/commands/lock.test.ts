/** One process at a time goes on with what an interrupted sweep left, whoever and wherever the others are, and none waits for the dead. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { folder, ghostcost, needsPosix, shell, tool } from './support.ts';

beforeEach(() => needsPosix('processes that can be told apart and killed'));

const args = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.001', '--s', '2:5', '-f', 'csv', '-o', 'x.csv', '--resume'];

/** The bytes that a run alone makes. */
function expected(): Buffer {
  const cwd = folder();
  ghostcost(args, { cwd });
  return readFileSync(join(cwd, 'x.csv'));
}

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

function start(cwd: string, [command = process.execPath, ...before]: readonly string[] = []): { readonly pid: number; readonly ended: Promise<Ended> } {
  const child = spawn(command, [...before, ...(command === process.execPath ? [] : [process.execPath]), tool, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  return { pid: child.pid ?? 0, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, err }))) };
}

/** What a run of the tool writes into its lock, taken from one; the run is over. */
async function lockOfTheDead(cwd: string): Promise<string> {
  const { pid, ended } = start(cwd);
  const file = join(cwd, 'x.csv.lock');
  while (!existsSync(file)) await setTimeout(2);
  process.kill(pid, 'SIGKILL');
  await ended;
  return readFileSync(file, 'utf8');
}

const changed = (text: string, changes: object) => {
  const [json = '', ...beats] = text.split(/(?<=\}) /);
  return `${JSON.stringify({ ...JSON.parse(json), ...changes })} ${beats.join(' ')}`;
};

const tries = process.env.CI === 'true' ? 25 : 4;

test('of several that start at once one writes, and the others say who does', async () => {
  const whole = expected();
  const cwd = folder();
  for (let round = 0; round < tries; round++) {
    const all = await Promise.all(Array.from({ length: 4 }, () => start(cwd).ended));
    const [done, refused] = [all.filter(({ code }) => code === 0), all.filter(({ code }) => code !== 0)];
    // one that starts when another is done makes the file once more
    expect(done.length).toBeGreaterThan(0);
    for (const { code, err } of refused) expect([code, err]).toEqual([2, expect.stringContaining(`on ${hostname()} [resume/running]`)]);
    expect(readdirSync(cwd)).toEqual(['x.csv']);
    expect(readFileSync(join(cwd, 'x.csv')).equals(whole)).toBe(true);
    rmSync(join(cwd, 'x.csv'));
  }
}, 300_000);

test('of several that go on with what a killed one left one writes', async () => {
  const whole = expected();
  for (let round = 0; round < tries; round++) {
    const cwd = folder();
    await lockOfTheDead(cwd);
    const all = await Promise.all(Array.from({ length: 4 }, () => start(cwd).ended));
    expect(all.some(({ code }) => code === 0)).toBe(true);
    for (const { code, err } of all.filter((one) => one.code !== 0)) expect([code, err]).toEqual([2, expect.stringContaining('[resume/running]')]);
    expect(readdirSync(cwd)).toEqual(['x.csv']);
    expect(readFileSync(join(cwd, 'x.csv')).equals(whole)).toBe(true);
  }
}, 300_000);

const canUnshare = shell('unshare --uts true').code === 0;

test.skipIf(!canUnshare)(
  'hosts of other names are no other matter',
  async () => {
    const whole = expected();
    const cwd = folder();
    const elsewhere = ['unshare', '--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'];
    const all = await Promise.all([start(cwd).ended, start(cwd, elsewhere).ended, start(cwd).ended, start(cwd, elsewhere).ended]);
    expect(all.some(({ code }) => code === 0)).toBe(true);
    for (const { code, err } of all.filter((one) => one.code !== 0)) expect([code, err]).toEqual([2, expect.stringContaining('[resume/running]')]);
    expect(readFileSync(join(cwd, 'x.csv')).equals(whole)).toBe(true);
  },
  60_000,
);

test('a number that another process has got since does not lock', async () => {
  const cwd = folder();
  const lock = await lockOfTheDead(cwd);
  // this test's own process lives, and began at another time
  writeFileSync(join(cwd, 'x.csv.lock'), changed(lock, { pid: process.pid }));
  expect(ghostcost(args, { cwd })).toEqual({ code: 0, out: '', err: '' });
});

test('a process that has ended and that nobody has asked after does not lock', () => {
  const cwd = folder();
  // the child of a shell that becomes something else stays a zombie
  const line = `bash -c '$GHOSTCOST ${args.join(' ')} & echo $! > pid; exec sleep 20' & until [ -e x.csv.lock ]; do sleep 0.01; done; kill -KILL $(cat pid); sleep 0.2; ps -o stat= -p $(cat pid); $GHOSTCOST ${args.join(' ')}; code=$?; kill %1; exit $code`;
  const { out, code, err } = shell(line, { cwd });
  expect([out.trim().charAt(0), code, err]).toEqual(['Z', 0, '']);
});

test('a holder elsewhere that gives signs of life is waited for by nobody', async () => {
  const cwd = folder();
  const lock = await lockOfTheDead(cwd);
  let beats = 0;
  const beat = () =>
    writeFileSync(join(cwd, 'x.csv.lock'), changed(lock, { machine: 'another', host: 'far-away' }).replace(/\d+\n$/, `${beats++}\n`.padStart(6, '0')));
  beat();
  const signs = setInterval(beat, 1000);
  const { code, err } = await start(cwd).ended;
  clearInterval(signs);
  expect([code, err]).toEqual([2, expect.stringMatching(/is being written by the process \d+ on far-away \[resume\/running\]/)]);
});

test('a holder elsewhere that gives none is taken for dead, by one', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'x.csv.lock'), changed(await lockOfTheDead(cwd), { machine: 'another' }));
  const all = await Promise.all([start(cwd).ended, start(cwd).ended]);
  expect(all.some(({ code }) => code === 0)).toBe(true);
  for (const { code, err } of all.filter((one) => one.code !== 0)) expect([code, err]).toEqual([2, expect.stringContaining('[resume/running]')]);
  expect(readFileSync(join(cwd, 'x.csv')).equals(expected())).toBe(true);
}, 60_000);

test('a holder that finds its lock taken ends, and deletes nothing', async () => {
  const cwd = folder();
  const { ended } = start(cwd);
  const journal = join(cwd, 'x.csv.journal');
  while (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 3) await setTimeout(2);
  const lock = join(cwd, 'x.csv.lock');
  const other = changed(readFileSync(lock, 'utf8'), { token: '0123456789abcdef' });
  rmSync(lock);
  writeFileSync(lock, other);
  expect(await ended).toEqual({ code: 2, err: expect.stringContaining('[resume/lost]') });
  expect(readdirSync(cwd).sort()).toEqual(['x.csv.journal', 'x.csv.lock', 'x.csv.partial']);
});
