import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic/index.ts';
import { kindOfShipped, readShipped, readStarter } from '../node/files.ts';
import { reporting, say } from './console.ts';
import { requireEnding } from './report.ts';
import { targetOf, writeWhole } from './whole-file.ts';

export function define(command: Command): void {
  command
    .argument('[file]', 'file to write (default: network.yaml, or table.yaml with --table)')
    .option('--force', 'overwrite an existing file')
    .option('--table', 'write a starter table')
    .addOption(new Option('--from <name>', 'copy a shipped network, block library or table (see "ghostcost list")').conflicts('table'))
    .action((given: string | undefined, { force, from, table }: { force?: true; from?: string; table?: true }) =>
      reporting(undefined, () => {
        const isTable = table ?? (from !== undefined && kindOfShipped(from) === 'tables');
        const file = given ?? (isTable ? 'table.yaml' : 'network.yaml');
        requireEnding(file, ['.yaml', '.yml']);
        if (!force && targetOf(file).stats !== undefined) throw new SpecError([problem('file/exists', { name: file })]);
        writeWhole(file, from === undefined ? readStarter(isTable ? 'table' : 'network') : readShipped(from));
        say(`wrote ${file}; next: ghostcost ${isTable ? 'table' : 'analyze'} ${file}`);
      }),
    );
}
