import type { Command } from 'commander';
import { languageSchema } from '../spec/json-schema.ts';
import { reporting } from './console.ts';
import { emit } from './output.ts';
import { requireEnding } from './report.ts';

export function define(command: Command): void {
  command.option('-o, --output <file>', 'write to this file (atomically) instead of standard output').action(({ output }: { output?: string }) =>
    reporting(undefined, () => {
      requireEnding(output, ['.json']);
      emit(`${JSON.stringify(languageSchema(), null, 2)}\n`, output);
    }),
  );
}
