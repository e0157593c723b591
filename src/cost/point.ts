/** A point: a value for each parameter of a program. */
import { type Problem, problem, SpecError } from '../diagnostic.ts';
import { largest } from '../spec/operators.ts';
import type { Program, Setting } from '../spec/program.ts';
import type { Span } from './tape.ts';

export type Settings = Readonly<Record<string, Setting | boolean>>;
export type Point = ReadonlyMap<string, Setting>;

/**
 * The program's parameters, with some set.
 * @throws SpecError for names that the program does not have, and for values of another kind
 */
export function toPoint(program: Program, settings: Settings = {}): Point {
  const point = new Map(program.params);
  const problems: Problem[] = [];
  for (const [name, given] of Object.entries(settings)) {
    const value = typeof given === 'boolean' ? Number(given) : given;
    const usual = program.params.get(name);
    if (usual === undefined) problems.push(problem('name/param', { name, known: [...program.params.keys()], network: program.name }));
    else if (typeof value !== typeof usual)
      problems.push(problem('value/type', { key: name, got: `"${value}"`, expected: typeof usual === 'number' ? 'a number' : 'a word' }));
    else if (typeof value === 'number' && !Number.isFinite(value)) problems.push(problem('value/not-finite', { key: name, got: String(value) }));
    else if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      problems.push(problem('value/too-large', { key: name, got: String(value) }));
    point.set(name, value);
  }
  if (problems.length > 0) throw new SpecError(problems);
  return point;
}

/** The numbers of a point, which stay open in a graph. */
export const numbersOf = (point: Point): ReadonlyMap<string, number> =>
  new Map([...point].filter((entry): entry is [string, number] => typeof entry[1] === 'number'));

/** The words of a point, which a graph is made for. */
export const wordsOf = (point: Point): string => JSON.stringify([...point].filter(([, value]) => typeof value === 'string'));

/**
 * The parameters like this one: whole numbers from 1 where it is one, else positive ones, those from 0 on, or all; up to a power of 2 that is
 * at least 8 times as large. What a graph knows of its parameters saves checks, and that its values are exact can only be known where they
 * have an end.
 */
export function spanAround(setting: number): Span {
  const whole = Number.isInteger(setting) && setting >= 1;
  const most = Math.min(2 ** Math.ceil(Math.log2(Math.max(Math.abs(setting), 1)) + 3), largest);
  const least = [1e-6, 0].find((bound) => setting >= bound) ?? -most;
  return { whole, least: whole ? 1 : least, most };
}
