/** The inverse of a count: which values of parameters give a cost. */
import { problem, SpecError } from '../diagnostic.ts';
import type { Program } from '../spec/program.ts';
import { type Bounds, type Box, boundsOver, isPoint } from './bounds.ts';
import { expand } from './expand.ts';
import type { TotalName } from './generate.ts';
import { distance, exactly, type Goal } from './goal.ts';
import type { Graph } from './graph.ts';
import { isMeant, neighbour, type Plateau, plateauAt, type Staircase, shortest } from './plateau.ts';
import { type Point, type Settings, toPoint } from './point.ts';
import { Runner } from './runner.ts';

/** A parameter to find: one of some values, in ascending order, or any number between two. */
export type Unknown = { readonly name: string } & ({ readonly values: readonly number[] } | { readonly least: number; readonly most: number });

/** A step of the staircase, with the value that is the shortest to write. */
export interface Step extends Plateau {
  readonly value: number;
}

/** The best step for some values of the other parameters. */
export interface Solution {
  /** The parameters found, the one of the staircase among them. */
  readonly settings: Readonly<Record<string, number>>;
  readonly step: Step;
  readonly distance: number;
  /** The steps before and after it, where there are any. */
  readonly before: Step | undefined;
  readonly after: Step | undefined;
}

export interface Answer {
  /** The parameter that the steps are of. */
  readonly name: string;
  /** The best first; as good ones in the order of the parameters. */
  readonly solutions: readonly Solution[];
  /** Whether nothing between the values that were tried can be better. */
  readonly complete: boolean;
  /** What the totals come to at the places that were tried, where the network is valid. */
  readonly reach: readonly { readonly least: number; readonly most: number }[];
  /** Why a place is not valid, when none is. */
  readonly invalid: SpecError | undefined;
}

const samples = 64;
/** Intervals that are looked into for one combination of the other parameters. */
const mostIntervals = 4_000;
const mostGraphs = 64;
const mostCombinations = 10_000;

/**
 * Finds the parameters that come nearest to some goals. A real parameter is searched by halving its interval, leaving out what bounds show
 * to be no better than what is known; so the answer is the best there is wherever `complete` says so.
 * `totals` are given with every step: first those of the goals, in their order.
 * @throws SpecError for parameters that the program does not have, and more combinations of values than can be tried
 */
export function solve(program: Program, settings: Settings, goals: readonly Goal[], unknowns: readonly Unknown[], totals: readonly TotalName[]): Answer {
  const named = (pick: (unknown: Unknown) => number) => Object.fromEntries(unknowns.map((unknown) => [unknown.name, pick(unknown)]));
  const base = toPoint(program, { ...settings, ...named((unknown) => ('values' in unknown ? (unknown.values[0] ?? Number.NaN) : unknown.least)) });
  const search = new Search(program, base, totals);
  const stairs = unknowns.find((unknown) => !('values' in unknown)) ?? (unknowns.at(-1) as Unknown);
  const others = unknowns.filter((unknown): unknown is Unknown & { values: readonly number[] } => unknown !== stairs && 'values' in unknown);
  const combinations = others.reduce((product, { values }) => product * values.length, 1);
  if (combinations > mostCombinations) throw new SpecError([problem('solve/too-many', { combinations, most: mostCombinations })]);

  const solutions: Solution[] = [];
  for (let index = 0; index < combinations; index++) {
    let rest = index;
    const fixed: Record<string, number> = {};
    for (const { name, values } of others.toReversed()) {
      fixed[name] = values[rest % values.length] as number;
      rest = Math.floor(rest / values.length);
    }
    search.fix(fixed, stairs.name);
    const found = 'values' in stairs ? search.overValues(stairs.values, goals) : search.overInterval([stairs.least, stairs.most], goals);
    for (const one of found) {
      const settings = named(({ name }) => (name === stairs.name ? one.step.value : (fixed[name] as number)));
      solutions.push({ ...one, settings });
    }
  }
  solutions.sort((one, other) => one.distance - other.distance);
  const reach = totals.map((_, index) => search.reach[index] as { least: number; most: number });
  return { name: stairs.name, solutions, complete: search.complete, reach, invalid: search.invalid };
}

type Found = Omit<Solution, 'settings'>;

/** One staircase after the other: totals at values of a parameter, the others held. */
class Search implements Staircase {
  complete = true;
  readonly reach: { least: number; most: number }[];
  invalid: SpecError | undefined;
  readonly #program: Program;
  readonly #base: Point;
  readonly #totals: readonly TotalName[];
  readonly #runner: Runner;
  readonly #graphs: Graph[] = [];
  #place = 0;
  #name = '';

  constructor(program: Program, base: Point, totals: readonly TotalName[]) {
    this.#program = program;
    this.#base = base;
    this.#totals = totals;
    this.#runner = new Runner(program, base, totals);
    this.reach = totals.map(() => ({ least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }));
  }

  fix(values: Readonly<Record<string, number>>, name: string): void {
    const { names, parameters } = this.#runner;
    for (const [index, one] of names.entries()) if (Object.hasOwn(values, one)) parameters[index] = values[one] as number;
    this.#place = names.indexOf(name);
    this.#name = name;
  }

  at(value: number): readonly number[] | undefined {
    const runner = this.#runner;
    runner.parameters[this.#place] = value;
    if (!runner.run()) {
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
    const bounds = this.#bounds(from, to);
    return bounds?.valid === true && bounds.totals.every(isPoint);
  }

  /** The steps that are nearest to the goals. */
  overInterval(interval: readonly [number, number], goals: readonly Goal[]): readonly Found[] {
    const [start, end] = interval;
    const places = Array.from({ length: samples + 1 }, (_, index) => (index === samples ? end : start + ((end - start) * index) / samples));
    const found = places.map((place) => ({ place, totals: this.at(place) }));
    let best = Number.POSITIVE_INFINITY;
    let nearest: number[] = [];
    const consider = (place: number, totals: readonly number[] | undefined) => {
      const away = totals === undefined ? Number.POSITIVE_INFINITY : distance(goals, exactly(totals));
      if (away === Number.POSITIVE_INFINITY || away > best) return;
      if (away < best) nearest = [];
      best = away;
      nearest.push(place);
    };
    for (const { place, totals } of found) consider(place, totals);

    const pending = places.slice(1).map((to, index): [number, number] => [places[index] as number, to]);
    for (let count = 0, next = pending.pop(); next !== undefined; next = pending.pop(), count++) {
      const [from, to] = next;
      if (count === mostIntervals) {
        this.complete = false;
        break;
      }
      const bounds = this.#bounds(from, to);
      if (bounds?.valid === false) continue;
      const least = bounds === undefined ? 0 : distance(goals, bounds.totals);
      if (least > best || least === Number.POSITIVE_INFINITY) continue;
      const middle = from + (to - from) / 2;
      if (bounds?.valid === true && bounds.totals.every(isPoint)) consider(middle, this.at(middle));
      else if (middle === from || middle === to) for (const place of next) consider(place, this.at(place));
      else pending.push([from, middle], [middle, to]);
    }
    const steps: Plateau[] = [];
    for (const place of nearest.toSorted((one, other) => one - other)) {
      if (steps.some(({ from, to }) => place >= from && place <= to)) continue;
      const step = plateauAt(this, place, interval);
      if (step !== undefined) steps.push(step);
    }
    const beside = (place: number, direction: 1 | -1): Step | undefined => {
      const step = place < start || place > end ? undefined : plateauAt(this, place, interval);
      if (step === undefined || isMeant(step)) return step && withValue(step);
      return beside(neighbour(direction === 1 ? step.to : step.from, direction), direction);
    };
    const meant = steps.filter(isMeant);
    return (meant.length > 0 ? meant : steps).map((step) => ({
      step: withValue(step),
      distance: best,
      before: beside(neighbour(step.from, -1), -1),
      after: beside(neighbour(step.to, 1), 1),
    }));
  }

  /** The values that are nearest to the goals; those one after the other that come to the same are one step. */
  overValues(values: readonly number[], goals: readonly Goal[]): readonly Found[] {
    const steps: Step[] = [];
    for (const value of values) {
      const totals = this.at(value);
      if (totals === undefined) continue;
      const open = steps.at(-1);
      if (open?.totals.every((total, index) => total === totals[index])) steps[steps.length - 1] = { ...open, to: value };
      else steps.push({ from: value, to: value, value, totals });
    }
    const distances = steps.map(({ totals }) => distance(goals, exactly(totals)));
    const best = Math.min(...distances);
    if (best === Number.POSITIVE_INFINITY) return [];
    return steps.flatMap((step, index) => (distances[index] === best ? [{ step, distance: best, before: steps[index - 1], after: steps[index + 1] }] : []));
  }

  #bounds(from: number, to: number): Bounds | undefined {
    const spans = this.#runner.names.map((name, index) => [name, exactly([this.#runner.parameters[index] as number])[0]] as const);
    const box = new Map([...spans, [this.#name, { whole: from === to && Number.isInteger(from), least: from, most: to }]]) as Box;
    for (const graph of this.#graphs) {
      const bounds = boundsOver(graph, box, this.#totals);
      if (bounds !== undefined) return bounds;
    }
    // a graph that holds at a place inside may not hold all over
    const inside = from + (to - from) * 0.381966;
    const place = new Map(box).set(this.#name, { whole: Number.isInteger(inside), least: inside, most: inside });
    if (this.#graphs.length === mostGraphs || this.#graphs.some((graph) => boundsOver(graph, place, []) !== undefined)) return undefined;
    const graph = expand(this.#program, new Map([...this.#base, ...[...place].map(([name, { least }]) => [name, least] as const)]), true);
    this.#graphs.push(graph);
    return boundsOver(graph, box, this.#totals);
  }
}

const withValue = (plateau: Plateau): Step => ({ ...plateau, value: shortest(plateau.from, plateau.to) });
