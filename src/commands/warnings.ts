/** What is legal and most likely not meant: said on standard error, or refused where that is asked for. */
import { type Problem, SpecError } from '../diagnostic/index.ts';
import { renderProblems } from '../report/problems.ts';
import { styleFor } from './terminal.ts';

const said = new Set<string>();

/**
 * Says each warning once in a run.
 * @throws SpecError with all of them as errors, where `strict` is asked for
 */
export function warn(warnings: readonly Problem[], strict: boolean | undefined): void {
  if (strict && warnings.length > 0) throw new SpecError(warnings.map((one) => ({ ...one, severity: 'error' })));
  const texts = warnings.map((one) => renderProblems([one], styleFor(process.stderr)));
  const found = texts.filter((text) => !said.has(text));
  for (const text of found) said.add(text);
  process.stderr.write(found.join('\n'));
}
