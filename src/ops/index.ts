/** The vocabulary: every op by the name that specs use. A new op is one entry in its family's file. */
import { remembered } from '../remembered.ts';
import { activationOps } from './activation.ts';
import { arrangementOps } from './arrangement.ts';
import { convolutionOps } from './convolution.ts';
import { mergingOps } from './merging.ts';
import { normOps, scalingOps } from './norm.ts';
import type { Argument, Op } from './op.ts';
import { poolingOps } from './pooling.ts';
import { parsePattern, rearranging } from './rearrange.ts';

export const families = {
  'Convolution and linear layers': convolutionOps,
  'Normalisation and scaling': { ...normOps, ...scalingOps },
  Activation: activationOps,
  Pooling: poolingOps,
  'Merging of branches': mergingOps,
  Arrangement: arrangementOps,
} as const;

export const ops = {
  ...convolutionOps,
  ...normOps,
  ...scalingOps,
  ...activationOps,
  ...poolingOps,
  ...mergingOps,
  ...arrangementOps,
} as const satisfies Record<string, Op>;

export type OpName = keyof typeof ops & string;

export const isOp = (name: string): name is OpName => Object.hasOwn(ops, name);

/** The entry of an op. */
export const opOf = (name: OpName): Op => ops[name];

/** The ops that merge branches, and the argument of a layer with branches that is one of them. */
export const mergeNames: readonly OpName[] = (Object.keys(ops) as OpName[]).filter((name) => opOf(name).merges !== undefined);
export const mergeArgument: Argument = { type: 'word', of: mergeNames };

const sugar: Readonly<Record<'norm' | 'activation', Argument>> = {
  norm: { type: 'norm', default: 'none', doc: 'normalisation that follows' },
  activation: { type: 'activation', default: 'none', doc: 'activation that follows' },
};

/** The arguments of an op's layer, `norm` and `activation` included where it takes them. */
const ownArguments: (name: OpName) => ReadonlyMap<string, Argument> = remembered((name) => {
  const op = opOf(name);
  return new Map<string, Argument>([...Object.entries(op.args), ...(op.sugar ? Object.entries(sugar) : [])]);
});

const axis: Argument = { type: 'integer', doc: 'size of the axis' };

/** The arguments of an op's layer: `norm` and `activation` where it takes them, and the sizes of the axes of its pattern. */
export function argumentsOf(name: OpName, pattern?: string): ReadonlyMap<string, Argument> {
  const own = ownArguments(name);
  const parsed = pattern === undefined ? undefined : parsePattern(pattern);
  if (typeof parsed !== 'object' || !own.has('pattern')) return own;
  return new Map([...own, ...parsed.from.flat().map((one) => [one, axis] as const)]);
}

/** The entry of an op with the pattern and the sizes of axes that are given to it. */
export const entryOf = (name: OpName, pattern: string | undefined, given: Iterable<string>): Op => {
  const parsed = pattern === undefined ? undefined : parsePattern(pattern);
  return typeof parsed === 'object' ? rearranging(opOf(name), parsed, new Set(given)) : opOf(name);
};
