/** Bundles the command line and the library, minified, with what each command needs in chunks of their own. */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
const shared = {
  bundle: true,
  format: 'esm',
  target: 'node20',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outdir: 'dist',
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  legalComments: 'none',
};
await build({
  ...shared,
  entryPoints: { cli: 'src/cli.ts' },
  platform: 'node',
  minify: true,
  // commander is CommonJS and asks for Node's own modules by require
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
