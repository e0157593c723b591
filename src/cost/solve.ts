/** The inverse of a count: which values of parameters give a cost. */
import TinyQueue from 'tinyqueue';
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
/** Calculations of the tape whose bounds are worked out for one combination of the other parameters: about two seconds. */
const mostWork = 10_000_000;
/** A graph takes as long as so many of its bounds. */
const boundsOfGraph = 100;
const mostGraphs = 64;
const mostCombinations = 10_000;

/**
 * Finds the parameters that come nearest to some goals. A real parameter is searched by halving its interval, leaving out what bounds show
 * to be no better than what is known; so the answer is the best there is wherever `complete` says so.
 * `totals` are given with every step: first those of the goals, in their order. `told` hears what share of the combinations of the other
 * parameters has been searched.
 * @throws SpecError for parameters that the program does not have, and more combinations of values than can be tried
 */
export function solve(
  program: Program,
  settings: Settings,
  goals: readonly Goal[],
  unknowns: readonly Unknown[],
  totals: readonly TotalName[],
  told: (share: number) => void = () => {},
): Answer {
  const named = (pick: (unknown: Unknown) => number) => Object.fromEntries(unknowns.map((unknown) => [unknown.name, pick(unknown)]));
  const base = toPoint(program, { ...settings, ...named((unknown) => ('values' in unknown ? (unknown.values[0] ?? Number.NaN) : unknown.least)) });
  const search = new Search(program, base, totals);
  const stairs = unknowns.find((unknown) => !('values' in unknown)) ?? (unknowns.at(-1) as Unknown);
  const others = unknowns.filter((unknown): unknown is Unknown & { values: readonly number[] } => unknown !== stairs && 'values' in unknown);
  const combinations = others.reduce((product, { values }) => product * values.length, 1);
  if (combinations > mostCombinations) throw new SpecError([problem('solve/too-many', { combinations, most: mostCombinations })]);

  const solutions: Solution[] = [];
  for (let index = 0; index < combinations; index++) {
    told(index / combinations);
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

/** A part of the staircase that may have something better: the least distance that bounds allow, and that at its middle. */
interface Interval {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  readonly least: number;
  readonly away: number;
}

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
  #worked = 0;

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
    let best = Number.POSITIVE_INFINITY;
    let nearest: number[] = [];
    /** How far the totals at a place are from the goals. */
    const consider = (place: number): number => {
      const totals = this.at(place);
      const away = totals === undefined ? Number.POSITIVE_INFINITY : distance(goals, exactly(totals));
      if (away === Number.POSITIVE_INFINITY || away > best) return away;
      if (away < best) nearest = [];
      best = away;
      nearest.push(place);
      return away;
    };
    // the most promising first, so that what is found early rules out most of the others
    const pending = new TinyQueue<Interval>([], (one, other) => one.least - other.least || Number(one.away > other.away) - Number(one.away < other.away));
    /** Keeps an interval for later if more of it may be better than its middle. */
    const look = (from: number, to: number) => {
      const bounds = this.#bounds(from, to);
      const least = bounds === undefined ? 0 : distance(goals, bounds.totals);
      if (bounds?.valid === false || least > best || least === Number.POSITIVE_INFINITY) return;
      const middle = from + (to - from) / 2;
      const away = consider(middle);
      if (bounds?.valid === true && bounds.totals.every(isPoint)) return;
      if (middle > from && middle < to) pending.push({ from, middle, to, least, away });
      else for (const place of [from, to]) consider(place);
    };
    const places = Array.from({ length: samples + 1 }, (_, index) => (index === samples ? end : start + ((end - start) * index) / samples));
    for (const place of places) consider(place);
    for (let index = 0; index < samples; index++) look(places[index] as number, places[index + 1] as number);
    this.#worked = 0;
    for (let next = pending.pop(); next !== undefined && next.least <= best; next = pending.pop()) {
      if (this.#worked > mostWork) {
        this.complete = false;
        break;
      }
      look(next.from, next.middle);
      look(next.middle, next.to);
    }
    for (;;) {
      const found = this.#stepsAt(nearest, interval).map((steps) => ({ ...steps, distance: best }));
      const beside = this.complete ? [] : found.flatMap(({ before, after }) => [before, after].filter((step) => step !== undefined));
      const nearer = beside.filter(({ totals }) => distance(goals, exactly(totals)) < best);
      if (nearer.length === 0) return found;
      for (const { value } of nearer) consider(value);
    }
  }

  /** The steps that places are on, each once, with those beside them. */
  #stepsAt(places: readonly number[], interval: readonly [number, number]): readonly Omit<Found, 'distance'>[] {
    const [start, end] = interval;
    const steps: Plateau[] = [];
    for (const place of places.toSorted((one, other) => one - other)) {
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
    for (const [index, graph] of this.#graphs.entries()) {
      const bounds = boundsOver(graph, box, this.#totals);
      if (bounds === undefined) continue;
      this.#worked += graph.tape.nodes.length;
      // neighbours mostly have one structure
      this.#graphs.unshift(...this.#graphs.splice(index, 1));
      return bounds;
    }
    // a graph that holds at a place inside may not hold all over
    const inside = from + (to - from) * 0.381966;
    const place = new Map(box).set(this.#name, { whole: Number.isInteger(inside), least: inside, most: inside });
    if (this.#graphs.some((graph) => boundsOver(graph, place, []) !== undefined)) return undefined;
    const graph = expand(this.#program, new Map([...this.#base, ...[...place].map(([name, { least }]) => [name, least] as const)]), true);
    this.#worked += boundsOfGraph * graph.tape.nodes.length;
    this.#graphs.unshift(graph);
    this.#graphs.length = Math.min(this.#graphs.length, mostGraphs);
    return boundsOver(graph, box, this.#totals);
  }
}

const withValue = (plateau: Plateau): Step => ({ ...plateau, value: shortest(plateau.from, plateau.to) });
