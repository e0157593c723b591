/** Generated docs are up to date, and the JSON Schema says of specs what the tool says. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { pages, refresh, schemaFile } from '../scripts/reference.ts';
import { languageSchema } from '../src/index.ts';
import { parse } from '../src/spec/document.ts';

const read = (file: string) => readFileSync(file, 'utf8');

test.each(pages)('%s is up to date', (page) => {
  expect(refresh(read(page)), 'npm run docs brings it up to date').toBe(read(page));
});

test('schema/spec.schema.json is up to date', () => {
  expect(read('schema/spec.schema.json'), 'npm run docs brings it up to date').toBe(schemaFile());
});

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(languageSchema());
  const valid = (file: string) => validate(JSON.parse(JSON.stringify(parse(read(file), file).value)));

  const shipped = ['networks', 'blocks'].flatMap((kind) => readdirSync(`fixtures/${kind}`).map((file) => `fixtures/${kind}/${file}`));

  test.each([...shipped, 'fixtures/starter.yaml'])('takes %s', (file) => {
    expect(valid(file), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  test.each([
    'unknown-key-at-top',
    'unknown-key-in-layer',
    'version-wrong',
    'three-for-pair',
    'two-sizes-for-input',
    'words-in-branches',
    'unknown-key-in-rule',
  ])('refuses %s', (name) => {
    expect(valid(`test/invalid/${name}.yaml`)).toBe(false);
  });
});
