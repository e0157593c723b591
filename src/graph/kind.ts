/** What an argument turns out to be once names are bound: a column, a parameter or another argument may hold a word, a number or a list. */
import { problem, SpecError } from '../diagnostic/index.ts';
import { expectedOf, isWordOnly, wordsFor } from '../ops/argument.ts';
import type { Argument } from '../ops/op.ts';
import { rangeOf } from '../spec/document.ts';
import { chainRanges } from './check.ts';
import type { Site } from './graph.ts';
import { type Binding, isNumeric, isWord, show } from './scope.ts';

const lengths: Partial<Record<Argument['type'], readonly number[]>> = { pair: [2], padding: [2, 4] };

/** @throws SpecError when a value that is given is not of its argument's type */
export function requireKinds(args: ReadonlyMap<string, Argument>, given: ReadonlyMap<string, Binding>, site: Pick<Site, 'place' | 'chain'>): void {
  for (const [name, binding] of given) {
    const argument = args.get(name);
    if (argument !== undefined) requireKind(name, argument, binding, site);
  }
}

/** @throws SpecError when a value is not of its argument's type */
export function requireKind(name: string, argument: Argument, { value, field }: Binding, { place, chain }: Pick<Site, 'place' | 'chain'>): void {
  // most are numbers, which all take that take more than words
  if (typeof value === 'number' && argument.type !== 'list' && !isWordOnly(argument)) return;
  const at = field?.place ?? place;
  // places are looked up only when they are needed, since that may parse the file
  const where = () => ({ range: rangeOf(at), path: at.path, chain: chainRanges(chain) });
  const wrong = () => new SpecError([problem('value/type', { key: name, got: show(value), expected: expectedOf(argument) }, where())]);
  if (argument.type === 'pattern') return;
  if (isWord(value)) {
    const known = wordsFor(argument);
    if (known.length === 0) throw wrong();
    if (!known.includes(value.word)) throw new SpecError([problem('value/word', { key: name, word: value.word, known, reference: false }, where())]);
  } else if (isWordOnly(argument) || (argument.type === 'list' && isNumeric(value))) throw wrong();
  else if (argument.type === 'list') return;
  else if (Array.isArray(value) && !(lengths[argument.type]?.includes(value.length) && value.every(isNumeric))) throw wrong();
}
