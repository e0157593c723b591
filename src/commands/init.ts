import type { Command } from 'commander';
import { problem, SpecError } from '../diagnostic.ts';
import { readShipped, readTemplate } from '../node/files.ts';
import { reporting, say } from './console.ts';
import { requireEnding } from './report.ts';
import { targetOf, writeWhole } from './whole-file.ts';

export function define(command: Command): void {
  command
    .argument('[file]', 'file to write', 'network.yaml')
    .option('--force', 'overwrite an existing file')
    .option('--from <name>', 'copy a shipped network or block library (see "ghostcost list")')
    .action((file: string, { force, from }: { force?: true; from?: string }) =>
      reporting(undefined, () => {
        requireEnding(file, ['.yaml', '.yml']);
        if (!force && targetOf(file).stats !== undefined) throw new SpecError([problem('file/exists', { name: file })]);
        writeWhole(file, from === undefined ? readTemplate() : readShipped(from));
        say(`wrote ${file}; next: ghostcost analyze ${file}`);
      }),
    );
}
