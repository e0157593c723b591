/** The command tree. Each command is a file in `commands/`. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { exitCodes } from './commands/exit.ts';
import type { CommandName } from './commands/index.ts';
import { isClosed } from './commands/stand-in.ts';
import { summaries } from './commands/summaries.ts';
import { errorsFile } from './diagnostic/index.ts';
import { listAdvice } from './diagnostic/sentences/file.ts';
import { cut, visibleLines } from './diagnostic/text.ts';
import { version } from './version.ts';

/** What was typed may be of any length, and hold what acts on a terminal. */
const shown = (text: string) =>
  visibleLines(text)
    .split('\n')
    .map((line) => cut(line, 500))
    .join('\n');

const program = new Command('ghostcost')
  .description('Computes what a convolutional network costs (parameters, MACs, activations, memory) from a YAML file that describes it.')
  .version(version)
  .showHelpAfterError('(ghostcost --help shows the commands; ghostcost COMMAND --help its options)')
  .addHelpText(
    'after',
    `
Examples:
  ghostcost analyze ghostnet
  ghostcost analyze ghostnet --width 0.5 --s 3 --depth stage
  ghostcost analyze resnet-50 --ghost "s=2,d=3"
  ghostcost compare "ghostnet,width=0.5" "ghostnet,width=1.3"
  ghostcost sweep resnet-50 --ghost "s=2,3,4,d=1,3,5" --rows s --cols d --value macs
  ghostcost solve ghostnet --target macs=150M --over width
  ghostcost table 7
  ghostcost time ghostnet mobilenet-v3-large --relative-to resnet-50
  ghostcost export ghostnet -o ghostnet.onnx
  ghostcost explain worked-example ghost-module

Exit codes: 0 success, 1 a check failed, 2 wrong usage or spec, 3 a runtime is not available,
129, 130 and 143 interrupted.

Every error has a code; ${errorsFile} in the package explains each of them with an example.`,
  )
  .configureOutput({
    writeErr: (text) => process.stderr.write(shown(text)),
    writeOut: (text) => {
      // who asks for the version and ignores it wants to know whether there is one
      if (!isClosed() || text === `${version}\n`) process.stdout.write(text);
      else {
        process.stderr.write('error: cannot write to standard output: it is closed\n');
        process.exit(exitCodes.usage);
      }
    },
  })
  .exitOverride();

for (const [name, summary] of Object.entries(summaries)) program.command(name).description(summary);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // the reader closed the pipe
  if (error.code === 'EPIPE') process.exit(exitCodes.fine);
  process.stderr.write(`error: cannot write to standard output: ${error.message}\n`);
  process.exit(exitCodes.usage);
});
// standard error is closed: no message can be written
process.stderr.on('error', () => process.exit(process.exitCode ?? exitCodes.usage));

/** Runs the command that was typed. */
export async function main(): Promise<void> {
  try {
    const [, , first, second, ...words] = process.argv;
    // what a shell asks for when tab is pressed
    if (first === 'complete' && second === '--') {
      const { commands, complete } = await import('./commands/index.ts');
      process.stdout.write(complete(words, commands, summaries));
      process.exit();
    }
    const command = program.commands.find((one) => one.name() === (first === 'help' ? second : first));
    if (command !== undefined && command.name() in summaries) {
      const { commands, refuseRepeats } = await import('./commands/index.ts');
      commands[command.name() as CommandName].define(command);
      refuseRepeats(command);
    }
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    // commander has said what was wrong with an option, and nothing of what a command threw
    if (error instanceof InvalidArgumentError) process.stderr.write(shown(`error: ${error.message}\n`));
    if (error.code === 'commander.unknownCommand' && !error.message.includes('Did you mean'))
      process.stderr.write(shown(`(to analyse a network: ghostcost analyze ${process.argv[2]})\n`));
    if (error.code === 'commander.excessArguments') process.stderr.write(`(${listAdvice})\n`);
  }
}
