/** Words that options and arguments take, as far as they are known: names of what ships, parameters, totals, columns, layers. */
import type { Option } from 'commander';
import { depths } from '../cost/rows.ts';
import { outcome, SpecError } from '../diagnostic/index.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { library, readSpec } from '../node/files.ts';
import { totalNames } from '../ops/total.ts';
import { columnNames } from '../report/columns.ts';
import { compile } from '../spec/compile.ts';
import type { Program } from '../spec/program.ts';

/** What may be written, whole, and what it is. */
export type Candidates = readonly (readonly [text: string, doc?: string | undefined])[];

/** Asks the shell for names of files, too. */
const files: Candidates = [[':files']];

type Programs = () => readonly Program[];

/** Undefined of what cannot be read yet. */
function trying<T>(action: () => T): T | undefined {
  const found = outcome(action);
  return found instanceof SpecError ? undefined : found;
}

/** The network that a name or a file stands for, whatever parameters follow it. Standard input is left to the command. */
export const programOf = (spec: string): Program | undefined => (spec === '-' ? undefined : trying(() => compile(readSpec(spec.split(',')[0] ?? ''), library)));

const plain = (names: readonly string[]): Candidates => names.map((name) => [name]);

/** Each with an equals sign, since a value follows. */
const assigned = (names: readonly string[]): Candidates => names.map((name) => [`${name}=`]);

const show = (value: unknown) => `default ${Array.isArray(value) ? `[${value.join(',')}]` : String(value)}`;

const parametersOf = (programs: readonly Program[]): Candidates =>
  programs.flatMap(({ params }) => [...params].map(([name, value]) => [name, show(value)] as const));

const parameters = (programs: Programs): Candidates => parametersOf(programs()).map(([name, doc]) => [`${name}=`, doc] as const);

/** What an option takes, by its name; those that are lists take them one after the other. */
const values: Readonly<Record<string, (programs: Programs) => Candidates>> = {
  set: parameters,
  ghost: () => assigned(['s', 'd', 'first', 'only', 'except']),
  budget: () => assigned(totalNames),
  'fail-if': () => plain(totalNames),
  columns: () => plain(['ghost', ...columnNames]),
  depth: () => plain(depths),
  target: () => assigned(totalNames),
  'at-most': () => assigned(totalNames),
  'at-least': () => assigned(totalNames),
  totals: () => plain(totalNames),
  value: () => plain(totalNames),
  pareto: (programs) => [...plain(totalNames), ...parametersOf(programs())],
  sort: (programs) => [...plain(totalNames), ...parametersOf(programs())],
  where: (programs) => [...plain(totalNames), ...parametersOf(programs())],
  over: (programs) => parametersOf(programs()),
  rows: (programs) => parametersOf(programs()),
  cols: (programs) => parametersOf(programs()),
  from: () => plain([...library.names('networks'), ...library.names('blocks')]),
  'relative-to': () => [...plain(library.names('networks')), ...files],
  points: () => files,
  join: () => files,
  output: () => files,
};

const lists = ['ghost', 'budget', 'columns', 'target', 'totals', 'pareto', 'over'];

/** What may follow an option; `written` is the part that is there. */
export function valuesOf(option: Option, written: string, programs: Programs): Candidates {
  if (option.argChoices !== undefined) return plain(option.argChoices);
  const name = option.name();
  const found = values[name]?.(programs) ?? [];
  const before = lists.includes(name) ? written.slice(0, written.lastIndexOf(',') + 1) : '';
  return found.map(([text, doc]) => [`${before}${text}`, doc] as const);
}

/** What an argument may be, by the name that help has for it. */
export function argumentsFor(name: string, current: string, programs: Programs): Candidates {
  switch (name) {
    case 'spec': {
      const program = current.includes(',') ? programOf(current) : undefined;
      if (program === undefined) return [...plain(library.names('networks')), ...files];
      const before = current.slice(0, current.lastIndexOf(',') + 1);
      return parametersOf([program]).map(([parameter, doc]) => [`${before}${parameter}=`, doc] as const);
    }
    case 'layer':
      return layersOf(programs(), current);
    case 'table':
      return [...plain(library.names('tables')), ...files];
    case 'name':
      return plain((['networks', 'blocks', 'tables'] as const).flatMap((kind) => library.names(kind)));
    default:
      return files;
  }
}

/** The layers and blocks below what is written up to its last slash; of those that have others below, with a slash too. */
function layersOf(programs: readonly Program[], current: string): Candidates {
  const before = current.slice(0, current.lastIndexOf('/') + 1);
  const level = before.split('/').length;
  const paths = programs.flatMap((program) => trying(() => toNetwork(program, toPoint(program)).layers.map(({ path }) => path)) ?? []);
  const below = paths.filter((path) => `${path.join('/')}/`.startsWith(before));
  return plain([...new Set(below.flatMap((path) => (path.length < level ? [] : [path.slice(0, level).join('/')])))]);
}
