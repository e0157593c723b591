/** `npm run bench`: speed as ratios within one run, since absolute figures are those of a machine. Nothing is asserted but that totals agree. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweep as librarySweep } from '../src/checked/index.ts';
import { analyze } from '../src/cost/analysis.ts';
import { defaultBasis } from '../src/cost/basis.ts';
import { generate, outcomes } from '../src/cost/generate.ts';
import { ledgerOf } from '../src/cost/ledger.ts';
import { expand } from '../src/graph/expand.ts';
import { type Settings, toPoint } from '../src/graph/point.ts';
import type { TotalName } from '../src/ops/total.ts';
import { backendNames } from '../src/run/backend.ts';
import { compile } from '../src/spec/compile.ts';
import { parse } from '../src/spec/document.ts';
import type { Library } from '../src/spec/library.ts';
import type { Program } from '../src/spec/program.ts';
import { ghostnet } from './yardstick.ts';

const library: Library = { find: (kind, name) => parse(readFileSync(`fixtures/${kind}/${name}.yaml`, 'utf8'), name), names: () => [] };
const load = (name: string) => compile(parse(readFileSync(`fixtures/networks/${name}.yaml`, 'utf8'), name), library);

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const shown = (value: number) => Math.round(value).toLocaleString('en');

// 1. whole processes, in turns
const processes: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'ghostcost --help': ['bin/ghostcost.js', '--help'],
  'ghostcost analyze ghostnet': ['bin/ghostcost.js', 'analyze', 'ghostnet'],
  'ghostcost table 3 4 5 6 7': ['bin/ghostcost.js', 'table', '3', '4', '5', '6', '7'],
};
const times = Object.keys(processes).map((): number[] => []);
for (let round = 0; round < 21; round++) {
  for (const [index, args] of Object.values(processes).entries()) {
    const start = performance.now();
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    times[index]?.push(performance.now() - start);
  }
}
const [base = 1] = times.map(median);
console.log('whole processes, median of 21');
for (const [index, name] of Object.keys(processes).entries()) {
  const time = median(times[index] ?? []);
  console.log(`  ${name.padEnd(28)} ${time.toFixed(1).padStart(7)} ms  ${(time / base).toFixed(2)}x`);
}

/** The generated code of some totals of a program. */
const generated = (program: Program, totals: readonly TotalName[], parameters: readonly string[]) => {
  const point = toPoint(program, { width: 0.5 });
  return generate(ledgerOf(expand(program, point, true), point, totals, defaultBasis), totals, parameters);
};

/** How often a second `step` runs, in the best of five rounds. */
function rate(steps: number, step: (index: number) => void): number {
  let best = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (let index = 0; index < steps; index++) step(index);
    best = Math.max(best, (steps / (performance.now() - start)) * 1000);
  }
  return best;
}

// 2. in process: points that differ in every parameter that sweeps are about
const widthAt = (index: number) => 0.3 + (index % 1000) / 500;
const resolutionAt = (index: number) => 160 + 32 * (index % 5);
const sAt = (index: number) => 2 + (index & 3);
const dAt = (index: number) => 1 + 2 * ((index >> 2) & 3);

const totals = new Float64Array(2);
ghostnet(2, 3, 1, 224, totals);
if (totals[0] !== 5_182_508 || totals[1] !== 141_150_512) throw new Error(`the yardstick gives ${totals}`);
const byHand = rate(300_000, (index) => ghostnet(sAt(index), dAt(index), widthAt(index), resolutionAt(index), totals));
console.log(`\nin process\n  GhostNet's totals by hand ${shown(byHand)}/s\n`);
console.log(`  ${'network'.padEnd(20)} ${['layers', 'all rows/s', 'us a layer', 'totals/s', 'ns a layer', 'by hand'].map((one) => one.padStart(11)).join('')}`);

for (const name of ['ghostnet', 'resnet-50', 'mobilenet-v3-large']) {
  const program = load(name);
  const settings = (index: number): Settings => ({ width: widthAt(index), resolution: resolutionAt(index) });
  const layers = analyze(program, { depth: 'op' }).rows.length;
  const rows = rate(2_000, (index) => analyze(program, { params: settings(index), depth: 'op' }));

  const names = [...program.params.keys()];
  const point = Float64Array.from(program.params.values(), Number);
  const run = generated(program, ['weights', 'biases', 'norm_params', 'macs'], names);
  const out = new Float64Array(4);
  const at = (name: string) => names.indexOf(name);
  const [width, resolution, s, d] = [at('width'), at('resolution'), at('s'), at('d')] as [number, number, number, number];
  const sums = rate(300_000, (index) => {
    point[width] = widthAt(index);
    point[resolution] = resolutionAt(index);
    if (s >= 0) point[s] = sAt(index);
    if (d >= 0) point[d] = dAt(index);
    if (run(out, point) !== outcomes.fine) throw new Error(`${name} cannot be run at point ${index}`);
    if (s >= 0 && index % 997 === 0) {
      ghostnet(sAt(index), dAt(index), widthAt(index), resolutionAt(index), totals);
      const [weights = 0, biases = 0, norm = 0, macs] = out;
      if (weights + biases + norm !== totals[0] || macs !== totals[1]) throw new Error(`the totals at point ${index} differ from those by hand`);
    }
  });
  const cells = [shown(layers), shown(rows), (1e6 / rows / layers).toFixed(2), shown(sums), (1e9 / sums / layers).toFixed(2)];
  console.log(`  ${name.padEnd(20)} ${[...cells, s < 0 ? '' : `${(byHand / sums).toFixed(2)}x`].map((cell) => cell.padStart(11)).join('')}`);
}
console.log('\n  layers are those of depth op; "by hand" is how many times longer the compiled totals take than the code by hand');

// 3. whole sweeps: rate against the code by hand, memory, threads, and what a point and a layer cost as there are more of them
/** Runs a sweep of GhostNet over so many points to a CSV file; seconds and the most memory it had, in MB. */
function sweep(points: number, ...args: readonly string[]): { seconds: number; memory: number } {
  const peak = 'import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))';
  const axes = ['--d', '3', '--s', '2:5', '--resolution', '160:224:16', '--width', `0.5:${0.5 + (points / 20 - 1) / 1e6}:0.000001`];
  const output = join(tmpdir(), `ghostcost-bench-${process.pid}.csv`);
  const start = performance.now();
  const { output: streams, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${peak}`, 'bin/ghostcost.js', 'sweep', 'ghostnet', ...axes, '-f', 'csv', '-o', output, ...args],
    { stdio: ['ignore', 'ignore', 'inherit', 'pipe'], encoding: 'utf8' },
  );
  const seconds = (performance.now() - start) / 1000;
  rmSync(output, { force: true });
  if (status !== 0) throw new Error(`a sweep of ${points} points ended with ${status}`);
  return { seconds, memory: Number(streams[3]) / 1024 };
}

console.log('\nwhole sweeps of GhostNet to CSV, one process each');
console.log(`  ${['points', 'seconds', 'us a point', 'points/s', 'of by hand', 'MB'].map((one) => one.padStart(11)).join('')}`);
for (const points of [100_000, 1_000_000, 3_000_000, 10_000_000]) {
  const { seconds, memory } = sweep(points);
  const cells = [
    shown(points),
    seconds.toFixed(2),
    ((seconds * 1e6) / points).toFixed(2),
    shown(points / seconds),
    `1/${(byHand / (points / seconds)).toFixed(1)}`,
    shown(memory),
  ];
  console.log(`  ${cells.map((cell) => cell.padStart(11)).join('')}`);
}
const program = load('ghostnet');
const grid = { d: [3], s: [2, 3, 4, 5], resolution: [160, 176, 192, 208, 224], width: `0.5:${0.5 + 49_999 / 1e6}:0.000001` };
const start = performance.now();
let seen = 0;
for (const { macs = 0 } of librarySweep(program, grid)) seen += macs > 0 ? 1 : 0;
const inLibrary = (performance.now() - start) / 1000;
console.log(`  the same ${shown(seen)} points as objects, by the library, in this process: ${inLibrary.toFixed(2)} s`);
const long = 20_000_000;
const ratios = [0, 1, 2].map(() => {
  const [one, two] = [1, 2].map((jobs) => sweep(long, '--jobs', String(jobs)));
  return (one?.seconds ?? 0) / (two?.seconds ?? 1);
});
console.log(
  `  --jobs 2 of ${shown(long)} points: ${median(ratios).toFixed(2)} times as fast as one (median of ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
);

console.log('\na chain of layers, all different');
console.log(`  ${['layers', 'totals/s', 'ns a layer'].map((one) => one.padStart(11)).join('')}`);
for (const count of [25, 50, 100, 200, 400]) {
  const layers = Array.from({ length: count }, (_, index) => `  - {op: conv2d, out_channels: round(${16 + index} * width), kernel_size: 1}`);
  const program = compile(parse(`version: 1\nname: chain\nparams: {width: 1}\ninput: [3, 8, 8]\nlayers:\n${layers.join('\n')}`, 'chain'), library);
  const run = generated(program, ['params', 'macs'], ['width']);
  const out = new Float64Array(2);
  const sums = rate(20_000, (index) => run(out, [widthAt(index)]));
  console.log(`  ${[shown(count), shown(sums), (1e9 / sums / count).toFixed(2)].map((cell) => cell.padStart(11)).join('')}`);
}

// 4. forward passes, in every runtime that is there
const compared = ['ghostnet', 'mobilenet-v3-large', 'resnet-50'];
for (const backend of backendNames) {
  console.log(`\nforward passes in ${backend}`);
  spawnSync(process.execPath, ['bin/ghostcost.js', 'time', ...compared, '--relative-to', 'resnet-50', '--backend', backend], { stdio: 'inherit' });
}
