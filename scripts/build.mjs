/** Builds dist: the command line, the library with its types, the shipped specs as they parse, and the licences of what is bundled. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, posix, resolve } from 'node:path';
import { build } from 'esbuild';
import { run, tools, withSlashes } from './tools.mjs';

await rm('dist', { recursive: true, force: true });
/** Of the package's own manifest, the version is all that is bundled. */
const manifest = {
  name: 'manifest',
  setup: ({ onLoad }) =>
    onLoad({ filter: /package\.json$/ }, async ({ path }) =>
      path === resolve('package.json')
        ? { contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }), loader: 'json' }
        : undefined,
    ),
};
const shared = { plugins: [manifest], bundle: true, minify: true, metafile: true, target: 'node20', legalComments: 'none', outdir: 'dist' };
const node = { ...shared, platform: 'node', format: 'esm' };
const yamlSource = './node_modules/yaml/browser/index.js';

/** The packages that a bundle has parts of, and which files of each. */
const bundled = new Map();
const bundle = async (options) => {
  const { metafile } = await build(options);
  for (const input of Object.keys(metafile.inputs)) {
    const [path] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (path !== undefined) bundled.set(path, (bundled.get(path) ?? new Set()).add(input));
  }
};

/** Leaves an import to a file beside the bundle. */
const beside = (name, path) => ({ name, setup: ({ onResolve }) => onResolve({ filter: new RegExp(`(^|/)${name}$`) }, () => ({ path, external: true })) });

// 1. the command line: few files, since a file takes longer to find than to read, and CommonJS, which Node reads without asking what it imports
const url = { js: "const __url=require('node:url').pathToFileURL(__filename).href;" };
const supported = { 'dynamic-import': false };
const command = { ...node, format: 'cjs', outdir: 'dist/commands', define: { 'import.meta.url': '__url' }, banner: url, supported };
const commander = beside('commander', './commander.js');
await bundle({ ...command, entryPoints: { commander: './node_modules/commander/esm.mjs' }, alias: { 'node:child_process': './scripts/child-process.cjs' } });
await bundle({ ...command, entryPoints: { cli: 'src/cli.ts' }, plugins: [manifest, commander, beside('commands/index.ts', './index.js')] });
const alias = {
  // the browser's build of the YAML parser is the one that is made of modules, of which only what is used is bundled
  yaml: yamlSource,
  'string-width': './scripts/string-width.cjs',
};
const entryPoints = { index: 'src/commands/index.ts', 'sweep-worker': 'src/commands/sweep/worker.ts' };
await bundle({ ...command, entryPoints, alias, plugins: [manifest, commander, beside('piscina', '../piscina/index.js')] });
await writeFile('dist/commands/package.json', '{"type": "commonjs"}\n');

// threads of sweeps: piscina starts a file of its own, by its name
const piscina = { ...node, format: 'cjs', external: ['@napi-rs/nice'] };
await bundle({ ...piscina, stdin: { contents: "export { Piscina } from 'piscina'", resolveDir: '.' }, outdir: undefined, outfile: 'dist/piscina/index.js' });
await bundle({ ...piscina, entryPoints: { 'piscina/worker': './node_modules/piscina/dist/worker.js' } });
await writeFile('dist/piscina/package.json', '{"type": "commonjs"}\n');

// 2. the library, for browsers and with a door for Node, and the types that its own lead to. What stands in a file of its own is left out where it is not used
await bundle({
  ...shared,
  entryPoints: { index: 'src/index.ts', 'node/index': 'src/node/index.ts', version: 'src/version.ts' },
  splitting: true,
  chunkNames: 'library/[name]-[hash]',
  platform: 'neutral',
  format: 'esm',
  minify: false,
  external: ['node:*'],
  mainFields: ['module', 'main'],
  alias: { yaml: yamlSource, 'csv-stringify/sync': 'csv-stringify/browser/esm/sync' },
});
if (!run(tools.tsc, '-p', 'tsconfig.build.json')) throw new Error('the types of the library cannot be made');
const needed = new Set(['dist/types/src/index.d.ts', 'dist/types/src/node/index.d.ts']);
for (const file of needed) {
  for (const [, path] of (await readFile(file, 'utf8')).matchAll(/from '(\..*?)\.ts'/g)) needed.add(posix.join(posix.dirname(file), `${path}.d.ts`));
}
for (const file of await readdir('dist/types', { recursive: true })) {
  const path = posix.join('dist/types', withSlashes(file));
  if (path.endsWith('.d.ts') && !needed.has(path)) await rm(path);
}

// 3. the shipped specs; a library checks its files when a network uses it
const { asWritten, compile, parse, table } = await import('../dist/index.js');
const read = (kind, name) => parse(readFileSync(`fixtures/${kind}/${name}.yaml`, 'utf8'), `${kind}/${name}`);
const namesOf = async (kind) => (await readdir(`fixtures/${kind}`)).filter((file) => file.endsWith('.yaml')).map((file) => basename(file, '.yaml'));
const library = { find: read, names: () => [] };
const checked = {
  networks(network) {
    compile(network, library);
    return network.value;
  },
  blocks(blocks, name) {
    compile(parse(`{version: 1, name: all, input: [3, 8, 8], use: [${name}], layers: [{op: relu}]}`), library);
    return blocks.value;
  },
  tables(written) {
    const [problem] = table(written, library).problems;
    if (problem !== undefined) throw new Error(problem.sentence.says);
    return asWritten(written);
  },
};
for (const [kind, toValue] of Object.entries(checked)) {
  await mkdir(`dist/shipped/${kind}`, { recursive: true });
  for (const name of await namesOf(kind))
    await writeFile(
      `dist/shipped/${kind}/${name}.json`,
      JSON.stringify({ text: readFileSync(`fixtures/${kind}/${name}.yaml`, 'utf8'), value: toValue(read(kind, name), name) }),
    );
}

// 4. the licences of what is bundled: a file of the package, or what its source files start with
const packages = [...bundled].sort();
const licences = packages.map(async ([path, files]) => {
  const { name, version } = JSON.parse(await readFile(`${path}/package.json`, 'utf8'));
  const licence = (await readdir(path)).find((one) => /^licen[cs]e/i.test(one));
  if (licence !== undefined) return `${name} ${version}\n\n${await readFile(`${path}/${licence}`, 'utf8')}`;
  const heads = await Promise.all([...files].map(async (file) => /^(\/\/.*\n)+/.exec(await readFile(file, 'utf8'))?.[0]));
  if (heads.includes(undefined)) throw new Error(`${name} has no licence`);
  return `${name} ${version}\n\n${[...new Set(heads)].join('\n')}`;
});
await writeFile('dist/LICENSES.txt', (await Promise.all(licences)).join(`\n${'-'.repeat(80)}\n\n`));
