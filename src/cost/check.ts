/** Checks at a point: the first that does not hold becomes a problem with the values that it looked at. */
import { type Args, type Caller, type Code, type Problem, problem, type Values } from '../diagnostic.ts';
import { rangeOf } from '../spec/document.ts';
import type { Chain, Check } from './graph.ts';
import type { Value } from './tape.ts';

export const chainRanges = (chain: Chain): readonly Caller[] => chain.map(({ name, place }) => ({ name, range: rangeOf(place) }));

/** Reads values at a point. */
export type Read = (value: Value) => number;

/** What the first check says that does not hold; those after it may only follow from it. */
export function firstFailure(checks: readonly Check[], read: Read): Problem | undefined {
  const failed = checks.find(({ when, holds }) => read(when) !== 0 && !(read(holds) > 0));
  return failed === undefined ? undefined : toProblem(failed, read);
}

function toProblem({ code, path, place, chain, args, values }: Check, read: Read): Problem {
  const shown: Values = Object.fromEntries(
    [...values()].map(([name, value]) => [name, Array.isArray(value) ? value.map(read).join(' x ') : read(value as Value)]),
  );
  const all = { layer: path.join('/'), values: shown, ...args } as Args<Code>;
  return problem(code, all as never, { range: rangeOf(place), path: place.path, chain: chainRanges(chain) });
}
