/** The JSON Schema of table files, made from the shapes that they are checked against. */
import { dialect, schemaOf } from '../spec/json-schema.ts';
import { countable } from './counts.ts';
import { tableShapes } from './schema.ts';

type Json = { readonly [key: string]: unknown };

/** The schema of a table; with the names of shipped networks, for editors to offer. */
export function tableSchema(networks: readonly string[] = []): Json {
  const { table, column, columnLoop, group, row, loop } = tableShapes();
  const withProperties = (schema: Json, properties: Json): Json => ({ ...schema, properties: { ...(schema.properties as Json), ...properties } });
  const propertiesOf = (schema: Json) => schema.properties as Record<string, Json>;
  const [tables, columns, columnLoops, groups, rows, loops] = [table, column, columnLoop, group, row, loop].map(schemaOf) as [
    Json,
    Json,
    Json,
    Json,
    Json,
    Json,
  ];
  // which of the two is meant, so that an editor says what is wrong with that one
  const rowOrLoop = {
    if: { type: 'object', properties: { for: {} }, required: ['for'] },
    then: { $ref: '#/$defs/loop' },
    else: { $ref: '#/$defs/row' },
  };
  const list = (description: unknown) => ({ type: 'array', description, minItems: 1, items: rowOrLoop });
  const count = { enum: countable };
  const text = { type: ['string', 'number'] };
  return {
    $schema: dialect,
    title: 'ghostcost table, version 1',
    ...withProperties(tables, {
      columns: {
        ...propertiesOf(tables).columns,
        properties: Object.fromEntries(['name', ...countable].map((name) => [name, { $ref: '#/$defs/column' }])),
        additionalProperties: { $ref: '#/$defs/column' },
      },
      rows: list(propertiesOf(tables).rows?.description),
      groups: { ...propertiesOf(tables).groups, items: { $ref: '#/$defs/group' } },
    }),
    $defs: {
      column: withProperties(columns, {
        ...propertiesOf(columnLoops),
        count: { ...propertiesOf(columns).count, ...count },
        also: { ...propertiesOf(columns).also, anyOf: [count, { type: 'array', items: count }] },
      }),
      group: withProperties(groups, { rows: list(propertiesOf(groups).rows?.description) }),
      loop: withProperties(loops, { do: list(propertiesOf(loops).do?.description) }),
      row: withProperties(rows, {
        // digits stay as they are written: 1.0 is not 1
        name: { ...propertiesOf(rows).name, type: ['string', 'number'] },
        reported: { ...propertiesOf(rows).reported, additionalProperties: text },
        counts: { ...propertiesOf(rows).counts, additionalProperties: count },
        ...(networks.length > 0 && {
          spec: { ...propertiesOf(rows).spec, anyOf: [{ enum: networks }, { type: 'string', pattern: '[\\\\/]|\\.(yaml|yml|json)$' }] },
        }),
      }),
    },
  };
}
