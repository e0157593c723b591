/** The vocabulary: every op by the name that specs use. A new op is one entry in its family's file. */
import { activationOps } from './activation.ts';
import { arrangementOps } from './arrangement.ts';
import { convolutionOps } from './convolution.ts';
import { mergingOps } from './merging.ts';
import { normOps, scalingOps } from './norm.ts';
import type { Argument, Op } from './op.ts';
import { poolingOps } from './pooling.ts';

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

/** Ops whose layer may carry `norm` and `activation`: shorthand for the ops that follow it. */
export const takesSugar = (name: OpName): boolean => Object.hasOwn(convolutionOps, name);

const sugar: Readonly<Record<'norm' | 'activation', Argument>> = {
  norm: { type: 'norm', default: 'none', doc: 'normalisation that follows' },
  activation: { type: 'activation', default: 'none', doc: 'activation that follows' },
};

const taken = new Map<OpName, ReadonlyMap<string, Argument>>();

/** The arguments of an op's layer, `norm` and `activation` included where it takes them. */
export function argumentsOf(name: OpName): ReadonlyMap<string, Argument> {
  let args = taken.get(name);
  if (args === undefined) {
    args = new Map<string, Argument>([...Object.entries(ops[name].args), ...(takesSugar(name) ? Object.entries(sugar) : [])]);
    taken.set(name, args);
  }
  return args;
}
