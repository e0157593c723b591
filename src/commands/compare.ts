import { type Command, Option } from 'commander';
import { type DataType, dataTypes } from '../cost/analysis.ts';
import { compare } from '../cost/compare.ts';
import { type ConventionName, conventionNames } from '../cost/conventions.ts';
import type { MemoryRule } from '../cost/memory.ts';
import { problem, SpecError } from '../diagnostic.ts';
import { type ComparisonFormat, comparisonFormats, comparisonRenderers } from '../report/compare.ts';
import { styleFor } from './console.ts';
import { addPointOptions, memoryOption, openSpec, type PointOptions, parseCount } from './options.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';

interface Options extends PointOptions, ReportOptions<ComparisonFormat> {
  readonly convention: ConventionName;
  readonly batch: number;
  readonly dtype: DataType;
  readonly memory: MemoryRule;
}

export function define(command: Command): void {
  command.argument('<spec...>', 'two or more files or names, each with parameters of its own if wanted: ghostnet,width=0.5');
  addPointOptions(command)
    .addOption(new Option('--convention <name>', 'which counts enter the total').choices(conventionNames).default('macs' satisfies ConventionName))
    .addOption(new Option('--batch <number>', 'samples at a time').argParser(parseCount).default(1))
    .addOption(new Option('--dtype <type>', 'what memory is counted in').choices(Object.keys(dataTypes)).default('float32' satisfies DataType))
    .addOption(memoryOption());
  addReportOptions(command, comparisonFormats).action((specs: string[], options: Options) =>
    reportingIn(options, comparisonFormats, (format) => run(specs, format, options)),
  );
}

async function run(specs: readonly string[], format: ComparisonFormat, options: Options): Promise<void> {
  if (specs.length < 2) throw new SpecError([problem('usage/networks', { got: specs.length })]);
  const { convention, batch, dtype: dataType, memory, output } = options;
  const comparison = compare(
    specs.map((spec) => openSpec(spec, options)),
    { convention, batch, dataType, memory },
  );
  await print(comparisonRenderers[format](comparison, ...(output === undefined ? [styleFor(process.stdout)] : [])), format, options);
}
