import { describe, expect, test } from 'vitest';
import { type Caller, type Problem, problem, SpecError } from '../../src/diagnostic/index.ts';
import type { Range } from '../../src/diagnostic/range.ts';
import { problemsToJson, renderProblems } from '../../src/report/problems.ts';
import { plain } from '../../src/report/style.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { run } from '../support.ts';

/** The range of what stands between « and » in a text. */
function marked(text: string, file = 'net.yaml'): Range {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  return { file, text: text.replace('«', '').replace('»', ''), start, end };
}

const unknown = (range: Range | undefined, chain: readonly Caller[] = []): Problem =>
  problem('name/unknown', { name: 'widht', known: ['width', 's'] }, { range, path: ['layers', 0], chain });

const render = (range: Range) =>
  renderProblems([unknown(range)])
    .split('\n')
    .slice(1, 3);

const lines = (...text: string[]) => `${text.join('\n')}\n`;

describe('text', () => {
  test('shows the place, the line, what was expected and what to do', () => {
    expect(renderProblems([unknown(marked('version: 1\nlayers:\n  - {op: relu, if: «widht»}\n'))])).toBe(
      lines(
        'net.yaml:3:20: error: unknown name "widht" [name/unknown]',
        '  3 |   - {op: relu, if: widht}',
        '    |                    ^^^^^',
        '    expected: one of width, s',
        '    advice: did you mean "width"?',
      ),
    );
  });

  test('shows how a block was reached, the nearest call first', () => {
    const text = 'a: 1\nb: 2\nc: 3\n';
    const chain = [
      { name: 'outer', range: { file: 'net.yaml', text, start: 5, end: 9 } },
      { name: 'inner', range: { file: 'blocks.yaml', text, start: 13, end: 14 } },
    ];
    expect(renderProblems([unknown(marked('if: «widht»'), chain)])).toBe(
      lines(
        'net.yaml:1:5: error: unknown name "widht" [name/unknown]',
        '  1 | if: widht',
        '    |     ^^^^^',
        '    expected: one of width, s',
        '    advice: did you mean "width"?',
        '    in inner called at blocks.yaml:3:4',
        '    in outer called at net.yaml:2:1',
      ),
    );
  });

  test('without a place has no excerpt', () => {
    expect(renderProblems([problem('file/directory', { name: 'nets' })])).toBe(
      lines('error: "nets" is a directory [file/directory]', '  expected: an architecture file in YAML or JSON'),
    );
  });

  test('of a file whose text is not at hand names the file', () => {
    const range = { file: 'picture.png', text: '', start: 0, end: 0 };
    expect(renderProblems([problem('file/binary', undefined as never, { range })])).toBe(
      lines('picture.png: error: this is not a text file [file/binary]', '  expected: an architecture file in YAML or JSON'),
    );
  });

  test('of several problems has a blank line between two', () => {
    expect(renderProblems([problem('problems/more', { count: 1 }), problem('problems/more', { count: 2 })])).toBe(
      lines('error: and 1 more problem [problems/more]', '', 'error: and 2 more problems [problems/more]'),
    );
  });

  test('of no problems is empty', () => expect(renderProblems([])).toBe(''));

  test('of a warning says so', () => {
    const warning = problem('problems/more', { count: 2 }, { severity: 'warning' });
    expect(renderProblems([warning])).toBe('warning: and 2 more problems [problems/more]\n');
  });

  test('is coloured by the functions that it is given', () => {
    const style = {
      ...plain,
      error: (text: string) => `<e>${text}</e>`,
      dim: (text: string) => `<d>${text}</d>`,
      strong: (text: string) => `<s>${text}</s>`,
    };
    expect(renderProblems([unknown(marked('if: «widht»'))], style)).toBe(
      lines(
        '<s>net.yaml:1:5:</s> <e>error:</e> <s>unknown name "widht"</s> <d>[name/unknown]</d>',
        '  <d>1 |</d> if: widht',
        '    <d>|</d>     <e>^^^^^</e>',
        '    <d>expected:</d> one of width, s',
        '    <d>advice:</d> did you mean "width"?',
      ),
    );
  });
});

describe('excerpts', () => {
  test('tabs take the columns that they take', () => {
    expect(render(marked('\ta\tb: «x»'))).toEqual(['  1 |     a   b: x', '    |            ^']);
  });

  test('wide characters take two columns', () => {
    expect(render(marked('名前: «x»'))).toEqual(['  1 | 名前: x', '    |       ^']);
    expect(render(marked('a: «漢字»'))).toEqual(['  1 | a: 漢字', '    |    ^^^^']);
  });

  test('an emoji of several code points is one character', () => {
    expect(render(marked('👩‍🔬: «x»'))).toEqual(['  1 | 👩‍🔬: x', '    |     ^']);
  });

  test('an accent stands over its letter', () => {
    expect(render(marked('e\u0301: «x»'))).toEqual(['  1 | e\u0301: x', '    |    ^']);
  });

  test('a range over several lines is underlined to the end of its first', () => {
    expect(render(marked('a: «[1,\n  2]»\nb: 1'))).toEqual(['  1 | a: [1,', '    |    ^^^']);
  });

  test('an empty range gets one caret', () => {
    expect(render(marked('a: (b«»'))).toEqual(['  1 | a: (b', '    |      ^']);
  });

  test('line ends of Windows are not shown', () => {
    expect(render(marked('a: 1\r\nb: «x»\r\nc: 2\r\n'))).toEqual(['  2 | b: x', '    |    ^']);
  });

  test('a byte order mark is not shown', () => {
    expect(render(marked('\ufeffa: «x»'))).toEqual(['  1 | a: x', '    |    ^']);
  });

  test('line numbers of several digits move the margin', () => {
    expect(render(marked(`${'\n'.repeat(99)}a: «x»`))).toEqual(['  100 | a: x', '      |    ^']);
  });

  test('a line of 100 columns is shown whole', () => {
    const line = `${'a'.repeat(50)}«b»${'c'.repeat(49)}`;
    expect(render(marked(line))[0]).toBe(`  1 | ${'a'.repeat(50)}b${'c'.repeat(49)}`);
  });

  test('of a longer line, the 100 columns around the caret', () => {
    const [line, carets] = render(marked(`${'a'.repeat(500)}«bb»${'c'.repeat(500)}`));
    expect(line).toBe(`  1 | ...${'a'.repeat(49)}bb${'c'.repeat(49)}...`);
    expect(carets).toBe(`    | ${' '.repeat(52)}^^`);
  });

  test('near the start of a long line, its start', () => {
    const [line, carets] = render(marked(`a: «b»${'c'.repeat(500)}`));
    expect(line).toBe(`  1 | a: b${'c'.repeat(96)}...`);
    expect(carets).toBe('    |    ^');
  });

  test('near the end of a long line, its end', () => {
    const [line, carets] = render(marked(`${'a'.repeat(500)}«b»: 1`));
    expect(line).toBe(`  1 | ...${'a'.repeat(96)}b: 1`);
    expect(carets).toBe(`    | ${' '.repeat(99)}^`);
  });

  test('of a range longer than 100 columns, its start', () => {
    const [line, carets] = render(marked(`a: «${'b'.repeat(500)}»`));
    expect(line).toBe(`  1 | ...${'b'.repeat(100)}...`);
    expect(carets).toBe(`    |    ${'^'.repeat(100)}`);
  });

  test('a megabyte on one line is no matter', { timeout: 5_000 }, () => {
    expect(render(marked(`${'a'.repeat(500_000)}«b»${'c'.repeat(500_000)}`))[0]).toHaveLength(6 + 3 + 100 + 3);
  });

  test('what would act on a terminal, or turn the text around, is made visible', () => {
    const clear = '\u001b[2J';
    const [line] = render(marked(`a: «${clear}\u202e»`));
    expect(line).toBe('  1 | a: \ufffd[2J\ufffd');
    expect(renderProblems([problem('file/directory', { name: clear })])).not.toContain('\u001b');
  });
});

describe('JSON', () => {
  test('holds everything, with places from 1', () => {
    const chain = [{ name: 'unit', range: { file: 'net.yaml', text: 'a\nbc\n', start: 3, end: 4 } }];
    expect(problemsToJson([unknown(marked('a: 1\nb: «widht»\n'), chain)])).toEqual([
      {
        code: 'name/unknown',
        url: 'docs/errors.md#nameunknown',
        severity: 'error',
        message: 'unknown name "widht"',
        expected: 'one of width, s',
        advice: 'did you mean "width"?',
        path: ['layers', 0],
        file: 'net.yaml',
        line: 2,
        column: 4,
        endLine: 2,
        endColumn: 9,
        args: { name: 'widht', known: ['width', 's'] },
        chain: [{ name: 'unit', file: 'net.yaml', line: 2, column: 2 }],
      },
    ]);
  });

  test('has null for what there is not', () => {
    expect(problemsToJson([problem('network/empty', undefined as never)])).toEqual([
      {
        code: 'network/empty',
        url: 'docs/errors.md#networkempty',
        severity: 'error',
        message: 'the network has no layers',
        expected: null,
        advice: null,
        path: [],
        file: null,
        line: null,
        column: null,
        endLine: null,
        endColumn: null,
        args: {},
        chain: [],
      },
    ]);
  });

  test('has words for infinity and NaN', () => {
    const found = problem('check/whole', { layer: 'stem', key: 'c', values: { c: Number.POSITIVE_INFINITY, d: Number.NaN } });
    expect(JSON.parse(JSON.stringify(problemsToJson([found])))[0].args.values).toEqual({ c: 'Infinity', d: 'NaN' });
  });
});

test('a problem deep in blocks is shown with the way to it', () => {
  const text = lines(
    'version: 1',
    'name: test',
    'input: [3, 8, 8]',
    'blocks:',
    '  unit:',
    '    args: {c: integer}',
    '    layers:',
    '      - {op: conv2d, out_channels: c / 2, kernel_size: 3}',
    'layers:',
    '  - {op: unit, c: 5, name: first}',
  );
  try {
    run(compile(parse(text, 'net.yaml')));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(SpecError);
    expect(renderProblems((error as SpecError).problems)).toBe(
      lines(
        'net.yaml:8:36: error: first/conv2d-1: out_channels is not a whole number (out_channels = 2.5) [check/whole]',
        '  8 |       - {op: conv2d, out_channels: c / 2, kernel_size: 3}',
        '    |                                    ^^^^^',
        '    advice: round it: ceil(...), floor(...), round(...) or make_divisible(..., divisor)',
        '    in unit called at net.yaml:10:5',
      ),
    );
  }
});
