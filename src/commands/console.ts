/** The console: data on standard output, messages on standard error. */
import { problem, SpecError } from '../diagnostic/index.ts';
import { visible } from '../diagnostic/text.ts';
import { annotateProblems } from '../report/github.ts';
import { problemsToJson, renderProblems } from '../report/problems.ts';
import { exitCodes } from './exit.ts';
import { isClosed, isStandIn } from './stand-in.ts';
import { styleFor } from './terminal.ts';

/** Tells people something, on standard error. */
export function say(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/** @throws SpecError where standard output is closed */
export function requireOpen(): void {
  if (isClosed()) throw new SpecError([problem('file/closed')]);
}

/** Runs an action; what is wrong with specs and options is reported on standard output where a machine reads it in a format, else on standard error. */
export async function reporting(format: 'json' | 'github' | undefined, action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    process.exitCode = error.problems.some(({ code }) => code.startsWith('backend/')) ? exitCodes.unavailable : exitCodes.usage;
    if (format === 'json' && !isStandIn(1)) process.stdout.write(`${JSON.stringify({ problems: problemsToJson(error.problems) }, null, 2)}\n`);
    else if (format === 'github' && !isStandIn(1)) process.stdout.write(annotateProblems(error.problems));
    else process.stderr.write(renderProblems(error.problems, styleFor(process.stderr)));
  }
}
