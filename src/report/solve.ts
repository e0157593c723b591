/** What a solve found, as a report. */
import type { Goal } from '../solve/goal.ts';
import type { Interval, Step } from '../solve/plateau.ts';
import type { Answer, Solution, Unknown } from '../solve/solve.ts';
import { counted, grouped } from './number.ts';
import { type Column, cells, type Records, type Report, type SpecOf } from './sheet.ts';

interface Solved {
  readonly network: string;
  readonly params: SpecOf['params'];
  readonly goals: readonly Goal[];
  readonly unknowns: readonly Unknown[];
  /** What every step's totals are. */
  readonly totals: readonly string[];
  readonly answer: Answer;
  /** How many solutions are shown. */
  readonly top: number;
}

const signs = { nearest: '=', 'at-most': '<=', 'at-least': '>=' } as const;

const showGoal = ({ total, amount, how }: Goal) => `${total} ${signs[how]} ${grouped(amount)}`;

const showUnknown = (unknown: Unknown) => {
  if (!('values' in unknown)) return `${unknown.name} from ${shownInterval({ from: unknown.least, to: unknown.most })}`;
  const { name, values, chosen } = unknown;
  const [first = 0, last = first] = [values[0], values.at(-1)];
  if (typeof chosen === 'object') return `${name} from ${first} to ${last}, ${counted(values.length, 'multiple')} of ${chosen.multiplesOf}`;
  const consecutive = values.length > 2 && values.every((value, index) => value === first + index);
  return `${name} ${consecutive ? `from ${first} to ${last}, whole` : values.length > 8 ? `one of ${values.length} values from ${first} to ${last}` : values.join(', ')}`;
};

const shownHeading = ({ network, goals, unknowns }: Solved) => `${network}: ${goals.map(showGoal).join(', ')}, over ${unknowns.map(showUnknown).join('; ')}`;

/** An end of an interval with so many digits, rounded towards its inside. */
function shownEnd(value: number, inwards: 1 | -1, precision: number): number {
  if (Number.isInteger(value)) return value;
  const digits = precision - 1 - Math.floor(Math.log10(Math.abs(value)));
  if (digits > 100) return value;
  const nearest = Math.round(value * 10 ** digits);
  const decimal = (count: number) => Number((count / 10 ** digits).toFixed(Math.max(0, digits)));
  const isInside = inwards === 1 ? decimal(nearest) >= value : decimal(nearest) <= value;
  return decimal(isInside ? nearest : nearest + inwards);
}

/** An interval in seven digits, or in as many as it takes to tell its ends apart. */
function shownInterval({ from, to }: Interval): string {
  if (from === to) return String(from);
  for (let precision = 7; precision < 16; precision++) {
    const [first, last] = [shownEnd(from, 1, precision), shownEnd(to, -1, precision)];
    if (first < last) return `${first} to ${last}`;
  }
  return `${from} to ${to}`;
}

const shownStep = (step: Step) => `${step.uncertain ? '~' : ''}${shownInterval(step)}`;

/** How far a total is from what was asked for. */
const shownDeviation = ({ amount }: Goal, total: number) => {
  if (total === amount) return 'exact';
  const share = ((total - amount) / Math.max(amount, 1)) * 100;
  return `${share < 0 ? '-' : '+'}${Math.abs(share) < 0.01 ? Math.abs(share).toPrecision(1) : Math.abs(share).toFixed(2)} %`;
};

/** One column a total, in which goals come first; two goals of one total share it. */
const shownTotals = ({ goals, totals }: Solved) => {
  // a limit beside a target is kept, and no more is said of it
  const judging = goals.some(({ how }) => how === 'nearest') ? goals.filter(({ how }) => how === 'nearest') : goals;
  return [...new Set(totals)].map((name) => ({ name, goal: judging.find(({ total }) => total === name) }));
};

function columnsOf(solved: Solved): readonly Column[] {
  const { unknowns, answer } = solved;
  const number = (key: string, heading = key): Column => ({ key, heading, kind: 'number' });
  return [
    { key: 'what', heading: '', kind: 'text' },
    ...unknowns.filter(({ name }) => name !== answer.name).map(({ name }) => number(name)),
    number(answer.name),
    { key: 'same for', heading: 'same for', kind: 'text', importance: 0 },
    ...shownTotals(solved).flatMap(({ name, goal }) => [number(name), ...(goal === undefined ? [] : [number(`${name} off`, 'off')])]),
  ];
}

/** A row per step: the solutions, each with the steps before and after it where there is but one. */
function stepsOf(solved: Solved): readonly (readonly string[])[] {
  const { unknowns, totals, answer, top } = solved;
  const others = unknowns.map((unknown) => unknown.name).filter((other) => other !== answer.name);
  const row = (step: Step, settings: Solution['settings'], what: string) => [
    what,
    ...others.map((other) => String(settings[other])),
    String(step.value),
    shownStep(step),
    ...shownTotals(solved).flatMap(({ name, goal }) => {
      const total = step.totals[totals.indexOf(name)] as number;
      return goal === undefined ? [grouped(total)] : [grouped(total), shownDeviation(goal, total)];
    }),
  ];
  const shown = answer.solutions.slice(0, top);
  // what is a solution too has a row as that
  const isBeside = (step: Step | undefined): step is Step => step !== undefined && !shown.some((one) => one.step.from === step.from);
  return shown.flatMap(({ step, settings, before, after }, index) => [
    ...(index === 0 && isBeside(before) ? [row(before, settings, 'before')] : []),
    row(step, settings, index === 0 ? 'best' : step.totals.every((total, place) => total === shown[0]?.step.totals[place]) ? 'the same' : 'next'),
    ...(index === 0 && isBeside(after) ? [row(after, settings, 'after')] : []),
  ]);
}

/** What has to be known beside the table. */
function remarks(solved: Solved): readonly string[] {
  const { goals, unknowns, totals, top } = solved;
  const { name, solutions, complete, reach } = solved.answer;
  const more = solutions.length - top;
  const ranges = goals.map((_, index) => `${totals[index]} from ${grouped(reach[index]?.least ?? 0)} to ${grouped(reach[index]?.most ?? 0)}`);
  const [best] = solutions;
  const isAtEnd = best !== undefined && best.distance > 0 && (best.before === undefined || best.after === undefined);
  const isAll = solutions.length === 1 && best?.before === undefined && best?.after === undefined;
  const shown = solutions.slice(0, top).flatMap(({ before, step, after }, index) => (index === 0 ? [before, step, after] : [step]));
  return [
    ...(solutions.length === 0 ? [`nothing fits: the values that were tried give ${[...new Set(ranges)].join(', ')}`] : []),
    ...unknowns.flatMap(chosenBecause),
    ...(isAtEnd && isAll ? [`all that was searched comes to the same; for other values: --over ${name}=from:to`] : []),
    ...(isAtEnd && !isAll ? [`the best is at an end of what was searched: with other values there may be better, --over ${name}=from:to`] : []),
    ...(more > 0 ? [`${counted(more, 'more solution')}: --top ${solutions.length} shows all`] : []),
    ...(shown.some((step) => step?.uncertain) ? ['~ all values that were tried there come to the same, but not all between them are known to'] : []),
    ...(complete ? [] : [cutShort(solved)]),
  ];
}

/** Why a parameter was looked at where it was. */
function chosenBecause(unknown: Unknown): readonly string[] {
  if (!('values' in unknown) || unknown.chosen === undefined) return [];
  const { name, chosen } = unknown;
  if (chosen !== 'some') return [`only at multiples of ${chosen.multiplesOf} are all sizes that grow with ${name} whole, so only these were looked at`];
  return [`not every ${name} is valid, and only these values were looked at; for others: --over ${name}=from:to:step`];
}

const mostShown = 4;

/** What was not looked at. */
function cutShort({ answer: { name, left, combinations, searched, work } }: Solved): string {
  const reason = work.spent > work.most ? `the budget of ${grouped(work.most)} calculations was used up` : 'the search could not rule everything out';
  if (combinations > 1)
    return `${reason}: searched ${searched} of ${grouped(combinations)} combinations to the end, the most promising first; the others may have something nearer; give fewer values`;
  const parts = left.slice(0, mostShown).map((part) => (part.from === part.to ? `at ${part.from}` : `from ${shownInterval(part)}`));
  const others = left.length > mostShown ? ` and in ${counted(left.length - mostShown, 'more part')}` : '';
  return `${reason}: something nearer may be at ${name} ${parts.join(', ')}${others}, where not every value was looked at; give a narrower range, --over ${name}=from:to`;
}

export function solutionReport(solved: Solved): Report {
  const { network, params } = solved;
  return {
    command: 'solve',
    sheets: [
      {
        title: shownHeading(solved),
        label: `solve-${network.toLowerCase()}`,
        columns: columnsOf(solved),
        groups: [{ rows: stepsOf(solved).map((texts) => cells(texts)) }],
        notes: remarks(solved),
      },
    ],
    notes: [],
    specs: [{ name: network, params }],
    records: () => recordsOf(solved),
    data: () => toJson(solved),
  };
}

/** A row per step: `rank` counts solutions from 1, `step` is 0 for the solution, -1 and 1 for the steps before and after it. */
function recordsOf({ unknowns, totals, answer: { name, solutions }, top, network }: Solved): Records {
  const names = [...new Set(totals)];
  const rows = solutions.slice(0, top).flatMap(({ step, settings, before, after, distance }, index) =>
    [before, step, after].flatMap((one, place) =>
      one === undefined
        ? []
        : [
            {
              network,
              rank: index + 1,
              step: place - 1,
              ...Object.fromEntries(unknowns.map((unknown) => [unknown.name, unknown.name === name ? one.value : settings[unknown.name]])),
              [`${name}_from`]: one.from,
              [`${name}_to`]: one.to,
              ...Object.fromEntries(names.map((total) => [total, one.totals[totals.indexOf(total)]])),
              ...(one === step && { distance }),
            },
          ],
    ),
  );
  return { columns: ['network', 'rank', 'step', ...unknowns.map((unknown) => unknown.name), `${name}_from`, `${name}_to`, ...names, 'distance'], rows };
}

function toJson({ network, goals, unknowns, totals, answer: { solutions, complete, combinations, searched, left, work, reach, name }, top }: Solved) {
  const step = (one: Step | undefined) =>
    one && {
      value: one.value,
      from: one.from,
      to: one.to,
      ...(one.uncertain && { uncertain: true }),
      ...Object.fromEntries(totals.map((total, index) => [total, one.totals[index]])),
    };
  return {
    network,
    goals,
    over: unknowns,
    steps_of: name,
    complete,
    combinations,
    searched,
    left,
    work,
    reach: Object.fromEntries(totals.map((total, index) => [total, Number.isFinite(reach[index]?.least) ? reach[index] : null])),
    solutions: solutions.slice(0, top).map(({ settings, distance, ...found }) => ({
      settings,
      distance,
      ...step(found.step),
      before: step(found.before) ?? null,
      after: step(found.after) ?? null,
    })),
  };
}
