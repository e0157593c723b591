/** Many points: grids, what is solved for, files of rows. */
import { type Sentences, unknown } from '../sentence.ts';
import { listed, quote } from '../text.ts';

export const sentences = {
  'sweep/empty': ({ name }: { name: string }) => ({ says: `the axis ${quote(name)} has no values`, expected: 'numbers, or a range from:to:step' }),
  'sweep/no-axes': () => ({
    says: 'there is nothing to sweep over',
    expected: 'one or more parameters with several values',
    advice: 'for example: --width 0.5:1.5:0.1 --s 2,3,4',
  }),
  'sweep/too-many': ({ size }: { size: number }) => ({
    says: `the grid has ${size} points, more than can be counted exactly`,
    expected: 'at most 9007199254740991',
  }),
  'sweep/range': ({ name, text, reason }: { name: string; text: string; reason: string }) => ({
    says: `cannot sweep ${name} over ${quote(text)}: ${reason}`,
    expected: 'numbers, or ranges from:to:step, separated by commas: 0.5:1.5:0.1',
  }),
  'sweep/words': ({ name, text }: { name: string; text: string }) => ({
    says: `cannot sweep ${name} over ${quote(text)}: only numeric parameters can be swept`,
    expected: 'one word, as in --set act=silu',
    advice: 'run the command once for each word',
  }),
  'sweep/too-long': ({ most, format, sorted }: { most: number; format: string; sorted: boolean }) => ({
    says: sorted ? `there are more than ${most} rows, too many for --sort or --pareto` : `there are more than ${most} rows, too many for the format ${format}`,
    advice: sorted
      ? 'keep fewer with --top or --where, or leave out --sort and --pareto: --format csv and jsonl are then streamed'
      : 'use --format csv or jsonl, which are streamed, or keep fewer rows with --where, --top or --pareto',
  }),
  'sweep/point': ({ at }: { at: string }) => ({
    says: `the point ${at} is not valid, for the reason below`,
    advice: 'leave out this value, or exclude it with --where and a condition on parameters',
  }),
  'sweep/pivot-format': ({ format, known }: { format: string; known: readonly string[] }) => ({
    says: `a pivot table cannot be written as ${format}`,
    expected: `--format ${known.join(' or --format ')}`,
    advice: 'leave out --rows, --cols and --value to get one row per point',
  }),
  'sweep/total': ({ name }: { name: string }) => ({
    says: `the parameter ${quote(name)} has the name of a total, so two columns of a sweep would have the same name`,
    advice: 'rename the parameter',
  }),
  'sweep/pivot': ({ axes, open }: { axes: readonly string[]; open: readonly string[] }) => ({
    says: open.length > 0 ? `${open.join(' and ')} would need a table for each value` : 'a pivot table needs --rows and --cols, two different axes',
    expected: `two of the axes (${axes.join(', ')}), and one value for each of the others`,
  }),
  'solve/too-many': ({ combinations, most }: { combinations: number; most: number }) => ({
    says: `${combinations} combinations of values are too many to try`,
    expected: `at most ${most}`,
    advice: 'give shorter ranges: --over width,s=2:4',
  }),
  'solve/no-goal': () => ({ says: 'no total to solve for', expected: '--target, --at-most or --at-least: --target macs=150M' }),
  'solve/two-real': ({ names }: { names: readonly string[] }) => ({
    says: `${listed(names)} are continuous, and only one continuous parameter can be solved for`,
    advice: `give the others a step: --over ${names[0]},${names[1]}=0.5:2:0.1`,
  }),
  'csv/empty': ({ file }: { file: string }) => ({ says: `${quote(file)} has no rows`, expected: 'a line of names, then lines of numbers' }),
  'csv/malformed': ({ file, line, reason }: { file: string; line: number; reason: string }) => ({
    says: `${file}:${line}: cannot be read as CSV: ${reason}`,
    expected: 'a line of names, then lines of as many numbers, separated by commas',
  }),
  'csv/number': ({ file, line, column, got }: { file: string; line: number; column: string; got: string }) => ({
    says: got === '' ? `${file}:${line}: ${quote(column)} is empty` : `${file}:${line}: ${quote(column)} is ${quote(got)}`,
    expected: 'a number',
  }),
  'csv/column': ({ file, name, known }: { file: string; name: string; known: readonly string[] }) => {
    const { says, ...rest } = unknown('parameter', name, known);
    return { says: `${file}: ${says}`, ...rest };
  },
  'csv/name': ({ file, name }: { file: string; name: string }) => ({
    says: `${file}: ${quote(name)} cannot be the name of an added column`,
    expected: 'a letter, then letters, digits and underscores, and no name of a total',
  }),
  'csv/join': ({ file, names, parameters }: { file: string; names: readonly string[]; parameters: readonly string[] }) => ({
    says: `${file}: its columns ${listed(names)} cannot be joined to the sweep`,
    expected: `at least one column named like a swept parameter (${listed(parameters)}), and at least one other column`,
  }),
  'csv/not-swept': ({ file, name }: { file: string; name: string }) => ({
    says: `${file}: its column ${quote(name)} is a parameter that the sweep does not vary, so a row may belong to another network`,
    advice: `sweep over it (--set ${name}=...), or remove the column, with one row left per point`,
  }),
  'csv/twice': ({ file, line, point }: { file: string; line: number; point: string }) => ({
    says: `${file}:${line}: duplicate point ${point}`,
    advice: 'keep one of the two rows, or add a column that distinguishes them',
  }),
  'resume/cannot': ({ got }: { got: string }) => ({
    says: `--resume cannot be combined with ${got}`,
    expected: 'a file to which rows are appended: -o FILE with --format csv or jsonl, without --sort, --top and --pareto',
  }),
  'resume/running': ({ file, pid, host }: { file: string; pid: number; host: string }) => ({
    says: `${quote(file)} is being written by the process ${pid} on ${host}`,
    advice: 'wait for it to finish, or stop it first',
  }),
  'resume/lost': ({ file }: { file: string }) => ({
    says: `another process has resumed ${quote(file)}, because this one seemed to have stopped`,
    advice: 'wait for the other process; the rows written by both are complete',
  }),
  'resume/unreadable': ({ name, left }: { name: string; left: readonly string[] }) => ({
    says: `${quote(name)} was not left by an interrupted run`,
    expected: 'files as an interrupted sweep leaves them, unchanged',
    advice: `delete ${left.join(' and ')} to start over, or choose another name for the output`,
  }),
  'resume/changed': ({
    file,
    changes,
    left,
  }: {
    file: string;
    changes: readonly { name: string; before: string; now: string }[];
    left: readonly string[];
  }) => ({
    says: `${quote(file)} was started with other options: ${changes.map(({ name, before, now }) => `${name} was ${before}, is ${now}`).join('; ')}`,
    advice: `use the options and the spec of that run, or delete ${left.join(' and ')} to start over`,
  }),
} as const satisfies Sentences<'sweep' | 'solve' | 'csv' | 'resume'>;
