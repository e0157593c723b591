/** Every problem that ghostcost can report: a code, its arguments, the place, and the sentence that the code becomes. */
import type { Range } from './range.ts';
import type { Sentence } from './sentence.ts';
import { sentences } from './sentences/index.ts';
import { cut } from './text.ts';

export type Code = keyof typeof sentences;
export type Args<C extends Code> = Parameters<(typeof sentences)[C]>[0];

/** A problem: what (`code`, `args`), where (`range`, absent when no file is to blame), and how a layer was reached (`chain`, outermost first). */
export type Problem = { readonly [C in Code]: ProblemOf<C> }[Code];

interface ProblemOf<C extends Code> {
  readonly code: C;
  readonly severity: 'error' | 'warning';
  readonly args: undefined extends Args<C> ? Readonly<Record<string, never>> : Args<C>;
  readonly path: readonly (string | number)[];
  readonly range: Range | undefined;
  readonly chain: readonly Caller[];
  readonly sentence: Sentence;
}

/** One step of the way from the network to a layer: the block that was called, and where. */
export interface Caller {
  readonly name: string;
  readonly range: Range;
}

/** Characters of the parts of a sentence. */
const longest = { says: 500, expected: 900, advice: 500 };

interface Where {
  readonly range?: Range | undefined;
  readonly path?: readonly (string | number)[];
  readonly chain?: readonly Caller[];
  readonly severity?: 'error' | 'warning';
}

/** The codes that say the same whatever they are about. */
type PlainCode = { [C in Code]: undefined extends Args<C> ? C : never }[Code];

/** A problem of a code. */
export function problem(code: PlainCode, args?: undefined, where?: Where): Problem;
export function problem<C extends Code>(code: C, args: Args<C>, where?: Where): Problem;
export function problem<C extends Code>(code: C, args?: Args<C>, where: Where = {}): Problem {
  const toSentence = sentences[code] as (args: Args<C> | undefined) => Sentence;
  const { says, expected, advice } = toSentence(args);
  return {
    code,
    severity: where.severity ?? 'error',
    args: args ?? {},
    path: where.path ?? [],
    range: where.range,
    chain: where.chain ?? [],
    // whatever is quoted or listed in it, a message is read by people
    sentence: {
      says: cut(says, longest.says),
      expected: expected && cut(expected, longest.expected),
      advice: advice && cut(advice, longest.advice),
    },
  } as ProblemOf<C> as Problem;
}

/** Thrown when a spec, a point or an option is wrong: all problems that were found. */
export class SpecError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ range, sentence }) => `${range === undefined ? '' : `${range.file}: `}${sentence.says}`).join('\n'));
    this.name = 'SpecError';
    this.problems = problems;
  }
}

/** The page that has a section for each code: what it means, an example, how to fix it. */
export const errorsFile = 'docs/errors.md';

/** Where a code's section is on that page; a heading's anchor has no slash. */
export const sectionOf = (code: Code) => `${errorsFile}#${code.replace('/', '')}`;

/** What an action gives, or what is wrong. */
export function outcome<T>(action: () => T): T | SpecError {
  try {
    return action();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
}
