/**
 * Specs that are changed at random give a result or an error whose places are in the file, and all ways to a total agree. FUZZ_SEED repeats a run and
 * FUZZ_RUNS makes a longer one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { library, readSpec } from '../src/commands/files.ts';
import { analyze } from '../src/cost/analysis.ts';
import { type TotalName, totalNames } from '../src/cost/generate.ts';
import { toNetwork } from '../src/cost/network.ts';
import { toPoint } from '../src/cost/point.ts';
import type { Depth } from '../src/cost/rows.ts';
import { Runner } from '../src/cost/runner.ts';
import { SpecError } from '../src/diagnostic.ts';
import { renderProblems } from '../src/report/problems.ts';
import { compile } from '../src/spec/compile.ts';
import { parse } from '../src/spec/document.ts';
import { ghostify } from '../src/spec/ghostify.ts';
import type { Program } from '../src/spec/program.ts';
import { totals } from './support.ts';

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env.FUZZ_RUNS ?? 500);
process.stdout.write(`fuzz: FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`);
const patience = { timeout: 60_000 + runs * 200 };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const textsIn = (folder: string) => readdirSync(folder).flatMap((file) => (/\.(yaml|json)$/.test(file) ? [readFileSync(`${folder}/${file}`, 'utf8')] : []));
const shippedTexts = textsIn('fixtures/networks');
const texts = [...shippedTexts, ...textsIn('test/cases'), ...textsIn('fixtures/invalid').filter((text) => text.length < 5000)];
const toJson = (text: string): Json => JSON.parse(JSON.stringify(parse(text).value));
const blocks = (name: string) => (toJson(readFileSync(`fixtures/blocks/${name}.yaml`, 'utf8')) as { blocks: Json }).blocks;

/** Networks as values, those that can be read; some with their blocks in the same file, where they are changed too. */
const values: readonly Json[] = [
  { ...(toJson(readSpec('ghostnet').text) as object), use: ['squeeze-excite'], blocks: blocks('ghost') },
  { ...(toJson(readSpec('resnet-18').text) as object), use: [], blocks: blocks('resnet') },
  { ...(toJson(readSpec('shufflenet-v1').text) as object), use: [], blocks: blocks('shuffle') },
  ...texts.flatMap((text) => {
    try {
      return [toJson(text)];
    } catch {
      return [];
    }
  }),
];

const keys =
  'op name if repeat index from weights_of part_of role do for in branches merge norm activation padding stride kernel_size out_channels groups bias affine layers outputs args let stands_for theory type default match where with drop except use extends replace params define blocks input budget __proto__';
const words =
  'relu batch plain same add concat multiply stem input index $activation $c in_channels layer.groups width s ghost ghostnet conv2d flatten linear ghost-module integer pair list primary';
const expressions = [
  'ch(3)',
  '1 / 0',
  '0 - 5',
  'max(1, 2)',
  'in_h // 2',
  'in_channels % 3',
  'round_half_even(2.5)',
  'depths[0]',
  'length(depths)',
  "activation == 'relu'",
];
const placed: Json[] = [
  ...[...words.split(' '), ...expressions],
  ...['', null, true, 0, 1, 2, -1, 0.5, 1e15, 2 ** 53, 1e300, [], {}, [1], [1, 2], [3, 4, 6, 3], [[]]],
  ...[{ op: 'relu' }, { op: 'flatten' }, { op: 'add', from: ['input', 'stem'] }, { type: 'pair', default: 'a + 1' }, { if: 0, do: [{ op: 'relu' }] }],
];

/** One change: which mapping or list, which of its keys, and what is put there (undefined takes it away). */
const change = fc.record({ where: fc.nat(), key: fc.oneof(fc.nat(), fc.constantFrom(...keys.split(' '))), value: fc.constantFrom(undefined, ...placed) });

function containers(value: Json): (Json[] | { [key: string]: Json })[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(containers)] : [];
}

function changed(spec: Json, changes: readonly { where: number; key: number | string; value: Json | undefined }[]): string {
  const copy = structuredClone(spec);
  for (const { where, key, value } of changes) {
    const all = containers(copy);
    const one = all[where % all.length];
    if (Array.isArray(one)) one.splice(Number(key) % (one.length + 1) || 0, 1, ...(value === undefined ? [] : [structuredClone(value)]));
    else if (one !== undefined) {
      const own = Object.keys(one);
      const name = typeof key === 'string' ? key : (own[key % own.length] ?? 'op');
      if (value === undefined) delete one[name];
      else Object.defineProperty(one, name, { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
    }
  }
  return JSON.stringify(copy);
}

/** What an action gives, or undefined where it is refused for reasons that can be shown. */
function outcome<T>(text: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    for (const { range, sentence } of error.problems) {
      expect(sentence.says.length).toBeLessThan(2048);
      if (range?.file !== 'spec') continue;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThanOrEqual(text.length);
    }
    expect(renderProblems(error.problems).replaceAll(/^ +\d* *\|.*$/gm, '')).not.toMatch(/undefined|\[object/);
    return undefined;
  }
}

const depths: readonly Depth[] = ['op', 'layer', 'block', 'stage', 2];
const summed = ['params', 'macs', 'activations', 'biases', 'norm_params'] as const satisfies readonly TotalName[];

/** Holds a program at some points to what its totals are by other ways. */
function agree(program: Program, text: string): void {
  const runner = new Runner(program, toPoint(program), totalNames);
  const usual = [...runner.parameters];
  const points = [usual, ...usual.flatMap((value, place) => [value + 1, value / 2, 0].map((other) => usual.with(place, other)))].slice(0, 6);
  for (const [at, point] of points.entries()) {
    const settings = Object.fromEntries(runner.names.map((name, place) => [name, point[place] as number]));
    const network = outcome(text, () => toNetwork(program, toPoint(program, settings)));
    runner.parameters.set(point);
    const isValid = outcome(text, () => runner.run()) ?? false;
    expect(isValid).toBe(network !== undefined);
    const analysis = outcome(text, () => analyze(program, { params: settings, depth: depths[at % depths.length] ?? 'op' }));
    // a sum of the whole may pass what is exact where no layer does
    if (analysis === undefined) continue;
    expect(network).toBeDefined();
    for (const name of summed) {
      expect([name, runner.totals[totalNames.indexOf(name)]]).toEqual([name, analysis.total[name]]);
      if (analysis.rows.length > 0) expect([name, analysis.rows.reduce((sum, row) => sum + row[name], 0)]).toEqual([name, analysis.total[name]]);
    }
  }
}

function examine(text: string): void {
  const program = outcome(text, () => compile(parse(text, 'spec'), library));
  if (program !== undefined) agree(program, text);
}

describe('a spec that is changed gives a result or is told what is wrong', () => {
  test('in its values', patience, () =>
    fc.assert(
      fc.property(fc.constantFrom(...values), fc.array(change, { minLength: 1, maxLength: 4 }), (original, changes) => examine(changed(original, changes))),
      { seed, numRuns: runs },
    ),
  );

  test('in its text', patience, () => {
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat(6),
      put: fc.constantFrom('', ' ', '\n', '{', ']', '"', ':', ',', '- ', '#', '*', '0', 'e', '(', "'", '| ', '\t', '//'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 3 }), (original, edits) => {
        let text = original;
        for (const { at, length, put } of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + put + text.slice(start + length);
        }
        examine(text);
      }),
      { seed, numRuns: runs },
    );
  });
});

test('a ghost network has the same parameters at any resolution at which the network has', patience, () => {
  const names = library.names('networks').filter((name) => compile(readSpec(name), library).params.has('resolution'));
  const side = fc.integer({ min: 1, max: 12 }).map((steps) => steps * 16);
  const programs = new Map<string, readonly Program[]>();
  const programsOf = (name: string) => {
    const known = programs.get(name) ?? [compile(readSpec(name), library), ghostify(readSpec(name), { s: 2, d: 3 }, library)];
    programs.set(name, known);
    return known;
  };
  fc.assert(
    fc.property(fc.constantFrom(...names), side, side, (name, one, other) => {
      const [plain, ghost] = programsOf(name).map((program) => [one, other].map((resolution) => outcome('', () => totals(program, { resolution }).params))) as [
        (number | undefined)[],
        (number | undefined)[],
      ];
      if (plain[0] === undefined || plain[0] !== plain[1]) return;
      expect(ghost[0]).toBe(ghost[1]);
    }),
    { seed, numRuns: Math.min(runs, 2000) / 5 },
  );
});
