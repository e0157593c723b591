/** How a report is printed and where it goes: options that commands share. */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic.ts';
import { reporting } from './console.ts';

export interface ReportOptions<Format extends Ended> {
  readonly format?: Format;
  readonly json?: true;
  readonly output?: string;
}

const endings = { table: '.txt', csv: '.csv', html: '.html', json: '.json', jsonl: '.jsonl', latex: '.tex', md: '.md', parquet: '.parquet' } as const;

/** What a format is called that has an ending of its own, so that each command says which it writes. */
type Ended = keyof typeof endings;

/** Adds `--format`, `--json` where it is one of the formats, and `--output`. */
export function addReportOptions(command: Command, formats: readonly Ended[], doc = 'how to print it'): Command {
  command.addOption(new Option('-f, --format <format>', `${doc}; by default as the ending of --output says, or else a table`).choices(formats));
  if (formats.includes('json')) command.option('--json', 'the same as --format json');
  return command.option('-o, --output <file>', 'write there, whole or not at all');
}

/** Runs an action in the format that is asked for, or that the output is named after; what is wrong is reported as `reporting` does. */
export function reportingIn<Format extends Ended>(
  { format, json, output }: ReportOptions<Format>,
  formats: readonly Format[],
  action: (format: Format) => void | Promise<void>,
): Promise<void> {
  const asked = json ? 'json' : format;
  return reporting(asked === 'json', () => {
    const found = formats.find((known) => known === asked);
    if (found !== undefined) return action(found);
    const ending = requireEnding(
      output,
      formats.map((one) => endings[one]),
      formats,
    );
    return action(formats.find((one) => endings[one] === (ending ?? endings.table)) as Format);
  });
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
