import type { Command } from 'commander';
import { align } from '../report/align.ts';
import { showParams } from '../report/columns.ts';
import { compile } from '../spec/compile.ts';
import { isMapping, type PlainMap } from '../spec/document.ts';
import { reporting, styleFor } from './console.ts';
import { library, readLibrary, readSpec } from './files.ts';
import { emit } from './output.ts';

export function define(command: Command): void {
  command.option('--json', 'as JSON').action(({ json }: { json?: true }) => reporting(json === true, () => run(json === true)));
}

async function run(json: boolean): Promise<void> {
  const networks = library.names('networks').map((name) => {
    const { params, source, doc } = compile(readSpec(name), library);
    return { name, params: Object.fromEntries(params), source, doc };
  });
  const libraries = library.names('blocks').map((name) => {
    const { doc, blocks } = readLibrary(name).value as { doc?: string; blocks: PlainMap };
    return { name, doc, blocks: Object.entries(blocks).map(([block, value]) => ({ name: block, doc: isMapping(value) ? value.doc : undefined })) };
  });
  if (json) return emit(`${JSON.stringify({ networks, blocks: libraries }, null, 2)}\n`, undefined);
  const style = styleFor(process.stdout);
  const lines = align(
    networks.map(({ name, params, source }) => [name, showParams(params), source[0] ?? '']),
    [false, false, false],
  );
  const blocks = align(
    libraries.map(({ name, blocks: members }) => [name, members.map((block) => block.name).join(', ')]),
    [false, false],
  );
  emit([style.strong('Networks, with their parameters'), ...lines, '', style.strong('Block libraries, for "use"'), ...blocks, ''].join('\n'), undefined, true);
}
