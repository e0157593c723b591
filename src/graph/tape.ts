/**
 * Values and the tape that computes them. Arithmetic on numbers gives numbers at once; arithmetic that involves a parameter is written
 * on the tape, each distinct calculation once, and is carried out for one point of the parameters after another.
 */
import { exactOperators, type OperatorName } from '../spec/operators.ts';
import { resultBounds, simplified } from './simplify.ts';
import type { Bounds, Calculator, Node, Value } from './value.ts';

export class Tape implements Calculator {
  readonly nodes: Node[] = [];
  /** How many calls of defined functions were carried out. */
  calls = 0;
  /** Decides a value for the whole graph, where that chooses between things that are no numbers. */
  decide: (value: Value) => number = () => {
    throw new TypeError('nothing can be decided here');
  };
  readonly #known = new Map<string, Node>();

  parameter(name: string, bounds: Bounds): Node {
    return this.#intern(null, [], bounds, name);
  }

  /**
   * Applies an operator. What numbers, or what is known of the arguments, decide already is not written on the tape; but what comes to no
   * number is, so that it can be said where that began.
   */
  apply(operator: OperatorName, a: Value, b?: Value, c?: Value): Value {
    if (typeof a !== 'object' && typeof b !== 'object' && typeof c !== 'object') {
      const result = exactOperators[operator](a, b as number, c as number);
      if (!Number.isNaN(result)) return result;
    } else {
      const simple = simplified(this, operator, a, b, c);
      if (simple !== undefined) return simple;
    }
    return this.#intern(operator, c === undefined ? (b === undefined ? [a] : [a, b]) : [a, b as Value, c], resultBounds(operator, a, b, c));
  }

  /** Reads values at a point, those too that are written on the tape later. */
  reader(point: ReadonlyMap<string, number>): (value: Value) => number {
    let values = new Float64Array(this.nodes.length);
    let known = 0;
    const read = (value: Value | undefined) => (typeof value === 'object' ? values[value.index] : value) as number;
    const run = () => {
      if (values.length < this.nodes.length) {
        const more = new Float64Array(2 * this.nodes.length);
        more.set(values);
        values = more;
      }
      for (; known < this.nodes.length; known++) {
        const { operator, args, parameter } = this.nodes[known] as Node;
        if (operator === null) values[known] = point.get(parameter) ?? Number.NaN;
        else {
          const [a, b, c] = args;
          values[known] = exactOperators[operator](read(a), read(b), read(c));
        }
      }
    };
    run();
    return (value) => {
      if (typeof value === 'number') return value;
      if (value.index >= known) run();
      return values[value.index] as number;
    };
  }

  #intern(operator: OperatorName | null, args: readonly Value[], { whole, least, most }: Bounds, parameter = ''): Node {
    const key = `${operator ?? parameter} ${args.map((arg) => (typeof arg === 'number' ? arg : `#${arg.index}`)).join()}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      node = { index: this.nodes.length, operator, args, parameter, whole, least, most };
      this.nodes.push(node);
      this.#known.set(key, node);
    }
    return node;
  }
}
