/** Headings of several levels, in every format. */
import { describe, expect, test } from 'vitest';
import { library } from '../../src/node/files.ts';
import { render } from '../../src/report/index.ts';
import { tableReport } from '../../src/report/table.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const grid = evaluateTable(
  parse(
    `version: 1
title: Grid
columns:
  name: {heading: Width}
  "m{r}": {for: r, in: [224, 96], heading: "{r} <px>", under: [Cost, "MACs & more"], count: macs, unit: M, precision: 0, params: {resolution: r}}
  params: {heading: Params, under: Cost, unit: M, precision: 1}
rows:
  - {name: 1.0, spec: mobilenet-v2}
  - {name: 0.5, spec: mobilenet-v2, params: {width: 0.5}}
`,
    'grid.yaml',
  ),
  library,
);
const shown = (format: Parameters<typeof render>[1]) => render(tableReport([grid]), format);

describe('a grid', () => {
  // the MobileNetV2s of the README of tensorflow/models: 300 and 56 million multiply-adds at width 1, 97 and 18 at a half, cut off
  test('counts each row at the parameters of each column', () =>
    expect(grid.groups[0]?.rows.map(({ cells }) => ['m224', 'm96'].map((key) => Math.trunc((cells.get(key)?.computed ?? 0) / 1e6)))).toEqual([
      [300, 56],
      [97, 18],
    ]));
  test('has its headings above each other in text', () =>
    expect(
      shown('table')
        .split('\n')
        .slice(2, 7)
        .map((line) => line.trim().replace(/ +/g, ' ')),
    ).toEqual(['Cost', 'MACs & more', 'Width 224 <px> 96 <px> Params', '1.0 301 56 3.5', '0.5 97 19 2.0']));
  test('spans them in LaTeX, with a rule below each', () => {
    const lines = shown('latex')
      .split('\n')
      .map((line) => line.trim());
    expect(lines.slice(lines.indexOf('\\toprule') + 1, lines.indexOf('\\midrule'))).toEqual([
      String.raw`{} & \multicolumn{3}{c}{Cost} \\`,
      String.raw`\cmidrule(lr){2-4}`,
      String.raw`{} & \multicolumn{2}{c}{MACs \& more} & {} \\`,
      String.raw`\cmidrule(lr){2-3}`,
      String.raw`{Width} & {224 \textless{}px\textgreater{}} & {96 \textless{}px\textgreater{}} & {Params} \\`,
    ]);
  });
  test('spans them in HTML', () =>
    expect(shown('html')).toContain(
      '<thead><tr><td></td><th scope="colgroup" colspan="3">Cost</th></tr><tr><td></td><th scope="colgroup" colspan="2">MACs &amp; more</th><td></td></tr><tr><th scope="col">Width</th>',
    ));
  test('says them in one in Markdown', () =>
    expect(shown('md')).toContain('| Width | Cost, MACs \\& more, 224 \\<px\\> | Cost, MACs \\& more, 96 \\<px\\> | Cost, Params |'));
  test('has a name for each column in CSV and JSON', () => {
    expect(shown('csv')).toMatch(/,m96,/);
    expect(JSON.parse(shown('json')).tables[0].groups[0].rows[1].cells.m96.count).toBe('macs');
  });
});
