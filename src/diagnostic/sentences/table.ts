/** Tables of published numbers. */
import { type Sentences, unknown } from '../sentence.ts';
import { quote } from '../text.ts';

export const sentences = {
  'table/count': ({ name, known, column }: { name: string; known: readonly string[]; column: boolean }) =>
    unknown('count', name, known, column ? 'a column that cannot be computed needs "reported: true"; a column with another name, "count: NAME"' : undefined),
  'table/only-reported': ({ key }: { key: string }) => ({
    says: `a row without a network has ${quote(key)}`,
    expected: '"spec: NETWORK"',
  }),
  'table/no-param': ({ name, known }: { name: string; known: readonly string[] }) => ({
    ...unknown('parameter', name, known),
    says: `no network of this table has the parameter ${quote(name)}`,
  }),
  'table/no-row': ({ name, known }: { name: string; known: readonly string[] }) => unknown('row', name, known),
  'table/row-twice': ({ name }: { name: string }) => ({
    says: `several rows are called ${quote(name)}`,
    advice: 'give the one that is meant a name of its own',
  }),
  'table/no-base': ({ name }: { name: string }) => ({
    says: `nothing is computed of the row ${quote(name)} in this column`,
    expected: 'a row with a network',
  }),
  'table/cite': ({ name }: { name: string }) => ({
    says: `${quote(name)} is no citation key`,
    expected: 'letters, digits and _ : . + / -, as in sandler2018; several keys are a list',
  }),
  'table/no-layer': ({ key, names, known, every }: { key: 'only' | 'without'; names: readonly string[]; known: readonly string[]; every: boolean }) => ({
    ...(every ? {} : unknown('layer', names[0] ?? '', known)),
    says: `${key}: no layer or op${every ? ' of any row' : ''} is called ${names.map(quote).join(' or ')}, and none is in a block of this name`,
  }),
  'table/too-many-rows': ({ limit }: { limit: number }) => ({
    says: `the loops of this table make more than ${limit} rows`,
    advice: 'shorten a list under "in"',
  }),
  'table/column': ({ name, known }: { name: string; known: readonly string[] }) => unknown('column', name, known),
} as const satisfies Sentences<'table'>;
