import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languageFile, languagePage } from '../scripts/table-language.ts';
import { tablesFile, tablesPage } from '../scripts/tables.ts';
import { library } from '../src/node/files.ts';
import { isList, isMapping, type Plain, parse } from '../src/spec/document.ts';
import { evaluateTable } from '../src/table/evaluate.ts';
import { tableSchema } from '../src/table/json-schema.ts';

test.each([
  [tablesFile, tablesPage],
  [languageFile, languagePage],
])('%s is up to date', (file, page) => expect(readFileSync(file, 'utf8'), 'npm run docs brings it up to date').toBe(page()));

describe('the examples of the language of tables', () => {
  const blocks = [...languagePage().matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const examples = [...blocks, readFileSync('fixtures/starter/table.yaml', 'utf8')].map((text) =>
    parse(text.startsWith('rows:') ? `version: 1\ntitle: T\ncolumns: {macs: {unit: M}, params: {unit: M}}\n${text}` : text, 'example.yaml'),
  );

  test.each(examples.map((document, index) => [index + 1, document] as const))('%d is a sound table', (_, document) =>
    expect(evaluateTable(document, library).problems).toEqual([]),
  );

  test('have every key', () => {
    const keys = new Set<string>();
    const collect = (value: Plain): void => {
      if (isList(value)) for (const item of value) collect(item);
      if (isMapping(value))
        for (const [key, item] of Object.entries(value)) {
          keys.add(key);
          collect(item);
        }
    };
    for (const { value } of examples) collect(value);
    const { $defs, ...table } = tableSchema() as { $defs: Record<string, { properties: object }>; properties: object };
    const known = [table, ...Object.values($defs)].flatMap(({ properties }) => Object.keys(properties)).filter((key) => key !== '$schema');
    expect(known.filter((key) => !keys.has(key))).toEqual([]);
  });
});
