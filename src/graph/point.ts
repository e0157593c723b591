/** A point: a value for each parameter of a program. */
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { sideNames, sizeName } from '../spec/compile.ts';
import { largest } from '../spec/operators.ts';
import type { Program, Setting } from '../spec/program.ts';
import type { Bounds } from './value.ts';

export type Settings = Readonly<Record<string, Setting | boolean>>;
const rectangle = /^\s*([1-9]\d*)\s*[x\u00d7]\s*([1-9]\d*)\s*$/i;

/** Height and width, where a text is `512x1024`. */
export function sidesOf(text: string): readonly [height: number, width: number] | undefined {
  const [, height, width] = rectangle.exec(text) ?? [];
  return height === undefined ? undefined : [Number(height), Number(width)];
}

/**
 * A program that takes the settings: where they have a `resolution` of `512x1024`, or a height or a width of their own, the program of that height
 * and width, with the settings `resolution_h` and `resolution_w`.
 * @throws SpecError where only one number can be the resolution
 */
export function resolved(program: Program, settings: Settings = {}): { readonly program: Program; readonly settings: Settings } {
  if (typeof program.params.get(sizeName) !== 'number') return { program, settings };
  const { [sizeName]: written, ...others } = settings;
  const found = typeof written === 'string' ? sidesOf(written) : undefined;
  if (found === undefined)
    return { program: sideNames.some((side) => Object.hasOwn(settings, side) && !program.params.has(side)) ? program.rectangular() : program, settings };
  return { program: program.rectangular(), settings: { ...others, [sideNames[0]]: found[0], [sideNames[1]]: found[1] } };
}

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
    else if (kindOf(value) !== kindOf(usual)) problems.push(problem('value/type', { key: name, got: got(value), expected: kindOf(usual) }));
    else problems.push(...numbersIn(value).flatMap((number) => problemsWith(name, number)));
    point.set(name, value);
  }
  if (problems.length > 0) throw new SpecError(problems);
  return point;
}

const kindOf = (value: Setting) => (typeof value === 'number' ? 'a number' : typeof value === 'string' ? 'a word' : 'a list');
const got = (value: Setting): string => (typeof value === 'object' ? `[${value.join(', ')}]` : `"${value}"`);
const numbersIn = (value: Setting): readonly number[] => (typeof value === 'object' ? value.flatMap(numbersIn) : typeof value === 'number' ? [value] : []);

function problemsWith(key: string, value: number): readonly Problem[] {
  if (!Number.isFinite(value)) return [problem('value/not-finite', { key, got: String(value) })];
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? [problem('value/too-large', { key, got: String(value) })] : [];
}

/** The numbers of a point, which stay open in a graph. */
export const numbersOf = (point: Point): ReadonlyMap<string, number> =>
  new Map([...point].filter((entry): entry is [string, number] => typeof entry[1] === 'number'));

/** The words and lists of a point, which a graph is made for. */
export const wordsOf = (point: Point): string => JSON.stringify([...point].filter(([, value]) => typeof value !== 'number'));

/**
 * The parameters like this one: whole numbers from 1 where it is one, else positive ones, those from 0 on, or all; up to a power of 2 that is
 * at least 8 times as large. What a graph knows of its parameters saves checks, and that its values are exact can only be known where they
 * have an end.
 */
export function boundsAround(setting: number): Bounds {
  const whole = Number.isInteger(setting) && setting >= 1;
  const most = Math.min(2 ** Math.ceil(Math.log2(Math.max(Math.abs(setting), 1)) + 3), largest);
  const least = [1e-6, 0].find((bound) => setting >= bound) ?? -most;
  return { whole, least: whole ? 1 : least, most };
}
