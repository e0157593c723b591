/** How a report is printed and where it goes: options that commands share. */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic.ts';
import { reporting } from './console.ts';

export interface ReportOptions<Format extends string> {
  readonly format?: Format;
  readonly json?: true;
  readonly output?: string;
}

const formatsByEnding: Readonly<Record<string, string>> = {
  '.csv': 'csv',
  '.html': 'html',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.md': 'md',
  '.parquet': 'parquet',
  '.tex': 'latex',
};

/** Adds `--format`, `--json` where it is one of the formats, and `--output`. */
export function addReportOptions(command: Command, formats: readonly string[], doc = 'how to print it'): Command {
  command.addOption(new Option('-f, --format <format>', `${doc}; by default as the ending of --output says, or else a table`).choices(formats));
  if (formats.includes('json')) command.option('--json', 'the same as --format json');
  return command.option('-o, --output <file>', 'write there, whole or not at all');
}

/** Runs an action in the format that is asked for, or that the output is named after; what is wrong is reported as `reporting` does. */
export function reportingIn<Format extends string>(
  { format, json, output = '' }: ReportOptions<Format>,
  formats: readonly Format[],
  action: (format: Format) => void | Promise<void>,
): Promise<void> {
  const asked = json ? 'json' : format;
  return reporting(asked === 'json', () => {
    const named = asked ?? formatsByEnding[extname(output).toLowerCase()] ?? 'table';
    const found = formats.find((known) => known === named);
    if (found === undefined) throw new SpecError([problem('usage/ending', { output, format: named, known: formats })]);
    return action(found);
  });
}
