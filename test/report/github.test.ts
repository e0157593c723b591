/** Annotations, as GitHub's runner reads them: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
import { expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostic/index.ts';
import { annotateProblems, annotation } from '../../src/report/github.ts';
import { written } from '../support.ts';

/** What the runner makes of a line. */
function read(line: string) {
  const [, level, properties = '', message = ''] = /^::(\w+)(?: (.*?))?::(.*)\n$/s.exec(line) ?? [];
  const restored = (text: string) => text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
  return {
    level,
    message: restored(message),
    ...Object.fromEntries(properties.split(',').map((part) => part.split('=', 2).map(restored) as [string, string])),
  };
}

test('what would end a property or the command is escaped', () =>
  expect(read(annotation('error', '5 % more: a,b::c', { file: 'a,b:c%.yaml', title: 'x' }))).toEqual({
    level: 'error',
    message: '5 % more: a,b::c',
    file: 'a,b:c%.yaml',
    title: 'x',
  }));

test('nothing in a message begins another command', () => expect(annotation('notice', 'a\n::error::b', {})).toBe('::notice::a ::error::b\n'));

test('a problem stands at its lines and columns, with what was expected', () => {
  try {
    written('layers: [{op: con2d, out_channels: 4, kernel_size: 1}]');
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    // below a version, a name and an input
    expect(read(annotateProblems(error.problems))).toMatchObject({ level: 'error', line: '4', col: '15', endLine: '4', endColumn: '20', title: 'name/op' });
  }
});
