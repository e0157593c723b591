/** Totals of a program at one point after another, by the generated code of one graph after another. */
import { type Problem, problem, SpecError } from '../diagnostic.ts';
import { expand } from '../graph/expand.ts';
import { toNetwork } from '../graph/network.ts';
import { type Point, toPoint } from '../graph/point.ts';
import { Recent } from '../remembered.ts';
import { largest } from '../spec/operators.ts';
import type { Program } from '../spec/program.ts';
import { generate, outcomes, type TotalName, type TotalsRun } from './generate.ts';

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
  /** Calculations of the graph that was made last; calculations and layers of all that were made. */
  size = 0;
  made = 0;
  /** The code that ran last: neighbours mostly have one structure. */
  readonly #runs = new Recent<TotalsRun>(mostRuns);

  constructor(program: Program, base: Point, totalNames: readonly TotalName[]) {
    const numbers = [...base].filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    this.#program = program;
    this.#base = base;
    this.#totalNames = totalNames;
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
    const graph = expand(this.#program, this.#point(), true);
    this.size = graph.tape.nodes.length;
    this.made += this.size + graph.layers.length;
    const run = generate(graph, this.#totalNames, this.names);
    this.#runs.add(run);
    return run;
  }

  /** What is wrong at a point that was found not valid. */
  reasons(): readonly Problem[] {
    try {
      toNetwork(this.#program, toPoint(this.#program, Object.fromEntries(this.#point())));
    } catch (error) {
      if (error instanceof SpecError) return error.problems;
      throw error;
    }
    // what is added up of several counts can be too large where none of these is
    const key = this.#totalNames.find((_, index) => !((this.totals[index] as number) <= largest));
    if (key === undefined) throw new Error('a point is refused without a reason');
    return [problem('check/total', { key, values: { [key]: this.totals[this.#totalNames.indexOf(key)] as number } })];
  }

  #point(): Point {
    return new Map([...this.#base, ...this.names.map((name, index) => [name, this.parameters[index] as number] as const)]);
  }
}
