/** Specs with a few changes, to their values and to their text: some still networks, most wrong in one way or another. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { SpecError } from '../src/diagnostic/index.ts';
import { library } from '../src/node/files.ts';
import { parse } from '../src/spec/document.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Mapping = { [key: string]: Json };

/** A spec as it is written, and what it says, with the block libraries that it uses as its own blocks. */
export interface Original {
  readonly name: string;
  readonly text: string;
  readonly value: Json;
}

const isMapping = (value: Json | undefined): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value);
const plain = (text: string): Json => JSON.parse(JSON.stringify(parse(text).value));

function withBlocks(spec: Json): Json {
  if (!isMapping(spec) || !Array.isArray(spec.use)) return spec;
  const { use, ...own } = spec;
  for (const name of use as Json[]) {
    const inner = withBlocks(plain(readFileSync(`fixtures/blocks/${name}.yaml`, 'utf8'))) as Mapping;
    for (const key of ['blocks', 'define']) if (key in inner) own[key] = { ...(inner[key] as Mapping), ...(own[key] as Mapping) };
  }
  return own;
}

function originalsIn(folder: string): readonly Original[] {
  return readdirSync(folder)
    .filter((file) => /\.(yaml|json)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      try {
        return [{ name: file, text, value: withBlocks(plain(text)) }];
      } catch (error) {
        // some of what is invalid is no YAML, or uses what there is none of: the text is all there is to change
        if (!folder.endsWith('invalid')) throw error;
        return [{ name: file, text, value: error instanceof SpecError ? null : plain(text) }];
      }
    });
}

export const sound: readonly Original[] = [...originalsIn('fixtures/networks'), ...originalsIn('test/cases')];
const invalid = originalsIn('test/invalid');

const keys =
  'op name if repeat index from weights_of part_of do for in branches merge norm activation padding stride kernel_size dilation out_channels groups bias affine layers args let stands_for theory type default min of match where with drop except within use extends replace outputs params define blocks input budget doc role channels __proto__'.split(
    ' ',
  );
const words = [
  ...'relu batch group plain same valid add concat multiply stem input index none softmax scale ghost ghostnet conv2d conv-transpose2d flatten linear'.split(
    ' ',
  ),
  ...'global-avg-pool max-pool ghost-module squeeze-excite integer pair list number boolean word padding primary cheap $activation $c true'.split(' '),
];
const expressions =
  'in_channels|in_h|width|s|resolution|ch(3)|ch(8, 2)|layer.out_channels|1 / 0|0 - 5|max(1, 2)|17 // 2|in_h // 2|7 % 3|0 - 7 % 4|in_channels % 3 == 0 ? 4 : 8|round_half_even(2.5)|round_half_even(in_h / 2)|2 ** 53|in_h > 7|in_channels == 3 && in_w > 1|!in_h|sqrt(0 - 1)|log2(8)|make_divisible(in_channels, 8)|(in_h|1 +|e'.split(
    '|',
  );
const numbers = [0, -1, 0.5, 1, 2, 3, 4, 5, 7, 8, 16, 64, 1e15, 2 ** 53, 2 ** 53 - 1, 1e300, -0.5];
const layers: Json[] = [
  { op: 'relu' },
  { op: 'relu', repeat: 2, index: 'i' },
  { op: 'relu', if: 'in_h % 2 == 0' },
  { op: 'flatten' },
  { op: 'shift' },
  { op: 'slice', channels: 'in_channels // 2' },
  { op: 'global-avg-pool', if: 'in_h > 7' },
  { op: 'adaptive-avg-pool', output_size: 'max(1, in_h // 8)' },
  { op: 'max-pool', kernel_size: 3, stride: 2, ceil_mode: true },
  { op: 'upsample', scale: 2 },
  { op: 'channel-shuffle', groups: 2 },
  { op: 'squeeze-excite', reduced_channels: 'round_half_even(in_channels / 4)' },
  { op: 'ghost-module', out_channels: 'in_channels + 1', s: 3, d: [1, 3] },
  { op: 'conv2d', out_channels: 'in_channels', kernel_size: 3, padding: 'same', name: 'added' },
  { op: 'conv2d', out_channels: 'in_channels', kernel_size: 1, weights_of: 'added' },
  { op: 'conv2d', out_channels: 12, kernel_size: [1, 3], norm: 'group', activation: 'prelu', bias: true },
  { op: 'conv2d', out_channels: 'round_half_even(in_channels * 0.75)', kernel_size: '1 + 2 * (in_h % 2)' },
  { op: 'conv-transpose2d', out_channels: 8, kernel_size: 2, stride: 2, padding: 'same' },
  { op: 'add', from: ['input', 'stem'] },
  { do: [{ op: 'conv2d', out_channels: '8 * (index + 1)', kernel_size: 1 }], repeat: 3 },
  {
    for: ['c', 'k'],
    in: [
      [8, 1],
      ['in_channels', 3],
    ],
    do: [{ op: 'conv2d', out_channels: 'c', kernel_size: 'k', name: 'row' }],
  },
  { for: ['c'], in: 'rows', index: 'at', do: [{ op: 'conv2d', out_channels: 'c + at', kernel_size: 1 }] },
  { branches: [[], [{ op: 'relu' }]], merge: 'add' },
  { branches: [[{ op: 'conv2d', out_channels: 4, kernel_size: 1, part_of: 'added' }], { if: 'in_h > 8', do: [{ op: 'relu' }] }], merge: 'concat' },
  {
    branches: [
      { if: 0, do: [] },
      { if: 'in_channels % 2', do: [{ op: 'sigmoid' }] },
    ],
    merge: 'multiply',
  },
];
const ofLayer: [string, Json][] = [
  ['if', 'in_h > 7'],
  ['if', 0],
  ['if', 'index // 2'],
  ['repeat', 2],
  ['repeat', 'in_h % 3'],
  ['index', 'i'],
  ['from', 'input'],
  ['from', ['input', 'input']],
  ['weights_of', 'stem'],
  ['part_of', 'stem'],
  ['name', 'stem'],
  ['name', 'added'],
  ['groups', 2],
  ['stride', [2, 1]],
  ['dilation', 2],
  ['bias', 'in_channels % 2'],
  ['norm', 'layer'],
];
const ofNetwork: [string, Json][] = [
  ['outputs', ['stem', 'added']],
  ['replace', [{ match: { op: 'conv2d' }, where: 'groups == 1', with: { bias: true, activation: 'none' } }]],
  ['replace', [{ match: { op: 'relu' }, with: [] }]],
  ['replace', [{ match: { op: 'conv2d' }, except: { name: 'stem' }, with: { op: 'ghost-module', s: 2 }, drop: ['norm', 'activation'] }]],
  ['use', ['ghost', 'squeeze-excite']],
  ['input', ['in_channels', 8, 8]],
  ['input', [3, 33, '2 * resolution']],
  ['params', { rows: [[8], [16, 3]], width: 1, s: 2, d: 3, resolution: 64, classes: 10 }],
  ['params', { rows: [[8], [16]], words: ['relu', 'none'], width: 0.5, resolution: 32 }],
  ['budget', { macs: '600M', params: 0 }],
  ['extends', 'resnet-18'],
];
const values: Json[] = [...words, ...expressions, ...numbers, ...layers, '', null, true, [], {}, [1], [1, 2], [[]], { type: 'pair', default: 'a + 1' }];

/** A change to a value, in place. Where it hits is counted through all that it can hit. */
type Change = (spec: Mapping | Json[]) => void;

const containersIn = (value: Json): (Json[] | Mapping)[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(containersIn)] : [];
const at = <T>(some: readonly T[], index: number): T | undefined => some[index % Math.max(some.length, 1)];
const isLayer = (value: Json) => isMapping(value) && ['op', 'do', 'branches', 'for'].some((key) => Object.hasOwn(value, key));

/** Sets a key that may be `__proto__`, or takes it away. */
function put(one: Mapping, key: string, value: Json | undefined): void {
  if (value === undefined) delete one[key];
  else Object.defineProperty(one, key, { value: structuredClone(value), enumerable: true, configurable: true, writable: true });
}

const where = fc.nat();
const anything = fc.record({ where, key: fc.oneof(fc.nat(), fc.constantFrom(...keys)), value: fc.constantFrom(undefined, ...values) }).map(
  ({ where, key, value }): Change =>
    (spec) => {
      const one = at(containersIn(spec), where);
      if (Array.isArray(one)) one.splice(Number(key) % (one.length + 1) || 0, 1, ...(value === undefined ? [] : [structuredClone(value)]));
      else if (one !== undefined) put(one, typeof key === 'string' ? key : (at(Object.keys(one), key) ?? 'op'), value);
    },
);
const entryOfLayer = fc.tuple(where, fc.constantFrom(...ofLayer)).map(
  ([where, [key, value]]): Change =>
    (spec) => {
      const one = at(containersIn(spec).filter(isLayer), where);
      if (isMapping(one)) put(one, key, value);
    },
);
const entryOfNetwork = fc.constantFrom(...ofNetwork).map(
  ([key, value]): Change =>
    (spec) => {
      if (isMapping(spec)) put(spec, key, isMapping(value) && isMapping(spec[key]) ? { ...value, ...spec[key] } : value);
    },
);
const oneMoreLayer = fc.tuple(where, fc.nat(), fc.constantFrom(...layers)).map(
  ([where, place, layer]): Change =>
    (spec) => {
      const list = at(
        containersIn(spec).filter((one) => Array.isArray(one) && one.some(isLayer)),
        where,
      ) as Json[] | undefined;
      list?.splice(place % (list.length + 1), 0, structuredClone(layer));
    },
);
/** An expression, a number or a word becomes part of an expression. */
const wrapped = fc
  .tuple(
    where,
    fc.constantFrom(
      ...'(@) // 2|@ // 1|(@) % 5|round_half_even(@)|(@) + 0.5|max(@, 1)|in_h > 8 ? @ : 2 * (@)|$@|(@) * 2 ** 40|resolution // 8 + @|(@) - (@)|-(@)'.split('|'),
    ),
  )
  .map(
    ([where, pattern]): Change =>
      (spec) => {
        const leaves = containersIn(spec).flatMap((one) =>
          Object.entries(one).flatMap(([key, value]) => (typeof value === 'number' || typeof value === 'string' ? [{ one, key, value }] : [])),
        );
        const leaf = at(leaves, where);
        if (leaf !== undefined) (leaf.one as Mapping)[leaf.key] = pattern.replaceAll('@', () => String(leaf.value));
      },
  );
// most changes are such as leave a network
const change = fc.oneof(anything, entryOfNetwork, ...[entryOfLayer, oneMoreLayer, wrapped].map((arbitrary) => ({ weight: 3, arbitrary })));

/** A change to a text: one of the places that look alike holds something else. */
const retyped = fc
  .oneof(
    fc.tuple(fc.constant(/\d+(\.\d+)?/g), fc.constantFrom(...numbers.map(String))),
    fc.tuple(fc.constant(/[a-z_][\w-]+/gi), fc.constantFrom(...words, ...keys, ...expressions)),
    fc.tuple(fc.constant(/[-+*/%<>=!&|?]+/g), fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '==', '>', '&&', '||', '?')),
    fc.tuple(
      fc.constant(/[[\]{},:"'\n -]/g),
      fc.constantFrom('', ' ', ',', ': ', '[', '}', '"', "'", '\n', '\n  - ', '&a ', '*a', '# ', '!!str ', '\t', '\r', '\ufeff', '---\n'),
    ),
    fc.tuple(fc.constant(/\n.*/g), fc.constantFrom('', '$&$&', '\n    $&')),
  )
  .chain(([pattern, by]) =>
    where.map((where) => (text: string) => {
      const found = at([...text.matchAll(pattern)], where);
      return found === undefined ? text : text.slice(0, found.index) + by.replaceAll('$&', () => found[0]) + text.slice(found.index + found[0].length);
    }),
  );

/** One mostly: more of them seldom leave a network. */
const few = <T>(one: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: one.map((only) => [only]) }, fc.array(one, { maxLength: 3 }));

export const mutant: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...sound) }, { weight: 1, arbitrary: fc.constantFrom(...invalid) }),
    few(change),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, few(retyped)),
  )
  .map(([{ text, value }, changes, typos]) => {
    let written = text;
    if (changes.length > 0 && typeof value === 'object' && value !== null) {
      const copy = structuredClone(value);
      for (const one of changes) one(copy);
      written = stringify(copy, { lineWidth: 0, aliasDuplicateObjects: false });
    }
    return typos.reduce((before, typo) => typo(before), written);
  });

/** What a library of files finds for a mutant, which has no folder of its own. */
export const files = {
  ...library,
  find: (...[kind, reference, from]: Parameters<typeof library.find>) => (/[\\/]/.test(reference) ? undefined : library.find(kind, reference, from)),
};
