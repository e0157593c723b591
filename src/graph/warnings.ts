/** What is legal in a network and most likely not meant. */
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { type Place, rangeOf } from '../spec/document.ts';
import { type Expression, namesIn } from '../spec/expression.ts';
import type { Field, Program } from '../spec/program.ts';
import { expand } from './expand.ts';
import { type Network, type Size, toNetwork } from './network.ts';
import { type Point, type Settings, toPoint } from './point.ts';
import type { Value } from './value.ts';

/** The warnings of a program, and those of its input and its rules at a point. What is wrong at the point is told elsewhere. */
export function warningsOf(program: Program, settings: Settings = {}): readonly Problem[] {
  try {
    return warningsIn(toNetwork(program, toPoint(program, settings)));
  } catch (error) {
    if (error instanceof SpecError) return program.warnings;
    throw error;
  }
}

/** The same of a network. */
export const warningsIn = ({ program, point, input }: Pick<Network, 'program' | 'point' | 'input'>): readonly Problem[] => [
  ...program.warnings,
  ...inputOrder(program, input),
  ...rulesBySize(program, point, input),
];

const warning = (place: Place) => ({ range: rangeOf(place), path: place.path, severity: 'warning' as const });

/** Images have few channels, which some frameworks put last. */
function inputOrder({ input }: Program, { channels, h, w }: Size): readonly Problem[] {
  const isImage = [1, 3, 4].includes(w) && Math.min(channels, h) >= 8 && (w > 1 || channels === h);
  const [first] = input;
  if (!isImage || first === undefined) return [];
  const list = { ...first.place, path: first.place.path.slice(0, -1) };
  return [problem('input/order', { channels, h, w }, warning(list))];
}

/** The sizes of the input, as parameters that no spec can have. */
const sizeNames = ['the height of the input', 'the width of the input'] as const;

/** Rules whose condition depends on the size of the input, so that another resolution may give another network. */
function rulesBySize(program: Program, point: Point, { h, w }: Size): readonly Problem[] {
  if (!program.rules.some(({ hasCondition }) => hasCondition)) return [];
  const [channels, ...sizes] = program.input as [Field, Field, Field];
  const names = new Set<string>(sizeNames);
  for (const size of sizes) if (size.kind === 'expression') for (const name of namesIn(size.expression)) names.add(name);
  const open = new Map([...point, ...sizeNames.map((name, index) => [name, [h, w][index] as number] as const)]);
  const named = sizes.map(({ place }, index): Field => ({ place, kind: 'expression', expression: { kind: 'name', name: sizeNames[index] } as Expression }));
  const { assumptions, tape } = expand({ ...program, input: [channels, ...named] }, open, true);
  // by the index on the tape, where arguments stand before what is made of them
  const bySize: boolean[] = [];
  const isBySize = (value: Value) => typeof value === 'object' && bySize[value.index] === true;
  for (const { operator, parameter, args } of tape.nodes) bySize.push(operator === null ? names.has(parameter) : args.some(isBySize));
  const found = new Set(assumptions.flatMap(({ value, rule }) => (rule !== undefined && isBySize(value) ? [rule] : [])));
  return [...found].map(({ place }) => problem('replace/size', undefined, warning({ ...place, path: [...place.path, 'where'] })));
}
