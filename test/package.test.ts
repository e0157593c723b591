/** The package as others get it: packed, installed elsewhere without a network, run and imported there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const elsewhere = mkdtempSync(join(tmpdir(), 'ghostcost-package-'));
const installed = join(elsewhere, 'node_modules/ghostcost');

const npm = (command: string, cwd: string) => execFileSync(`npm ${command}`, { shell: true, cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const run = (args: readonly string[], input = '') => execFileSync(process.execPath, args, { cwd: elsewhere, encoding: 'utf8', input });

beforeAll(() => {
  npm(`pack --silent --ignore-scripts --pack-destination "${elsewhere}"`, '.');
  writeFileSync(join(elsewhere, 'package.json'), '{"private": true, "type": "module"}');
  npm(`install --silent --offline --no-audit --no-fund ./ghostcost-${manifest.version}.tgz`, elsewhere);
}, 60_000);

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

test('it comes alone, and has what it needs', () => {
  expect(readdirSync(join(elsewhere, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['ghostcost']);
  expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'docs', 'fixtures', 'package.json', 'recipes', 'schema']);
  expect(readdirSync(join(installed, 'fixtures')).sort()).toEqual(['blocks', 'completion', 'networks', 'starter', 'tables']);
});

test('the command runs', () => {
  const { analyses } = JSON.parse(run(['node_modules/ghostcost/bin/ghostcost.js', 'analyze', 'ghostnet', '--json']));
  expect(analyses[0].total).toMatchObject({ params: 5_182_508, macs: 141_150_512 });
  expect(npm('exec --offline -- ghostcost --version', elsewhere).trim()).toBe(manifest.version);
});

test('the library is imported', () => {
  const program = `
    import { readFileSync } from 'node:fs';
    import { analyze, compile, parse, version } from 'ghostcost';
    import schema from 'ghostcost/schema' with { type: 'json' };
    const find = (kind, name) => parse(readFileSync(new URL(import.meta.resolve(\`ghostcost/fixtures/\${kind}/\${name}.yaml\`)), 'utf8'), name);
    const { total } = analyze(compile(find('networks', 'ghostnet'), { find, names: () => [] }));
    console.log(JSON.stringify([version, total.params, total.macs, schema.title]));`;
  expect(JSON.parse(run(['--no-warnings', '--input-type=module'], program))).toEqual([manifest.version, 5_182_508, 141_150_512, 'ghostcost spec, version 1']);
});

test('the library needs nothing of Node', () => {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [join(installed, 'dist/index.js')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'ghostcost',
    metafile: true,
    write: false,
  });
  const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  expect(external).toEqual([]);
  const page = createContext({ networks: read('networks'), blocks: read('blocks') });
  runInContext(outputFiles[0]?.text ?? '', page);
  const rendered = runInContext(
    `const find = (kind, name) => ghostcost.parse({ networks, blocks }[kind][name], name);
    const analysis = ghostcost.analyze(ghostcost.compile(find('networks', 'ghostnet'), { find, names: () => [] }), { depth: 'total' });
    ghostcost.formats.map((format) => ghostcost.render([analysis], format))`,
    page,
  );
  for (const text of rendered) expect(text.replaceAll(/[,{}]/g, '')).toContain('5182508');
});

test('the library with a door for Node opens by name and path, and is one with the other', () => {
  const program = `
    import { open, shipped, sweep } from 'ghostcost/node';
    import { analyze, SpecError } from 'ghostcost';
    const { program, params } = open('resnet-50', { set: { width: 0.5 }, ghost: { s: 4 } });
    const { total } = analyze(program, { params });
    const [row] = sweep(program, { width: [0.5] }, { params: { s: 4 }, totals: ['macs'] });
    let refused;
    try { open('resnet-5'); } catch (error) { refused = error instanceof SpecError; }
    console.log(JSON.stringify([shipped().networks.includes('ghostnet'), total.macs === row.macs, refused]));`;
  expect(JSON.parse(run(['--no-warnings', '--input-type=module'], program))).toEqual([true, true, true]);
});

test('what is not used of the library is left out', () => {
  const contents = "export { version } from 'ghostcost';";
  const { outputFiles } = buildSync({ stdin: { contents, resolveDir: elsewhere }, bundle: true, minify: true, format: 'esm', write: false });
  expect(outputFiles[0]?.contents.length).toBeLessThan(1000);
});

test('the types stand alone, those of Node and of the libraries inside included', () => {
  const source = `
    import { analyze, type Analysis, compile, parse, type Problem, sweep } from 'ghostcost';
    import { open, shipped, time } from 'ghostcost/node';
    const analysis: Analysis = analyze(open('ghostnet').program, { batch: 2 });
    const rows: readonly Readonly<Record<string, number>>[] = [...sweep(compile(parse('', 'a')), { width: [1] }, { totals: ['macs', 'peak_memory'] })];
    const problems: readonly Problem[] = analysis.warnings;
    export { problems, rows, shipped, time };`;
  writeFileSync(join(elsewhere, 'types.ts'), source);
  const options = '--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false --module nodenext --target es2023 --ignoreConfig'.split(' ');
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options, join(elsewhere, 'types.ts')], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});

/** The shipped files of a kind, by name. */
function read(kind: string) {
  const folder = join(installed, 'fixtures', kind);
  return Object.fromEntries(readdirSync(folder).map((file) => [file.replace('.yaml', ''), readFileSync(join(folder, file), 'utf8')]));
}
