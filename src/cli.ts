/** The command tree. Each command is a file in `commands/` and is loaded only when it is called. */
import { Command, CommanderError } from 'commander';
import { exitCodes } from './commands/exit.ts';
import { version } from './version.ts';

/** What a command's file gives: its arguments, options and action. */
export interface CommandModule {
  define(command: Command): void;
}

const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<CommandModule> }>> = {
  analyze: { summary: 'weights, multiply-adds, activations and memory of networks', load: () => import('./commands/analyze.ts') },
  explain: { summary: 'where the numbers of a layer come from', load: () => import('./commands/explain.ts') },
  validate: { summary: 'check specs and say what is wrong', load: () => import('./commands/validate.ts') },
  list: { summary: 'the networks and block libraries that are shipped', load: () => import('./commands/list.ts') },
  init: { summary: 'write a starter spec', load: () => import('./commands/init.ts') },
  schema: { summary: 'the JSON Schema of the spec language, for editors', load: () => import('./commands/schema.ts') },
};

const program = new Command('ghostcost')
  .description('What a convolutional network costs, from a file that describes it.')
  .version(version)
  .showHelpAfterError('(ghostcost --help shows the commands; ghostcost COMMAND --help its options)')
  .addHelpText(
    'after',
    `
Examples:
  ghostcost analyze ghostnet
  ghostcost analyze ghostnet --width 0.5 --s 3 --depth stage
  ghostcost analyze resnet-50 --ghost s=2,d=3
  ghostcost explain worked-example ghost-module

Exit codes: 0 fine, 1 a check failed, 2 wrong usage or spec, 3 an executor is not available.`,
  )
  .exitOverride();

for (const [name, { summary }] of Object.entries(commands)) program.command(name).description(summary);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // the reader of a pipe has seen enough
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.fine);
});

try {
  const wanted = process.argv[2] ?? '';
  const chosen = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  const command = program.commands.find((one) => one.name() === wanted);
  if (chosen !== undefined && command !== undefined) (await chosen.load()).define(command);
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
}
