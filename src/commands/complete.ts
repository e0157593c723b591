/** What can stand at the end of a command line: commands, options, their words, names, and the parameters of the spec that is named. */
import { Command, type Option } from 'commander';
import { cut } from '../diagnostic/text.ts';
import type { Program } from '../spec/program.ts';
import { argumentsFor, type Candidates, programOf, valuesOf } from './candidates.ts';

type Tree = Readonly<Record<string, { define(command: Command): void }>>;

/**
 * Candidates for the last of the words, one per line: what is written, a tab, and what it is. `:files` stands for the names of files.
 * @param words what is typed behind the name of the tool, up to the cursor
 */
export function complete(words: readonly string[], tree: Tree, summaries: Readonly<Record<string, string>>): string {
  const current = words.at(-1) ?? '';
  return candidatesFor(words.slice(0, -1), current, tree, summaries)
    .filter(([text]) => text === ':files' || text.startsWith(current))
    .map(([text, doc = '']) => `${text}\t${cut(doc.split(/[;:.(]\s/)[0] ?? '', 60)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function candidatesFor([name, ...before]: readonly string[], current: string, tree: Tree, summaries: Readonly<Record<string, string>>): Candidates {
  const commands = Object.entries(summaries);
  if (name === undefined || (name === 'help' && before.length === 0))
    return [...commands, ...(name === undefined ? ([['help', 'what a command does'], ['--help'], ['--version']] as const) : [])];
  const found = Object.hasOwn(tree, name) ? tree[name] : undefined;
  if (found === undefined) return [];
  const command = new Command(name);
  found.define(command);
  const { args, awaiting } = read(command, before);
  const programs = () => args.flatMap((arg) => programOf(arg) ?? []);
  const [, flag, written] = /^(--[^=]+=)(.*)$/.exec(current) ?? [];
  const next = awaiting?.optional && current.startsWith('-') ? undefined : awaiting;
  const option = flag === undefined ? next : command.options.find(({ long }) => long === flag.slice(0, -1));
  if (option !== undefined) return valuesOf(option, written ?? current, programs).map(([text, doc]) => [`${flag ?? ''}${text}`, doc] as const);
  if (current.startsWith('-')) return optionsOf(command, programs(), before);
  const argument = command.registeredArguments[args.length] ?? command.registeredArguments.at(-1);
  if (argument === undefined || (args.length >= command.registeredArguments.length && !argument.variadic)) return [];
  if (argument.argChoices !== undefined) return argument.argChoices.map((word) => [word]);
  return argumentsFor(argument.name(), current, programs);
}

/** What stands before the cursor: arguments, and the option whose value is next. */
function read({ options }: Command, before: readonly string[]): { args: readonly string[]; awaiting: Option | undefined } {
  const args: string[] = [];
  let awaiting: Option | undefined;
  for (const word of before) {
    if (awaiting !== undefined && !(awaiting.optional && word.startsWith('-'))) awaiting = undefined;
    else if (word.startsWith('-') && word !== '-')
      awaiting = options.find((one) => (one.long === word || one.short === word) && (one.required || one.optional));
    else args.push(word);
  }
  return { args, awaiting };
}

const shorthands = ['s', 'd', 'width', 'resolution'];

/** The options of a command, those of parameters only as far as a spec has the parameter, or may have it with --ghost. */
function optionsOf({ options }: Command, programs: readonly Program[], before: readonly string[]): Candidates {
  const isThere = (name: string) => programs.length === 0 || before.includes('--ghost') || programs.some(({ params }) => params.has(name));
  return [
    ...options.flatMap((option) =>
      shorthands.includes(option.name()) && !isThere(option.name()) ? [] : [[option.long ?? option.flags, option.description] as const],
    ),
    ['--help', 'what the command does'],
  ];
}
