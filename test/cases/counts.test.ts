/** Small inputs whose figures were wrong or missing, held to the right ones. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { render } from '../../src/checked/index.ts';
import { analyze } from '../../src/cost/analysis.ts';
import { library } from '../../src/node/files.ts';
import { formats } from '../../src/report/index.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';

const read = (name: string) => parse(readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'), name);

test.each(formats)('a shift has no window, as %s', (format) => {
  const analysis = analyze(compile(read('shift.yaml'), library), { depth: 'op' });
  expect(analysis.rows.map(({ window }) => window)).toEqual(['']);
  expect(render([analysis], format)).not.toContain('undefined');
});

test("a table in its source's layout has what is computed of rows that no source prints", () => {
  const table = evaluateTable(read('rows-of-my-own.yaml'), library);
  // 5,182,508 and 141,150,512
  expect(render([table], 'table', { paper: true })).toMatch(/^GhostNet +5\.182508 +141\.150512$/m);
  expect(render([table], 'table', { paper: true, precision: 1 })).toMatch(/^GhostNet +5\.2 +141\.2$/m);
});
