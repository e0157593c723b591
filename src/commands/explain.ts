import { type Command, InvalidArgumentError, Option } from 'commander';
import { explain } from '../cost/explain.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { explanationReport, renderExplanation } from '../report/explain.ts';
import { formats } from '../report/index.ts';
import { addPointOptions, openSpec, type PointOptions } from './options.ts';
import { emit } from './output.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';
import { styleFor } from './terminal.ts';

interface Options extends PointOptions, ReportOptions {
  readonly depth?: number | 'op';
}

export function define(command: Command): void {
  command
    .argument('<spec>', 'a file, "-" for standard input, or a shipped name (see "ghostcost list")')
    .argument('[layer]', 'path of a layer or block as shown by "analyze --depth op", or the end of one (default: the whole network)');
  addPointOptions(command).addOption(
    new Option('--depth <depth>', 'number of levels below the layer or block to show, or op for all; deeper layers are summed (default: 1)').argParser(
      parseDepth,
    ),
  );
  addReportOptions(command).action((spec: string, layer: string | undefined, options: Options) =>
    reportingIn(options, formats, async (format) => {
      const opened = openSpec(spec, options);
      const point = toPoint(opened.program, opened.params);
      const explained = explain(toNetwork(opened.program, point), layer, options.depth);
      if (format !== 'table') return print(explanationReport(explained, Object.fromEntries(point)), format, options, [opened]);
      const style = options.output === undefined ? styleFor(process.stdout) : undefined;
      emit(renderExplanation(explained, style, 'name one of the parts, or unfold with --depth 2, 3 ... or --depth op'), options.output, true);
    }),
  );
}

function parseDepth(text: string): number | 'op' {
  if (text === 'op') return text;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 to 99, or op.');
}
