/** LaTeX: what TeX would choke on or set otherwise. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/report/index.ts';
import { escapeLatex } from '../../src/report/latex.ts';
import { analysisOf, named } from './support.ts';

const special = 'a_b % c & d # e $ f { g } h ~ i ^ j \\ k';

/** The text as TeX would set it; a special character that is not escaped stays an error. */
function set(text: string): string {
  const words: Record<string, string> = { '\\textbackslash{}': '\\', '\\textasciitilde{}': '~', '\\textasciicircum{}': '^' };
  return text.replace(/\\text[a-z]+\{\}|\\[&%$#_{}]|[&%$#_{}~^\\]/g, (found) => {
    const word = words[found] ?? (found.length === 2 ? found[1] : undefined);
    if (word === undefined) throw new Error(`${found} is not escaped in ${text}`);
    return word;
  });
}

test('escaped text is set as it stands', () => expect(set(escapeLatex(special))).toBe(special));

/** Braces and environments that are opened and closed in turn. */
function expectBalanced(text: string) {
  const open: string[] = [];
  for (const [token, kind, name] of text.replace(/(?<!\\)%.*/g, '').matchAll(/\\(begin|end)\{(\w+)\}|\\.|[{}]/g)) {
    if (kind === 'begin') open.push(name ?? '');
    else if (kind === 'end') expect(open.pop()).toBe(name);
    else if (token === '{') open.push('{');
    else if (token === '}') expect(open.pop()).toBe('{');
  }
  expect(open).toEqual([]);
}

describe.each(['block', 'op', 'stage', 'total'] as const)('a table at depth %s', (depth) => {
  const text = render([analysisOf('ghostnet', { depth }), named(special, { depth })], 'latex');

  test('closes all that it opens', () => expectBalanced(text));

  test('has as many cells in every line as columns', () => {
    for (const tabular of text.split('\\begin{tabular}').slice(1)) {
      const [, columns = ''] = /^\{([lr]+)\}/.exec(tabular) ?? [];
      const lines = tabular.split('\n').filter((line) => line.endsWith('\\\\'));
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(line.split(/(?<!\\)&/).length).toBe(columns.length);
    }
  });

  test('escapes names wherever they stand', () => {
    const where = text.split('\n').filter((line) => line.includes('textbackslash'));
    expect(where.length).toBeGreaterThan(0);
    for (const line of where) expect(line).toContain('a\\_b \\% c \\& d \\# e \\$ f \\{ g \\} h');
  });
});

test('a label is plain', () => {
  for (const [, label] of render([named(special), analysisOf('ghostnet')], 'latex').matchAll(/\\label\{tab:(.*)\}/g)) expect(label).toMatch(/^[a-z0-9-]+$/);
});

test('thousands are apart by a comma that takes no space', () => expect(render([analysisOf('ghostnet')], 'latex')).toContain('141{,}150{,}512'));
test('columns of numbers stand to the right', () =>
  expect(render([analysisOf('ghostnet')], 'latex', { columns: ['layer', 'type', 'params', 'speedup'] })).toContain('{llrr}'));
test('the caption says how it was counted', () => expect(render([analysisOf('ghostnet')], 'latex')).toMatch(/\\caption\{.*convention macs.*\}/));
test('what it needs stands at the top', () => expect(render([analysisOf('ghostnet')], 'latex').split('\n')[0]).toBe('% needs \\usepackage{booktabs}'));
