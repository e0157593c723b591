import { Argument, type Command } from 'commander';
import { readCompletion, shells } from '../node/files.ts';
import { reporting } from './console.ts';
import { emit } from './output.ts';

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'the shell to complete in').choices(shells))
    .addHelpText(
      'after',
      '\nFor this session: eval "$(ghostcost completion bash)"; in fish: ghostcost completion fish | source. The file that is printed says where to keep it.',
    )
    .action((shell: (typeof shells)[number]) => reporting(undefined, () => emit(readCompletion(shell), undefined)));
}
