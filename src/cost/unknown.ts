/** Where a parameter is searched when no range is given. */
import type { Program } from '../spec/program.ts';
import { distance, exactly, type Goal } from './goal.ts';
import { type Settings, toPoint } from './point.ts';
import { Runner } from './runner.ts';
import type { Unknown } from './solve.ts';

/** Shares of the usual value that no round number of channels comes from. */
const odd = [0.9137, 1.0871, 1.3819];
const furthest = 64;
const mostValues = 4096;

/**
 * A parameter is real when the network is valid at odd shares of its usual value, and else takes whole numbers. It is searched from a
 * twentieth of its usual value, or from 1, to four times that; `alone`, up to 64 times, while the goals are not between its ends.
 * @throws SpecError for what is no number parameter
 */
export function toUnknown(program: Program, settings: Settings, name: string, goals: readonly Goal[], alone: boolean): Unknown {
  const given = toPoint(program, { ...settings, [name]: settings[name] ?? Number(program.params.get(name)) });
  const usual = Number(given.get(name));
  const runner = new Runner(
    program,
    given,
    goals.map(({ total }) => total),
  );
  const place = runner.names.indexOf(name);
  const at = (value: number) => {
    runner.parameters[place] = value;
    return runner.run() ? [...runner.totals] : undefined;
  };
  const real = usual > 0 && odd.some((share) => at(usual * share) !== undefined);
  const least = real ? usual / 20 : Math.min(1, usual);
  let most = real ? usual * 4 : Math.max(usual * 4, 8);
  const first = at(real ? least : usual);
  while (alone && most < usual * furthest && (real || most - least < mostValues / 2)) {
    const last = at(most);
    if (first === undefined || last === undefined) break;
    const ends = first.map((total, index) => ({ whole: true, least: Math.min(total, last[index] ?? total), most: Math.max(total, last[index] ?? total) }));
    if (distance(goals, ends) === 0 || distance(goals, exactly(first)) === distance(goals, exactly(last))) break;
    most *= 2;
  }
  return real ? { name, least, most } : { name, values: Array.from({ length: most - least + 1 }, (_, index) => least + index) };
}
