/** A cost along one parameter, the others held: totals at its values, bounds between them, and how much work that has taken. */

import { type Basis, defaultBasis } from '../cost/basis.ts';
import { type Ledger, ledgerOf } from '../cost/ledger.ts';
import { Runner } from '../cost/runner.ts';
import { SpecError } from '../diagnostic/index.ts';
import { expand } from '../graph/expand.ts';
import type { Point } from '../graph/point.ts';
import type { TotalName } from '../ops/total.ts';
import { Recent } from '../remembered.ts';
import type { Program } from '../spec/program.ts';
import { type Box, boundsOver, isPoint, type TotalBounds } from './bounds.ts';
import { exactBounds } from './goal.ts';
import type { Staircase } from './plateau.ts';

/** So many runs of a calculation take as long as its bounds, and making a graph takes as long as so many of these for each calculation and layer. */
const runsOfBounds = 50;
const boundsOfGraph = 60;
/** What comes to a run, and to bounds of a graph, whatever its size. */
const once = { run: 5, bounds: 50 };
const mostGraphs = 64;

export class Stairs implements Staircase {
  /** What the totals come to at the values that were tried, where the network is valid. */
  readonly reach: { least: number; most: number }[];
  /** Why a value is not valid: the first that was found. */
  invalid: SpecError | undefined;
  readonly #program: Program;
  readonly #base: Point;
  readonly #totals: readonly TotalName[];
  readonly #runner: Runner;
  readonly #ledgers = new Recent<Ledger>(mostGraphs);
  readonly #most: number;
  readonly #basis: Basis;
  #index = 0;
  #name = '';
  #spent = 0;

  /** `most` is the work that may be spent, by what is begun before. */
  constructor(program: Program, base: Point, totals: readonly TotalName[], most: number, basis: Basis = defaultBasis) {
    this.#basis = basis;
    this.#most = most;
    this.#program = program;
    this.#base = base;
    this.#totals = totals;
    this.#runner = new Runner(program, base, totals, basis);
    this.reach = totals.map(() => ({ least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }));
  }

  /** Calculations whose bounds could have been worked out instead of all that was done. */
  get spent(): number {
    return Math.round(this.#spent + boundsOfGraph * this.#runner.made);
  }

  /** Whether the work is used up, or so much of it. */
  isSpent(share = 1): boolean {
    return this.spent > share * this.#most;
  }

  /** Holds some parameters, and lets one vary. */
  fix(values: Readonly<Record<string, number>>, name: string): void {
    const { names, parameters } = this.#runner;
    for (const [index, one] of names.entries()) if (Object.hasOwn(values, one)) parameters[index] = values[one] as number;
    this.#index = names.indexOf(name);
    this.#name = name;
  }

  at(value: number): readonly number[] | undefined {
    const runner = this.#runner;
    runner.parameters[this.#index] = value;
    const isValid = this.#tried(() => runner.run());
    this.#spent += once.run + runner.size / runsOfBounds;
    if (!isValid) {
      this.invalid ??= new SpecError(runner.reasons());
      return undefined;
    }
    for (const [index, total] of runner.totals.entries()) {
      const reach = this.reach[index] as { least: number; most: number };
      reach.least = Math.min(reach.least, total);
      reach.most = Math.max(reach.most, total);
    }
    return [...runner.totals];
  }

  isFlat(from: number, to: number): boolean {
    // the steps that were found are still to be proven, but not at any price
    if (this.isSpent(1.1)) return false;
    const bounds = this.bounds(from, to);
    return bounds?.valid === true && bounds.totals.every(isPoint);
  }

  /** Bounds of the totals between two values; undefined where no graph holds from one to the other. */
  bounds(from: number, to: number): TotalBounds | undefined {
    const { names, parameters } = this.#runner;
    const fixed = names.map((name, index) => [name, exactBounds([parameters[index] as number])[0]] as const);
    const box = new Map([...fixed, [this.#name, { whole: from === to && Number.isInteger(from), least: from, most: to }]]) as Box;
    // neighbours mostly have one structure
    const known = this.#ledgers.find((ledger) => {
      const bounds = boundsOver(ledger, box, this.#totals);
      if (bounds !== undefined) this.#spent += once.bounds + ledger.graph.tape.nodes.length;
      return bounds;
    });
    if (known !== undefined) return known;
    // a graph that holds at a value inside may not hold all over
    const inside = from + (to - from) * 0.381966;
    const around = new Map(box).set(this.#name, { whole: Number.isInteger(inside), least: inside, most: inside });
    this.#spent += once.bounds * (this.#ledgers.size + 1);
    if (this.#ledgers.find((ledger) => boundsOver(ledger, around, [])) !== undefined) return undefined;
    const point = new Map([...this.#base, ...[...around].map(([name, { least }]) => [name, least] as const)]);
    const ledger = this.#tried(() => ledgerOf(expand(this.#program, point, true), point, this.#totals, this.#basis));
    if (ledger === undefined) return undefined;
    const { graph } = ledger;
    this.#spent += boundsOfGraph * (graph.tape.nodes.length + graph.layers.length);
    this.#ledgers.add(ledger);
    return boundsOver(ledger, box, this.#totals);
  }

  /** The outcome, but for what is wrong at a value whatever the numbers are. */
  #tried<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      this.invalid ??= error;
      this.#spent += boundsOfGraph * 1000;
      return undefined;
    }
  }
}
