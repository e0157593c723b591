/** What an expansion writes: layers, checks and stand-ins, and the calculations and decisions that they rest on. */
import type { Code } from '../diagnostic/index.ts';
import type { Field, Rule } from '../spec/program.ts';
import { fail } from './check.ts';
import type { Assumption, Check, Layer, Sink, Site, StandIn } from './graph.ts';
import { numbersOf, type Point } from './point.ts';
import { calculate, type Scope } from './scope.ts';
import { Tape } from './tape.ts';
import type { Value } from './value.ts';

export class Draft implements Sink {
  readonly tape = new Tape();
  readonly layers: Layer[] = [];
  readonly checks: Check[] = [];
  readonly standIns: StandIn[] = [];
  readonly assumptions: Assumption[] = [];
  readonly #checked = new Set<string>();
  readonly #read: (value: Value) => number;

  constructor(point: Point) {
    this.#read = this.tape.reader(numbersOf(point));
    this.tape.decide = (value) => this.pin(value);
  }

  /** Takes a check, once for each condition under which it has to hold. */
  check(check: Check): void {
    const [when, holds] = [check.when, check.holds].map((value) => (typeof value === 'object' ? `#${value.index}` : value));
    const key = `${when} ${holds} ${check.code}`;
    if (typeof check.holds === 'object' && this.#checked.has(key)) return;
    this.#checked.add(key);
    this.checks.push(check);
  }

  require(code: Code, holds: Value, site: Site, args: Record<string, unknown>, values: ReadonlyMap<string, Value>): void {
    if (holds !== 1) this.check({ ...site, code, holds, args, values: () => values });
  }

  number(field: Field, scope: Scope): Value {
    if (field.kind === 'expression') return calculate(field.expression, scope, this.tape, field.place);
    return fail(
      'expression/not-a-number',
      { name: String(field.place.path.at(-1)), got: field.kind === 'word' ? `the word "${field.word}"` : 'a list' },
      field.place,
      [],
    );
  }

  /** The outcome of a calculation at this point; the graph then holds only where it is the same. */
  pin(value: Value, rule?: Rule): number {
    if (typeof value === 'number') return value;
    const outcome = this.#read(value);
    this.assumptions.push({ value, outcome, rule });
    return outcome;
  }
}
