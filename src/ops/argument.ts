/** The kinds of argument that ops and blocks take: what may be written, and the numbers that formulas see. */
import { activationOps } from './activation.ts';
import { normOps } from './norm.ts';

export type ArgumentType = 'integer' | 'number' | 'boolean' | 'pair' | 'padding' | 'norm' | 'activation' | 'word' | 'list';

export interface Argument {
  readonly type: ArgumentType;
  /** The value when nothing is written: a number, yes or no, a word, or an expression over the arguments before it. None makes the argument required. */
  readonly default?: number | boolean | string | readonly unknown[];
  /** The least value allowed; a whole number is at least 1 unless this says otherwise. */
  readonly min?: number;
  /** The words allowed, where `type` is `word`. */
  readonly of?: readonly string[];
  /** What formulas call the parts of a pair or of a padding: `kernel_h` and `kernel_w` for `kernel_size`. */
  readonly parts?: readonly string[];
  readonly doc?: string;
}

/** The words of `norm` and `activation`, each naming the op that then follows: `batch` is `batch-norm`. */
export const norms = [...Object.keys(normOps).map((op) => op.replace('-norm', '')), 'none'];
export const activations = [...Object.keys(activationOps), 'none'];

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
};

/** The words that an argument takes, or undefined where it takes numbers. */
export function wordsFor({ type, of }: Argument): readonly string[] | undefined {
  if (type === 'norm') return norms;
  if (type === 'activation') return activations;
  return type === 'word' ? of : undefined;
}
