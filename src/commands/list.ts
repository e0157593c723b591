import type { Command } from 'commander';
import { analyze } from '../cost/analysis.ts';
import { align } from '../report/align.ts';
import { showParams } from '../report/columns.ts';
import { scaled } from '../report/number.ts';
import { compile } from '../spec/compile.ts';
import { isMapping, type PlainMap } from '../spec/document.ts';
import { reporting, styleFor } from './console.ts';
import { library, readLibrary, readSpec } from './files.ts';
import { emit } from './output.ts';

export function define(command: Command): void {
  command.option('--json', 'print JSON').action(({ json }: { json?: true }) => reporting(json && 'json', () => run(json === true)));
}

async function run(json: boolean): Promise<void> {
  const networks = library.names('networks').map((name) => {
    const program = compile(readSpec(name), library);
    const { params, macs } = analyze(program, { depth: 'total' }).total;
    return { name, params: Object.fromEntries(program.params), total: { params, macs }, source: program.source, doc: program.doc };
  });
  const libraries = library.names('blocks').map((name) => {
    const { doc, blocks } = readLibrary(name).value as { doc?: string; blocks: PlainMap };
    return { name, doc, blocks: Object.entries(blocks).map(([block, value]) => ({ name: block, doc: isMapping(value) ? value.doc : undefined })) };
  });
  if (json) return emit(`${JSON.stringify({ networks, blocks: libraries }, null, 2)}\n`, undefined);
  const style = styleFor(process.stdout);
  const lines = align(
    [
      ['', 'params', 'MACs', 'parameters', ''].map(style.strong),
      ...networks.map(({ name, params, total, source }) => [name, scaled(total.params, 2), scaled(total.macs, 2), showParams(params), source[0] ?? '']),
    ],
    [false, true, true, false, false],
  );
  const blocks = align(
    libraries.map(({ name, blocks: members }) => [name, members.map((block) => block.name).join(', ')]),
    [false, false],
  );
  emit(
    [style.strong('Networks, and what they cost as they are'), ...lines, '', style.strong('Block libraries, for "use"'), ...blocks, ''].join('\n'),
    undefined,
    true,
  );
}
