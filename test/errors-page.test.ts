/** The page on errors: every code has a section, and its example produces it. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { entries, families } from '../scripts/error-codes.ts';
import { errorsPage } from '../scripts/errors.ts';
import { errorsFile, problem } from '../src/diagnostic/index.ts';
import { problemsToJson } from '../src/report/problems.ts';

const page = readFileSync(errorsFile, 'utf8').replaceAll('\r\n', '\n');
let made: string;
beforeAll(async () => {
  // throws for an example that does not produce its code
  made = await errorsPage();
}, 120_000);

test('is up to date', () => expect(page, 'npm run docs brings it up to date').toBe(made));

test('has a section for every code', () => {
  const headings = [...page.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
  expect(headings.toSorted()).toEqual(Object.keys(entries).toSorted());
});

test('has no family without a code', () => {
  const used = new Set(Object.keys(entries).map((code) => code.split('/')[0]));
  expect(Object.keys(families).toSorted()).toEqual([...used].toSorted());
});

test('is where the address of a problem leads', () => {
  const [file, anchor] = problemsToJson([problem('check/groups', { layer: 'a', values: {} })])[0]?.url.split('#') ?? [];
  // GitHub's anchors: letters, digits and dashes of the heading, in small letters
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
  expect([file, anchors.filter((one) => one === anchor)]).toEqual([errorsFile, ['checkgroups']]);
});
