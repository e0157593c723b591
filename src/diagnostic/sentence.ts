/** What a problem's sentence is made of. */
import { didYouMean } from './nearest.ts';
import { oneOf, quote } from './text.ts';

/** What is wrong, what would be right, and what to do. */
export interface Sentence {
  readonly says: string;
  readonly expected?: string | undefined;
  readonly advice?: string | undefined;
}

/** The sentences of some families of codes, such as `file/...`; a family is in one place, so that no code has two sentences. */
export type Sentences<Family extends string> = Readonly<Record<`${Family}/${string}`, (args: never) => Sentence>>;

export const unknown = (what: string, name: string, known: readonly string[], otherwise?: string): Sentence => ({
  says: `unknown ${what} ${quote(name)}`,
  expected: oneOf(known),
  advice: didYouMean(name, known) ?? otherwise,
});
