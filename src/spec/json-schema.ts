/** The JSON Schema of the spec language, made from the shapes that specs are checked against. */
import * as z from 'zod/mini';
import { followers, isWordOnly, wordsFor } from '../ops/argument.ts';
import { argumentsOf, type OpName, opOf, ops } from '../ops/index.ts';
import type { Argument } from '../ops/op.ts';
import { isMapping, type Plain, type PlainMap } from './document.ts';
import { shapes } from './schema.ts';

type Json = { readonly [key: string]: unknown };

/** What ships, by name: networks, and the content of block libraries. */
export interface ShippedNames {
  readonly networks: readonly string[];
  readonly libraries: Readonly<Record<string, Plain>>;
}

/** The JSON Schema of a zod shape. @internal */
export const schemaOf = (shape: z.core.$ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(shape, { unrepresentable: 'any', io: 'input' }) as Json;
  return rest;
};

export const dialect = 'https://json-schema.org/draft/2020-12/schema';

const withProperties = (schema: Json, properties: Json): Json => ({ ...schema, properties: { ...(schema.properties as Json), ...properties } });

/** Words, each with what it is, or what `otherwise` says. */
const words = (names: readonly string[], docs: readonly string[], otherwise: Json): { readonly anyOf: readonly Json[] } => ({
  anyOf: [{ enum: names, ...(docs.some(Boolean) && { markdownEnumDescriptions: docs }) }, otherwise],
});

/** A path, where a name would be. */
const path = { type: 'string', pattern: '[\\\\/]|\\.(yaml|yml|json)$' };
/** A word that an expression gives. */
const reference = { type: 'string', pattern: '[$?]' };

function docOf(type: Argument['type'], word: string): string {
  if (type !== 'norm' && type !== 'activation') return '';
  const op = followers[type].get(word);
  return op === undefined ? 'nothing follows' : opOf(op).doc;
}

/** A call of an op or block, whose arguments that take words say which. */
function callSchema(shape: z.core.$ZodType, name: string, doc: string, args: ReadonlyMap<string, Argument>): Json {
  const schema = schemaOf(shape);
  const written = schema.properties as Record<string, Json>;
  const own = [...args].flatMap(([key, argument]) => {
    const known = wordsFor(argument);
    if (known.length === 0) return [];
    const { description } = written[key] ?? {};
    const docs = known.map((word) => docOf(argument.type, word));
    return [
      [
        key,
        isWordOnly(argument)
          ? { description, ...words(known, docs, reference) }
          : { description, anyOf: [{ enum: known }, ...((written[key]?.anyOf as Json[]) ?? [])] },
      ],
    ];
  });
  // which axes there are depends on the pattern
  const axes = args.has('pattern') && {
    additionalProperties: { anyOf: [{ type: 'number' }, { type: 'string' }], description: 'the size of an axis of the pattern' },
  };
  return { ...withProperties(schema, Object.fromEntries(own)), ...axes, title: name, description: doc, markdownDescription: `**${name}**: ${doc}` };
}

/** A block's arguments as its file writes them, each a type or a mapping. */
const argumentsIn = ({ args }: PlainMap): ReadonlyMap<string, Argument> =>
  new Map(
    Object.entries((args ?? {}) as Record<string, string | Argument>).map(([name, argument]) => [
      name,
      typeof argument === 'string' ? ({ type: argument } as Argument) : argument,
    ]),
  );

/** The schema of a file: a network or a block library. Without names of what ships, any name may be that of a block. */
export function languageSchema(shipped?: ShippedNames): Json {
  const { block, blockLayer, branch, branchesLayer, forLayer, groupLayer, library, opLayer, spec } = shapes();
  const calls = new Map((Object.keys(ops) as OpName[]).map((name) => [name as string, callSchema(opLayer(name), name, opOf(name).doc, argumentsOf(name))]));
  for (const content of Object.values(shipped?.libraries ?? {})) {
    const blocks = isMapping(content) && isMapping(content.blocks) ? content.blocks : {};
    for (const [name, value] of Object.entries(blocks)) {
      if (!isMapping(value)) continue;
      const args = argumentsIn(value);
      calls.set(name, callSchema(blockLayer(name, args), name, String(value.doc ?? ''), args));
    }
  }
  const names = [...calls.keys()];
  const docs = [...calls.values()].map(({ description }) => String(description));
  const called = (name: string) => ({ type: 'object', properties: { op: { const: name } }, required: ['op'] });
  const having = (key: string) => ({ type: 'object', properties: { [key]: true }, required: [key] });
  const listOf = (layer: string) => ({ type: 'array', description: 'a list of layers', items: { $ref: `#/$defs/${layer}` } });
  const { branches: branchList } = schemaOf(branchesLayer).properties as { branches: Json };

  /** A layer and what has lists of layers in it; of a file with blocks of its own, other names may be called. */
  const layers = (layer: string, open: boolean): Json => {
    const list = listOf(layer);
    const kinds = {
      for: withProperties(schemaOf(forLayer), { do: list }),
      branches: withProperties(schemaOf(branchesLayer), {
        branches: { ...branchList, items: { anyOf: [list, withProperties(schemaOf(branch), { do: list })] } },
      }),
      group: withProperties(schemaOf(groupLayer), { do: list }),
    };
    const op = {
      description: 'an op, or a block',
      ...(open ? { anyOf: [{ enum: names, markdownEnumDescriptions: docs }, { type: 'string' }] } : { enum: names, markdownEnumDescriptions: docs }),
    };
    return {
      [layer]: {
        type: 'object',
        description: 'a layer: an op or a block with its arguments, or "for", "branches" or "do" with layers of its own',
        properties: { op },
        allOf: [
          ...names.map((name) => ({ if: called(name), then: { $ref: `#/$defs/call-${name}` } })),
          { if: having('for'), then: { $ref: `#/$defs/${layer}-for` } },
          { if: having('branches'), then: { $ref: `#/$defs/${layer}-branches` } },
          { if: { ...having('do'), not: having('for') }, then: { $ref: `#/$defs/${layer}-group` } },
          { if: { type: 'object', not: { anyOf: ['for', 'branches', 'do'].map(having) } }, then: having('op') },
        ],
      },
      ...Object.fromEntries(Object.entries(kinds).map(([kind, schema]) => [`${layer}-${kind}`, schema])),
    };
  };
  const own = {
    anyOf: [
      having('blocks'),
      having('extends'),
      { type: 'object', required: ['use'], properties: { use: { anyOf: [path, { type: 'array', contains: path }] } } },
    ],
  };
  const libraries = Object.entries(shipped?.libraries ?? {});
  const libraryName = words(
    libraries.map(([name]) => name),
    libraries.map(([, content]) => String((isMapping(content) && content.doc) || '')),
    path,
  );
  const blocks = { type: 'object', description: 'a mapping from block names to blocks', additionalProperties: { $ref: '#/$defs/block' } };
  const both = {
    blocks,
    ...(shipped && {
      use: { description: 'block libraries: shipped names or relative paths', anyOf: [...libraryName.anyOf, { type: 'array', items: libraryName }] },
    }),
  };
  const network = withProperties(schemaOf(spec), {
    ...both,
    layers: { type: 'array', description: 'a list of layers' },
    ...(shipped && { extends: { description: 'a network: a shipped name or a relative path', ...words(shipped.networks, [], path) } }),
  });
  const withLayers = (layer: string) => ({ properties: { layers: listOf(layer) } });
  return {
    $schema: dialect,
    title: 'ghostcost spec, version 1',
    type: 'object',
    if: { ...having('blocks'), not: { anyOf: ['name', 'input', 'layers', 'extends'].map(having) } },
    then: { $ref: '#/$defs/library' },
    else: { $ref: '#/$defs/network' },
    $defs: {
      network: {
        ...network,
        ...(shipped ? { if: own, then: withLayers('any-layer'), else: withLayers('layer') } : withProperties(network, { layers: listOf('any-layer') })),
      },
      library: withProperties(schemaOf(library), both),
      block: withProperties(schemaOf(block), { layers: listOf('any-layer') }),
      ...layers('any-layer', true),
      ...(shipped && layers('layer', false)),
      ...Object.fromEntries([...calls].map(([name, schema]) => [`call-${name}`, schema])),
    },
  };
}
