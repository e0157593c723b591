import { describe, expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostic/index.ts';
import { position } from '../../src/diagnostic/range.ts';
import { type Path, parse } from '../../src/spec/document.ts';

/** Where a value stands, as `line:column text`. */
function place(text: string, path: Path, key?: 'key'): string {
  const range = parse(text).locate(path, key);
  const { line, column } = position(range.text, range.start);
  return `${line}:${column} ${range.text.slice(range.start, range.end)}`;
}

function problemOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof SpecError) return error.problems[0];
    throw error;
  }
  return undefined;
}

const value = (text: string): unknown => JSON.parse(JSON.stringify(parse(text).value));

describe('values', () => {
  test('YAML and JSON read alike', () => {
    const json = '{"version": 1, "layers": [{"op": "relu", "if": true}, {"op": "add", "p": -0.5}]}';
    const yaml = 'version: 1\nlayers:\n  - op: relu\n    if: true\n  - {op: add, p: -0.5}\n';
    expect(value(yaml)).toEqual(JSON.parse(json));
    expect(value(json)).toEqual(JSON.parse(json));
  });

  test('JSON may be indented by tabs', () => {
    expect(value('{\n\t"a": [\n\t\t1\n\t]\n}\n')).toEqual({ a: [1] });
  });

  test('yes, no, on and off are words, as YAML 1.2 has it', () => {
    expect(value('[yes, no, on, off, true, false]')).toEqual(['yes', 'no', 'on', 'off', true, false]);
  });

  test('numbers have the forms of YAML 1.2', () => {
    expect(parse('[1e3, 0x1F, 0o17, 1_000, 010, .5]').value).toEqual([1000, 31, 15, '1_000', 10, 0.5]);
  });

  test('an empty value is null', () => {
    expect(value('a:\nb: ~\n')).toEqual({ a: null, b: null });
  });

  test('keys are words, whatever they look like', () => {
    expect(value('1: a\ntrue: b\n')).toEqual({ '1': 'a', true: 'b' });
  });

  test('__proto__ and constructor are keys like any other', () => {
    const map = parse('{__proto__: {polluted: 1}, constructor: 2}').value as object;
    expect(Object.keys(map)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(map)).toBeNull();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('lines may end as on Windows', () => {
    expect(value('a: 1\r\nb:\r\n  - x\r\n')).toEqual({ a: 1, b: ['x'] });
  });

  test('lines may end as on an old Mac, and places are those of the lines', () => {
    expect(value('a: 1\rb:\r  - x\r')).toEqual({ a: 1, b: ['x'] });
    expect(place('a: 1\rb:\r  - x\r', ['b', 0])).toBe('3:5 x');
  });

  test('a replacement character that someone typed is text', () => {
    expect(value('a: "\ufffd"')).toEqual({ a: '\ufffd' });
  });

  test('tags of the core schema may say what is there', () => {
    expect(value('{a: !!str 3, b: !!int 3, c: !!map {}, d: !!seq [], e: ! 3}')).toEqual({ a: '3', b: 3, c: {}, d: [], e: '3' });
  });

  test.each([
    ['a: !!omap [x: 1]', '!!omap'],
    ['a:\n  - &x !!set {x}', '!!set'],
    ['a: !!binary aGk=', '!!binary'],
    ['a: [1, !!timestamp 2001-01-01]', '!!timestamp'],
    ['a: !<tag:yaml.org,2002:omap> [x: 1]', '!<tag:yaml.org,2002:omap>'],
    ['a: !python/object x', '!python/object'],
    ['!!pairs [x: 1]', '!!pairs'],
  ])('other tags are refused where they stand: %s', (text, tag) => {
    const found = problemOf(text);
    expect([found?.code, found?.range?.text.slice(found.range.start).startsWith(tag)]).toEqual(['yaml/tag', true]);
  });

  test.each(['%YAML 1.1\n---\na: 010\n', '# old\n%YAML 1.1\n---\na: yes\n', '%YAML 1.3\n---\na: 1\n'])('another version of YAML is refused: %j', (text) => {
    const found = problemOf(text);
    expect([found?.code, found?.range?.text.slice(found.range.start, found.range.end)]).toEqual(['yaml/version', expect.stringMatching(/^%YAML 1\.[13]$/)]);
  });

  test('a byte order mark does not matter', () => {
    expect(value('\ufeffa: 1\nb: 2\n')).toEqual({ a: 1, b: 2 });
  });

  test('a file may start with comments and a directive', () => {
    expect(value('# first\n%YAML 1.2\n---\na: 1\n')).toEqual({ a: 1 });
  });
});

describe('aliases', () => {
  test('stand for what their anchor holds', () => {
    expect(value('a: &x {op: relu}\nb: [*x, *x]\n')).toEqual({ a: { op: 'relu' }, b: [{ op: 'relu' }, { op: 'relu' }] });
  });

  test('mean the last anchor of their name above them', () => {
    expect(value('- &x 1\n- *x\n- &x 2\n- *x\n')).toEqual([1, 1, 2, 2]);
  });

  test('leave the anchors alone that stand inside what they repeat', () => {
    expect(value('- &outer [&x 1]\n- &x 2\n- *outer\n- *x\n')).toEqual([[1], 2, [1], 2]);
  });

  test('are shown where their anchor holds the value', () => {
    expect(place('a: &x {op: relu}\nb: [*x]\n', ['b', 0, 'op'])).toBe('1:12 relu');
  });
});

describe('places', () => {
  const text = 'version: 1\nlayers:\n  - op: conv2d\n    kernel_size: [3, 5]\n  - {op: "relu", if: }\n';

  test('of a value in block style', () => expect(place(text, ['layers', 0, 'op'])).toBe('3:9 conv2d'));
  test('of an item of a list', () => expect(place(text, ['layers', 0, 'kernel_size', 1])).toBe('4:22 5'));
  test('of a quoted value, with its quotes', () => expect(place(text, ['layers', 1, 'op'])).toBe('5:10 "relu"'));
  test('of a key', () => expect(place(text, ['layers', 0, 'kernel_size'], 'key')).toBe('4:5 kernel_size'));
  test('of an empty value: its key', () => expect(place(text, ['layers', 1, 'if'])).toBe('5:18 if'));
  test('of what is not there: the nearest that is', () => expect(place(text, ['layers', 1, 'groups'])).toBe('5:5 {op: "relu", if: }'));

  test('count a line end of Windows once', () => expect(place('a: 1\r\nbc: 2\r\n', ['bc'])).toBe('2:5 2'));
  test('do not count a byte order mark', () => expect(place('\ufeffa: 1\nb: 2\n', ['a'])).toBe('1:4 1'));
  test('are right below a byte order mark', () => expect(place('\ufeffa: 1\nb: 2\n', ['b'])).toBe('2:4 2'));
  test('are known in JSON', () => expect(place('{"a": {\n  "b": [10, 20]}}', ['a', 'b', 1])).toBe('2:13 20'));
  test('of the whole document', () => expect(place('# comment\na: 1\n', [])).toMatch(/^2:1 a: 1/));
});

test('a document whose value is given is parsed only to find a place', () => {
  const document = parse('a: [', 'broken', { a: 1 });
  expect(document.value).toEqual({ a: 1 });
  expect(() => document.locate(['a'])).toThrow('never closed');
});
