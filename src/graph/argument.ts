/** The arguments of an op, given or by default: set among the values of a layer, and checked. */
import type { Code } from '../diagnostic/index.ts';
import { type Argument, type Op, partsOf } from '../ops/op.ts';
import type { Place } from '../spec/document.ts';
import type { Expression } from '../spec/expression.ts';
import type { LayerValues } from './formulas.ts';
import { type Binding, type Bound, isNumeric, isWord } from './scope.ts';
import type { Tape } from './tape.ts';
import type { Value } from './value.ts';

/** Holds for whole numbers, and for neither infinity nor NaN. */
export const isWhole = (value: Value, tape: Tape): Value =>
  typeof value === 'number' ? Number(Number.isInteger(value)) : tape.apply('==', tape.apply('-', tape.apply('floor', value), value), 0);

/** Hears what must hold, and the names or the formula to show where it does not. */
export type Require = (code: Code, holds: Value, names: readonly string[] | Expression, args?: Record<string, unknown>, place?: Place) => void;

/**
 * Sets each argument, or its default, and its parts; checks that sizes are whole and large enough.
 * @returns the defaults by the names that specs use
 */
export function bindArguments(op: Op, given: ReadonlyMap<string, Binding>, values: LayerValues, tape: Tape, require: Require): ReadonlyMap<string, Binding> {
  const defaults = new Map<string, Binding>();
  for (const [name, argument] of Object.entries<Argument>(op.args)) {
    const written = given.get(name);
    const value = written?.value ?? defaultOf(argument, given, defaults);
    if (written === undefined) defaults.set(name, { kind: 'default', value });
    const parts = partsOf(op, name);
    if (isWord(value)) {
      for (const [index, word] of argument.of?.entries() ?? []) values.set(parts[index] as string, word === value.word ? 1 : 0);
      continue;
    }
    const numbers = numbersFor(value, parts.length);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string;
      const number = numbers[index] as Value;
      values.set(part, number);
      for (const { code, holds, args } of checksOf(argument, part, number, tape)) require(code, holds, [part], args, written?.field?.place);
    }
  }
  return defaults;
}

interface NumberCheck {
  readonly code: Code;
  readonly holds: Value;
  readonly args: Record<string, unknown>;
}

const none: readonly NumberCheck[] = [];

/** What must hold of a number that is given for an argument, or for a part of one. */
export function checksOf(
  { type, min = type === 'integer' || type === 'pair' ? 1 : undefined }: Argument,
  key: string,
  value: Value,
  tape: Tape,
): readonly NumberCheck[] {
  const isNumber = type === 'number' || type === 'boolean';
  // most are numbers that are as they have to be
  if (typeof value === 'number' && (isNumber ? Number.isFinite(value) : Number.isInteger(value)) && (min === undefined || value >= min)) return none;
  const kind = isNumber
    ? { code: 'check/finite' as const, holds: tape.apply('==', tape.apply('-', value, value), 0), args: { key } }
    : { code: 'check/whole' as const, holds: isWhole(value, tape), args: { key } };
  return min === undefined ? [kind] : [kind, { code: 'check/least', holds: tape.apply('>=', value, min), args: { key, least: min } }];
}

function defaultOf({ type, default: written }: Argument, given: ReadonlyMap<string, Binding>, defaults: ReadonlyMap<string, Binding>): Bound {
  if (typeof written !== 'string') return Number(written);
  if (type === 'padding' || type === 'word') return { word: written };
  // one argument's default is another's value, as a pooling's stride is its kernel size
  const other = given.get(written) ?? defaults.get(written);
  if (other === undefined) throw new TypeError(`no argument before it is called ${written}`);
  return other.value;
}

/** One number for all parts, [height, width] for the two sides of each, or one per part. */
function numbersFor(bound: Bound, parts: number): readonly Value[] {
  if (isNumeric(bound)) return parts === 1 ? [bound] : new Array<Value>(parts).fill(bound);
  const list = (Array.isArray(bound) ? bound : []).map((value) => (isNumeric(value) ? value : Number.NaN));
  const [first = Number.NaN, second = first] = list;
  return parts === 4 && list.length === 2 ? [first, first, second, second] : list;
}
