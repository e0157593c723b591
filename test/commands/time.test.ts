/** `ghostcost time` and `table --time`, with a backend that computes nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as analyzing from '../../src/commands/analyze.ts';
import * as tables from '../../src/commands/table.ts';
import { define } from '../../src/commands/time.ts';
import { sum } from '../../src/graph/counts.ts';
import type { Backend, BuildOptions, StartOptions } from '../../src/run/backend.ts';
import { startBackend } from '../../src/run/load.ts';
import { call as callCommand } from './support.ts';

const { fake, log } = vi.hoisted(() => {
  const log = { started: [] as StartOptions[], built: [] as BuildOptions[], runs: 0, disposed: 0, made: 0, interruptAt: 0 };
  return { fake: { backends: {} as Record<string, Backend> }, log };
});
vi.mock('../../src/run/index.ts', () => fake);
vi.mock('../../src/run/backend.ts', async (original) => ({ ...(await original<object>()), backendNames: ['quick', 'absent', 'broken'] }));

/** Every run takes a millisecond or more; layer number n takes n + 1, and activations are part of what is before them. */
const backend: Backend = {
  doc: 'computes nothing',
  // packages that are there
  packages: { cpu: ['vitest'] },
  async start(load, options) {
    await load('commander');
    log.started.push(options);
    return {
      version: 'Nothing 1.0',
      ...(options.threads !== undefined && { threads: options.threads }),
      async build(network, building) {
        log.built.push(building);
        const { weights, biases, norm_params } = sum(network.layers);
        const result = { shape: [1], values: new Float32Array(1) };
        return {
          params: weights + biases + norm_params + log.made,
          async run() {
            if (++log.runs === log.interruptAt) process.emit('SIGINT');
            const start = performance.now();
            while (performance.now() < start + 1);
            return [result];
          },
          trace: async () => [],
          profile: async () => network.layers.map(({ op }, place) => (op === 'relu' ? undefined : place + 1)),
          async dispose() {
            log.disposed++;
          },
        };
      },
    };
  },
};

const failing = (what: 'start' | 'build' | 'run'): Backend => {
  const fail = async () => {
    throw new Error(`\nno luck with ${what}\nand more`);
  };
  if (what === 'start') return { ...backend, start: fail };
  return {
    ...backend,
    async start(load, options) {
      const runtime = await backend.start(load, options);
      const build: typeof runtime.build = async (network, building) => ({ ...(await runtime.build(network, building)), run: fail });
      return { ...runtime, build: what === 'build' ? fail : build };
    },
  };
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghostcost-time-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const call = (defining: Parameters<typeof callCommand>[0], args: readonly string[]) => {
  Object.assign(log, { started: [], built: [], runs: 0, disposed: 0 });
  // a process of its own hears signals once
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  return callCommand(defining, args);
};

const missing: Backend = {
  ...backend,
  packages: { cpu: ['not-a-package', '@none/such'], gpu: ['not-a-package'] },
  flags: { cpu: '--no-cuda' },
  machines: { cpu: ['linux/x64', 'win32/x64'] },
  scripts: { cpu: 'a.sh' },
};

const time = (...args: string[]) => {
  Object.assign(fake.backends, { quick: backend, absent: missing, broken: failing('start') });
  return call(define, args);
};
const json = async (...args: string[]) => JSON.parse((await time(...args, '--json')).out);
const records = (csv: string) => {
  const [head = '', ...lines] = csv.trimEnd().split('\r\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [head.split(',')[index], cell])));
};

test('a network is measured as often as is asked for, with what is asked for', async () => {
  const { code, out, err } = await time('worked-example', '--batch', '4', '--threads', '2', '--warmup', '1', '--runs', '5', '--seed', '9');
  expect([code, err]).toEqual([0, '']);
  expect(log).toMatchObject({ started: [{ device: 'cpu', threads: 2 }], built: [{ batch: 4, seed: 9 }], runs: 1 + 1 + 5, disposed: 1 });
  expect(out).toMatch(/^network +params +MACs +median +p5 +p95 +min +mean +error +samples\/s +MACs\/s +first\nWorked example +697 +1\.97 M +\d+\.\d\d /);
  expect(out).toContain('a batch of 4, until its output has been read; 5 runs, after the first and 1 to warm up.');
  expect(out).toMatch(/^quick: Nothing 1\.0 on cpu, 2 threads; seed 9\.$/m);
  expect(out).toContain(`Node ${process.versions.node}, ghostcost `);
});

test('by default there are 20 runs, after the first and 3 more', async () => {
  const { out } = await time('worked-example');
  expect(log.runs).toBe(24);
  expect(out).toContain('one sample, until its output has been read; 20 runs, after the first and 3 to warm up.');
});

test('numbers follow from the runs', async () => {
  const { networks, environment } = await json('worked-example', '--runs', '3', '--batch', '2');
  const [{ timing, total, batch }] = networks;
  expect(batch).toBe(2);
  expect(timing.min_ms).toBeGreaterThanOrEqual(1);
  expect(timing.min_ms).toBeLessThanOrEqual(timing.median_ms);
  expect(timing.samples_per_second).toBeCloseTo(2000 / timing.median_ms, 6);
  expect(timing.macs_per_second).toBeCloseTo((1000 * total.macs) / timing.median_ms, 3);
  expect(environment).toMatchObject({ backend: 'quick', runtime: 'Nothing 1.0', device: 'cpu', batch: 2, seed: 1, warmup: 3, runs_asked: 3 });
});

test('csv has the columns of analyze, and a parameter with several values as one more', async () => {
  const args = ['ghostnet', 'mobilenet-v2,width=0.5', '--batch', '2'];
  const timed = records((await time(...args, '--runs', '1', '-f', 'csv')).out);
  const analyzed = records((await call(analyzing.define, [...args, '-f', 'csv'])).out);
  for (const column of ['network', 'settings', 'params', 'macs', 'batch']) {
    expect(timed.map((record) => record[column])).toEqual(analyzed.map((record) => record[column]));
    expect(timed[0]?.[column]).toMatch(/./);
  }
  expect(timed.map(({ spec }) => spec)).toEqual(['ghostnet', 'mobilenet-v2']);
  const swept = records((await time('ghostnet', '--width', '0.5,1', '--s', '2:4', '--d', '3', '--runs', '1', '-f', 'csv')).out);
  expect(swept.map(({ width, s, settings }) => [width, s, settings])).toEqual(
    ['2', '3', '4'].flatMap((s) => ['0.5', '1'].map((width) => [width, s, `width=${width} s=${s} d=3 resolution=224 classes=1000`])),
  );
});

test('json has parameters, sizes and totals as analyze has them', async () => {
  const { networks } = await json('ghostnet', '--width', '0.5', '--runs', '1');
  const { analyses } = JSON.parse((await call(analyzing.define, ['ghostnet', '--width', '0.5', '--json'])).out);
  const { name, params, input, output, batch, total } = analyses[0];
  expect(networks).toMatchObject([{ name, params, input, output, batch, total: { params: total.params, macs: total.macs } }]);
});

test('words are values too', async () => {
  const path = join(folder, 'word.yaml');
  writeFileSync(
    path,
    'version: 1\nname: W\nparams: {act: relu}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: 4, kernel_size: 1, activation: $act}]\n',
  );
  expect((await json(path, '--set', 'act=silu', '--runs', '1')).networks).toMatchObject([{ params: { act: 'silu' } }]);
});

test('parameters behind a name leave nothing to a list', async () => {
  const { networks } = await json('ghostnet', 'ghostnet,width=1.3', '--width', '0.5,1', '--runs', '1');
  expect(networks.map(({ params }: { params: { width: number } }) => params.width)).toEqual([0.5, 1, 1.3]);
});

test('the same network given twice is measured twice, which shows the noise', async () =>
  expect((await json('worked-example', 'worked-example', '--runs', '1')).networks).toHaveLength(2));

test('--ghost makes ghost networks, over values of s and d, and leaves what they are compared to as it is', async () => {
  const { networks, relative_to } = await json('resnet-18', '--ghost', 's=2,4', '--resolution', '64', '--relative-to', 'resnet-18', '--runs', '2');
  expect(relative_to).toMatchObject({ params: { resolution: 64 } });
  expect(networks.map(({ params }: { params: Record<string, number> }) => [params.s, params.resolution])).toEqual([
    [undefined, 64],
    [2, 64],
    [4, 64],
  ]);
  const [base, two] = networks.map(({ timing }: { timing: { median_ms: number; ratio: number } }) => timing);
  expect(base.ratio).toBe(1);
  expect(two.ratio).toBeCloseTo(two.median_ms / base.median_ms, 12);
});

test('--ghost leaves a ghost network that others are compared to as it is', async () => {
  const { networks } = await json('ghostnet', '--ghost', 's=3', '--relative-to', 'ghostnet', '--runs', '1');
  expect(networks.map(({ params, timing }: { params: { s: number }; timing: { ratio: number } }) => [params.s, timing.ratio === 1])).toEqual([
    [2, true],
    [3, false],
  ]);
});

test('what others are compared to is not measured once more', async () => {
  const { networks } = await json('ghostnet', '--width', '0.5,1', '--relative-to', 'ghostnet', '--runs', '1');
  expect(networks.map(({ timing }: { timing: { ratio: number } }) => timing.ratio === 1)).toEqual([false, true]);
  expect((await time('ghostnet', 'resnet-18', '--relative-to', 'resnet-18', '--runs', '1')).out).toMatch(/ median +ratio [\s\S]*^ResNet-18 .* 1\.00x /m);
});

test.each([
  ['the parameters that its row has', ['ghostnet', '--width', '0.5,1', '--relative-to', 'ghostnet,width=0.5'], 'GhostNet width=0.5', 'GhostNet width=1'],
  ['what was set of it alone', ['worked-example', '--relative-to', 'ghostnet,width=0.5'], 'GhostNet width=0.5 s=2', 'Worked example s=5'],
])('what others are compared to is named by %s', async (_, args, base, other) => {
  const { out } = await time(...args, '--runs', '1');
  expect(out).toMatch(new RegExp(`^${base}  .* 1\\.00x `, 'm'));
  expect(out).toMatch(new RegExp(`^${other}  `, 'm'));
  expect(out).toContain(`\nratio: median over that of ${base}; below 1 is faster.\n`);
});

test('layers are shown with their part of the time and of the MACs', async () => {
  const { out } = await time('vgg-16-cifar', '--per-layer', '--runs', '2');
  expect(out).toMatch(/^VGG-16[^\n]*, by layer\nlayer +type +output +MACs +MACs % +ms +time % +time\/MACs$/m);
  expect(out).toMatch(/^relu +\d+ +0 +0\.0 % +- +-$/m);
  expect(out).toContain('-: carried out as part of another layer, whose time it is in.');
  expect(out).toMatch(/^All layers together: [\d.]+ ms, [\d.]+ % of the median of whole runs\.$/m);
  const { networks } = await json('vgg-16-cifar', '--depth', 'op', '--runs', '2');
  const { rows, total_ms } = networks[0].layers;
  // layer number n takes n + 1, but for activations
  expect(rows.map(({ time_ms }: { time_ms?: number }) => time_ms)).toEqual(
    rows.map(({ type }: { type: string }, place: number) => (type === 'relu' ? undefined : place + 1)),
  );
  expect(rows.reduce((total: number, { time_ms = 0 }) => total + time_ms, 0)).toBe(total_ms);
  const [first] = records((await time('vgg-16-cifar', '--per-layer', '--depth', 'op', '--runs', '1', '-f', 'csv')).out);
  const [analyzed] = records((await call(analyzing.define, ['vgg-16-cifar', '--depth', 'op', '-f', 'csv'])).out);
  for (const column of ['network', 'settings', 'layer', 'type', 'output', 'params', 'macs', 'share'])
    expect([column, first?.[column]]).toEqual([column, analyzed?.[column]]);
  expect(first?.time_ms).toBe('1');
  expect(first).toMatchObject({ runs: '1', runs_asked: '1' });
  expect(Number(first?.median_ms)).toBeGreaterThanOrEqual(1);
});

test('a parameter with the name of another column of csv is in the settings', async () => {
  const path = join(folder, 'batch.yaml');
  writeFileSync(path, 'version: 1\nname: Batches\nparams: {batch: 1}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: batch, kernel_size: 1}]\n');
  const { out } = await time(path, '--set', 'batch=2,5', '--batch', '3', '--runs', '1', '-f', 'csv');
  expect(records(out).map(({ settings, batch }) => [settings, batch])).toEqual([
    ['batch=2', '3'],
    ['batch=5', '3'],
  ]);
  const [header = ''] = out.split('\r\n');
  expect(header.split(',').filter((name) => name === 'batch')).toHaveLength(1);
});

test('an op has no output of its own, as a layer has', async () => {
  const { rows, kinds } = (await json('worked-example', '--per-layer', '--runs', '1')).networks[0].layers;
  expect(rows[0]).toHaveProperty('output');
  expect(kinds[0]).not.toHaveProperty('output');
});

test('at depth total there is a record of the whole network, as analyze has it, and people see the table by op alone', async () => {
  const args = ['worked-example', '--depth', 'total', '--runs', '1'];
  const timed = records((await time(...args, '-f', 'csv')).out);
  const [analyzed] = records((await call(analyzing.define, ['worked-example', '--depth', 'total', '-f', 'csv'])).out);
  expect(timed).toHaveLength(1);
  for (const column of ['network', 'layer', 'type', 'output', 'params', 'macs', 'share'])
    expect([column, timed[0]?.[column]]).toEqual([column, analyzed?.[column]]);
  expect(timed[0]).toMatchObject({ time_share: '1', slowness: '1' });
  expect((await json(...args)).networks[0].layers.rows).toMatchObject([{ type: 'network', time_share: 1 }]);
  expect((await time(...args)).out.match(/^Worked example, by .*$/gm)).toEqual(['Worked example, by op']);
});

test('markdown says the same', async () => {
  const { out } = await time('worked-example', '--runs', '1', '--per-layer', '-f', 'md');
  expect(out).toMatch(/^\| network +\| params \|/);
  expect(out).toContain('### Worked example, by op');
});

test('what is installed and made for another machine is told as that', async () => {
  const broken = { ...failing('start'), machines: { cpu: ['linux/x64'] } };
  Object.assign(fake.backends, { quick: backend, absent: missing, broken });
  const started = startBackend('broken' as never, { device: 'cpu' }, { platform: 'darwin', arch: 'x64' });
  await expect(started).rejects.toMatchObject({ problems: [{ code: 'backend/machine' }] });
});

test('what others are compared to has their height and width', async () => {
  const { networks } = await json('ghostnet', '--relative-to', 'ghostnet,width=0.5', '--resolution', '64x96', '--runs', '1');
  expect(networks.map(({ params }: { params: object }) => params)).toMatchObject([
    { width: 0.5, resolution_h: 64, resolution_w: 96 },
    { width: 1, resolution_h: 64, resolution_w: 96 },
  ]);
});

test('a backend without the packages is not there, and what is there is said', async () => {
  const { code, out, err } = await time('worked-example', '--backend', 'absent');
  expect([code, out]).toEqual([3, '']);
  expect(err).toContain('the backend absent is not installed [backend/missing]\n  expected: not-a-package and @none/such, in the project');
  expect(err).toContain('advice: npm install not-a-package @none/such --no-cuda');
  // it has its packages, although it will not start
  expect(err).toContain('; installed are --backend quick, --backend broken\n');
});

test.each([
  ['linux', "npm install not-a-package @none/such --no-cuda, or, if its download is blocked: a.sh in ghostcost's repository; "],
  ['win32', 'npm install not-a-package @none/such --no-cuda; '],
  ['darwin', 'here: --backend quick, --backend broken'],
] as const)('what installs it is what can on %s', async (platform, advice) => {
  Object.assign(fake.backends, { quick: backend, absent: missing, broken: failing('start') });
  const started = startBackend('absent' as never, { device: 'cpu' }, { platform, arch: 'x64' });
  await expect(started).rejects.toMatchObject({
    problems: [{ code: platform === 'darwin' ? 'backend/machine' : 'backend/missing', sentence: { advice: expect.stringContaining(advice) } }],
  });
});

test('a backend that does not start is broken, which is another message', async () => {
  const { code, out } = await time('worked-example', '--backend', 'broken', '--json');
  expect(code).toBe(3);
  expect(JSON.parse(out).problems).toMatchObject([
    { code: 'backend/broken', message: 'the backend broken is installed but does not start: no luck with start', advice: 'npm install vitest' },
  ]);
});

test('a backend knows only its devices', async () => {
  const { code, err } = await time('worked-example', '--device', 'gpu');
  expect(code).toBe(2);
  expect(err).toMatch(/quick does not support the device gpu \[usage\/device\]\n +expected: for gpu: --backend absent\n/);
});

test.each(['build', 'run'] as const)('what fails when it is to %s is told with its name, and all is freed', async (what) => {
  Object.assign(fake.backends, { quick: failing(what) });
  const { code, err } = await call(define, ['worked-example']);
  expect(code).toBe(3);
  expect(err).toContain(`error: quick cannot ${what} Worked example on cpu: no luck with ${what} [backend/failed]\n`);
  expect(log.disposed).toBe(what === 'run' ? 1 : 0);
});

test('a backend that makes other parameters than the network has is caught', async () => {
  log.made = 1;
  const { code, err } = await time('worked-example');
  log.made = 0;
  expect(code).toBe(3);
  expect(err).toContain('quick created 698 parameters for Worked example, which has 697 [backend/params]');
  expect([log.runs, log.disposed]).toEqual([0, 1]);
});

test.each<[args: readonly string[], code: string]>([
  [['ghostnet', 'ghostnt'], 'file/not-found'],
  [['ghostnet', '--width', '0.1:2:0.001'], 'time/too-many'],
  [['ghostnet', '--width', '0.5:1:-1'], 'sweep/range'],
  [['ghostnet', '--width', '1,'], 'sweep/range'],
  [['ghostnet', '--d', '2.5,3'], 'sweep/point'],
  [['ghostnet', '--set', 'wdth=1'], 'name/param'],
  [['ghostnet', '--batch', '1000000'], 'time/memory'],
  [['ghostnet', '--width', '300'], 'time/memory'],
  [['ghostnet', '--relative-to', 'ghostnt'], 'file/not-found'],
  [['ghostnet', '-o', 'nowhere/to/be.csv'], 'file/unwritable'],
])('%j is refused before anything is measured', async (args, code) => {
  const { code: exit, out, err } = await time(...args);
  expect([exit, out]).toEqual([2, '']);
  expect(err).toContain(`[${code}]`);
  expect(log.started).toEqual([]);
});

test('all specs that are wrong are told at once', async () => {
  const { err } = await time('ghostnt', 'resnet50', '--relative-to', 'vgg');
  expect(err.match(/\[file\/not-found\]/g)).toHaveLength(3);
});

test('what is wrong at every point is told once, and what is wrong at some with the point', async () => {
  const codes = async (...args: string[]) => JSON.parse((await time(...args, '--json')).out).problems.map(({ code }: { code: string }) => code);
  expect(await codes('ghostnet', 'mobilenet-v2', '--s', '2,3', '--width', '0.5,1')).toEqual(['name/param']);
  expect(await codes('ghostnt', '--width', '0.5,1')).toEqual(['file/not-found']);
  const { err } = await time('ghostnet', '--d', '2.5,3', '--width', '0.5,1');
  expect(err.match(/the point .* is not valid/g)).toEqual(['0.5', '1'].map((width) => `the point d=2.5 width=${width} is not valid`));
});

test('-o writes the file whole, and leaves nothing else', async () => {
  const path = join(folder, 'out', 'x.csv');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(folder, 'out'));
  expect(await time('worked-example', '--runs', '1', '-f', 'csv', '-o', path)).toMatchObject({ code: 0, out: '' });
  expect(readFileSync(path, 'utf8')).toMatch(/^network,spec,settings,params,macs,median_ms,/);
  expect(readdirSync(join(folder, 'out'))).toEqual(['x.csv']);
});

test('Ctrl-C keeps what has been measured', async () => {
  // two networks: first and 3 to warm up are 8 runs, then 2 rounds and a half
  log.interruptAt = 13;
  const { code, out, err } = await time('worked-example', 'worked-example', '--runs', '1000', '-f', 'csv');
  expect(code).toBe(130);
  expect(err).toBe('finishing the current run; press Ctrl-C again to stop now\n');
  expect(log).toMatchObject({ runs: 13, disposed: 2 });
  const rows = records(out);
  expect(rows.map(({ runs }) => Number(runs)).toSorted()).toEqual([2, 3]);
  for (const { median_ms } of rows) expect(Number(median_ms)).toBeGreaterThanOrEqual(1);
  const { out: shown } = await time('worked-example', '--runs', '1000');
  log.interruptAt = 0;
  expect(shown).toMatch(/ first +runs\nWorked example .* 9\n/);
  expect(shown).toContain('until its output has been read; interrupted before all of 1000 runs, after the first');
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  process.emit('SIGINT');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
});

test('Ctrl-C in the first round leaves gaps', async () => {
  log.interruptAt = 1;
  const { code, out } = await time('worked-example', 'ghostnet', '--json');
  log.interruptAt = 0;
  expect(code).toBe(130);
  const timings = JSON.parse(out).networks.map(({ timing }: { timing: object }) => timing);
  expect(timings.map(({ first_ms, runs }: { first_ms?: number; runs: number }) => [first_ms !== undefined, runs]).toSorted()).toEqual([
    [false, 0],
    [true, 0],
  ]);
});

test('a table has the medians of its networks as one more column', async () => {
  const path = join(folder, 'table.yaml');
  writeFileSync(
    path,
    `version: 1
title: Mine
columns: {macs: {unit: M}}
rows:
  - {name: a, spec: ghostnet, reported: {macs: 141}}
  - {name: b, reason: it has no network, reported: {macs: 1}}
`,
  );
  const { code, out } = await call(tables.define, [path, '--time', '--runs', '2']);
  expect(code).toBe(0);
  expect(log.runs).toBe(1 + 3 + 2);
  expect(out).toMatch(/^Model +macs \(M\) +Latency \(ms\)\n +printed +computed +verdict +measured$/m);
  expect(out).toMatch(/^a +141 +141\.150512 +.* \d\.\d\d$/m);
  expect(out).toMatch(/^b .* -$/m);
  expect(out).toMatch(/^Latency \(ms\): the median\. Milliseconds of a forward pass of one sample, until .* 2 runs, after .* quick: Nothing 1\.0 on cpu/m);
  expect(out).not.toMatch(/Latency.*as reported/);
});

test("the data of the paper's Figure 7 is Table 7 with times", async () => {
  const { out } = await call(tables.define, ['7', '--runs', '1', '--json']);
  const { columns, groups, environment } = JSON.parse(out).tables[0];
  expect(columns.at(-1)).toMatchObject({ name: 'median_ms', measured: true });
  expect(environment).toMatchObject({ backend: 'quick', batch: 1, runs_asked: 1 });
  const rows = groups.flatMap((group: { rows: object[] }) => group.rows);
  expect(rows).toHaveLength(19);
  for (const { cells } of rows) {
    expect(cells.median_ms.median_ms).toBeGreaterThanOrEqual(1);
    expect(cells.median_ms).toMatchObject({ runs: 1, verdict: 'measured' });
  }
  const lines = (await call(tables.define, ['7', '--runs', '1', '-f', 'csv'])).out.split('\r\n');
  expect(lines.filter((line) => /,median_ms,,\d+(\.\d+)?,,ms,measured,/.test(line))).toHaveLength(19);
  expect((await call(tables.define, ['7', '--runs', '1', '-f', 'csv', '--columns', 'median_ms'])).out.split('\r\n')).toHaveLength(19 + 2);
});

test('csv of a table with times says in every record what they were measured on, as that of time does', async () => {
  const [timed = ''] = (await time('worked-example', '--runs', '1', '-f', 'csv')).out.split('\r\n');
  const [head, ...lines] = (await call(tables.define, ['7', '--runs', '1', '-f', 'csv'])).out.trimEnd().split('\r\n');
  expect(head).toMatch(new RegExp(`,failure${timed.slice(timed.indexOf(',cpu,'))}$`));
  for (const line of lines) expect(line).toMatch(/,quick,Nothing 1\.0,cpu,,1,1,3,1,[^,]+$/);
  expect((await call(tables.define, ['7', '-f', 'csv'])).out).toMatch(/,failure\r\n/);
});

test.each(['table', 'md', 'latex', 'html'])('a table with times and as the source prints it in the format %s', async (format) => {
  const { code, out } = await call(tables.define, ['7', '--runs', '1', '--paper', '-f', format, '--columns', 'name,top1,median_ms']);
  expect(code).toBe(0);
  expect(out).toContain('Latency (ms)');
});

test('a table without --time starts no backend, and unknown columns are found before one is', async () => {
  await call(tables.define, ['7']);
  expect(log.started).toEqual([]);
  const { code, err } = await call(tables.define, ['7', '--time', '--columns', 'medain_ms']);
  expect([code, log.started]).toEqual([2, []]);
  expect(err).toContain('did you mean "median_ms"?');
});

test.each([['--time'], ['--runs', '5']])('a table that does not show what %s asks to measure measures nothing', async (...asking) => {
  const { code, out, err } = await call(tables.define, ['5', ...asking, '--columns', 'name,macs']);
  expect([code, out, log.started]).toEqual([2, '', []]);
  expect(err).toBe(
    'error: --time measures median_ms, but --columns does not include it [usage/untimed]\n  advice: add median_ms to --columns, or leave out --time and the options that imply it\n',
  );
});

test('a table that is to show times without --time says how to get them', async () => {
  const { code, err } = await call(tables.define, ['5', '--columns', 'name,median_ms']);
  expect([code, err]).toEqual([2, expect.stringMatching(/unknown column "median_ms"[\s\S]*advice: it exists with --time\n$/)]);
});
