import type { Code } from '../diagnostic/index.ts';
import { remembered } from '../remembered.ts';
import type { Measure, ParamCount } from './measure.ts';

/** A formula in the expression language of the specs. */
export type Formula = string;

export type ArgumentType = 'integer' | 'number' | 'boolean' | 'pair' | 'padding' | 'norm' | 'activation' | 'word' | 'list' | 'pattern';

export interface Argument {
  readonly type: ArgumentType;
  /** The value when nothing is written: a number, yes or no, a word, or an expression over the arguments before it. None makes the argument required. */
  readonly default?: number | boolean | string | readonly unknown[];
  /** The least value allowed; a whole number is at least 1 unless this says otherwise. */
  readonly min?: number;
  /** The words allowed, where `type` is `word`; those that stand for a part of yes, where it is `boolean`. */
  readonly of?: readonly string[];
  /** What formulas call the parts of a pair or of a padding, `kernel_h` and `kernel_w` for `kernel_size`, or what each of the words stands for. */
  readonly parts?: readonly string[];
  readonly doc?: string;
}

/**
 * An op: what it takes and what it costs. All is data, so that one source serves evaluation, `explain`, the reference page and compiled sweeps.
 *
 * Formulas read the op's arguments (a pair or a padding by its parts), the input `in_channels in_h in_w` (of a merging op: the first input;
 * `inputs`, `sum_channels`, `max_channels max_h max_w` over all, `other_channels other_h other_w` of the second), and every formula above them, in the order of the fields here.
 * A word is seen as yes or no: `is_nearest` for `mode: nearest`, `scales` and not `shifts` for `affine: scale`.
 * After `shape` they also read `out_channels out_h out_w`, `in_elements` and `out_elements`.
 */
export interface Op {
  readonly doc: string;
  readonly args: Readonly<Record<string, Argument>>;
  /** A merging op reads two or more tensors: of shapes that `broadcast`, of the same `size` in height and width, or two that its checks hold to be factors of a `product`. */
  readonly merges?: 'broadcast' | 'size' | 'product';
  /** A branch whose only layer is left out is the shortcut of a residual block and passes its input on; elsewhere such a branch is left out too. */
  readonly hasShortcut?: true;
  /** What the input has to be; anything when absent, or where `inputWhere` does not hold. */
  readonly input?: 'map' | 'flat';
  readonly inputWhere?: Formula;
  /** The output is flat whatever the input. */
  readonly flattens?: true;
  /** What it is counted as: convolutions have the outputs that `conv_activations` adds up, and are primary or cheap in a ghost module. */
  readonly countedAs?: 'convolution' | 'norm' | 'activation';
  /** Its layer may carry `norm` and `activation`, shorthand for the ops that follow it. */
  readonly sugar?: true;
  /** What a pooling takes together: the whole map, parts that divide it evenly, or windows. */
  readonly pools?: 'map' | 'parts' | 'windows';
  /** Each output is found between inputs, at another resolution: what was pooled is a map again. */
  readonly resamples?: true;
  /** What an element of the output sees of each input along height and width: so many elements, and how far neighbours stand apart; or the whole map, where `inputWhere` holds if there is one. One where absent. */
  readonly sees?: 'all' | { readonly h: readonly [many: Formula, apart: Formula]; readonly w: readonly [many: Formula, apart: Formula] };
  /** Paddings by name, the formula of each side, where they are others than those of a window that slides. */
  readonly paddings?: Readonly<Record<string, Readonly<Record<string, Formula>>>>;
  readonly let?: Readonly<Record<string, Formula>>;
  /** The output's dimensions, in elements; the input's where absent. */
  readonly shape?: { readonly channels?: Formula; readonly h?: Formula; readonly w?: Formula };
  /** What must hold, by the problem that it is when it does not, and the argument that is then to blame. */
  readonly checks?: Partial<Readonly<Record<Code, { readonly holds: Formula; readonly about: string }>>>;
  /** The dimensions of its weights: layers that share them have these alike. */
  readonly weightShape?: readonly Formula[];
  /** Learned numbers. */
  readonly params?: Partial<Readonly<Record<ParamCount, Formula>>>;
  /** What else is counted, beside what every op is counted for. */
  readonly counts?: Partial<Readonly<Record<Exclude<Measure, ParamCount>, Formula>>>;
  /** Where the output lives: in memory of its own, over an input of its shape when nothing else reads that (`in-place`), or in the input's memory (`view`). */
  readonly memory?: 'in-place' | 'view';
}

const namesOf = remembered((op: Op) =>
  remembered((name: string): readonly string[] => {
    const { parts, of } = op.args[name] ?? {};
    return parts ?? of?.map((word) => `is_${word}`) ?? [name];
  }),
);

/** What formulas call an argument: its parts, its words as yes or no, or its own name. */
export const partsOf = (op: Op, name: string): readonly string[] => namesOf(op)(name);

/** The formulas of all that an op is counted for: its own, and those that follow from what it is. */
export function countFormulas(op: Op): Partial<Readonly<Record<Measure, Formula>>> {
  const own = { ...op.params, ...op.counts };
  if (op.memory === 'view') return own;
  const read = Object.keys(op.params ?? {}).join(' + ');
  return {
    ...own,
    activations: 'out_elements',
    read_elements: 'inputs_elements',
    ...(read !== '' && { read_params: read }),
    ...(op.countedAs === 'convolution' && { conv_activations: 'out_elements' }),
  };
}
