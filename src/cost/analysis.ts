/** Network -> analysis: what a network costs, in all and row by row. */
import { type Problem, problem, SpecError } from '../diagnostic.ts';
import { type Network, type NetworkGhost, type NetworkOutput, type Size, toNetwork } from '../graph/network.ts';
import { resolved, type Settings, toPoint } from '../graph/point.ts';
import { warningsIn } from '../graph/warnings.ts';
import { measures } from '../ops/measure.ts';
import type { Budget } from '../spec/budget.ts';
import type { Program, Setting } from '../spec/program.ts';
import { type Spending, spendingOf } from './budget.ts';
import { type Convention, type ConventionName, conventions, factorsIn } from './conventions.ts';
import { type MemoryRule, memoryRules, type Peak, peakMemory } from './memory.ts';
import { type Counting, type Depth, type Row, rowsOf, toRow } from './rows.ts';

/** Bytes of one element. */
export const dataTypes = { float64: 8, float32: 4, float16: 2, bfloat16: 2, int8: 1 } as const;
export type DataType = keyof typeof dataTypes;

export interface AnalyzeOptions {
  /** Values of the network's parameters; the others keep their defaults. A resolution may be '512x1024', height x width. */
  readonly params?: Settings;
  /** How far rows are folded together. */
  readonly depth?: Depth;
  readonly convention?: ConventionName;
  /** Samples that run at a time: MACs, activations and memory are those of the whole batch. */
  readonly batch?: number;
  /** What activations and weights are stored as. */
  readonly dataType?: DataType;
  /** Whether additions and products write over an input that nothing else reads: `in-place`, as printed peaks assume, or `separate`. */
  readonly memory?: MemoryRule;
  /** Limits that the network is held to, besides and before those of its spec. */
  readonly budget?: Budget;
}

export interface Analysis {
  readonly name: string;
  readonly source: readonly string[];
  readonly doc: string | undefined;
  readonly params: Readonly<Record<string, Setting>>;
  /** The values that its parameters have where none are set. */
  readonly defaults: Readonly<Record<string, Setting>>;
  readonly input: Size;
  /** What it gives, by name. */
  readonly outputs: readonly Pick<NetworkOutput, 'name' | 'size'>[];
  readonly batch: number;
  readonly dataType: DataType;
  readonly convention: Convention & { readonly name: ConventionName };
  readonly rows: readonly Row[];
  readonly total: Row;
  /** Bytes of the activations alive at the peak, for the whole batch, where, and by what rule. */
  readonly peakMemory: { readonly bytes: number; readonly path: readonly string[]; readonly rule: MemoryRule; readonly definition: string };
  /** Bytes of all weights, biases and norm parameters. */
  readonly weightBytes: number;
  /** How it stands to its limits. */
  readonly spending: readonly Spending[];
  /** What was replaced by ghost modules from outside, and what was left. */
  readonly ghost: NetworkGhost | undefined;
  /** What is legal and most likely not meant. */
  readonly warnings: readonly Problem[];
}

/**
 * Analyses a program at a point.
 * @throws SpecError for parameters that it does not have, and for what is wrong at this point
 */
export function analyze(given: Program, { params, ...options }: AnalyzeOptions = {}): Analysis {
  const { program, settings } = resolved(given, params);
  return analyzeNetwork(toNetwork(program, toPoint(program, settings)), options);
}

/** How rows of a network are counted: by a convention, for a batch. */
export const countingOf = (network: Network, convention: ConventionName = 'macs', batch = 1): Counting => ({
  network,
  factorsOf: factorsIn(conventions[convention]),
  batch,
});

/**
 * Analyses a network.
 * @throws SpecError for totals that are not exact
 */
export function analyzeNetwork(network: Network, options: Omit<AnalyzeOptions, 'params'> = {}): Analysis {
  const { depth = 'block', convention = 'macs', batch = 1, dataType = 'float32', memory = 'in-place', budget } = options;
  const { program } = network;
  const { elements, path }: Peak = peakMemory(network, memory);
  const rule = { ...conventions[convention], name: convention };
  const counting = countingOf(network, convention, batch);
  const total = totalOf(counting);
  const peakBytes = elements * batch * dataTypes[dataType];
  requireExact({ peak_memory: peakBytes }, batch);
  const weightBytes = total.params * dataTypes[dataType];
  return {
    name: program.name,
    source: program.source,
    doc: program.doc,
    params: Object.fromEntries(network.point),
    defaults: Object.fromEntries(program.params),
    input: network.input,
    outputs: network.outputs.map(({ name, size }) => ({ name, size })),
    batch,
    dataType,
    convention: rule,
    rows: rowsOf(depth, counting),
    total,
    peakMemory: { bytes: peakBytes, path, rule: memory, definition: memoryRules[memory] },
    weightBytes,
    ghost: network.ghost,
    warnings: warningsIn(network),
    spending: spendingOf(total, { peak_memory: peakBytes, weight_bytes: weightBytes }, { ...program.budget, ...budget }),
  };
}

/**
 * The row of a whole network.
 * @throws SpecError where a batch, or the factors of a convention, take a total past the numbers that are exact
 */
export function totalOf(counting: Counting): Row {
  const total = toRow([], counting.network.layers, counting);
  const names = [...measures, 'params', 'cost', 'activations'] as const;
  requireExact(Object.fromEntries(names.map((name) => [name, total[name]])), counting.batch);
  return total;
}

function requireExact(totals: Readonly<Record<string, number>>, batch: number): void {
  const [key, value = 0] = Object.entries(totals).find(([, total]) => !Number.isSafeInteger(total)) ?? [];
  if (key !== undefined) throw new SpecError([problem('check/total', { key, values: { [key]: value, batch } })]);
}
