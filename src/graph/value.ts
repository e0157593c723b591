/** Values: numbers, and calculations that wait for their parameters. */
import type { OperatorName } from '../spec/operators.ts';

/** A number, or a calculation on the tape. */
export type Value = number | Node;

/** What is known of a calculation at every point: whether it gives whole numbers, and between which it lies. */
export interface Bounds {
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
}

export interface Node extends Bounds {
  /** Its index on the tape; the arguments stand before it. */
  readonly index: number;
  /** An operator, or `null` for a parameter. */
  readonly operator: OperatorName | null;
  readonly args: readonly Value[];
  readonly parameter: string;
}

/** What carries calculations out, or writes them down. */
export interface Calculator {
  apply(operator: OperatorName, a: Value, b?: Value, c?: Value): Value;
}
