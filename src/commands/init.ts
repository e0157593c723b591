import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { problem, SpecError } from '../diagnostic.ts';
import { reporting } from './console.ts';
import { readTemplate } from './files.ts';
import { writeWhole } from './whole-file.ts';

export function define(command: Command): void {
  command
    .argument('[file]', 'where to write it', 'network.yaml')
    .option('--force', 'overwrite a file that is there')
    .action((file: string, { force }: { force?: true }) =>
      reporting(false, () => {
        if (existsSync(file) && !force) throw new SpecError([problem('file/exists', { name: file })]);
        writeWhole(file, readTemplate());
        process.stderr.write(`wrote ${file}; next: ghostcost analyze ${file}\n`);
      }),
    );
}
