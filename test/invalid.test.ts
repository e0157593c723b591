/** Every file in test/invalid, and all that is wrong with it: `code @ line:column`, with the file's name where that is another. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SpecError } from '../src/diagnostic/index.ts';
import { position } from '../src/diagnostic/range.ts';
import { renderProblems } from '../src/report/problems.ts';
import { run, shipped } from './support.ts';

const fixtures = fileURLToPath(new URL('./invalid', import.meta.url));

const wrong: Record<string, readonly string[]> = {
  'activation-without-dollar.yaml': ['value/word @ 8:67'],
  'add-without-branches.yaml': ['check/inputs @ 5:5'],
  'alias-bomb.yaml': ['yaml/too-many-nodes @ 9:9'],
  'alias-of-itself.yaml': ['yaml/alias @ 6:10'],
  'alias-without-anchor.yaml': ['yaml/alias @ 5:5'],
  'arity-of-define.yaml': ['expression/arity @ 4:17', 'expression/arity @ 6:33'],
  'arity-of-function.yaml': ['expression/arity @ 5:37'],
  'bias-not-finite.yaml': ['check/finite @ 5:57'],
  'blank-expression.yaml': ['expression/syntax @ 5:32', 'expression/syntax @ 5:49'],
  'block-argument-of-unknown-type.yaml': ['value/type @ 6:15'],
  'block-calls-itself.yaml': ['block/cycle @ 8:14'],
  'block-library-as-network.yaml': ['file/kind @ 1:1'],
  'block-named-like-op.yaml': ['name/duplicate @ 5:3'],
  'blocks-call-each-other.yaml': ['block/cycle @ 10:14'],
  'branches-not-addable.yaml': ['check/merge @ 8:12'],
  'branches-of-one.yaml': ['value/type @ 5:15'],
  'broken-block.yaml': ['key/unknown @ 7:5'],
  'comparisons-in-a-row.yaml': ['expression/syntax @ 5:29'],
  'concat-of-different-sizes.yaml': ['check/merge @ 8:12'],
  'condition-of-words.yaml': ['expression/not-comparable @ 6:21'],
  'convolution-after-flatten.yaml': ['check/spatial @ 6:5'],
  'padding-after-flatten.yaml': ['check/spatial @ 6:5'],
  'define-argument-like-constant.yaml': ['name/unknown @ 6:13'],
  'define-is-broken.yaml': ['name/unknown @ 5:13', 'expression/syntax @ 6:20'],
  'define-needs-itself.yaml': ['define/cycle @ 5:3'],
  'define-twice.yaml': ['name/duplicate @ 6:3', 'name/reserved @ 7:3', 'name/reserved @ 8:3'],
  'division-by-0.yaml': ['check/whole @ 6:32'],
  'duplicate-key.yaml': ['yaml/duplicate-key @ 4:1', 'yaml/duplicate-key @ 6:16'],
  'duplicate-layer-name.yaml': ['name/duplicate @ 6:22'],
  'eight-mistakes.yaml': [
    'name/invalid @ 3:20',
    'name/unknown @ 4:15',
    'name/unknown @ 7:29',
    'key/unknown @ 9:56',
    'name/op @ 10:10',
    'value/word @ 11:64',
    'value/row @ 15:9',
    'expression/arity @ 18:33',
  ],
  'empty-file.yaml': ['yaml/empty @ file'],
  'empty-layers.yaml': ['network/empty @ 4:9'],
  'empty-value.yaml': ['value/type @ 6:5'],
  'expression-minus-only.yaml': ['expression/syntax @ 5:35'],
  'expression-syntax.yaml': ['expression/syntax @ 6:37', 'expression/syntax @ 7:42', 'expression/syntax @ 8:34', 'expression/syntax @ 9:34'],
  'extends-cycle-a.yaml': ['extends/cycle @ extends-cycle-b.yaml:3:10'],
  'extends-cycle-b.yaml': ['extends/cycle @ extends-cycle-a.yaml:3:10'],
  'extends-missing-network.yaml': ['file/not-found @ 3:10'],
  'extends-what-is-no-spec.yaml': ['file/not-a-spec @ 3:10'],
  'extends-with-layers.yaml': ['key/conflict @ 4:1'],
  'flatten-in-one-branch.yaml': ['check/merge @ 8:12'],
  'fractional-size.yaml': ['check/whole @ 5:32'],
  'from-later-layer.yaml': ['name/layer @ 5:22'],
  'from-nothing.yaml': ['value/type @ 5:21'],
  'from-unknown-layer.yaml': ['name/layer @ 6:28'],
  'group-norm-does-not-divide.yaml': ['check/group-norm @ 5:5'],
  'groups-do-not-divide.yaml': ['check/groups @ 5:59'],
  'json-missing-comma.json': ['yaml/syntax @ 2:14'],
  'json-unclosed.json': ['yaml/unclosed @ 1:62'],
  'kernel-larger-than-input.yaml': ['check/kernel @ 5:48'],
  'layer-of-two-kinds.yaml': ['key/conflict @ 5:5'],
  'layer-without-op.yaml': ['key/missing @ 5:5'],
  'library-broken.yaml': ['key/unknown @ library-with-mistakes.yaml:5:20', 'name/unknown @ library-with-mistakes.yaml:6:36', 'name/op @ 7:10'],
  'library-with-mistakes.yaml': ['file/kind @ 1:1'],
  'linear-without-flatten.yaml': ['check/flat @ 5:5'],
  'list-at-top.yaml': ['value/type @ 1:1'],
  'list-for-number.yaml': ['value/type @ 5:32'],
  'list-in-column-for-number.yaml': ['value/type @ 8:52'],
  'macs-past-2-53.yaml': ['check/exact @ 6:5'],
  'mapping-for-layers.yaml': ['value/type @ 4:9'],
  'mapping-for-number.yaml': ['value/type @ 5:32'],
  'mapping-for-op.yaml': ['value/type @ 5:10'],
  'missing-argument.yaml': ['key/missing @ 5:5'],
  'missing-input.yaml': ['key/missing @ 1:1'],
  'missing-layers.yaml': ['key/missing @ 1:1'],
  'name-in-both-branches.yaml': ['name/duplicate @ 7:27'],
  'name-inside-a-block.yaml': ['name/layer @ 10:29'],
  'name-missing.yaml': ['key/missing @ 1:1'],
  'negative-input.yaml': ['check/least @ 4:12'],
  'negative-size.yaml': ['check/least @ 5:32'],
  'not-a-number.yaml': ['value/not-finite @ 5:32', 'value/not-finite @ 6:22'],
  'number-for-list.yaml': ['value/type @ 3:8'],
  'number-for-word.yaml': ['value/type @ 5:57'],
  'number-in-expression-past-2-53.yaml': ['value/too-large @ 5:36'],
  'number-passed-for-activation.yaml': ['value/type @ 8:67'],
  'number-past-2-53.yaml': ['value/too-large @ 5:32'],
  'only-comments.yaml': ['yaml/empty @ 1:1'],
  'op-of-unused-library.yaml': ['name/op @ 5:10'],
  'param-not-finite.yaml': ['value/not-finite @ 3:13'],
  'param-past-2-53.yaml': ['value/too-large @ 3:13'],
  'parameter-for-activation.yaml': ['value/word @ 6:63'],
  'params-of-wrong-kind.yaml': ['value/type @ 3:24', 'value/type @ 3:31'],
  'output-padding-too-large.yaml': ['check/output-padding @ 5:88'],
  'pool-padding-too-large.yaml': ['check/pool-padding @ 5:45'],
  'problem-inside-block.yaml': ['check/whole @ 8:36'],
  'proto-as-argument.yaml': ['key/unknown @ 5:16', 'key/unknown @ 6:16'],
  'proto-as-block.yaml': ['name/invalid @ 5:3'],
  'proto-as-define-of-mapping.yaml': ['name/invalid @ 4:10'],
  'proto-as-define.yaml': ['name/invalid @ 5:3', 'name/invalid @ 6:3'],
  'proto-as-key.yaml': ['key/unknown @ 4:1'],
  'proto-as-layer-name.yaml': ['name/invalid @ 5:22', 'name/layer @ 6:22'],
  'proto-as-op.yaml': ['name/op @ 5:10', 'name/op @ 6:10', 'name/op @ 7:10'],
  'proto-as-padding.yaml': ['name/unknown @ 5:60'],
  'proto-as-parameter.yaml': ['name/invalid @ 3:10', 'name/invalid @ 3:24'],
  'proto-as-word.yaml': ['value/word @ 5:57', 'value/word @ 5:80'],
  'proto-in-expression.yaml': ['name/unknown @ 5:32', 'name/unknown @ 5:44', 'name/function @ 5:70', 'name/unknown @ 6:32'],
  'shares-with-a-switched-off-layer.yaml': ['check/missing-input @ 7:63'],
  'relu-of-two-inputs.yaml': ['check/one-input @ 6:5'],
  'repeat-1e9.yaml': ['check/repeat @ 5:24'],
  'repeat-negative.yaml': ['check/least @ 5:24'],
  'repeat-nested.yaml': ['network/too-large @ 5:5'],
  'repeat-of-fraction.yaml': ['check/whole @ 5:24'],
  'repeat-of-its-own-index.yaml': ['name/unknown @ 5:24'],
  'repeat-of-nothing.yaml': ['network/too-large @ 7:9'],
  'replacement-drops-argument.yaml': ['replace/drops @ 9:16'],
  'replacement-with-a-name.yaml': ['key/misplaced @ 8:23'],
  'row-of-wrong-length.yaml': ['value/row @ 8:9', 'value/row @ 9:9'],
  'rule-drops-what-is-not-there.yaml': ['value/word @ 9:39'],
  'rule-matches-nothing.yaml': ['replace/unused @ 7:5'],
  'rule-with-unknown-op.yaml': ['name/op @ 7:17', 'name/op @ 10:16'],
  'rule-without-replacement.yaml': ['key/missing @ 7:5'],
  'sign-before-power.yaml': ['expression/syntax @ 6:35'],
  'size-falls-to-0.yaml': ['check/size @ 5:5'],
  'slice-past-the-end.yaml': ['check/slice @ 5:37'],
  'stands-for-lacks-argument.yaml': ['key/missing @ 6:17'],
  'tags.yaml': ['yaml/tag @ 3:9', 'yaml/tag @ 6:48'],
  'three-for-pair.yaml': ['value/type @ 5:48'],
  'yaml-1-1.yaml': ['yaml/version @ 1:1'],
  'two-documents.yaml': ['yaml/several-documents @ 6:1'],
  'two-sizes-for-input.yaml': ['value/type @ 3:8'],
  'unknown-activation.yaml': ['value/word @ 5:63'],
  'unknown-argument.yaml': ['key/unknown @ 6:41'],
  'unknown-function.yaml': ['name/function @ 5:36'],
  'unknown-key-at-top.yaml': ['key/unknown @ 4:1'],
  'unknown-key-in-block.yaml': ['key/unknown @ 6:5'],
  'unknown-key-in-layer.yaml': ['key/unknown @ 5:35'],
  'unknown-key-in-match.yaml': ['key/unknown @ 7:23'],
  'unknown-key-in-rule.yaml': ['key/unknown @ 9:5'],
  'merge-is-a-number.yaml': ['value/type @ 9:16'],
  'merge-is-another-word.yaml': ['value/word @ 9:16'],
  'unknown-merge.yaml': ['value/word @ 6:12'],
  'unknown-name-twice.yaml': ['name/unknown @ 6:37', 'name/unknown @ 6:49'],
  'unknown-name.yaml': ['name/unknown @ 6:36'],
  'unknown-norm.yaml': ['value/word @ 5:57'],
  'unknown-op-in-stands-for.yaml': ['name/op @ 7:22'],
  'unknown-op.yaml': ['name/op @ 5:10'],
  'unknown-reference.yaml': ['name/reference @ 5:63'],
  'unquoted-comma-in-list.yaml': ['key/unquoted @ 4:12', 'key/unquoted @ 6:49'],
  'unquoted-comma-in-row.yaml': ['key/unquoted @ 7:10'],
  'unquoted-comma.yaml': ['key/unquoted @ 5:32'],
  'unquoted-conditional-in-block-style.yaml': ['key/unquoted @ 6:19'],
  'unquoted-conditional.yaml': ['key/unquoted @ 5:32'],
  'use-of-missing-file.yaml': ['file/not-found @ 4:14'],
  'use-of-network.yaml': ['file/kind @ 4:6'],
  'use-of-unknown-library.yaml': ['file/not-found @ 4:6'],
  'version-missing.yaml': ['key/missing @ 1:1'],
  'version-wrong.yaml': ['value/version @ 1:10'],
  'words-mistyped.yaml': ['value/word @ 5:30', 'value/word @ 6:60', 'name/unknown @ 7:45'],
  'weights-of-another-shape.yaml': ['check/shared @ 6:63'],
  'weights-of-unknown-layer.yaml': ['name/layer @ 6:63'],
  'word-and-name.yaml': ['value/ambiguous @ 6:30', 'value/ambiguous @ 7:60'],
  'word-for-layer.yaml': ['value/type @ 5:5'],
  'word-in-arithmetic.yaml': ['expression/not-a-number @ 6:36'],
  'word-in-column-for-number.yaml': ['value/type @ 8:52'],
  'words-in-branches.yaml': ['value/type @ 5:16'],
  'yaml-tab-indentation.yaml': ['yaml/syntax @ 5:1'],
  'yaml-unclosed-bracket.yaml': ['yaml/unclosed @ 3:8'],
  'yaml-unclosed-quote.yaml': ['yaml/unclosed @ 2:7'],
};

/** Right, though it looks like trouble. */
const right = ['constructor-as-name.yaml'];

/** Where the fixtures are read from, since a file beside a shipped one would be taken for a shipped one. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ghostcost-invalid-'));
  cpSync(fixtures, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is wrong at the file's own point. Anything but a SpecError, and any text that is not fit to be read, fails the test. */
function problemsIn(file: string): readonly string[] {
  try {
    run(shipped(join(folder, file)));
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    expect(renderProblems(error.problems)).not.toMatch(/undefined|\[object|NaN|TypeError|RangeError| at .*\.ts:/);
    return error.problems.map(({ code, range }) => {
      if (range === undefined) return code;
      const { line, column } = position(range.text, range.start);
      const other = basename(range.file) === file ? '' : `${basename(range.file)}:`;
      return range.text === '' ? `${code} @ file` : `${code} @ ${other}${line}:${column}`;
    });
  }
}

describe('a wrong file is told what is wrong, and where', () => {
  test.each(Object.entries(wrong))('%s', (file, problems) => {
    expect(problemsIn(file)).toEqual(problems);
  });
});

test.each(right)('%s is right', (file) => {
  expect(problemsIn(file)).toEqual([]);
});

test('every fixture is in the table', () => {
  expect(readdirSync(fixtures).toSorted()).toEqual([...Object.keys(wrong), ...right].toSorted());
});

/** Text of a network below a version, a name and an input: line 4 on. */
const network = (text: string) => `version: 1\nname: test\ninput: [3, 8, 8]\n${text}`;
const layers = (text: string) => network(`layers:\n  - ${text}\n`);
const convolution = (channels: string) => layers(`{op: conv2d, kernel_size: 1, out_channels: "${channels}"}`);
const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** What would exhaust the stack, the memory or the time; the place is left open where it only depends on a limit. */
const hostile: Record<string, { text: string | Uint8Array; problems: readonly string[] }> = {
  'a binary file': { text: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]), problems: ['file/binary @ file'] },
  'bytes that are no UTF-8': { text: new Uint8Array([0x6e, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), problems: ['file/encoding @ 1:4'] },
  'UTF-16 without a byte order mark': { text: Buffer.from(layers('{op: relu}'), 'utf16le'), problems: ['file/binary @ file'] },
  'a megabyte and a byte': { text: ' '.repeat(2 ** 20 + 1), problems: ['file/too-large @ file'] },
  'a megabyte of spaces': { text: ' '.repeat(2 ** 20), problems: ['yaml/empty @ 1:1'] },

  // 60 levels are allowed: the 61st bracket is refused
  '10,000 lists, [[[[': { text: '['.repeat(10_000), problems: ['yaml/too-deep @ 1:61'] },
  '10,000 mappings, {a: {a:': { text: '{a: '.repeat(10_000), problems: ['yaml/too-deep @ 1:241'] },
  '10,000 lists, - - - -': { text: `${'- '.repeat(10_000)}x`, problems: ['yaml/too-deep @ 1:121'] },
  '10,000 keys, ? ? ? ?': { text: `${'? '.repeat(10_000)}x`, problems: ['yaml/too-deep @ 1:121'] },
  '1,000 levels of indentation': { text: lines(1_000, (level) => `${' '.repeat(level)}a:`), problems: ['yaml/too-deep @ 61:61'] },
  '10,000 levels of indentation': { text: lines(10_000, (level) => `${' '.repeat(level)}a:`), problems: ['file/too-large @ file'] },
  'lists whose closing brackets are comments': { text: '[ # ]\n'.repeat(10_000), problems: ['yaml/too-deep @ 61:1'] },
  'lists whose closing brackets are words': { text: `[ "]",\n`.repeat(10_000), problems: ['yaml/too-deep @ 61:1'] },
  '100 levels of aliases': {
    text: network(`layers: []\nsource:\n  - &a0 [x]\n${lines(100, (level) => `  - &a${level + 1} [*a${level}]`)}\n`),
    // &a0 is on line 6 and its x at level 4; each line below adds a level, so that 61 is first passed on line 64, in &a58
    problems: ['yaml/too-deep @ 64:11'],
  },
  '200,000 anchors': { text: '&a '.repeat(200_000), problems: ['yaml/too-many-nodes'] },
  '300,000 aliases': { text: `a: &a 1\nb: [${'*a,'.repeat(300_000)}]`, problems: ['yaml/too-many-nodes'] },
  '100,000 keys': { text: lines(100_000, (index) => `k${index}: 1`), problems: ['yaml/too-many-nodes'] },
  '400,000 quotes': { text: '"'.repeat(400_000), problems: ['yaml/too-many-nodes'] },

  'an expression of 100,000 characters': { text: convolution(`8${' + 1'.repeat(25_000)}`), problems: ['expression/too-long @ 5:48'] },
  'an expression 10,000 parentheses deep': { text: convolution(`${'('.repeat(10_000)}8${')'.repeat(10_000)}`), problems: ['expression/too-long @ 5:48'] },
  'an expression 100 parentheses deep': { text: convolution(`${'('.repeat(100)}8${')'.repeat(100)}`), problems: [] },
  'an expression 101 parentheses deep': { text: convolution(`${'('.repeat(101)}8${')'.repeat(101)}`), problems: ['expression/syntax @ 5:149'] },
  'an expression of 1,000 open parentheses': { text: convolution('('.repeat(1_000)), problems: ['expression/syntax @ 5:149'] },
  'an expression of 999 signs': { text: convolution(`${'- '.repeat(498)}8`), problems: [] },
  'an expression of 100 choices': { text: convolution(`${'1 ? '.repeat(100)}8${' : 8'.repeat(100)}`), problems: [] },

  // each of these definitions needs the one before it twice: the 16th, on line 21, unfolds to 2^17 - 1 calls
  '40 definitions that double': {
    text: network(`define:\n  d0: 1\n${lines(40, (index) => `  d${index + 1}: d${index} + d${index}`)}\nlayers:\n  - {op: relu}\n`),
    problems: ['define/too-large @ 21:3'],
  },
  '40 functions that double': {
    text: network(`define:\n  f0(x): x\n${lines(40, (index) => `  f${index + 1}(x): f${index}(x) + f${index}(x)`)}\nlayers:\n  - {op: relu}\n`),
    problems: ['define/too-large @ 21:3'],
  },
  '150 definitions in a chain': {
    text: network(`define:\n  d0: 1\n${lines(150, (index) => `  d${index + 1}: d${index}`)}\nlayers:\n  - {op: relu}\n`),
    problems: ['define/too-deep @ 106:3'],
  },
  '10,000 layers that call 100,000 functions each': {
    text: network(
      `define:\n  f0(x): x + 1\n${lines(14, (index) => `  f${index + 1}(x): f${index}(f${index}(x))`)}\nlayers:\n  - {op: relu, if: f14(index) > 0, repeat: 10000}\n`,
    ),
    problems: ['expression/too-many-calls @ 21:20'],
  },
  '60 blocks that call each other twice': {
    text: network(
      `blocks:\n  b0: {layers: [{op: relu}]}\n${lines(60, (index) => `  b${index + 1}: {layers: [{op: b${index}}, {op: b${index}}]}`)}\nlayers:\n  - {op: b60}\n`,
    ),
    problems: ['block/too-deep @ 56:23'],
  },
  '40 blocks that call each other twice': {
    text: network(
      `blocks:\n  b0: {layers: [{op: relu}]}\n${lines(40, (index) => `  b${index + 1}: {layers: [{op: b${index}}, {op: b${index}}]}`)}\nlayers:\n  - {op: b40, if: in_h > 4}\n`,
    ),
    problems: ['network/too-large'],
  },
  '1,000 rows, 10,000 times': {
    text: network(`layers:\n  - for: [a]\n    in: [${'[1],'.repeat(1_000)}]\n    do: []\n    repeat: 10000\n`),
    problems: ['network/too-large @ 5:5'],
  },
};

describe('a hostile file is answered at once', () => {
  // a file is read once, so that each has a name of its own
  const files = Object.entries(hostile).map(([name, one], index) => ({ ...one, name, file: `hostile-${index}.yaml` }));

  test.each(files)('$name', { timeout: 5_000 }, ({ file, text, problems }) => {
    writeFileSync(join(folder, file), text);
    const places = problems.some((problem) => problem.includes('@'));
    const found = problemsIn(file);
    expect(places ? found : found.map((problem) => problem.split(' @ ')[0])).toEqual(problems);
  });

  test('50 megabytes', { timeout: 5_000 }, () => {
    writeFileSync(join(folder, 'huge.yaml'), '');
    truncateSync(join(folder, 'huge.yaml'), 50 * 2 ** 20);
    expect(problemsIn('huge.yaml')).toEqual(['file/too-large @ file']);
  });

  test('a directory', () => {
    mkdirSync(join(folder, 'directory.yaml'));
    expect(problemsIn('directory.yaml')).toEqual(['file/directory']);
  });

  test('5,000 wrong layers: the first hundred problems, and how many more', { timeout: 5_000 }, () => {
    writeFileSync(join(folder, 'many.yaml'), network(`layers:\n${lines(5_000, () => '  - {op: rely}')}\n`));
    const problems = problemsIn('many.yaml');
    expect(problems).toHaveLength(101);
    expect(problems.slice(-2)).toEqual(['name/op @ 104:10', 'problems/more']);
  });
});
