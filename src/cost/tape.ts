/**
 * Values and the tape that computes them. Arithmetic on numbers gives numbers at once; arithmetic that involves a parameter is written
 * on the tape, each distinct calculation once, and is carried out for one point of the parameters after another.
 */
import { type Operator, type OperatorName, operators } from '../spec/operators.ts';

/** A number, or a calculation on the tape. */
export type Value = number | Node;

export interface Node {
  /** Its place on the tape; the arguments stand before it. */
  readonly index: number;
  /** An operator, or `null` for a parameter. */
  readonly operator: OperatorName | null;
  readonly args: readonly Value[];
  readonly parameter: string;
}

export class Tape {
  readonly nodes: Node[] = [];
  readonly #known = new Map<string, Node>();

  parameter(name: string): Node {
    return this.#intern(`$${name}`, null, [], name);
  }

  /** Applies an operator; `0 * x`, `1 * x`, `0 + x`, `c ? x : x` and conditions already decided need no calculation. */
  apply(operator: OperatorName, ...args: Value[]): Value {
    if (args.every((arg) => typeof arg === 'number')) return (operators[operator] as Operator).apply(...args);
    const simple = simplified(operator, args);
    if (simple !== undefined) return simple;
    return this.#intern(`${operator}(${args.map((arg) => (typeof arg === 'number' ? arg : `#${arg.index}`)).join()})`, operator, args, '');
  }

  /** The values of all nodes at a point. */
  run(point: ReadonlyMap<string, number>): Float64Array {
    const values = new Float64Array(this.nodes.length);
    const read = (value: Value) => (typeof value === 'number' ? value : (values[value.index] as number));
    for (const { index, operator, args, parameter } of this.nodes) {
      if (operator === null) values[index] = point.get(parameter) ?? Number.NaN;
      else {
        const { apply }: Operator = operators[operator];
        const [a, b, c] = args;
        if (b === undefined) values[index] = apply(read(a as Value));
        else if (c === undefined) values[index] = apply(read(a as Value), read(b));
        else values[index] = args.length === 3 ? apply(read(a as Value), read(b), read(c)) : apply(...args.map(read));
      }
    }
    return values;
  }

  #intern(key: string, operator: OperatorName | null, args: readonly Value[], parameter: string): Node {
    let node = this.#known.get(key);
    if (node === undefined) {
      node = { index: this.nodes.length, operator, args, parameter };
      this.nodes.push(node);
      this.#known.set(key, node);
    }
    return node;
  }
}

function simplified(operator: OperatorName, [a, b, c]: readonly Value[]): Value | undefined {
  switch (operator) {
    case '?:':
      if (typeof a === 'number') return a ? b : c;
      return b === c ? b : undefined;
    case '&&':
      if (a === 0 || b === 0) return 0;
      return undefined;
    case '||':
      if (isTrue(a) || isTrue(b)) return 1;
      return undefined;
    case '*':
      if (a === 1) return b;
      return b === 1 ? a : undefined;
    case '+':
      if (a === 0) return b;
      return b === 0 ? a : undefined;
    case '-':
      return b === 0 ? a : undefined;
    case '/':
      return b === 1 ? a : undefined;
    default:
      return undefined;
  }
}

const isTrue = (value: Value | undefined) => typeof value === 'number' && value !== 0 && !Number.isNaN(value);
