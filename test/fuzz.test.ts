/**
 * Mutants of all specs: however a spec is changed, it is a network on which all ways to count agree, or it is told what is wrong and where.
 * FUZZ_SEED and FUZZ_RUNS set the seed, which is printed, and the number of mutants.
 */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { analyze } from '../src/cost/analysis.ts';
import { defaultBasis } from '../src/cost/basis.ts';
import type { Depth, Row } from '../src/cost/rows.ts';
import { Runner } from '../src/cost/runner.ts';
import { totalIn } from '../src/cost/totals.ts';
import { type Problem, SpecError } from '../src/diagnostic/index.ts';
import { type Network, toNetwork } from '../src/graph/network.ts';
import { type Settings, toPoint } from '../src/graph/point.ts';
import { library, readSpec } from '../src/node/files.ts';
import { measures } from '../src/ops/measure.ts';
import { isRatio, totalNames } from '../src/ops/total.ts';
import { renderProblems } from '../src/report/problems.ts';
import { compile } from '../src/spec/compile.ts';
import { parse } from '../src/spec/document.ts';
import { ghostify } from '../src/spec/ghostify.ts';
import type { Program } from '../src/spec/program.ts';
import { files, mutant, sound } from './mutants.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.FUZZ_RUNS ?? 60);
const seen = { mutants: 0, networks: 0, points: 0, ghosts: 0 };

afterAll(() => {
  process.stdout.write(
    `fuzz: FUZZ_SEED=${seed}, ${seen.mutants} mutants, of which ${seen.networks} are networks, counted at ${seen.points} points; ${seen.ghosts} ghost networks at two resolutions\n`,
  );
});

/** What an action gives, or the problems that it refuses with. */
function attempt<T>(action: () => T): { readonly value: T; readonly problems?: never } | { readonly value?: never; readonly problems: readonly Problem[] } {
  try {
    return { value: action() };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    expectReadable(error.problems);
    return { problems: error.problems };
  }
}

/** Problems are there, stand inside their files, and are sentences of a length that one reads. */
function expectReadable(problems: readonly Problem[]): void {
  for (const problem of problems) {
    for (const range of [problem.range, ...problem.chain.map((caller) => caller.range)]) {
      if (range === undefined || range.text === '') continue;
      const { start, end, text } = range;
      expect([start >= 0, start <= end, end <= text.length], `${problem.code} ${start}..${end} of ${text.length}`).toEqual([true, true, true]);
    }
    const { says, expected = '', advice = '' } = problem.sentence;
    const sentences = `${says}\n${expected}\n${advice}`;
    expect(sentences).not.toMatch(/undefined|\[object|NaN/);
    expect(sentences.length, sentences).toBeLessThan(2048);
    renderProblems([problem]);
  }
}

const codes = (problems: readonly Problem[] | undefined) => problems?.map(({ code }) => code);

/** One change of one number parameter at a time, and all as they are. */
function pointsOf({ params }: Program): readonly Settings[] {
  const numbers = [...params].filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return [{}, ...numbers.flatMap(([name, usual]) => [usual * 2, usual + 1, usual / 2, 0].map((value) => ({ [name]: value }))), {}];
}

const totalsOf = (row: Row) => Object.fromEntries(totalNames.map((name) => [name, totalIn(row, name) ?? (isRatio(name) ? Number.NaN : 0)]));

/** One graph for all points, generated code and a graph for each point alone give the same. */
function expectOneCount(compiled: () => Program, points: readonly Settings[]): void {
  const open = compiled();
  const runner = new Runner(open, toPoint(open), totalNames, { ...defaultBasis, dataType: 'int8' });
  for (const params of points) {
    seen.points++;
    const point = attempt(() => toPoint(open, params)).value;
    if (point === undefined) continue;
    const alone = attempt(() => analyze(compiled(), { params, dataType: 'int8', depth: 'total' }));
    const among = attempt(() => analyze(open, { params, dataType: 'int8', depth: 'total' }));
    expect([codes(among.problems), among.value?.total, among.value?.peakMemory.bytes]).toEqual([
      codes(alone.problems),
      alone.value?.total,
      alone.value?.peakMemory.bytes,
    ]);
    for (const [index, name] of runner.names.entries()) runner.parameters[index] = point.get(name) as number;
    const isFine = attempt(() => runner.run()).value === true;
    const counted = attempt(() => alone.value && totalsOf(alone.value.total)).value;
    expect([isFine, isFine && Object.fromEntries(totalNames.map((name, index) => [name, runner.totals[index]]))]).toEqual([
      counted !== undefined,
      counted ?? false,
    ]);
  }
}

const depths: readonly Depth[] = ['op', 'layer', 'block', 'stage', 1, 2, 3, 9];

function expectRowsAddUp(program: Program): void {
  for (const depth of depths) {
    const { rows, total } = analyze(program, { depth });
    const summed = [...measures, 'params', 'params_folded', 'cost', 'bytes_moved'] as const;
    const added = Object.fromEntries(summed.map((name) => [name, rows.reduce((all, row) => all + row[name], 0)]));
    expect(added).toEqual(Object.fromEntries(summed.map((name) => [name, total[name]])));
  }
}

/** What the choice of convolutions rests on: the layers, their parameters, and which of them pool to a single position. */
const shapeOf = ({ layers }: Network) =>
  layers.map(({ path, op, output: { h, w }, counts: { weights, biases, norm_params } }) => [
    path.join('/'),
    op,
    weights,
    biases,
    norm_params,
    op === 'adaptive-avg-pool' && h === 1 && w === 1,
  ]);

/** Where the resolution changes no layer of a network, it changes no parameters of its ghost. */
function expectOneGhost(base: Program, ghost: Program): void {
  const usual = base.params.get('resolution');
  if (typeof usual !== 'number') return;
  const [first, ...others] = [usual, 2 * usual, Math.ceil(usual / 2), usual + 7].flatMap((resolution) => {
    const params = { resolution };
    const network = attempt(() => toNetwork(base, toPoint(base, params))).value;
    const total = attempt(() => analyze(ghost, { params, depth: 'total' }).total).value;
    return network && total ? [{ shape: shapeOf(network), params: total.params }] : [];
  });
  for (const other of others) {
    if (JSON.stringify(other.shape) !== JSON.stringify(first?.shape)) continue;
    seen.ghosts++;
    expect(other.params).toBe(first?.params);
  }
}

test('a spec is the same network with the blocks that it uses in its own file', () => {
  for (const { name, text, value } of sound) {
    const [asWritten, whole] = [text, JSON.stringify(value)].map((one) => attempt(() => analyze(compile(parse(one), files)).total));
    expect([name, codes(whole?.problems), whole?.value]).toEqual([name, codes(asWritten?.problems), asWritten?.value]);
  }
});

test('however a spec is changed, it is a network that is counted in one way or told what is wrong with it', { timeout: 0 }, () => {
  fc.assert(
    fc.property(mutant, fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (text, random) => {
      seen.mutants++;
      const document = attempt(() => parse(text)).value;
      if (document === undefined) return;
      const program = attempt(() => compile(document, files)).value;
      if (program === undefined) return;
      expectReadable(program.warnings);
      const all = pointsOf(program);
      const some = Array.from({ length: 4 }, () => all[Math.floor((random.next().value ?? 0) * all.length)] ?? {});
      expectOneCount(() => compile(document, files), some);
      const analysis = attempt(() => analyze(program)).value;
      if (analysis === undefined) return;
      seen.networks++;
      expectReadable(analysis.warnings);
      expectRowsAddUp(program);
      const ghosted = () => ghostify(document, { s: 2, d: 3 }, files);
      const ghost = attempt(ghosted).value;
      if (ghost === undefined) return;
      expectOneCount(ghosted, some.slice(0, 2));
      expectOneGhost(program, ghost);
    }),
    { seed, numRuns },
  );
});

test('a shipped network that has the same parameters at two resolutions is one ghost network at both', { timeout: 0 }, () => {
  const side = fc.integer({ min: 1, max: 12 }).map((steps) => steps * 16);
  const compiled = library
    .names('networks')
    .map((name) => ({ plain: compile(readSpec(name), library), ghost: ghostify(readSpec(name), { s: 2, d: 3 }, library) }));
  const paramsAt = (program: Program, resolution: number) => attempt(() => analyze(program, { params: { resolution }, depth: 'total' }).total.params).value;
  const sized = compiled.filter(({ plain }) => plain.params.has('resolution'));
  fc.assert(
    fc.property(fc.constantFrom(...sized), side, side, ({ plain, ghost }, one, other) => {
      const params = paramsAt(plain, one);
      if (params !== undefined && params === paramsAt(plain, other)) expect(paramsAt(ghost, one)).toBe(paramsAt(ghost, other));
    }),
    { seed, numRuns: 100 },
  );
});
