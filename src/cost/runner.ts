/** Totals of a program at one point after another, by the generated code of one graph after another. */
import { outcome, type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { expand } from '../graph/expand.ts';
import { toNetwork } from '../graph/network.ts';
import { type Point, toPoint } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import { Recent } from '../remembered.ts';
import { largest } from '../spec/operators.ts';
import type { Program } from '../spec/program.ts';
import { type Basis, defaultBasis } from './basis.ts';
import { generate, outcomes, type TotalsRun } from './generate.ts';
import { ledgerOf, sumsIn } from './ledger.ts';

const mostRuns = 64;

export class Runner {
  /** The number parameters, in the order of `names`: what the next run reads. */
  readonly parameters: Float64Array;
  readonly names: readonly string[];
  /** What the last run wrote, in the order that was asked for. */
  readonly totals: Float64Array;
  readonly #program: Program;
  readonly #base: Point;
  readonly #totalNames: readonly TotalName[];
  readonly #basis: Basis;
  /** Calculations of the graph that was made last; calculations and layers of all that were made. */
  size = 0;
  made = 0;
  /** The code that ran last: neighbours mostly have one structure. */
  readonly #runs = new Recent<TotalsRun>(mostRuns);

  constructor(program: Program, base: Point, totalNames: readonly TotalName[], basis: Basis = defaultBasis) {
    const numbers = [...base].filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    this.#program = program;
    this.#base = base;
    this.#totalNames = totalNames;
    this.#basis = basis;
    this.names = numbers.map(([name]) => name);
    this.parameters = Float64Array.from(numbers, ([, value]) => value);
    this.totals = new Float64Array(totalNames.length);
  }

  /** Runs at the parameters as they stand; whether the point is valid. */
  run(): boolean {
    return (this.#runs.find(this.#outcomeOf) ?? this.#make()(this.totals, this.parameters)) === outcomes.fine;
  }

  /** How a run ends here; undefined where its graph was made for another structure. */
  readonly #outcomeOf = (run: TotalsRun): number | undefined => {
    const outcome = run(this.totals, this.parameters);
    return outcome === outcomes.otherStructure ? undefined : outcome;
  };

  #make(): TotalsRun {
    const point = this.#point();
    const ledger = ledgerOf(expand(this.#program, point, true), point, this.#totalNames, this.#basis);
    const { graph } = ledger;
    this.size = graph.tape.nodes.length;
    this.made += this.size + graph.layers.length;
    const run = generate(ledger, this.#totalNames, this.names);
    this.#runs.add(run);
    return run;
  }

  /** What is wrong at a point that was found not valid. */
  reasons(): readonly Problem[] {
    const network = outcome(() => toNetwork(this.#program, toPoint(this.#program, Object.fromEntries(this.#point()))));
    if (network instanceof SpecError) return network.problems;
    // what is added up of several counts can be too large where none of these is
    const sums = sumsIn(this.#totalNames);
    const { totals } = this.#ran(sums);
    const index = totals.findIndex((total) => !(total <= largest));
    const key = sums[index];
    if (key === undefined) throw new Error('a point is refused without a reason');
    return [problem('check/total', { key, values: { [key]: totals[index] as number }, ...(this.#basis.batch !== 1 && { batch: this.#basis.batch }) })];
  }

  /** A runner of other totals that ran at the same point. */
  #ran(totals: readonly TotalName[]): Runner {
    const runner = new Runner(this.#program, this.#base, totals, this.#basis);
    runner.parameters.set(this.parameters);
    runner.run();
    return runner;
  }

  #point(): Point {
    return new Map([...this.#base, ...this.names.map((name, index) => [name, this.parameters[index] as number] as const)]);
  }
}
