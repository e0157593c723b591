import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiPage } from '../scripts/api.ts';
import * as library from '../src/index.ts';

const page = readFileSync('docs/api.md', 'utf8');

test('docs/api.md is up to date', () => expect(page, 'npm run docs brings it up to date').toBe(apiPage()));

test('every function and constant of the library is on the page', () =>
  expect(Object.keys(library).filter((name) => !page.includes(`\n#### \`${name}\`\n`))).toEqual([]));
