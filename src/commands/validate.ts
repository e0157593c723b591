import type { Command } from 'commander';
import { type Problem, SpecError, visible } from '../diagnostic.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { warningsOf } from '../graph/warnings.ts';
import { counted } from '../report/number.ts';
import { problemsToJson } from '../report/problems.ts';
import { reporting } from './console.ts';
import { addPointOptions, openSpec, type PointOptions } from './options.ts';
import { emit } from './output.ts';

interface Options extends PointOptions {
  readonly json?: true;
}

export function define(command: Command): void {
  command.argument('<spec...>', 'files, "-" for standard input, or names that "ghostcost list" shows');
  addPointOptions(command)
    .option('--json', 'as JSON: {"problems": [...]}')
    .action((specs: string[], options: Options) => reporting(options.json === true, () => run(specs, options)));
}

function run(specs: readonly string[], options: Options): void {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const spec of specs) {
    try {
      const { program, params } = openSpec(spec, options);
      const { layers } = toNetwork(program, toPoint(program, params));
      const found = warningsOf(program, params);
      warnings.push(...found);
      const but = found.length === 0 ? '' : `, with ${counted(found.length, 'warning')}`;
      // the exit code has the answer too, for who ignores what is said
      if (!options.json) process.stdout.write(`${visible(spec)}: ${program.name} is fine, ${counted(layers.length, 'op')}${but}\n`);
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SpecError([...problems, ...warnings]);
  if (options.json) emit(`${JSON.stringify({ problems: problemsToJson(warnings) })}\n`, undefined);
}
