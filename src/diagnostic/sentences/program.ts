/** Expressions, definitions, blocks, and what is replaced. */
import type { Sentences } from '../sentence.ts';
import { oneOf, quote } from '../text.ts';

interface DroppedArgs {
  readonly keys: readonly string[];
  /** Where each is written. */
  readonly places: readonly string[];
  /** The replacement, and the arguments that it has. */
  readonly by: string;
  readonly known: readonly string[];
  /** What the rule would have to drop. */
  readonly drop: readonly string[];
}

export const sentences = {
  'expression/syntax': ({ text, reason }: { text: string; reason: string }) => ({
    says: `cannot read the expression ${quote(text)}: ${reason}`,
    expected: 'numbers, names, + - * / // % **, comparisons, && || !, a ? b : c, and function calls',
  }),
  'expression/too-long': ({ length, limit }: { length: number; limit: number }) => ({
    says: `the expression has ${length} characters`,
    expected: `at most ${limit}`,
    advice: 'name its parts under "define" or "let"',
  }),
  'expression/arity': ({ name, got, expected }: { name: string; got: number; expected: string }) => ({
    says: `${name} is called with ${got} argument${got === 1 ? '' : 's'}`,
    expected,
  }),
  'expression/not-a-number': ({ name, got }: { name: string; got: string }) => ({
    says: `${name} is ${got}, which cannot be used in arithmetic`,
    expected: 'a number',
  }),
  'expression/not-a-list': ({ name, got }: { name: string; got: string }) => ({
    says: name === got ? `${name} is not a list` : `${name} is ${got}`,
    expected: 'a list',
  }),
  'expression/item': ({ list, index, length }: { list: string; index: number; length: number }) => ({
    says: `${list} has ${length} item${length === 1 ? '' : 's'}: index ${index} is out of range`,
    expected: length === 0 ? undefined : `a whole number from 0 to ${length - 1}`,
  }),
  'expression/not-comparable': ({ name, got, other }: { name: string; got: string; other: string }) => ({
    says: `${name} is ${got}, which cannot be compared with ${other}`,
    expected: 'two numbers or two words',
  }),
  'expression/too-many-calls': ({ limit }: { limit: number }) => ({ says: `the expressions of this network call more than ${limit} functions` }),
  'define/too-deep': ({ limit }: { limit: number }) => ({ says: `this definition depends on a chain of more than ${limit} others` }),
  'define/too-large': ({ limit }: { limit: number }) => ({ says: `this definition expands to more than ${limit} calls` }),
  'define/cycle': ({ chain }: { chain: readonly string[] }) => ({ says: `${chain.join(' -> ')}: a definition depends on itself` }),
  'block/too-deep': ({ limit }: { limit: number }) => ({
    says: `blocks call each other more than ${limit} levels deep`,
    advice: 'to repeat layers, use "repeat"',
  }),
  'block/cycle': ({ chain }: { chain: readonly string[] }) => ({
    says: `${chain.join(' -> ')}: a block calls itself`,
    advice: 'to repeat layers, use "repeat"',
  }),
  'extends/cycle': ({ chain }: { chain: readonly string[] }) => ({ says: `${chain.join(' -> ')}: a file extends or uses itself` }),
  'replace/unused': () => ({
    says: 'this rule matches no layer, or only layers that an earlier rule replaces',
    advice: 'check "match" and "where", move the rule before the others, or remove it',
  }),
  'replace/except': () => ({ says: 'this exception matches no layer that the rule would replace', advice: 'check "except", or remove it' }),
  'replace/size': () => ({
    says: 'this rule selects layers by the size of their maps, so another resolution may give another network',
    advice: 'select them by op, name, block, channels, kernel_size or groups',
  }),
  'replace/drops': ({ keys, places, by, drop, known }: DroppedArgs) => ({
    says: `${quote(by)} has no argument ${keys.map((key, index) => `${quote(key)}, which the replaced layer sets at ${places[index]}`).join(', and ')}`,
    expected: oneOf(known),
    advice: `to discard ${keys.length === 1 ? 'it' : 'them'}, add to the rule: drop: [${drop.join(', ')}]`,
  }),
} as const satisfies Sentences<'expression' | 'define' | 'block' | 'extends' | 'replace'>;
