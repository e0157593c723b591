/** Generated docs are up to date, and the JSON Schema says of specs what the tool says. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { pages, refresh, schemaFiles } from '../scripts/reference.ts';
import { languageSchema } from '../src/index.ts';
import { parse } from '../src/spec/document.ts';
import { folder, ghostcost } from './commands/support.ts';

const read = (file: string) => readFileSync(file, 'utf8');

test.each(pages)('%s is up to date', (page) => {
  expect(refresh(read(page)), 'npm run docs brings it up to date').toBe(read(page));
});

test.each(Object.entries(schemaFiles))('%s is up to date', (file, content) => {
  expect(read(file), 'npm run docs brings it up to date').toBe(content);
});

/** What editors show is no rule. */
const compiled = (schema: object) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.addVocabulary(['markdownDescription', 'markdownEnumDescriptions']);
  return ajv.compile(schema);
};

describe('the JSON Schema', () => {
  const validate = compiled(JSON.parse(read('schema/spec.schema.json')) as object);
  const valid = (file: string) => validate(JSON.parse(JSON.stringify(parse(read(file), file).value)));

  const shipped = ['networks', 'blocks'].flatMap((kind) => readdirSync(`fixtures/${kind}`).map((file) => `fixtures/${kind}/${file}`));

  test.each([...shipped, 'fixtures/starter/network.yaml'])('takes %s', (file) => {
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
    'unknown-op',
    'unknown-norm',
    'unknown-activation',
    'unknown-argument',
    'use-of-unknown-library',
    'extends-missing-network',
  ])('refuses %s', (name) => {
    expect(valid(`test/invalid/${name}.yaml`)).toBe(false);
  });

  test('without names of what ships takes them all', () => {
    const any = compiled(languageSchema());
    for (const file of shipped) expect(any(JSON.parse(JSON.stringify(parse(read(file), file).value))), file).toBe(true);
  });
});

describe('the JSON Schema of tables', () => {
  const validate = compiled(JSON.parse(read('schema/table.schema.json')) as object);

  test.each(readdirSync('fixtures/tables'))('takes %s', (file) => {
    expect(validate(parse(read(`fixtures/tables/${file}`), file).value), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  const table = (text: string) => validate(parse(`version: 1\ntitle: Mine\n${text}`, 'mine.yaml').value);

  test.each([
    ['a key that there is not', 'columns: {params: {}}\nrows: [{name: a, spek: ghostnet}]'],
    ['a network that does not ship', 'columns: {params: {}}\nrows: [{name: a, spec: ghostnett}]'],
    ['a count that there is not', 'columns: {p: {count: parms}}\nrows: [{name: a, spec: ghostnet}]'],
  ])('refuses %s', (_, text) => expect(table(text)).toBe(false));
});

test('the commands that docs/timing.md begins with run', { timeout: 180_000 }, () => {
  const [, block = ''] = /```sh\n(.*?)```/s.exec(read('docs/timing.md')) ?? [];
  // the networks of a table take a minute
  const commands = block.split('\n').filter((line) => line.startsWith('ghostcost time '));
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const args = (command.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replaceAll('"', ''));
    const { code, err } = ghostcost([...args, '--resolution', '32', '--runs', '1', '--warmup', '0'], { cwd: folder() });
    expect([code, err.includes('error')], command).toEqual([0, false]);
  }
});
