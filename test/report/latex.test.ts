/** LaTeX: what TeX would choke on or set otherwise. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
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
      const columns = (tabular.split('\n')[0] ?? '').replace(/\[[^\]]*\]/g, '').slice(1, -1);
      expect(columns).toMatch(/^[lS]+$/);
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

describe('a column of numbers', () => {
  const text = render([analysisOf('ghostnet')], 'latex', { columns: ['layer', 'type', 'params', 'speedup', 'share'] });

  test('has digits alone, which siunitx groups and sets below each other', () => {
    expect(text).toContain('total &  & 5182508 & 1.78{x} & 100.0{\\,\\%} \\\\');
    expect(text).toContain('\\sisetup{group-digits=integer, group-minimum-digits=4, group-separator={,}}');
  });
  test('is as wide as its widest number and unit', () => {
    expect(text).toContain('{llS[table-format=7.0]S[table-format=1.2, table-space-text-post={x}]S[table-format=3.1, table-space-text-post={\\,\\%}]}');
  });
  test('has room for signs, and none of these in a cell without a number', () => {
    const signed = render([analysisOf('ghostnet')], 'latex', { columns: ['layer', 'speedup'] });
    expect(signed).toContain('stem & {} \\\\');
  });
});

test('says how it was counted', () => expect(render([analysisOf('ghostnet')], 'latex')).toMatch(/convention macs/));
test('is shrunk where that is asked for, and never else', () => {
  expect(render([analysisOf('ghostnet')], 'latex')).not.toContain('resizebox');
  expect(render([analysisOf('ghostnet')], 'latex', { resize: true })).toContain('\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%');
});
test('stands in a column or across a page', () => {
  expect(render([analysisOf('ghostnet')], 'latex', { place: 'page' })).toMatch(/\\begin\{table\*\}[\s\S]*\\end\{table\*\}/);
  expect(render([analysisOf('ghostnet')], 'latex', { place: 'column' })).toMatch(/^% about \d+ pt wide, where a column has 237 pt/m);
});
test('has no notes where they are left out', () => expect(render([analysisOf('ghostnet')], 'latex', { notes: false })).not.toMatch(/minipage|convention macs/));
test('sets angles, bars and quotes as they are, in any encoding', () =>
  expect(escapeLatex('"a" < b | c > "d"')).toBe("``a'' \\textless{} b \\textbar{} c \\textgreater{} ``d''"));
test('what it needs stands at the top', () =>
  expect(render([analysisOf('ghostnet')], 'latex').split('\n')[0]).toBe('% needs \\usepackage{booktabs} and \\usepackage{siunitx}'));

describe('caption and label', () => {
  test('are those that are asked for', () => {
    const text = render([analysisOf('ghostnet')], 'latex', { caption: 'Costs & more', label: 'tab:mine' });
    expect(text).toContain('\\caption{Costs \\& more}\n  \\label{tab:mine}');
  });
  test('of several tables are told apart', () => {
    const text = render([analysisOf('ghostnet'), analysisOf('resnet-18')], 'latex', { caption: 'Costs', label: 'tab:mine' });
    expect([...text.matchAll(/\\(?:caption|label)\{(.*)\}/g)].map(([, inner]) => inner)).toEqual([
      'Costs: GhostNet',
      'tab:mine',
      'Costs: ResNet-18',
      'tab:mine-2',
    ]);
  });
});

describe('a name beyond ASCII', () => {
  const of = (name: string) => render([named(name)], 'latex');

  test.each([
    ['α-Net', '\\ensuremath{\\alpha}-Net'],
    ['ΓΔ ×2', '\\ensuremath{\\Gamma}\\ensuremath{\\Delta} \\ensuremath{\\times}2'],
    ['Ἀ'.normalize('NFD')[0] as string, '\\ensuremath{\\mathrm{A}}'],
    ['Réseau à ü ß', 'Réseau à ü ß'],
  ])('%s is set by every engine as %s', (name, set) => {
    expect(of(name)).toContain(set);
    expect(of(name)).not.toContain('lualatex');
  });

  test('that wants another font says so, and what for', () => {
    const [, second = ''] = of('네트워크').split('\n');
    expect(second).toMatch(/^% has 네트워크: needs lualatex or xelatex, and a font that has these letters/);
    expect(of('네트워크')).toContain('\\label{tab:네트워크}');
  });
});
