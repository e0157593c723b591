import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { library } from '../src/commands/files.ts';
import { SpecError } from '../src/diagnostic.ts';
import { renderProblems } from '../src/report/problems.ts';
import { compile } from '../src/spec/compile.ts';
import { parse } from '../src/spec/document.ts';
import { run } from './support.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const read = (path: string): Json => JSON.parse(JSON.stringify(parse(readFileSync(`fixtures/${path}`, 'utf8')).value));

/** A network with its blocks in one file, and all networks that are wrong in one way already. */
const ghostnet = { ...(read('networks/ghostnet.yaml') as object), use: ['squeeze-excite'], blocks: (read('blocks/ghost.yaml') as { blocks: Json }).blocks };
const invalid = readdirSync('fixtures/invalid').flatMap((file) => {
  try {
    return [read(`invalid/${file}`)];
  } catch {
    return [];
  }
});

const keys =
  'op name if repeat from weights_of do for in branches merge norm activation padding stride kernel_size out_channels groups bias layers args let stands_for theory type default match where with drop except use extends replace params define blocks input __proto__';
const words =
  'relu batch plain same add concat stem input index $activation $c in_channels width s ghost ghostnet conv2d flatten linear ghost-module integer pair';
const values: Json[] = [
  ...words.split(' '),
  ...['', 'ch(3)', '1 / 0', '0 - 5', 'max(1, 2)', null, true, 0, 1, -1, 0.5, 1e300, [], {}, [1], [1, 2], [[]]],
  ...[{ op: 'relu' }, { op: 'flatten' }, { op: 'add', from: ['input', 'stem'] }, { type: 'pair', default: 'a + 1' }],
];

/** One change: which mapping or list, which of its keys, and what is put there (undefined takes it away). */
const change = fc.record({ where: fc.nat(), key: fc.oneof(fc.nat(), fc.constantFrom(...keys.split(' '))), value: fc.constantFrom(undefined, ...values) });

function containers(value: Json): (Json[] | { [key: string]: Json })[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(containers)] : [];
}

function changed(spec: Json, changes: readonly { where: number; key: number | string; value: Json | undefined }[]): string {
  const copy = structuredClone(spec);
  for (const { where, key, value } of changes) {
    const all = containers(copy);
    const one = all[where % all.length];
    if (Array.isArray(one)) one.splice(Number(key) % (one.length + 1) || 0, 1, ...(value === undefined ? [] : [structuredClone(value)]));
    else if (one !== undefined) {
      const own = Object.keys(one);
      const name = typeof key === 'string' ? key : (own[key % own.length] ?? 'op');
      if (value === undefined) delete one[name];
      else Object.defineProperty(one, name, { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
    }
  }
  return JSON.stringify(copy);
}

test('however a spec is changed, it runs or is told what is wrong', () => {
  const spec = fc.oneof(fc.constant(ghostnet as Json), fc.constantFrom(...invalid));
  fc.assert(
    fc.property(spec, fc.array(change, { minLength: 1, maxLength: 4 }), (original, changes) => {
      try {
        run(compile(parse(changed(original, changes)), library));
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        expect(renderProblems(error.problems).replaceAll(/^ +\d* *\|.*$/gm, '')).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: 1000 },
  );
});
