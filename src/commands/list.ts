import type { Command } from 'commander';
import { analyze } from '../cost/analysis.ts';
import { library, readLibrary, readSpec } from '../node/files.ts';
import { type Format, formats } from '../report/index.ts';
import { listReport } from '../report/list.ts';
import { compile } from '../spec/compile.ts';
import { isMapping, type PlainMap } from '../spec/document.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';
import { shippedTables } from './shipped-tables.ts';

export function define(command: Command): void {
  addReportOptions(command).action((options: ReportOptions) => reportingIn(options, formats, (format) => run(format, options)));
}

async function run(format: Format, options: ReportOptions): Promise<void> {
  const networks = library.names('networks').map((name) => {
    const program = compile(readSpec(name), library);
    const { params, macs } = analyze(program, { depth: 'total' }).total;
    return { name, params: Object.fromEntries(program.params), total: { params, macs }, source: program.source, doc: program.doc };
  });
  const blocks = library.names('blocks').map((name) => {
    const { doc, blocks: members } = readLibrary(name).value as { doc?: string; blocks: PlainMap };
    return { name, doc, blocks: Object.entries(members).map(([block, value]) => ({ name: block, doc: isMapping(value) ? value.doc : undefined })) };
  });
  await print(listReport({ networks, blocks, tables: shippedTables() }), format, options);
}
