/** The option --ghost: values of s and d, and which convolutions. */
import { InvalidArgumentError } from 'commander';
import type { Ghost } from '../spec/ghostify.ts';
import type { GhostChoice } from '../spec/program.ts';

/** What is written for each name; of s and d one value or several. */
export interface GhostOption extends GhostChoice {
  readonly s?: string;
  readonly d?: string;
}

export const ghostHelp =
  'replace ordinary convolutions (groups 1) by ghost modules with the same bias, norm, activation, padding, dilation and stride; not those that read the input of the network or a globally pooled map, nor those that make an output. first=true includes those that read the input; only=NAMES and except=NAMES choose by names of layers or blocks, with * as wildcard';

/** Reads `s=2,d=3,first=true,only=stage-2/*,except=shortcut`: values belong to the name before them. */
export function parseGhostOption(text: string, before: GhostOption = {}): GhostOption {
  const option: Record<string, unknown> = { ...before };
  for (const part of text.split(/,(?=\s*[A-Za-z_]+\s*=)/)) {
    const [name, ...rest] = part.split('=');
    const [key, value] = [(name ?? '').trim(), rest.join('=').trim()];
    if (!['s', 'd', 'first', 'only', 'except'].includes(key) || value === '')
      throw new InvalidArgumentError('expected s=2,d=3,first=true,only=NAMES,except=NAMES, each of them optional.');
    if (option[key] !== undefined) throw new InvalidArgumentError(`${key} is given twice.`);
    if (key === 'first' && value !== 'true' && value !== 'false') throw new InvalidArgumentError('expected first=true or first=false.');
    const names = value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    option[key] = key === 'first' ? value === 'true' : key === 's' || key === 'd' ? value : names;
  }
  return option;
}

/** The same with one value each for s and d. */
export function parseGhost(text: string, before?: Partial<Ghost> | true): Partial<Ghost> {
  const { s: oldS, d: oldD, ...choice } = before === undefined || before === true ? {} : before;
  const { s, d, ...rest } = parseGhostOption(text, {
    ...choice,
    ...(oldS !== undefined && { s: String(oldS) }),
    ...(oldD !== undefined && { d: String(oldD) }),
  });
  for (const value of [s, d])
    if (value !== undefined && !/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('expected s=2,d=3 (whole numbers from 1, either may be left out).');
  return { ...rest, ...(s !== undefined && { s: Number(s) }), ...(d !== undefined && { d: Number(d) }) };
}
