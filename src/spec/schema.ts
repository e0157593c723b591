/** The shapes of the spec language, in zod: what a file is checked against, and what the JSON Schema for editors is made from. */

import * as z from 'zod/mini';
import { acting } from '../diagnostic/text.ts';
import { argumentTypes, expectedOf } from '../ops/argument.ts';
import { argumentsOf, mergeNames, type OpName, ops } from '../ops/index.ts';
import type { Argument, ArgumentType } from '../ops/op.ts';
import { totalNames } from '../ops/total.ts';
import { once, remembered } from '../remembered.ts';
import { amountExpected } from './budget.ts';
import { roles } from './program.ts';

/** Adds what a value means: shown by editors, and in errors as what was expected. @internal */
export const described = <S extends z.core.$ZodType>(schema: S, description: string): S => {
  // a copy, since one schema may mean different things in different places
  const own = z.clone(schema);
  z.globalRegistry.add(own, { description });
  return own;
};

/** All shapes, made when the first is asked for: a file that is known to be right needs none. @internal */
export const shapes = once(() => {
  const expression = z.string();
  const number = z.union([z.number(), expression]);

  /** What may be written for each type of argument. */
  const writtenAs: Readonly<Record<ArgumentType, z.core.$ZodType>> = {
    integer: number,
    number,
    boolean: z.union([z.boolean(), z.number(), expression]),
    pair: z.union([z.number(), expression, z.array(number).check(z.length(2))]),
    padding: z.union([z.number(), expression, z.array(number).check(z.length(2)), z.array(number).check(z.length(4))]),
    norm: z.string(),
    activation: z.string(),
    word: z.string(),
    list: z.union([z.array(z.unknown()), expression]),
    pattern: z.string(),
  };

  const text = z.string().check(z.minLength(1));
  /** What is shown as it stands: nothing in it may act on a terminal or turn the reading direction. */
  const line = z.string().check(z.regex(new RegExp(`^(?:(?!${acting.source})[\\s\\S])+$`, 'u')));
  const layerName = described(z.string(), 'a name: letters, digits, - _ .');
  const condition = writtenAs.boolean;
  const layers = described(z.array(z.unknown()), 'a list of layers');
  const names = z.union([text, z.array(text).check(z.minLength(1))]);

  const common = {
    name: z.optional(layerName),
    if: z.optional(described(condition, 'a condition: the layer is left out when it is false')),
    repeat: z.optional(described(writtenAs.integer, 'how many times the layer is repeated, with index counting from 0')),
    index: z.optional(described(text, 'another name for the counter of "repeat" or "for", which is index otherwise')),
    from: z.optional(described(names, 'the earlier layer, or list of layers, that this one reads')),
    role: z.optional(described(z.enum(roles), `what a convolution is in a block that stands for an ordinary layer: ${roles.join(' or ')}`)),
  };

  const sharing = {
    weights_of: z.optional(described(text, 'the name of an earlier layer of the same op or block, whose weights this one has too; their shapes are equal')),
  };

  const written = (argument: Argument): z.core.$ZodType => described(writtenAs[argument.type], [argument.doc, expectedOf(argument)].filter(Boolean).join(': '));

  const shapeOf = (args: Iterable<readonly [string, Argument]>, optional = false) =>
    Object.fromEntries(
      [...args].map(([name, argument]) => [name, optional || argument.default !== undefined ? z.optional(written(argument)) : written(argument)]),
    );

  /** An op's layer, with the sizes of the axes of its pattern. */
  const patternLayer = (name: OpName, pattern?: string) =>
    z.strictObject({
      op: z.literal(name),
      ...shapeOf(argumentsOf(name)),
      ...shapeOf([...argumentsOf(name, pattern)].slice(argumentsOf(name).size), true),
      ...common,
      ...('params' in ops[name] && {
        ...sharing,
        part_of: z.optional(described(text, 'the name of an earlier layer of the same op, a part of whose weights this one has')),
      }),
    });
  const opLayer = remembered((name: OpName) => patternLayer(name));

  const blockLayer = (name: string, args: ReadonlyMap<string, Argument>) => z.strictObject({ op: z.literal(name), ...shapeOf(args), ...common, ...sharing });

  const groupLayer = z.strictObject({ do: layers, ...common });

  const forLayer = z.strictObject({
    for: described(z.array(text).check(z.minLength(1)), 'a list of column names'),
    in: described(z.array(z.array(z.unknown())).check(z.minLength(1)), 'a list of rows, each a list with a value per column'),
    do: layers,
    ...common,
  });

  const branch = z.strictObject({ if: z.optional(described(condition, 'a condition: the branch is not there when it is false')), do: layers });

  const branchesLayer = z.strictObject({
    branches: described(
      z.array(z.union([z.array(z.unknown()), z.looseObject({})])).check(z.minLength(2)),
      'two or more lists of layers, [] for the input as it is; {if, do} for one that is there only if a condition holds',
    ),
    merge: described(z.string(), `one of ${mergeNames.join(', ')}`),
    ...common,
  });

  // a pattern is written where its axes are
  const blockTypes = (Object.keys(argumentTypes) as ArgumentType[]).filter((type) => type !== 'pattern');

  const argument = described(
    z.union([
      z.enum(blockTypes),
      z.strictObject({
        type: z.enum(blockTypes),
        default: z.optional(z.union([z.number(), z.boolean(), z.string(), z.array(z.unknown())])),
        min: z.optional(z.number()),
        of: z.optional(z.array(text)),
        doc: z.optional(text),
      }),
    ]),
    `one of ${blockTypes.join(', ')}, or {type, default, min, of, doc}`,
  );

  const scalar = z.union([z.number(), z.boolean(), z.string()]);

  const values = z.record(z.string(), described(z.union([scalar, z.array(z.unknown())]), 'a number, an expression, or a list of these'));
  const definitions = described(values, 'a mapping from names, or functions like ch(c), to expressions');

  const block = z.strictObject({
    doc: z.optional(text),
    args: z.optional(described(z.record(z.string(), argument), 'a mapping from argument names to their types')),
    let: z.optional(described(values, 'a mapping from names to expressions')),
    stands_for: z.optional(
      described(
        z.looseObject({ op: text, theory: described(writtenAs.number, 'the saving that theory promises, such as s') }),
        'the op and arguments of the ordinary layer that the block replaces, and "theory", the saving it promises',
      ),
    ),
    layers,
  });

  const match = z.strictObject({ op: z.optional(text), name: z.optional(text), within: z.optional(text) });

  const rule = z.strictObject({
    match: described(match, '{op, name, within}: which layers, by op, by name and by enclosing block or layer'),
    except: z.optional(described(match, '{op, name, within}: which of them to leave alone')),
    where: z.optional(described(condition, 'a condition over the arguments of the layer')),
    with: described(
      z.union([z.looseObject({ op: z.optional(text) }), z.array(z.unknown()).check(z.maxLength(0))]),
      'an op or block with arguments (without "op", the one that is replaced); [] to remove the layer',
    ),
    drop: z.optional(described(z.array(text), 'a list of argument names')),
  });

  const file = {
    version: described(z.literal(1), '1'),
    doc: z.optional(described(text, 'a text')),
    use: z.optional(described(names, 'block libraries: shipped names or relative paths')),
    define: z.optional(definitions),
  };

  /** A file that describes a network. */
  const spec = z.strictObject({
    $schema: z.optional(text),
    ...file,
    name: described(line, 'the name of the network, on one line and without control characters'),
    source: z.optional(described(z.union([text, z.array(text)]), 'where the definition is published: a text or a list of texts')),
    params: z.optional(
      described(
        z.record(z.string(), described(z.union([scalar, z.array(z.unknown())]), 'a number, true, false, a word, or a list of these')),
        'a mapping from parameter names to default values',
      ),
    ),
    input: z.optional(described(z.array(writtenAs.integer).check(z.length(3)), 'a list [channels, height, width]')),
    budget: z.optional(
      described(
        z.record(z.string(), described(z.union([z.number(), z.string()]), amountExpected)),
        `limits that the network is held to: ${totalNames.join(', ')}`,
      ),
    ),
    extends: z.optional(described(text, 'a network: a shipped name or a relative path')),
    blocks: z.optional(described(z.record(z.string(), z.unknown()), 'a mapping from block names to blocks')),
    layers: z.optional(layers),
    outputs: z.optional(described(names, "the layers whose results are the network's, by name; by default the last layer")),
    replace: z.optional(described(z.array(rule), 'a list of {match, where, with, drop}')),
  });

  /** A file of blocks. */
  const library = z.strictObject({
    $schema: z.optional(text),
    ...file,
    blocks: described(z.record(z.string(), z.unknown()), 'a mapping from block names to blocks'),
  });

  return { opLayer, patternLayer, blockLayer, groupLayer, forLayer, branchesLayer, branch, block, rule, spec, library };
});

/** @internal */
export type Shapes = ReturnType<typeof shapes>;
