/** docs/adding-an-op.md, followed to the letter in a copy of the sources. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Step {
  readonly file: string;
  readonly table: string;
  readonly code: string;
}

/** The page's pieces of code: the first line of each says which file it goes into, and to which table of it. */
const stepsOf = (page: string): readonly Step[] =>
  [...page.matchAll(/```ts\n +\/\/ (\S+), in (\w+)\n(.*?)```/gs)].map(([, file = '', table = '', code = '']) => ({ file, table, code }));

const steps = stepsOf(readFileSync('docs/adding-an-op.md', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'adding-an-op-'));

beforeAll(() => {
  for (const path of ['src', 'scripts/error-codes.ts', 'test/run', 'test/support.ts', 'fixtures', 'package.json', 'tsconfig.json'])
    cpSync(path, join(folder, path), { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const apply = ({ file, table, code }: Step): void => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const opening = new RegExp(`^(?:export )?const ${table}\\b.*[({]$`, 'm').exec(text);
  if (opening === null) throw new Error(`${file} has no ${table}`);
  const end = opening.index + opening[0].length;
  writeFileSync(path, `${text.slice(0, end)}\n${code}${text.slice(end)}`);
};

/** What the type checker finds, by file. */
const checked = (): readonly string[] => {
  const { stdout } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...new Set([...stdout.matchAll(/^(\S+)\(\d/gm)].map(([, file = '']) => file.replaceAll('\\', '/')))];
};

/** What a program prints that imports the copy. */
function printed(program: string): unknown {
  // as deep as the sources, which find what ships by where they are
  const bundle = join(folder, 'src/commands/program.mjs');
  buildSync({
    stdin: { contents: program, resolveDir: folder },
    absWorkingDir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: bundle,
  });
  return JSON.parse(execFileSync(process.execPath, [bundle], { cwd: folder, encoding: 'utf8' }));
}

test('the entry alone leaves out what the types ask for', () => {
  const [entry, sentence, ...others] = steps as [Step, Step, ...Step[]];
  apply(entry);
  apply(sentence);
  expect(checked()).toEqual(['scripts/error-codes.ts', 'src/onnx/lowering.ts', 'src/run/tfjs/lowering.ts', 'test/run/reference.ts']);
  for (const step of others) apply(step);
  expect(checked()).toEqual([]);
});

test('the op is then analyzed, exported, computed and drawn as any other', () => {
  const found = printed(`
    import fc from 'fast-check';
    import { analyze } from './src/cost/analysis.ts';
    import { weightsOf } from './src/forward/weights.ts';
    import { toOnnx } from './src/onnx/index.ts';
    import { reference } from './test/run/reference.ts';
    import { networkOf, samples } from './test/run/specs.ts';
    import { problemsOf, run, written } from './test/support.ts';
    const shuffled = (channels) => written('layers: [{op: pixel-shuffle, factor: 3}]', '[' + channels + ', 4, 5]');
    const { total } = analyze(shuffled(36));
    const network = run(shuffled(36));
    // each number is its own index
    const [{ values }] = reference(network, [{}], Array.from({ length: 36 * 4 * 5 }, (_, index) => index), 1);
    let drawn = 0;
    for (const sample of fc.sample(samples, { numRuns: 200, seed: 1 })) {
      try {
        drawn += networkOf(sample).layers.filter(({ op }) => op === 'pixel-shuffle').length;
      } catch {
        // a few are not valid
      }
    }
    console.log(JSON.stringify({
      output: total.output,
      costs: [total.params, total.macs, total.activations],
      weights: [...weightsOf(network, 1)].map(({ made }) => made),
      value: values[(1 * 12 + 4) * 15 + 7],
      nodes: toOnnx(network).pieces.length > 0,
      drawn: drawn > 5,
      wrong: problemsOf(() => analyze(shuffled(35))),
    }));`);
  expect(found).toEqual({
    output: { channels: 4, h: 12, w: 15, flat: false },
    costs: [0, 0, 36 * 4 * 5],
    weights: [0],
    // map 1, row 4, column 7 of the output: of its 9 maps the one for row 4 % 3 and column 7 % 3, at row 1 and column 2
    value: ((9 + 1 * 3 + 1) * 4 + 1) * 5 + 2,
    nodes: true,
    drawn: true,
    wrong: ['check/pixel-shuffle @ 4:38'],
  });
});
