/** The JSON Schema of the spec language, made from the shapes that specs are checked against. */
import * as z from 'zod/mini';
import { type OpName, ops } from '../ops/index.ts';
import { shapes } from './schema.ts';

type Json = { [key: string]: unknown };

const toJson = (schema: z.core.$ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Json;
  return rest;
};

/** The schema of a file: a network or a block library. */
export function languageSchema(): Json {
  const { block, branch, branchesLayer, forLayer, groupLayer, library, opLayer, spec } = shapes();
  const opNames = Object.keys(ops) as OpName[];
  const layerList = { type: 'array', description: 'a list of layers', items: { $ref: '#/$defs/layer' } };
  const withLists = (schema: Json, lists: Json): Json => ({ ...schema, properties: { ...(schema.properties as Json), ...lists } });
  const { branches: branchList } = (toJson(branchesLayer) as { properties: { branches: Json } }).properties;
  const call = {
    type: 'object',
    description: 'a call of a block: its op is the name of the block, the other keys are its arguments',
    properties: { op: { type: 'string', not: { enum: opNames } } },
    required: ['op'],
  };
  const layers: Json[] = [
    ...opNames.map((name) => ({ ...toJson(opLayer(name)), title: name, description: ops[name].doc })),
    withLists(toJson(forLayer), { do: layerList }),
    withLists(toJson(groupLayer), { do: layerList }),
    withLists(toJson(branchesLayer), {
      branches: { ...branchList, items: { anyOf: [layerList, withLists(toJson(branch), { do: layerList })] } },
    }),
    call,
  ];
  const blocks = { type: 'object', description: 'a mapping from block names to blocks', additionalProperties: { $ref: '#/$defs/block' } };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ghostcost spec, version 1',
    anyOf: [withLists(toJson(spec), { layers: layerList, blocks }), withLists(toJson(library), { blocks })],
    $defs: {
      layer: { anyOf: layers },
      block: withLists(toJson(block), { layers: layerList }),
    },
  };
}
