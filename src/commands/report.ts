/** How a report is printed and where it goes: options that commands share. */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic.ts';
import { reporting } from './console.ts';
import { emit } from './output.ts';

export interface ReportOptions<Format extends Ended> {
  readonly format?: Format;
  readonly json?: true;
  readonly escapeFormulas?: true;
  readonly output?: string;
}

const endings = {
  table: '.txt',
  csv: '.csv',
  github: '.txt',
  html: '.html',
  json: '.json',
  jsonl: '.jsonl',
  latex: '.tex',
  md: '.md',
  parquet: '.parquet',
} as const;

/** What a format is called that has an ending of its own, so that each command says which it writes. */
type Ended = keyof typeof endings;

/** Adds `--format`, `--json` where it is one of the formats, and `--output`. */
export function addReportOptions(command: Command, formats: readonly Ended[], doc = 'output format'): Command {
  command.addOption(new Option('-f, --format <format>', `${doc} (default: from the extension of --output, else table)`).choices(formats));
  // where there is no JSON all is numbers
  if (formats.includes('json'))
    command
      .option('--json', 'short for --format json')
      .option('--escape-formulas', "in CSV, put an apostrophe before text that a spreadsheet would read as a formula: '=1+1");
  return command.option('-o, --output <file>', 'write to this file (atomically) instead of standard output');
}

/** Runs an action in the format that is asked for, or that the output is named after; what is wrong is reported as `reporting` does. */
export function reportingIn<Format extends Ended>(
  { format, json, output, escapeFormulas }: ReportOptions<Format>,
  formats: readonly Format[],
  action: (format: Format) => void | Promise<void>,
): Promise<void> {
  const asked = json ? 'json' : format;
  return reporting(asked === 'json' || asked === 'github' ? asked : undefined, () => {
    const found = formats.find((known) => known === asked) ?? formatOf(output, formats);
    if (escapeFormulas && found !== 'csv') throw new SpecError([problem('usage/formulas', { format: found })]);
    return action(found);
  });
}

/** The format that a file is named after; without an ending, or a file, it is a table. */
function formatOf<Format extends Ended>(output: string | undefined, formats: readonly Format[]): Format {
  // annotations are for what reads standard output, not for files
  const named = formats.filter((one) => one !== 'github');
  const known = named.map((one) => endings[one]);
  const ending = requireEnding(output, known, named) ?? endings.table;
  return named.find((one) => endings[one] === ending) as Format;
}

/** Prints a report, or writes it where that is asked for. */
export async function print(text: string, format: Ended, { output, escapeFormulas }: Pick<ReportOptions<Ended>, 'output' | 'escapeFormulas'>): Promise<void> {
  if (!escapeFormulas) return emit(text, output, format === 'table');
  // loaded where it is needed, since other calls pay for what is loaded at the start
  const formulas = await import('../report/formulas.ts');
  emit(formulas.escapeFormulas(text), output);
}

/**
 * The ending of a file that is to be written, in small letters; none is none that is wrong.
 * @throws SpecError when it is not one of those that are `known`, which stand for `formats` where there are several
 */
export function requireEnding(output = '', known: readonly string[], formats: readonly string[] = []): string | undefined {
  const ending = extname(output).toLowerCase();
  const found = known.find((one) => one === ending);
  if (ending !== '' && found === undefined) throw new SpecError([problem('usage/ending', { output, ending, known, formats })]);
  return found;
}
