/** The names by which layers are chosen, and the patterns that choose them. */
import type { Layer } from './graph.ts';

/** What a layer is called: its whole path, each name in it with and without its number, and the blocks around. */
export const namesOf = ({ path, chain }: Pick<Layer, 'path' | 'chain'>): readonly string[] => [
  path.join('/'),
  ...path,
  ...path.map((part) => part.replace(/-\d+$/, '')),
  ...chain.map(({ name }) => name),
];

/** Whether a name is what a pattern says, where `*` stands for any letters. */
export function toMatcher(pattern: string): (name: string) => boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  return (name) => {
    if (last === undefined) return name === first;
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    let from = first.length;
    for (const part of others) {
      const at = name.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= name.length - last.length;
  };
}
