import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { renderProblems } from '../src/report/problems.ts';
import { SpecError } from '../src/diagnostic.ts';
import { problemsOf, run, shipped } from './support.ts';
test('x', () => {
  const all = JSON.parse(readFileSync('/tmp/fx/expected.json', 'utf8')) as Record<string, string[]>;
  let out = ''; let bad = 0;
  for (const [name, expected] of Object.entries(all)) {
    const path = `fixtures/invalid/${name}`;
    let got: readonly string[] = [];
    const t = performance.now();
    let text = '';
    try { got = problemsOf(() => run(shipped(path))); } catch (e) { got = [`THREW ${(e as Error).stack}`]; }
    try { run(shipped(path)); } catch (e) { if (e instanceof SpecError) text = renderProblems(e.problems); }
    const ms = performance.now() - t;
    const ok = JSON.stringify(got) === JSON.stringify(expected);
    if (!ok) bad++;
    out += `${ok ? 'ok  ' : 'BAD '} ${name} ${ms > 100 ? `${ms} ms` : ''}\n${ok ? '' : `   expected ${expected.join(', ')}\n   got      ${got.join(', ')}\n`}${text.replace(/^/gm, '        ')}\n`;
  }
  writeFileSync('/tmp/fx/out.txt', `${bad} bad\n${out}`);
}, 100000);
