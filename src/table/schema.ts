/** The shapes of a table file, in zod. */
import * as z from 'zod/mini';
import { once } from '../remembered.ts';
import { described } from '../spec/schema.ts';
import { roundings, unitNames } from './decimal.ts';
import { ends, relationNames, shows } from './relation.ts';

/** The shapes of tables, made when the first is asked for. */
export const tableShapes = once(() => {
  const text = z.string().check(z.minLength(1));
  const texts = z.union([text, z.array(text)]);
  const scalar = z.union([z.number(), z.boolean(), z.string()]);
  const params = z.record(z.string(), z.union([scalar, z.array(scalar)]));
  const rows = described(z.array(z.unknown()).check(z.minLength(1)), 'a list of rows');

  const table = z.strictObject({
    $schema: z.optional(text),
    version: described(z.literal(1), '1'),
    title: described(text, 'a text'),
    caption: z.optional(described(text, 'a text, where it is not the title')),
    label: z.optional(described(text, "a word for LaTeX's references")),
    source: z.optional(described(texts, 'where the reported values are printed: a text or a list of texts')),
    cite: z.optional(described(texts, 'what the table is from: a key of your bibliography or a list of them, as \\cite takes them')),
    note: z.optional(described(texts, 'a text or a list of texts')),
    sort: z.optional(
      described(
        z.union([text, z.strictObject({ by: text, first: z.optional(z.enum(ends)) })]),
        'a column by which rows are sorted, lowest first; or {by: COLUMN, first: highest}',
      ),
    ),
    columns: described(z.record(z.string(), z.unknown()), 'a mapping from column names to what they show, such as params: {unit: M}'),
    rows: z.optional(rows),
    groups: z.optional(described(z.array(z.unknown()).check(z.minLength(1)), 'a list of {title, rows}')),
  });

  const column = z.strictObject({
    heading: z.optional(described(text, 'a text')),
    under: z.optional(described(texts, 'a heading that it shares with its neighbours, or a list of them, the outermost first')),
    count: z.optional(described(text, 'what is counted, where that is not the name of the column')),
    of: z.optional(described(text, "a part of each row's layer or block, by name, where that is what is counted")),
    only: z.optional(described(texts, 'the layers that are counted, by name, block or op: a name or a list of names, in which * stands for any letters')),
    without: z.optional(described(texts, 'the layers that are left out, in the same way')),
    params: z.optional(described(params, "a mapping from the networks' parameters to values, beside those of each row")),
    unit: z.optional(described(text, `one of ${unitNames.join(', ')}`)),
    also: z.optional(described(texts, 'other counts that a source may mean: a name or a list of names')),
    rule: z.optional(described(z.enum(roundings), `how counts become what is printed: ${roundings.join(' or ')}; by default what fits most of the column`)),
    significant: z.optional(
      described(z.number().check(z.int(), z.minimum(1), z.maximum(15)), 'how many digits of what is printed mean something: 2 where 1700 stands for 1665'),
    ),
    precision: z.optional(described(z.number().check(z.int(), z.minimum(0), z.maximum(15)), 'decimals of computed values')),
    emphasis: z.optional(described(z.enum(['lowest', 'highest']), 'lowest or highest: the best value of the column is bold')),
    reported: z.optional(described(z.literal(true), 'true, for what only sources know')),
    param: z.optional(described(text, "a parameter of the rows' networks, whose values are shown")),
    show: z.optional(described(z.enum(shows), 'input, the size of what networks are given; or spec, what they are called by')),
    relative_to: z.optional(described(text, 'the name of a row: how values stand to that of this row')),
    as: z.optional(described(z.enum(relationNames), 'how: ratio (the default), fewer (4.9× fewer), percent or difference')),
    rank: z.optional(described(text, 'a column by which rows are numbered')),
    first: z.optional(described(z.enum(ends), 'lowest (the default) or highest: what has the rank 1')),
    note: z.optional(described(text, 'a text')),
  });

  const group = z.strictObject({ title: z.optional(described(text, 'a text')), rows });

  const row = z.strictObject({
    name: described(text, 'what the row is called'),
    spec: z.optional(described(text, 'a network: a shipped name or a relative path')),
    layer: z.optional(described(text, 'the layer or block of it that is counted, by its path or the end of one; by default all')),
    params: z.optional(described(params, "a mapping from the network's parameters to values")),
    counts: z.optional(described(z.record(z.string(), text), 'a mapping from columns to what is counted in this row')),
    reported: z.optional(described(z.record(z.string(), z.nullable(z.string())), 'a mapping from columns to what is printed: numbers, or words')),
    emphasis: z.optional(described(z.literal('own'), 'own, for a row that is bold')),
    mean: z.optional(described(z.literal(true), 'true, for a row of the means of those it stands with')),
    reason: z.optional(described(z.union([text, z.record(z.string(), text)]), 'a text, or a mapping from columns to texts')),
    note: z.optional(described(text, 'a text')),
    cite: z.optional(described(texts, 'what the row is from: a key of your bibliography or a list of them, as \\cite takes them')),
    source: z.optional(described(texts, 'where the definition or the values are published: a text or a list of texts')),
  });

  const cell = z.union([scalar, z.null()]);
  const lines = {
    for: described(texts, 'a name, or a list of names, that the values of each line get'),
    in: described(z.array(z.union([cell, z.array(cell)])).check(z.minLength(1)), 'a list of lines, each a value or a list of values, one per name'),
  };
  const columnLoop = z.strictObject(lines);
  const loop = z.strictObject({
    ...lines,
    do: described(z.array(z.unknown()).check(z.minLength(1)), 'a list of rows, in which the names stand for the values'),
  });

  return { table, column, columnLoop, group, row, loop };
});
