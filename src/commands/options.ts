/** The options that commands share, and how their values are read. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Depth, depths } from '../cost/rows.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import { nearest } from '../diagnostic/nearest.ts';
import { type Settings, sidesOf } from '../graph/point.ts';
import { isGiven } from '../node/files.ts';
import { open } from '../node/open.ts';
import { isTotal, type TotalName, totalNames } from '../ops/total.ts';
import { amountExpected, type Budget, parseAmount } from '../spec/budget.ts';
import type { Ghost } from '../spec/ghostify.ts';
import type { Program, Setting } from '../spec/program.ts';
import { ghostHelp, parseGhost } from './ghost.ts';
import { warn } from './warnings.ts';

export interface PointOptions {
  readonly set?: Readonly<Record<string, Setting | boolean>>;
  readonly s?: number;
  readonly d?: number;
  readonly width?: number;
  readonly resolution?: number | string;
  /** Values of s and d and which convolutions, or that there are ghost modules. */
  readonly ghost?: Partial<Ghost> | true;
  readonly strict?: true;
}

/** Parameters of the network: `--set name=value`, the shorthands, and `--ghost`. */
export const addPointOptions = (command: Command): Command =>
  command
    .addOption(new Option('--set <name=value>', 'value of a parameter of the network; may be repeated').argParser(accumulates(parseSetting)))
    .addOption(new Option('--s <number>', 'ghost ratio: output maps per primary map').argParser(parseNumber))
    .addOption(new Option('--d <number>', 'kernel size of the cheap convolutions').argParser(parseNumber))
    .addOption(new Option('--width <number>', 'width multiplier').argParser(parseNumber))
    .addOption(new Option('--resolution <size>', 'input size: 320, or height and width as 512x1024').argParser(parseResolution))
    .addOption(
      new Option('--ghost [s=2,d=3]', `${ghostHelp}; in a network that already has ghost modules, it only sets s and d`).argParser(accumulates(parseGhost)),
    )
    .addOption(strictOption());

/** Warnings are errors. */
export const strictOption = () => new Option('--strict', 'treat warnings as errors');

/** Limits of each network. */
export const budgetOption = () =>
  new Option('--budget <limits>', 'limits in addition to those of the spec; exit with code 1 if one is exceeded: macs=150M,params=5.5M').argParser(
    accumulates(parseBudget),
  );

export interface OpenedSpec {
  /** A file or a shipped name. */
  readonly name: string;
  readonly program: Program;
  readonly params: Settings;
  /** Those of `params` that follow the name. */
  readonly own: Settings;
  /** What it is made of, the files that it extends and uses included. */
  readonly texts: readonly string[];
}

/**
 * Reads and compiles a spec, as a ghost network where that is asked for, with the parameters that were set: by the options, and by what
 * follows the name, as in `ghostnet,width=0.5`.
 */
export function openSpec(spec: string, { set = {}, ghost, strict, ...shorthands }: PointOptions): OpenedSpec {
  const { name, own } = isGiven(spec) ? { name: spec, own: {} } : splitSpec(spec);
  const { s, d, width, resolution } = shorthands;
  const given = Object.fromEntries(Object.entries({ s, d, width, resolution }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const named = [set, given, ghost === true ? {} : (ghost ?? {})].flatMap((one) => Object.keys(one));
  const twice = named.find((one, index) => named.indexOf(one) < index);
  if (twice !== undefined) throw new SpecError([problem('usage/twice', { name: twice })]);
  const { warnings, ...opened } = open(name, { set: { ...set, ...given, ...own }, ghost });
  warn(warnings, strict);
  return { name, own, ...opened };
}

function splitSpec(spec: string): { name: string; own: Readonly<Record<string, Setting | boolean>> } {
  // commas between brackets are those of a list
  const [name = '', ...settings] = spec.split(/,(?![^[\]]*\])/);
  let own: Readonly<Record<string, Setting | boolean>> = {};
  for (const setting of settings) {
    if (!/^[^=]+=.*\S/.test(setting))
      throw new SpecError([problem('usage/option', { option: 'the parameter', got: setting, expected: 'name=value, as in ghostnet,width=0.5' })]);
    const [key = '', ...value] = setting.split('=');
    if (Object.hasOwn(own, key.trim())) throw new SpecError([problem('usage/twice', { name: key.trim() })]);
    own = { ...own, [key.trim()]: readSetting(value.join('=')) };
  }
  return { name, own };
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number.');
  return value;
}

/** Reads one number for both sides, or keeps `512x1024`. */
function parseResolution(text: string): number | string {
  if (sidesOf(text) !== undefined) return text;
  if (text.trim() === '' || !Number.isFinite(Number(text))) throw new InvalidArgumentError('expected a number, or HEIGHTxWIDTH as in 512x1024.');
  return Number(text);
}

/** The parsers of options that may be given more than once. */
const accumulating = new WeakSet<object>();

/** Marks the parser of an option that may be given more than once: it adds to what was given before, or says why it cannot. */
export function accumulates<T extends (text: string, before: never) => unknown>(parse: T): T {
  accumulating.add(parse);
  return parse;
}

/** Has options that take a value taken once, since a second value would silently replace the first. */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if ((!option.required && !option.optional) || (option.parseArg && accumulating.has(option.parseArg))) continue;
    let count = 0;
    command.on(`option:${option.name()}`, () => {
      if (++count > 1) command.error(`error: option '${option.flags}' is given twice; it takes one value`);
    });
  }
}

/** Takes an option once, since a second value would silently replace the first. */
export const parseOnce = (advice: string) =>
  accumulates((text: string, before: string | undefined): string => {
    if (before !== undefined) throw new InvalidArgumentError(`given twice; ${advice}.`);
    return text;
  });

/** Reads a whole number within bounds. */
export const parseWhole =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = parseNumber(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `expected a whole number ${value > most || most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of at least ${least}`}.`,
    );
  };

export const parseCount = parseWhole(1);

/** Reads the seed of random numbers. */
export const parseSeed = parseWhole(0, 2 ** 32 - 1);

export function parseDepth(text: string): Depth {
  const named = depths.find((depth) => depth === text);
  if (named !== undefined) return named;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected ${depths.join(', ')} or a whole number from 1 to 99.`);
}

export function parseDigits(text: string): number {
  if (!/^\d$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 9.');
  return Number(text);
}

function parseSetting(text: string, before: Readonly<Record<string, Setting | boolean>> = {}): Readonly<Record<string, Setting | boolean>> {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || value.trim() === '') throw new InvalidArgumentError('expected name=value, as in width=0.5.');
  if (Object.hasOwn(before, name.trim())) throw new InvalidArgumentError(`${name.trim()} is set twice.`);
  try {
    return { ...before, [name.trim()]: readSetting(value) };
  } catch (error) {
    throw error instanceof SpecError ? new InvalidArgumentError(`expected ${listExpected}.`) : error;
  }
}

const listExpected = 'a list of numbers or words, as in [3,4,6,3]';

/** Whether a parameter's value is written as a list: `[3, 4, 6, 3]`. */
export const isList = (text: string): boolean => /^\s*\[.*\]\s*$/.test(text);

/**
 * Reads a parameter's value: a number, yes or no, a word, or a list of these in brackets.
 * @throws SpecError for a list that is none
 */
export function readSetting(text: string): Setting | boolean {
  const trimmed = text.trim();
  if (isList(trimmed)) {
    const inner = trimmed.slice(1, -1).trim();
    if (inner === '') return [];
    return inner.split(',').map((item) => {
      if (item.trim() === '' || /[[\]]/.test(item))
        throw new SpecError([problem('usage/option', { option: 'the value', got: trimmed, expected: listExpected })]);
      const value = readSetting(item);
      return typeof value === 'boolean' ? Number(value) : value;
    });
  }
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  const number = Number(trimmed);
  return Number.isNaN(number) ? trimmed : number;
}

/** Reads the name of a total. */
export function parseTotal(name: string): TotalName {
  if (isTotal(name)) return name;
  const found = nearest(name, totalNames);
  const meant = found === undefined ? '' : ` Did you mean ${found}?`;
  throw new InvalidArgumentError(
    `there is no total "${name}".${meant} Some are params, macs, flops, activations, peak_memory, speedup; docs/counting.md has all.`,
  );
}

/** Reads limits: `macs=150M,params=5.5M`. */
function parseBudget(text: string, before: Budget = {}): Budget {
  const limits: Record<string, number> = { ...before };
  for (const part of parseList(text)) {
    const [, name = '', amount = ''] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    const limit = parseAmount(amount);
    if (name === '') throw new InvalidArgumentError('expected limits like macs=150M,params=5.5M.');
    parseTotal(name.trim());
    if (limit === undefined) throw new InvalidArgumentError(`the limit of ${name} wants ${amountExpected}.`);
    if (Object.hasOwn(limits, name.trim())) throw new InvalidArgumentError(`${name.trim()} has two limits.`);
    limits[name.trim()] = limit;
  }
  return limits;
}

/** Reads a comma-separated list of totals. */
export const parseTotals = (text: string): readonly TotalName[] =>
  parseList(text).map((name, index, names) => {
    if (names.indexOf(name) < index) throw new InvalidArgumentError(`${name} is listed twice.`);
    return parseTotal(name);
  });

/** Splits a comma-separated list. */
export function parseList(text: string): readonly string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new InvalidArgumentError('expected names, separated by commas.');
  return parts;
}
