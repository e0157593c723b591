/** What totals are counted by: how many samples run, what a number is stored as, a counting convention, and a rule of memory. */
import type { ConventionName } from '../ops/convention.ts';
import type { Sum, SumName } from '../ops/total.ts';

/** Bytes of one element. */
export const dataTypes = { float64: 8, float32: 4, float16: 2, bfloat16: 2, int8: 1 } as const;
export type DataType = keyof typeof dataTypes;

/** Whether additions and products write over one of their inputs: what a peak is, by the name of the choice. */
export const memoryRules = {
  'in-place':
    'the largest sum of tensors alive while one layer runs; norms, activations, additions and products write over an input that nothing else reads; weights not included',
  separate:
    'the largest sum of tensors alive while one layer runs; norms and activations write over an input that nothing else reads, additions and products never; weights not included',
} as const;
export type MemoryRule = keyof typeof memoryRules;
export const memoryRuleNames = Object.keys(memoryRules) as MemoryRule[];

export interface Basis {
  /** Which total `cost` is. */
  readonly convention: ConventionName;
  /** Samples that run at a time: MACs, activations and memory are those of the whole batch. */
  readonly batch: number;
  /** What activations and weights are stored as. */
  readonly dataType: DataType;
  /** Whether additions and products write over an input that nothing else reads. */
  readonly memory: MemoryRule;
}

export const defaultBasis: Basis = { convention: 'macs', batch: 1, dataType: 'float32', memory: 'in-place' };

/** What `cost` stands for. */
export const resolvedName = (name: SumName, { convention }: Basis): SumName => (name === 'cost' ? convention : name);

/** What a sum of elements is multiplied by: their bytes, where those are asked for. */
export const sizeOf = ({ unit }: Sum, { dataType }: Basis): number => (unit === 'bytes' ? dataTypes[dataType] : 1);
