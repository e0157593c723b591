import { type Command, Option } from 'commander';
import { compare } from '../cost/compare.ts';
import { parseGuard } from '../cost/guard.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import type { TotalName } from '../ops/total.ts';
import { comparisonAnnotations, comparisonReport, namesOf, showFinding } from '../report/compare.ts';
import { formats as reportFormats } from '../report/index.ts';
import { addBasisOptions, type BasisOptions, basisOf } from './basis.ts';
import { say } from './console.ts';
import { exitCodes } from './exit.ts';
import { accumulates, addPointOptions, type OpenedSpec, openSpec, type PointOptions, parseTotals } from './options.ts';
import { emit } from './output.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';

const formats = [...reportFormats, 'github'] as const;
type Format = (typeof formats)[number];

interface Options extends PointOptions, BasisOptions, ReportOptions<Format> {
  readonly totals?: readonly TotalName[];
  readonly failIf?: readonly string[];
}

export function define(command: Command): void {
  command.argument(
    '<spec...>',
    'two or more files or shipped names, each with optional parameters: ghostnet,width=0.5; or a single one with --ghost, to compare it with its ghost version',
  );
  addPointOptions(command);
  addBasisOptions(command)
    .option('--totals <names>', 'compare only these totals: macs,params,peak_memory (default: all parts of the comparison)', parseTotals)
    .addOption(
      new Option(
        '--fail-if <condition>',
        'exit with code 1 if a network meets this condition; + and - are changes against the first network: "macs > +5%", "params > 6M", "peak_memory > +1MiB"; may be repeated',
      ).argParser(accumulates((text: string, before: readonly string[] = []) => [...before, text])),
    );
  addReportOptions(command, formats).action((specs: string[], options: Options) => reportingIn(options, formats, (format) => run(specs, format, options)));
}

async function run(specs: readonly string[], format: Format, { failIf = [], totals, ...options }: Options): Promise<void> {
  if (format === 'github' && failIf.length === 0) throw new SpecError([problem('usage/annotations')]);
  const opened = networksOf(specs, options);
  const subjects = opened.map(({ name, program, params }) => ({ program, params, file: name }));
  const comparison = compare(subjects, { ...basisOf(options), ...(totals && { totals }), failIf: failIf.map(parseGuard) });
  if (format === 'github') emit(comparisonAnnotations(comparison), options.output);
  else await print(comparisonReport(comparison), format, options, opened);
  const names = namesOf(comparison.analyses, comparison.files);
  for (const finding of comparison.findings) {
    if (!finding.holds) continue;
    process.exitCode = exitCodes.failed;
    if (format !== 'github') say(`failed: ${showFinding(finding, names)}`);
  }
}

/** The networks that are compared: one with --ghost is compared with itself as it is. */
function networksOf(specs: readonly string[], { ghost, ...options }: Options): readonly OpenedSpec[] {
  const [only] = specs;
  if (only === undefined || (specs.length < 2 && ghost === undefined)) throw new SpecError([problem('usage/networks', { got: specs.length })]);
  const ghosted = specs.map((spec) => openSpec(spec, { ...options, ...(ghost !== undefined && { ghost }) }));
  return specs.length < 2 ? [openSpec(only, options), ...ghosted] : ghosted;
}
