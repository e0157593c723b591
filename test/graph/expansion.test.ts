/**
 * A program at a point, three ways: expanded for that point alone, expanded once with its parameters open and run at one point after
 * another, and as generated code for totals. They cannot differ.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultBasis } from '../../src/cost/basis.ts';
import { generate, outcomes, type TotalsRun } from '../../src/cost/generate.ts';
import { type Ledger, ledgerOf } from '../../src/cost/ledger.ts';
import { SpecError } from '../../src/diagnostic/index.ts';
import { sum } from '../../src/graph/counts.ts';
import { expand } from '../../src/graph/expand.ts';
import { type Network, toNetwork } from '../../src/graph/network.ts';
import { toPoint } from '../../src/graph/point.ts';
import { library, readSpec } from '../../src/node/files.ts';
import { measures } from '../../src/ops/measure.ts';
import { compile } from '../../src/spec/compile.ts';
import { type Document, parse } from '../../src/spec/document.ts';
import type { Program } from '../../src/spec/program.ts';

type Settings = Readonly<Record<string, number>>;

/** All that a run records, or the codes of what is wrong. */
function outcomeOf(action: () => Network) {
  try {
    const { input, outputs, layers, standIns } = action();
    return {
      input,
      outputs,
      standIns: standIns.map(({ block, path, macs, weights, theory }) => ({ block, path, macs, weights, theory })),
      layers: layers.map(({ op, path, inputs, inputSizes, output: size, counts }) => ({ op, path, inputs, inputSizes, size, counts })),
    };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.problems.map(({ code }) => code);
  }
}

const alone = (document: Document, settings: Settings) => {
  // compiled for this point only, so that nothing is left from another
  const program = compile(document, library);
  return outcomeOf(() => toNetwork(program, toPoint(program, settings)));
};

/** Totals by generated code, made anew whenever a point decides the structure otherwise; undefined where something is wrong. */
class Generated {
  readonly #program: Program;
  readonly #names: readonly string[];
  #made: TotalsRun | undefined;

  constructor(program: Program) {
    this.#program = program;
    // lists are decided when the code is made
    this.#names = [...program.params].flatMap(([name, setting]) => (typeof setting === 'object' ? [] : [name]));
  }

  totals(settings: Settings): Record<string, number> | undefined {
    const point = toPoint(this.#program, settings);
    const values = this.#names.map((name) => point.get(name) as number);
    const out = new Float64Array(measures.length);
    let outcome = this.#made?.(out, values);
    if (outcome === undefined || outcome === outcomes.otherStructure) {
      let ledger: Ledger;
      try {
        ledger = ledgerOf(expand(this.#program, point, true), point, measures, defaultBasis);
      } catch (error) {
        if (error instanceof SpecError) return undefined;
        throw error;
      }
      this.#made = generate(ledger, measures, this.#names);
      outcome = this.#made(out, values);
    }
    // the graph was made for this very point
    expect(outcome).not.toBe(outcomes.otherStructure);
    return outcome === outcomes.wrong ? undefined : Object.fromEntries(measures.map((measure, index) => [measure, out[index] as number]));
  }
}

const totalsOf = (action: () => Network) => {
  try {
    return sum(action().layers);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
};

/** Runs points one after the other and expects what each gives alone. */
function expectAlike(document: Document, points: readonly Settings[]) {
  const open = compile(document, library);
  const generated = new Generated(open);
  for (const settings of points) {
    expect(outcomeOf(() => toNetwork(open, toPoint(open, settings)))).toEqual(alone(document, settings));
    const program = compile(document, library);
    expect(generated.totals(settings)).toEqual(totalsOf(() => toNetwork(program, toPoint(program, settings))));
  }
}

describe('a shipped network run at many points', () => {
  /** Values around what a parameter usually is. */
  const around: Record<string, fc.Arbitrary<number>> = {
    width: fc.oneof(fc.constantFrom(0.25, 0.35, 0.5, 0.75, 1, 1.3, 2), fc.double({ min: 0.1, max: 2, noNaN: true })),
    depth: fc.constantFrom(0.5, 1, 1.2, 2),
    s: fc.integer({ min: 1, max: 9 }),
    d: fc.constantFrom(1, 2, 3, 5),
    resolution: fc.constantFrom(8, 32, 64, 96, 224, 225),
    classes: fc.integer({ min: 1, max: 20 }),
    stride_on: fc.constantFrom(1, 3),
    groups: fc.constantFrom(1, 2, 3, 4, 8),
  };

  test.each(library.names('networks'))('%s', (name) => {
    const document = readSpec(name);
    const { params } = compile(document, library);
    const settings = fc
      .record(Object.fromEntries(Object.entries(around).filter(([key]) => params.has(key))), { requiredKeys: [] })
      .map((some) => some as Settings);
    fc.assert(
      fc.property(fc.array(settings, { minLength: 1, maxLength: 3 }), (points) => expectAlike(document, points)),
      { numRuns: 3 },
    );
  });
});

describe('what a point decides', () => {
  const spec = (layers: string) => parse(`version: 1\nname: test\nparams: {a: 1}\ninput: [3, 16, 16]\nlayers:\n${layers}`);

  test('leaves the names of other layers as they are', () => {
    const document = spec('  - {if: a > 1, do: [{op: relu}]}\n  - {op: relu}');
    expectAlike(document, [{ a: 2 }, { a: 1 }, { a: 3 }]);
  });

  test('is refused where a condition is no number', () => {
    const document = spec('  - {op: relu}\n  - {op: relu, if: (a - 1) / (a - 1)}');
    expectAlike(document, [{ a: 2 }, { a: 1 }, { a: 3 }]);
    expect(alone(document, { a: 1 })).toEqual(['check/finite']);
  });

  test('is refused where a size is no number, however it is clamped', () => {
    const document = spec('  - {op: conv2d, kernel_size: 1, out_channels: "max(1, min(48, round(3 % (a - 1))))"}');
    expectAlike(document, [{ a: 3 }, { a: 1 }, { a: 4 }]);
    expect(alone(document, { a: 1 })).toEqual(['check/whole']);
  });

  test.each(['{op: conv2d}', '{op: conv2d, out_channels: nowhere, kernel_size: 1}'])('is refused at each point where a layer cannot be %s', (by) =>
    expectAlike(spec(`  - {op: relu}\n  - {op: sigmoid}\nreplace: [{match: {}, with: ${by}}]`), [{ a: 1 }, { a: 2 }, { a: 1 }, { a: 3 }]),
  );

  test('is told from its like by the sign of 0 no more than once', () =>
    expectAlike(spec('  - {op: relu}\n  - {op: relu, repeat: (0 - a) % 1}'), [{ a: 1 }, { a: 2 }, { a: 0 }]));
});

describe('a random network run at many points', () => {
  const names = ['a', 'b', 'f'] as const;
  const number = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0.5, 0.9, 1.25));

  /** Expressions over the parameters and the input, of which many come to nothing that makes sense. */
  const { expression, condition } = fc.letrec<{ expression: string; condition: string; leaf: string }>((tie) => ({
    leaf: fc.oneof({ weight: 3, arbitrary: fc.constantFrom<string>(...names) }, fc.constantFrom('in_channels', 'in_h', 'k'), number.map(String)),
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expression' },
      tie('leaf'),
      fc.tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%'), tie('expression')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(fc.constantFrom('min', 'max'), tie('expression'), tie('expression')).map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc.tuple(fc.constantFrom('ceil', 'floor', 'round', 'abs', 'sqrt', 'half'), tie('expression')).map(([name, a]) => `${name}(${a})`),
      fc.tuple(tie('expression'), fc.constantFrom(2, 4, 8)).map(([a, divisor]) => `make_divisible(${a}, ${divisor})`),
      fc.tuple(tie('condition'), tie('expression'), tie('expression')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    condition: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'condition' },
      fc.tuple(tie('expression'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('expression')).map(([a, operator, b]) => `${a} ${operator} ${b}`),
      fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie('condition').map((c) => `!(${c})`),
    ),
  }));
  const quoted = (text: string) => JSON.stringify(text);
  // most layers should be sound, so that networks are: a few channels, a kernel that fits
  const channels = fc.oneof({ weight: 9, arbitrary: expression.map((text) => `max(1, min(48, round(${text})))`) }, expression).map(quoted);
  const often = fc.oneof({ weight: 9, arbitrary: expression.map((text) => `max(0, min(3, floor(${text})))`) }, expression).map(quoted);
  const optional = (key: string, value: fc.Arbitrary<string>) =>
    fc.option(
      value.map((text) => `, ${key}: ${text}`),
      { freq: 4, nil: '' },
    );
  const under = optional('if', condition.map(quoted));
  const convolution = fc
    .tuple(
      channels,
      fc.constantFrom('1', '3', '"k"'),
      fc.constantFrom('1', '2', '"b > 2 ? 2 : 1"'),
      fc.constantFrom('', ', norm: batch', ', bias: true, activation: relu'),
    )
    .map(([out, kernel, stride, more]) => `op: conv2d, out_channels: ${out}, kernel_size: ${kernel}, stride: ${stride}${more}`);
  const same = fc.constantFrom(
    'op: conv2d, out_channels: in_channels, kernel_size: 3, groups: in_channels, norm: batch',
    'op: relu',
    'op: prelu, num_parameters: in_channels',
    'op: channel-shuffle, groups: 1',
    'op: ghost-module, out_channels: in_channels, s: a, d: 3',
    'op: squeeze-excite, reduced_channels: ceil(in_channels / 4)',
  );
  const { layer } = fc.letrec<{ layer: string; layers: string }>((tie) => ({
    layers: fc.array(tie('layer'), { minLength: 1, maxLength: 3 }).map((some) => `[${some.join(', ')}]`),
    layer: fc.oneof(
      { maxDepth: 2 },
      fc.tuple(convolution, under, optional('repeat', often)).map((parts) => `{${parts.join('')}}`),
      fc.tuple(same, under, optional('repeat', often)).map((parts) => `{${parts.join('')}}`),
      fc
        .tuple(fc.constantFrom('max-pool', 'avg-pool'), fc.constantFrom('2', '3'), under)
        .map(([op, k, when]) => `{op: ${op}, kernel_size: ${k}, ceil_mode: true${when}}`),
      fc.tuple(channels, optional('repeat', often), under).map(([out, times, when]) => `{op: unit, out: ${out}${times}${when}}`),
      fc.constant('{op: slice, channels: ceil(in_channels / 2)}'),
      fc.tuple(tie('layers'), under, optional('repeat', often)).map(([some, when, times]) => `{do: ${some}${when}${times}}`),
      fc
        .tuple(tie('layers'), fc.array(channels, { minLength: 1, maxLength: 3 }), under)
        .map(
          ([some, rows, when]) =>
            `{for: [row], index: place, in: [${rows.map((row) => `[${row}]`).join(', ')}], do: [{op: conv2d, out_channels: row + place, kernel_size: 1}, ${some.slice(1)}${when}}`,
        ),
      fc.tuple(same, same).map(([one, other]) => `{branches: [[], [{${one}}, {${other}}]], merge: add}`),
      fc
        .tuple(channels, same, under)
        .map(([out, other, when]) => `{branches: [[{op: conv2d, out_channels: ${out}, kernel_size: 1${when}}], [{${other}}]], merge: concat}`),
    ),
  }));
  const spec = fc.array(layer, { minLength: 1, maxLength: 5 }).map(
    (layers) => `version: 1
name: random
params: {a: 2, b: 3, f: 0.5}
use: [ghost, squeeze-excite]
define: {k: "b % 2 == 0 ? 1 : 3", half(x): x / 2}
input: [a + 1, 8 * b, "16 + b % 3"]
blocks:
  unit:
    args: {out: integer, gated: {type: boolean, default: "out > 4 && b > 1"}}
    let: {hidden: "max(1, floor(half(out)))"}
    layers:
      - {op: conv2d, out_channels: hidden, kernel_size: 1, activation: relu}
      - {op: conv2d, out_channels: out, kernel_size: k}
      - {op: squeeze-excite, reduced_channels: hidden, if: gated}
layers:
${layers.map((one) => `  - ${one}`).join('\n')}`,
  );
  const point = fc.record({
    a: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, -1, 2.5)),
    b: fc.integer({ min: 1, max: 5 }),
    f: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 0.5, 1, 2)),
  });

  test('gives what each point gives alone', () => {
    fc.assert(
      fc.property(spec, fc.array(point, { minLength: 1, maxLength: 4 }), (text, points) => expectAlike(parse(text), points)),
      { numRuns: Number(process.env.RANDOM_NETWORKS ?? 60) },
    );
  });

  test('is sound often enough to mean something', () => {
    const fine = fc.sample(fc.tuple(spec, point), { numRuns: 60, seed: 1 }).filter(([text, settings]) => !Array.isArray(alone(parse(text), settings)));
    expect(fine.length).toBeGreaterThan(18);
  });
});
