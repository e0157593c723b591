/** A table, evaluated. */
import type { Spending } from '../cost/budget.ts';
import type { Environment, Timing } from '../cost/timing.ts';
import type { Problem } from '../diagnostic/index.ts';
import type { Network } from '../graph/network.ts';
import type { Checked } from './checked.ts';
import type { Counted } from './counts.ts';
import type { Printed } from './printed.ts';
import type { TableFile } from './read.ts';
import type { WrittenRow } from './row.ts';
import type { Comparison, Tally, Verdict } from './verdict.ts';

export interface Cell {
  readonly count: Counted | undefined;
  readonly computed: number | undefined;
  readonly printed: Printed | undefined;
  /** Undefined where there is nothing to compare. */
  readonly verdict: Verdict | undefined;
  /** Why it differs, of a cell that does. */
  readonly reason: string | undefined;
  /** What was measured of the network, in a column of times. */
  readonly timing?: Timing;
  /** What is shown that is no count: a parameter, a size, a rank. */
  readonly text?: string;
  /** What its verdict is made from. */
  readonly comparison?: Comparison | undefined;
}

export interface TableRow extends WrittenRow {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly network: NetworkOfRow | undefined;
  /** What `--check` fails for. */
  readonly failures: readonly string[];
  /** How the network stands to its limits. */
  readonly spending: readonly Spending[];
}

/** Where a row's numbers come from. The network itself is let go once it is counted: a table may have many. */
export interface NetworkOfRow extends Pick<Network, 'program' | 'point' | 'input'> {
  /** The path of what is counted; empty for all. */
  readonly path: readonly string[];
  /** The texts that the network is made of, the files that it extends and uses included. */
  readonly texts: readonly string[];
}

export interface Table extends Omit<TableFile, 'groups' | 'error'> {
  readonly groups: readonly { readonly title: string | undefined; readonly rows: readonly TableRow[] }[];
  /** By column, the rule that fits most of what is printed. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** How many of its cells are what is printed. */
  readonly checked: Checked;
  /** What is wrong with rows; the others are sound. */
  readonly problems: readonly Problem[];
  /** What times were measured on, where there are any. */
  readonly environment?: Environment;
}
