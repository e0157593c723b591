/** The library's functions tell what is wrong with what they are given, in the words of the command line. */
import { describe, expect, test } from 'vitest';
import { library, readSpec } from '../src/commands/files.ts';
import { SpecError } from '../src/diagnostic.ts';
import { analyze, compile, evaluateTable, ghostify, render, renderTables } from '../src/index.ts';

/** Given as by who has no types. */
const free = <T>(value: unknown) => value as T;
const ghostnet = compile(readSpec('ghostnet'), library);

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.problems.map(({ code, sentence: { says, expected = '' } }) => `${code}: ${says}; ${expected}`).join('\n');
  }
  return 'taken';
}

describe('analyze', () => {
  test.each<[options: unknown, says: RegExp]>([
    [{ batch: -1 }, /value\/type: batch is -1; a whole number of at least 1/],
    [{ batch: 1.5 }, /batch is 1.5/],
    [{ depth: 'stagee' }, /value\/word: .*"stagee".*; one of total, stage/],
    [{ depth: 0 }, /depth is 0/],
    [{ convention: 'foo' }, /value\/word: .*"foo".*; one of macs, flops/],
    [{ dataType: 'fp16' }, /value\/word: .*"fp16".*; one of float64, float32/],
    [{ memory: 'both' }, /value\/word: .*"both".*; one of in-place, separate/],
    [{ params: { width: null } }, /params.width is empty/],
    [{ budget: { mcs: 1 } }, /name\/budget: .*"mcs"/],
    [{ parms: {} }, /key\/unknown: .*"parms".*; one of params/],
    ['total', /the options of analyze is "total"; a mapping/],
  ])('%j is refused', (options, says) => expect(refusal(() => analyze(ghostnet, free(options)))).toMatch(says));

  test('of what is no program is refused', () => expect(refusal(() => analyze(free('ghostnet')))).toMatch(/the program is "ghostnet"; what compile\(\) makes/));

  test('takes what there is', () => expect(analyze(ghostnet, { batch: 2, depth: 3, params: { width: 0.5 }, budget: { macs: 1e9 } }).batch).toBe(2));
});

describe('the others', () => {
  const analyses = [analyze(ghostnet)];
  test.each<[what: string, action: () => unknown, says: RegExp]>([
    ['render as xml', () => render(analyses, free('xml')), /value\/word: .*"xml".*; one of table, md/],
    ['render of a name', () => render(free('ghostnet')), /the analyses is "ghostnet"; a list of what analyze\(\) makes/],
    ['render of unknown columns', () => render(analyses, 'md', free({ columns: ['parms'] })), /usage\/column: .*"parms"/],
    ['render with an unknown option', () => render(analyses, 'md', free({ digits: 2 })), /key\/unknown: .*"digits"/],
    ['compile of a text', () => compile(free('version: 1')), /the document is "version: 1"; what parse\(\) makes/],
    ['a table of a text', () => evaluateTable(free('7'), library), /the document is "7"/],
    ['tables as pdf', () => renderTables([], free('pdf')), /value\/word: .*"pdf"/],
    ['a ghost of half', () => ghostify(readSpec('resnet-18'), { s: 0.5 }, library), /s is 0.5; a whole number of at least 1/],
    ['a ghost of one name', () => ghostify(readSpec('resnet-18'), free({ only: 'stem' }), library), /only is "stem"; a list of names/],
  ])('%s is refused', (_, action, says) => expect(refusal(action)).toMatch(says));
});
