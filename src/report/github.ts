/** Annotations of GitHub's workflow commands, which are shown at lines of a change. */
import type { Problem } from '../diagnostic/index.ts';
import { position } from '../diagnostic/range.ts';
import { visible } from '../diagnostic/text.ts';

interface Properties {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly col?: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly title?: string;
}

const escaped = (text: string) => visible(text).replaceAll('%', '%25');
const property = (value: string | number) => escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * One annotation, as a line.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotation(level: 'error' | 'warning' | 'notice', message: string, properties: Properties): string {
  const written = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(value as string | number)}`]));
  return `::${level}${written.length === 0 ? '' : ` ${written.join(',')}`}::${escaped(message)}\n`;
}

/** An annotation for each problem, at its place. */
export const annotateProblems = (problems: readonly Problem[]): string =>
  problems
    .map(({ code, severity, range, sentence: { says, expected, advice } }) => {
      const [start, end] = range === undefined || range.text === '' ? [] : [position(range.text, range.start), position(range.text, range.end)];
      return annotation(severity, [says, expected && `expected: ${expected}`, advice && `advice: ${advice}`].filter(Boolean).join('; '), {
        file: range?.file,
        line: start?.line,
        col: start?.column,
        endLine: end?.line,
        endColumn: end?.column,
        title: code,
      });
    })
    .join('');
