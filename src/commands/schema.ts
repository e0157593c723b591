import type { Command } from 'commander';
import { library, readLibrary } from '../node/files.ts';
import { languageSchema } from '../spec/json-schema.ts';
import { tableSchema } from '../table/json-schema.ts';
import { reporting } from './console.ts';
import { emit } from './output.ts';
import { requireEnding } from './report.ts';

interface Options {
  readonly table?: true;
  readonly output?: string;
}

export function define(command: Command): void {
  command
    .option('--table', 'the schema of table files instead of that of specs')
    .option('-o, --output <file>', 'write to this file (atomically) instead of standard output')
    .action(({ table, output }: Options) =>
      reporting(undefined, () => {
        requireEnding(output, ['.json']);
        emit(`${JSON.stringify(schemaFor(table === true), null, 2)}\n`, output);
      }),
    );
}

/** The schema of tables or specs, with the names of what ships. */
function schemaFor(table: boolean): unknown {
  const networks = library.names('networks');
  if (table) return tableSchema(networks);
  return languageSchema({ networks, libraries: Object.fromEntries(library.names('blocks').map((name) => [name, readLibrary(name).value])) });
}
