import { type Command, Option } from 'commander';
import { reporting } from './console.ts';
import { readShipped } from './files.ts';
import { emit } from './output.ts';
import { requireEnding } from './report.ts';

interface Options {
  readonly output?: string;
}

export function define(command: Command): void {
  command
    .argument('<name>', 'a network or block library that "ghostcost list" shows, or a table: 7')
    .addOption(new Option('-o, --output <file>', 'write there, whole or not at all'))
    .action((name: string, { output }: Options) =>
      reporting(undefined, () => {
        requireEnding(output, ['.yaml', '.yml']);
        emit(readShipped(name), output);
      }),
    );
}
