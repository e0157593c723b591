import { type Command, Option } from 'commander';
import { readShipped } from '../node/files.ts';
import { reporting } from './console.ts';
import { emit } from './output.ts';
import { requireEnding } from './report.ts';

interface Options {
  readonly output?: string;
}

export function define(command: Command): void {
  command
    .argument('<name>', 'a shipped network or block library (see "ghostcost list"), or a table: 7')
    .addOption(new Option('-o, --output <file>', 'write to this file (atomically) instead of standard output'))
    .action((name: string, { output }: Options) =>
      reporting(undefined, () => {
        requireEnding(output, ['.yaml', '.yml']);
        emit(readShipped(name), output);
      }),
    );
}
