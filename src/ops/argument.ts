/** The kinds of argument that ops and blocks take: what may be written, and the numbers that formulas see. */
import { activationOps } from './activation.ts';
import { normOps } from './norm.ts';
import type { Argument, ArgumentType } from './op.ts';
import { paddings } from './window.ts';

/** The ops that may follow a layer, by the words of `norm` and `activation` that put them there: `batch` is `batch-norm`. */
export const followers = {
  norm: new Map((Object.keys(normOps) as (keyof typeof normOps)[]).map((op) => [op.replace(/-norm$/, ''), op])),
  activation: new Map((Object.keys(activationOps) as (keyof typeof activationOps)[]).map((op) => [op as string, op])),
} as const;

const norms = [...followers.norm.keys(), 'none'];
const activations = [...followers.activation.keys(), 'none'];

/** What is expected of each type of argument. */
export const argumentTypes: Readonly<Record<ArgumentType, string>> = {
  integer: 'a whole number or an expression',
  number: 'a number or an expression',
  boolean: 'true, false or an expression',
  pair: 'a number, an expression, or a pair [height, width] of them',
  padding: 'a number, a pair [height, width], four sides [top, bottom, left, right], "plain", "same" or "valid"',
  norm: `one of ${norms.join(', ')}`,
  activation: `one of ${activations.join(', ')}`,
  word: 'a word',
  list: 'a list, or an expression that gives one',
  pattern: 'axes of channels, height and width before and after "->", such as "(heads d) n 1 -> heads n d"',
};

/** The words that an argument takes: instead of numbers, or beside them. */
export function wordsFor({ type, of = [] }: Argument): readonly string[] {
  switch (type) {
    case 'norm':
      return norms;
    case 'activation':
      return activations;
    case 'padding':
      return Object.keys(paddings);
    case 'word':
    case 'boolean':
      return of;
    default:
      return [];
  }
}

/** Whether an argument takes words and nothing else. */
export const isWordOnly = ({ type }: Argument): boolean => type === 'norm' || type === 'activation' || type === 'word';

/** What is expected of an argument. */
export function expectedOf(argument: Argument): string {
  const words = wordsFor(argument);
  if (isWordOnly(argument)) return `one of ${words.join(', ')}, or $name`;
  return argument.type === 'boolean' && words.length > 0 ? `true, false, ${words.join(', ')} or an expression` : argumentTypes[argument.type];
}
