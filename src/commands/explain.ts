import { type Command, InvalidArgumentError, Option } from 'commander';
import { explain } from '../cost/explain.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { explanationToJson, renderExplanation } from '../report/explain.ts';
import { reporting } from './console.ts';
import { addPointOptions, openSpec, type PointOptions } from './options.ts';
import { emit } from './output.ts';
import { styleFor } from './terminal.ts';

interface Options extends PointOptions {
  readonly depth?: number | 'op';
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<spec>', 'a file, "-" for standard input, or a shipped name (see "ghostcost list")')
    .argument('[layer]', 'path of a layer or block as shown by "analyze --depth op", or the end of one (default: the whole network)');
  addPointOptions(command)
    .addOption(
      new Option('--depth <depth>', 'number of levels below the layer or block to show, or op for all; deeper layers are summed (default: 1)').argParser(
        parseDepth,
      ),
    )
    .option('--json', 'print JSON')
    .action((spec: string, layer: string | undefined, options: Options) =>
      reporting(options.json && 'json', () => {
        const { program, params } = openSpec(spec, options);
        const explained = explain(toNetwork(program, toPoint(program, params)), layer, options.depth);
        if (options.json) emit(explanationToJson(explained), undefined);
        else
          emit(renderExplanation(explained, styleFor(process.stdout), 'name one of the parts, or unfold with --depth 2, 3 ... or --depth op'), undefined, true);
      }),
    );
}

function parseDepth(text: string): number | 'op' {
  if (text === 'op') return text;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 to 99, or op.');
}
