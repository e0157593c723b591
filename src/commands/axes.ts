/** Options that give parameters several values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Axis, parseAxis } from '../cost/grid.ts';
import type { Settings } from '../cost/point.ts';

export interface AxisOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly s?: string;
  readonly d?: string;
  readonly width?: string;
  readonly resolution?: string;
  readonly ghost?: Readonly<Record<'s' | 'd', string>>;
}

export function addAxisOptions(command: Command): Command {
  const values = (option: string, what: string) => new Option(`--${option} <values>`, `${what}: numbers and ranges from:to:step, as in 1,2 or 0.5:1.5:0.1`);
  return command
    .addOption(new Option('--set <name=values>', 'a parameter of the network and its values; may be repeated').argParser(parseAxisOption))
    .addOption(values('s', 'ghost ratio'))
    .addOption(values('d', 'kernel size of the cheap convolutions'))
    .addOption(values('width', 'width multiplier'))
    .addOption(values('resolution', 'height and width of the input'))
    .addOption(new Option('--ghost <s=2,3,d=1,3>', 'replace ordinary convolutions by ghost modules, over values of s and d').argParser(parseGhostAxes));
}

/** The parameters that take numbers as axes; what is no number is one value, a word or yes or no. */
export function axesOf({ set = {}, ghost, s, d, width, resolution }: AxisOptions): { axes: readonly Axis[]; words: Settings } {
  const shorthands = Object.entries({ s, d, width, resolution }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const given = Object.entries({ ...ghost, ...Object.fromEntries(shorthands), ...set });
  const words = given.filter(([, text]) => /^\s*[a-z]/i.test(text));
  return {
    axes: given.filter((entry) => !words.includes(entry)).map(([name, text]) => parseAxis(name, text)),
    words: Object.fromEntries(words.map(([name, text]) => [name, text === 'true' || text === 'false' ? text === 'true' : text])),
  };
}

function parseAxisOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, values] = /^([^=]+)=(.*\S.*)$/.exec(text) ?? [];
  if (name === undefined || values === undefined) throw new InvalidArgumentError('expected name=values, as in width=0.5:1.5:0.1.');
  if (Object.hasOwn(before, name.trim())) throw new InvalidArgumentError(`${name.trim()} is set twice; its values go into one list, as in ${name.trim()}=1,2.`);
  return { ...before, [name.trim()]: values };
}

/** Reads `s=2,3,4,d=1,3`: values belong to the name before them. */
function parseGhostAxes(text: string): Readonly<Record<'s' | 'd', string>> {
  const axes = { s: '2', d: '3' };
  for (const part of text.split(/,(?=\s*[sd]\s*=)/)) {
    const [, name, values] = /^\s*([sd])\s*=(.+)$/.exec(part) ?? [];
    if ((name !== 's' && name !== 'd') || values === undefined) throw new InvalidArgumentError('expected s=2,3,4,d=1,3,5 (either may be left out).');
    axes[name] = values;
  }
  return axes;
}
