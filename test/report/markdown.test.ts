/** Markdown tables, read back by the rules of GitHub Flavored Markdown. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { analysisOf, marking, named } from './support.ts';

/** The cells of a table's line: split at pipes that no backslash stands before, with escapes taken off. */
const cells = (line: string) =>
  line
    .slice(1, -1)
    .split(/(?<!\\)(?:\\\\)*\|/)
    .map((cell) => cell.trim().replace(/\\(.)/g, '$1'));

const tableOf = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));

test('has a head, a line that says which columns are numbers, and as many cells in every line', () => {
  const [head = '', rule = '', ...body] = tableOf(render([analysisOf('ghostnet')], 'md'));
  expect(cells(head).slice(0, 2)).toEqual(['layer', 'type']);
  expect(cells(rule).every((cell) => /^:?-+:?$/.test(cell))).toBe(true);
  expect(cells(rule)[0]).toMatch(/^:-+$/);
  expect(cells(rule)[cells(head).indexOf('params')]).toMatch(/^-+:$/);
  for (const line of body) expect(cells(line).length).toBe(cells(head).length);
});

test('ends in the total', () => {
  const lines = tableOf(render([analysisOf('ghostnet')], 'md', { columns: ['layer', 'params', 'cost'] }));
  expect(cells(lines.at(-1) ?? '')).toEqual(['total', '5,182,508', '141,150,512']);
});

describe('a name', () => {
  test.each(['a|b', 'a\\|b', 'under_score_', '*bold*', '`code`', '<b>', 'a~~b~~', '$x$', '[link](url)', '&lt;', 'a\\'])('%j is set as it stands', (name) => {
    const lines = tableOf(render([named(name)], 'md', { columns: ['network', 'params'] }));
    // a split at unescaped pipes only
    expect(
      lines.slice(2).map((line) =>
        line
          .match(/(?:\\.|[^|\\])+/g)?.[0]
          ?.trim()
          .replace(/\\(.)/g, '$1'),
      ),
    ).toEqual([name, name, name]);
  });

  test('has nothing in it that Markdown would read as more than text', () => {
    const name = '*a* _b_ `c` <i> [d](e) $f$ ~~g~~ &amp; | \\';
    const [heading = ''] = render([named(name)], 'md').split('\n');
    expect(heading.replace(/\\(.)/g, '$1')).toBe(`### ${name}`);
    expect(heading.replace(/\\./g, '')).not.toMatch(/[*_`<>~$&|[\]\\]/);
  });
});

test('says under the table how it was counted', () => {
  const text = render([analysisOf('ghostnet', { convention: 'flops', batch: 8 })], 'md');
  expect(text).toContain('convention flops');
  expect(text).toContain('batch of 8');
});

test('has one table for several networks without rows', () => {
  const lines = tableOf(
    render(
      ['ghostnet', 'resnet-18'].map((name) => analysisOf(name, { depth: 'total' })),
      'md',
    ),
  );
  expect(lines.slice(2).map((line) => cells(line)[0])).toEqual(['GhostNet', 'ResNet-18']);
});

test('knows no colour', () => expect(render([analysisOf('ghostnet')], 'md', { style: marking })).toBe(render([analysisOf('ghostnet')], 'md')));
