import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tablesFile, tablesPage } from '../scripts/tables.ts';

test(`${tablesFile} is up to date`, () => expect(readFileSync(tablesFile, 'utf8'), 'npm run docs brings it up to date').toBe(tablesPage()));
