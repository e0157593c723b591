/** Options that give parameters several values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Settings, sidesOf } from '../graph/point.ts';
import { sideNames, sizeName } from '../spec/compile.ts';
import { ghostNames, usualGhost } from '../spec/ghostify.ts';
import type { GhostChoice } from '../spec/program.ts';
import { type Axis, parseAxis } from '../sweep/grid.ts';
import { type GhostOption, ghostHelp, parseGhostOption } from './ghost.ts';
import { accumulates, isList, parseOnce, readSetting, strictOption } from './options.ts';

export interface AxisOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly s?: string;
  readonly d?: string;
  readonly width?: string;
  readonly resolution?: string;
  /** Values of s and d and which convolutions, or that there are ghost modules. */
  readonly ghost?: GhostOption | true;
  readonly strict?: true;
}

export function addAxisOptions(command: Command): Command {
  const values = (option: string, what: string) =>
    new Option(`--${option} <values>`, `${what}: values or ranges from:to:step, such as 1,2 or 0.5:1.5:0.1`).argParser(parseValues);
  return command
    .addOption(new Option('--set <name=values>', 'values of a parameter of the network; may be repeated').argParser(accumulates(parseAxisOption)))
    .addOption(values('s', 'ghost ratio'))
    .addOption(values('d', 'kernel size of the cheap convolutions'))
    .addOption(values('width', 'width multiplier'))
    .addOption(values('resolution', 'input size, or HEIGHTxWIDTH'))
    .addOption(
      new Option('--ghost [s=2,3,d=1,3]', `${ghostHelp}; s and d take several values (default: s=2,d=3)`).argParser(
        accumulates((text: string, before: GhostOption | true | undefined) => parseGhostOption(text, before === true ? {} : before)),
      ),
    )
    .addOption(strictOption());
}

/**
 * The parameters that take numbers as axes; any other parameter has one value, a word or a boolean. Ghost modules have an s and a d where nothing
 * else gives them, such as a list of points with the parameters `elsewhere`.
 * @throws SpecError for a parameter that is given twice, and for several words
 */
export function axesOf(
  { set = {}, ghost, s, d, width, resolution }: AxisOptions,
  elsewhere: readonly string[] = [],
): { axes: readonly Axis[]; words: Settings } {
  const shorthands = Object.entries({ s, d, width, resolution }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const asked = [...valuesOf(ghost), ...shorthands, ...Object.entries(set)];
  const names = [...asked.map(([name]) => name), ...elsewhere];
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new SpecError([problem('usage/twice', { name: twice })]);
  const usual = Object.entries(ghost === undefined ? {} : usualGhost).flatMap(([name, value]) =>
    elsewhere.includes(name) ? [] : [[name, String(value)] as const],
  );
  const given = Object.entries(Object.fromEntries([...usual, ...asked]));
  const words = given.filter(([, text]) => /^\s*(\[|(?!nan\b|infinity\b)[a-z])/i.test(text));
  const several = words.find(([, text]) => text.includes(',') && !isList(text));
  if (several !== undefined) throw new SpecError([problem('sweep/words', { name: several[0], text: several[1] })]);
  return {
    axes: given.filter((entry) => !words.includes(entry)).map(([name, text]) => (name === sizeName ? parseResolutions(text) : parseAxis(name, text))),
    words: Object.fromEntries(words.map(([name, text]) => [name, readSetting(text)])),
  };
}

const valuesOf = (ghost: AxisOptions['ghost']): readonly (readonly [string, string])[] =>
  ghost === undefined || ghost === true ? [] : ghostNames.flatMap((name) => (ghost[name] === undefined ? [] : [[name, ghost[name]] as const]));

/** Reads resolutions, of which some may be `512x1024`; all of them are then heights and widths that vary together. */
function parseResolutions(text: string): Axis {
  const parts = text.split(',');
  if (parts.every((part) => sidesOf(part) === undefined)) return parseAxis(sizeName, text);
  const values = parts.flatMap((part) => sidesOf(part) ?? Array.from(parseAxis(sizeName, part).values).flatMap((side) => [side, side]));
  return { names: sideNames, values: Float64Array.from(values) };
}

const parseValues = parseOnce('several values go into one list, as in 1,2');

function parseAxisOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, values] = /^([^=]+)=(.*\S.*)$/.exec(text) ?? [];
  if (name === undefined || values === undefined) throw new InvalidArgumentError('expected name=values, as in width=0.5:1.5:0.1.');
  if (Object.hasOwn(before, name.trim())) throw new InvalidArgumentError(`${name.trim()} is set twice; its values go into one list, as in ${name.trim()}=1,2.`);
  return { ...before, [name.trim()]: values };
}

/** What is chosen of the convolutions, where there are ghost modules. */
export function choiceOf({ ghost }: AxisOptions): GhostChoice | undefined {
  if (ghost === undefined || ghost === true) return ghost && {};
  const { s: _, d: __, ...choice } = ghost;
  return choice;
}
