/** How a report is printed and where it goes: options that commands share. */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Format, render, formats as reportFormats } from '../report/index.ts';
import { type Place, places } from '../report/latex-place.ts';
import type { Hash, Report } from '../report/sheet.ts';
import { reporting } from './console.ts';
import type { OpenedSpec } from './options.ts';
import { emit } from './output.ts';
import { grid, styleFor, widthOf } from './terminal.ts';

export interface PrintOptions {
  readonly output?: string | undefined;
  readonly escapeFormulas?: true | undefined;
  readonly caption?: string | undefined;
  readonly label?: string | undefined;
  readonly place?: Place | undefined;
  readonly resize?: true | undefined;
  /** False where notes are left out. */
  readonly notes?: boolean | undefined;
}

export interface ReportOptions<F extends Ended = Format> extends PrintOptions {
  readonly format?: F;
  readonly json?: true;
}

const endings = {
  table: '.txt',
  md: '.md',
  csv: '.csv',
  json: '.json',
  jsonl: '.jsonl',
  latex: '.tex',
  html: '.html',
  parquet: '.parquet',
  github: '.txt',
} as const;

/** What a format is called that has an ending of its own. */
type Ended = keyof typeof endings;

/** The options that only some formats know. */
const formatsOf = {
  escapeFormulas: ['csv'],
  caption: ['latex', 'html'],
  label: ['latex'],
  place: ['latex'],
  resize: ['latex'],
  notes: ['latex'],
} as const satisfies Partial<Record<keyof PrintOptions, readonly Ended[]>>;

/** Adds `--format`, `--json`, `--output`, and what single formats know. */
export function addReportOptions(command: Command, formats: readonly Ended[] = reportFormats, doc = 'output format'): Command {
  return command
    .addOption(new Option('-f, --format <format>', `${doc} (default: from the extension of --output, else table)`).choices(formats))
    .option('--json', 'short for --format json')
    .option('--escape-formulas', "in CSV, put an apostrophe before text that a spreadsheet would read as a formula: '=1+1")
    .option('--caption <text>', 'caption of a table in LaTeX and HTML')
    .option('--label <name>', 'label of a table in LaTeX, for \\ref: tab:cost')
    .addOption(new Option('--place <where>', 'where a table stands in LaTeX: text of one column, a column of two, or a page (table*)').choices(places))
    .option('--resize', 'in LaTeX, shrink a table that is wider than its place (resizebox)')
    .option('--no-notes', 'leave out the notes below a table in LaTeX')
    .option('-o, --output <file>', 'write to this file (atomically) instead of standard output');
}

/** Runs an action in the format that is asked for, or that the output is named after; what is wrong is reported as `reporting` does. */
export function reportingIn<F extends Ended>(options: ReportOptions<F>, formats: readonly F[], action: (format: F) => void | Promise<void>): Promise<void> {
  const asked = options.json ? 'json' : options.format;
  return reporting(asked === 'json' || asked === 'github' ? asked : undefined, () => {
    const format = formats.find((known) => known === asked) ?? formatOf(options.output, formats);
    // notes are there unless they are left out
    for (const [option, known] of Object.entries(formatsOf))
      if (
        ![undefined, option === 'notes' ? true : undefined].includes(options[option as keyof PrintOptions] as true | undefined) &&
        !known.some((one) => one === format)
      )
        throw new SpecError([
          problem('usage/format-option', {
            option: { escapeFormulas: '--escape-formulas', notes: '--no-notes' }[option] ?? `--${option}`,
            format,
            known,
            endings: known.map((one) => endings[one]),
          }),
        ]);
    return action(format);
  });
}

/** The format that a file is named after; without an ending, or a file, it is a table. */
function formatOf<F extends Ended>(output: string | undefined, formats: readonly F[]): F {
  // annotations are for what reads standard output, not for files
  const named = formats.filter((one) => one !== 'github');
  const known = named.map((one) => endings[one]);
  const ending = requireEnding(output, known, named) ?? endings.table;
  return named.find((one) => endings[one] === ending) as F;
}

/**
 * Prints a report, or writes it where that is asked for. A terminal has colours, and a table that is no wider than it.
 * @param opened where the specs of the report come from, in their order, if that is not in it
 */
export async function print(made: Report, format: Format, { output, ...options }: PrintOptions, opened: readonly OpenedSpec[] = []): Promise<void> {
  const report = { ...made, specs: made.specs.map((spec, index) => ({ reference: opened[index]?.name, texts: opened[index]?.texts, ...spec })) };
  const width = output === undefined && format === 'table' ? widthOf(process.stdout) : undefined;
  const style = output === undefined ? styleFor(process.stdout) : undefined;
  emit(render(report, format, { ...options, style, grid, width, ...(format === 'json' && { hash: await sha256() }) }), output, format === 'table');
}

async function sha256(): Promise<Hash> {
  const { createHash } = await import('node:crypto');
  return (text) => createHash('sha256').update(text).digest('hex');
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
