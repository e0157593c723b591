import type { Command } from 'commander';
import { explain } from '../cost/explain.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { explanationToJson, renderExplanation } from '../report/explain.ts';
import { reporting, styleFor } from './console.ts';
import { addPointOptions, openSpec, type PointOptions } from './options.ts';
import { emit } from './output.ts';

interface Options extends PointOptions {
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<spec>', 'a file, "-" for standard input, or a name that "ghostcost list" shows')
    .argument('<layer>', 'path of a layer or block as "analyze --depth op" shows it, or the end of one');
  addPointOptions(command)
    .option('--json', 'as JSON')
    .action((spec: string, layer: string, options: Options) =>
      reporting(options.json && 'json', async () => {
        const { program, params } = openSpec(spec, options);
        const explained = { network: program.name, ...explain(toNetwork(program, toPoint(program, params)), layer) };
        if (options.json) emit(explanationToJson(explained), undefined);
        else emit(renderExplanation(explained, styleFor(process.stdout)), undefined, true);
      }),
    );
}
