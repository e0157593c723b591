/** The names that were most likely meant by one that is not known. */
import { closestMatch } from 'leven';
import { quote } from './text.ts';

/** The candidate that differs from `name` by the fewest letters, when that is few enough to be a slip; else the only one that has it as a part. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > 80) return undefined;
  const wanted = name.toLowerCase();
  if (wanted.length < 2) return candidates.find((candidate) => candidate.toLowerCase() === wanted);
  const maxDistance = Math.max(1, Math.floor(name.length / (name.length < 6 ? 2 : 2.5)));
  const close = candidates.find((candidate) => candidate.toLowerCase() === wanted) ?? closestMatch(name, candidates, { maxDistance });
  if (close !== undefined) return close;
  const containing = candidates.filter((candidate) => candidate.toLowerCase().split(/[-_]/).includes(wanted));
  return containing.length === 1 ? containing[0] : undefined;
}

/** Other words of the field for ours. */
const synonyms: Readonly<Record<string, string>> = {
  swish: 'silu',
  hswish: 'hard-swish',
  hsigmoid: 'hard-sigmoid',
  split: 'slice',
  chunk: 'slice',
  interpolate: 'resize',
  conv: 'conv2d',
  dense: 'linear',
  fc: 'linear',
};

/** The candidate that is another word for a name; those that begin with it, whatever the dashes, where it has three letters or more; else the nearest. */
function similar(name: string, candidates: readonly string[]): readonly string[] {
  const bare = (text: string) => text.toLowerCase().replace(/[-_. ]/g, '');
  const wanted = bare(name);
  const meant = Object.hasOwn(synonyms, wanted) ? synonyms[wanted] : undefined;
  if (meant !== undefined && candidates.includes(meant)) return [meant];
  const same = candidates.find((candidate) => bare(candidate) === wanted);
  if (same !== undefined) return [same];
  const beginning = wanted.length < 3 ? [] : candidates.filter((candidate) => bare(candidate).startsWith(wanted));
  if (beginning.length > 0) return beginning;
  const found = nearest(name, candidates);
  return found === undefined ? [] : [found];
}

export const didYouMean = (name: string, candidates: readonly string[]) => {
  const found = similar(name, candidates).map(quote);
  return found.length === 0
    ? undefined
    : `did you mean ${found.length > 8 ? `${found.slice(0, 8).join(', ')} ...` : found.join(found.length > 2 ? ', ' : ' or ')}?`;
};
