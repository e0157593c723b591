/** Network -> analysis: what a network costs, in all and row by row. */
import type { Problem } from '../diagnostic/index.ts';
import { type Network, type NetworkGhost, type NetworkOutput, type Size, toNetwork } from '../graph/network.ts';
import { resolved, type Settings, toPoint } from '../graph/point.ts';
import { warningsIn } from '../graph/warnings.ts';
import { type Convention, type ConventionName, conventions } from '../ops/convention.ts';
import type { Budget } from '../spec/budget.ts';
import type { Program, Setting } from '../spec/program.ts';
import { type Basis, type DataType, type MemoryRule, memoryRules } from './basis.ts';
import { type Spending, spendingOf } from './budget.ts';
import { peakOf } from './memory.ts';
import { type Depth, type Row, rowsOf, totalRow } from './rows.ts';
import { countingOf } from './totals.ts';

export interface AnalyzeOptions extends Partial<Basis> {
  /** Values of the network's parameters; the others keep their defaults. A resolution may be '512x1024', height x width. */
  readonly params?: Settings;
  /** How far rows are folded together. */
  readonly depth?: Depth;
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

/**
 * Analyses a network.
 * @throws SpecError for totals that are not exact
 */
export function analyzeNetwork(network: Network, { depth = 'block', budget, ...basis }: Omit<AnalyzeOptions, 'params'> = {}): Analysis {
  const { program } = network;
  const counting = countingOf(network, basis);
  const { convention, batch, dataType, memory } = counting.basis;
  const total = totalRow(counting);
  const { path } = peakOf(network, counting.alive());
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
    convention: { ...conventions[convention], name: convention },
    rows: rowsOf(depth, counting),
    total,
    peakMemory: { bytes: total.peak_memory, path, rule: memory, definition: memoryRules[memory] },
    weightBytes: total.weight_bytes,
    ghost: network.ghost,
    warnings: warningsIn(network),
    spending: spendingOf(total, { ...program.budget, ...budget }, program.name),
  };
}
