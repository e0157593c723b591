/** Every error code: what it means, how to fix it, and what produces it. */
import type { Code } from '../src/diagnostic/index.ts';

interface Example {
  /** A command line, in a folder with the files. */
  readonly run: string;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Entry {
  readonly meaning: string;
  readonly fix: string;
  /** Without one, the shortest file of test/invalid that has the code is shown. A text says why there is none. */
  readonly example?: Example | string;
}

const entry = (meaning: string, fix: string, example?: Example | string): Entry => ({ meaning, fix, ...(example !== undefined && { example }) });

const run = (line: string, files: Readonly<Record<string, string>> = {}): Example => ({ run: line, files });

/** A spec of these lines below version, name and input. */
const spec = (text: string, line = 'analyze net.yaml'): Example => run(line, { 'net.yaml': `version: 1\nname: Net\ninput: [3, 8, 8]\n${text}\n` });

const act = {
  'act.yaml':
    'version: 1\nname: Act\nparams: {act: relu, width: 1}\ninput: [3, 8, 8]\nlayers:\n  - {op: conv2d, out_channels: 8 * width, kernel_size: 1, activation: $act}\n',
};

const wide = { 'wide.yaml': 'version: 1\nname: Wide\nparams: {resolution: 8}\ninput: [3, resolution, 2 * resolution]\nlayers:\n  - {op: relu}\n' };

export const entries: Readonly<Record<Code, Entry>> = {
  'file/not-found': entry(
    'No file and nothing shipped has this name.',
    'Correct the path, or choose a name that `ghostcost list` shows.',
    run('analyze ghostnt'),
  ),
  'file/kind': entry(
    'The file is valid, but of another kind: a block library, a network or a table where another one is expected.',
    'Build on a network with `extends`; name a block library under `use`.',
  ),
  'file/directory': entry('The path is a directory.', 'Name a file in it.', run('analyze .')),
  'file/unreadable': entry('The operating system refuses to read the file.', 'Check its permissions.', 'depends on permissions of the file'),
  'file/exists': entry('`init` does not overwrite a file.', 'Choose another name, or pass `--force`.', run('init net.yaml', { 'net.yaml': '' })),
  'file/closed': entry(
    'Standard output is closed, so nothing can be printed.',
    'Write to a file with `-o`.',
    'needs a shell that closes standard output: `ghostcost list >&-`',
  ),
  'file/unwritable': entry(
    'The output file cannot be created.',
    'Choose a file in an existing folder that you may write to.',
    run('analyze ghostnet -o nowhere/x.csv'),
  ),
  'file/kept': entry(
    'The result is complete, but could not take the place of the output file.',
    'Close the program that has the file open; the message says where the result is.',
    'needs a file that another program holds open',
  ),
  'file/device': entry(
    'Windows reserves some names for devices, such as `con` and `nul`, whatever the extension. They are refused everywhere, so that results can be copied.',
    'Choose another name.',
    run('analyze ghostnet -o nul.csv'),
  ),
  'file/too-large': entry(
    'The file is larger than a spec, table or CSV file may be.',
    'Use `for`, `repeat` and blocks; give ranges instead of lists of points.',
    'needs a file of more than a megabyte',
  ),
  'file/encoding': entry('The file is not valid UTF-8 or UTF-16.', 'Save it as UTF-8.', 'needs bytes that no text file has'),
  'file/not-regular': entry('A spec names a pipe, a device or a socket.', 'Name a regular file.', 'needs a pipe, a device or a socket beside the spec'),
  'file/not-a-spec': entry('A spec names a file that does not say `version: 1`. Its lines are not shown, since it may hold secrets.', 'Name a spec.'),
  'file/binary': entry('The file holds bytes that no text has.', 'Name a YAML or JSON file.', 'needs a binary file'),
  'yaml/empty': entry('The file is empty, or has comments only.', 'Write a spec; `ghostcost init` writes a starter.'),
  'yaml/syntax': entry('The text is not valid YAML or JSON.', 'Correct it where the caret points.'),
  'yaml/version': entry('A `%YAML` line asks for a version in which some values mean something else.', 'Remove the line.'),
  'yaml/tag': entry('A tag such as `!custom` is unknown.', 'Remove the tag.'),
  'yaml/unclosed': entry('A bracket or brace has no end.', 'Close it.'),
  'yaml/duplicate-key': entry('A mapping has the same key twice.', 'Keep one.'),
  'yaml/several-documents': entry('The file has more than one YAML document (`---`).', 'Put each in its own file.'),
  'yaml/too-deep': entry('Lists or mappings are nested too deep.', 'Use blocks.', spec(`layers: ${'['.repeat(61)}${']'.repeat(61)}`)),
  'yaml/too-many-nodes': entry('The document is too large once its aliases are expanded.', 'Use `for`, `repeat` and blocks instead of aliases.'),
  'yaml/alias': entry('An alias has no anchor, or refers to a value that contains it.', 'Define the anchor before the alias.'),
  'key/unknown': entry('The mapping cannot have this key.', 'Correct the key: the message lists those that are known.'),
  'key/missing': entry('A required key is missing.', 'Add it.'),
  'key/conflict': entry('Two keys exclude each other.', 'Keep one.'),
  'key/misplaced': entry('A replacement has a key that it takes from the layer that it replaces.', 'Remove the key.'),
  'key/unquoted': entry('YAML ended an expression at a comma, a bracket or a colon.', 'Put the expression in quotes.'),
  'value/type': entry('The value is of the wrong type.', 'Write what is expected.'),
  'value/version': entry('The version of the spec language is unknown.', 'Write `version: 1`.'),
  'value/not-finite': entry('The number is infinite or not a number.', 'Write a finite number.'),
  'value/rounded': entry(
    'The number has more digits than double precision keeps, so another number would be used.',
    'Write at most 15 digits.',
    spec('params: {w: 8.0000000000000000001}\nlayers:\n  - {op: conv2d, out_channels: w, kernel_size: 1}'),
  ),
  'value/too-large': entry('The number is above 2^53, beyond which whole numbers are not exact.', 'Use a smaller number.'),
  'value/word': entry('The word is none that this key takes.', 'Choose one of the listed words; for the value of an argument write `$name`.'),
  'value/ambiguous': entry('The word is both a value of the key and a name defined here.', 'Write `$name` for the value of the name, or rename it.'),
  'value/pattern': entry(
    'A pattern of `rearrange` cannot be read, or sizes of its axes are missing.',
    'Write the axes of channels, height and width on both sides, and the size of all but one of each group.',
    spec('layers:\n  - {op: rearrange, pattern: "(heads d) h w -> heads d (h w)"}'),
  ),
  'value/row': entry('A row of a `for` table has too few or too many values.', 'Give one value per column.'),
  'name/unknown': entry('An expression uses a name that is not defined here.', 'Correct the name, or define it under `params`, `define` or `let`.'),
  'name/ambiguous': entry(
    'A name has two meanings here, such as `index` in a layer that is repeated inside a loop.',
    'Rename one of them.',
    spec('layers:\n  - for: [c]\n    in: [[8], [16]]\n    do:\n      - {op: conv2d, out_channels: c, kernel_size: 1 + 2 * index, repeat: 2}'),
  ),
  'name/unused': entry(
    'Nothing uses this parameter, definition, block or argument. It is a warning.',
    'Remove it, or use it.',
    spec('params: {width: 1}\nlayers:\n  - {op: relu}', 'validate net.yaml --strict'),
  ),
  'name/function': entry('An expression calls an unknown function.', 'Correct the name, or define the function under `define`.'),
  'name/op': entry('A layer has an unknown op or block.', 'Correct the name, or name its library under `use`.'),
  'name/param': entry('The network has no such parameter.', 'Correct the name; `ghostcost list` shows the parameters.', run('analyze resnet-50 --set depth=3')),
  'name/layer': entry('`from`, `outputs` or `weights_of` names a layer that is not before this one.', 'Correct the name.'),
  'name/other-kind': entry(
    '`weights_of` names a layer of another op.',
    'Name a layer of the same op or block.',
    spec('layers:\n  - {op: conv2d, out_channels: 3, kernel_size: 1, name: a}\n  - {op: batch-norm, weights_of: a}'),
  ),
  'name/round': entry(
    'The name stands for a different layer in each iteration of a loop.',
    'Give the layer a `name` inside the loop.',
    spec(
      'layers:\n  - repeat: 2\n    do:\n      - {op: conv2d, out_channels: 3, kernel_size: 1}\n      - {op: relu}\n      - {op: add, from: [conv2d-1, relu-1]}',
    ),
  ),
  'name/budget': entry('`budget` has an unknown limit.', 'Choose one of the listed limits.', spec('budget: {macss: 1M}\nlayers:\n  - {op: relu}')),
  'name/reference': entry('`$name` refers to an argument that the block does not have.', 'Correct the name, or add the argument.'),
  'name/duplicate': entry('Two things have the same name.', 'Rename one.'),
  'name/invalid': entry('The text cannot be a name.', 'Begin with a letter; use letters, digits and underscores.'),
  'name/reserved': entry('The name already has a meaning in expressions.', 'Choose another name.'),
  'expression/syntax': entry('The expression cannot be parsed.', 'Correct it; docs/spec.md lists the operators.'),
  'expression/too-long': entry('The expression is too long.', 'Name its parts under `define` or `let`.', 'needs an expression of many thousand characters'),
  'expression/arity': entry('A function is called with the wrong number of arguments.', 'Pass as many as expected.'),
  'expression/not-a-number': entry('A word or list is used in arithmetic.', 'Use a number.'),
  'expression/not-a-list': entry(
    'Something that is not a list is indexed, or its length is asked for.',
    'Use a list.',
    spec('params: {a: 3}\nlayers:\n  - {op: relu, repeat: "a[0]"}'),
  ),
  'expression/item': entry('A list has no item at this index.', 'Count from 0.', spec('params: {a: [1, 2]}\nlayers:\n  - {op: relu, repeat: "a[2]"}')),
  'expression/not-comparable': entry('A number is compared with a word.', 'Compare two numbers or two words.'),
  'define/too-deep': entry('Definitions depend on each other in a chain that is too long.', 'Shorten the chain.', 'needs a chain of a hundred definitions'),
  'define/too-large': entry('A definition expands to too many calls.', 'Call fewer functions.', 'needs definitions that double many times'),
  'expression/too-many-calls': entry(
    'The expressions of the network call too many functions in all.',
    'Simplify the definitions.',
    'needs thousands of layers',
  ),
  'block/too-deep': entry('Blocks are nested too deep.', 'Use `repeat`.', 'needs dozens of blocks'),
  'define/cycle': entry('A definition depends on itself.', 'Break the cycle.'),
  'block/cycle': entry('A block calls itself.', 'Use `repeat`.'),
  'extends/cycle': entry('A file extends or uses itself.', 'Break the cycle.'),
  'replace/unused': entry('A rule matches no layer.', 'Correct `match` and `where`, or remove the rule.'),
  'replace/except': entry(
    'An exception of a rule matches no layer.',
    'Correct `except`, or remove it.',
    spec('layers:\n  - {op: conv2d, out_channels: 4, kernel_size: 1}\nreplace:\n  - {match: {op: conv2d}, except: {name: stem}, with: []}'),
  ),
  'replace/size': entry(
    'A rule selects layers by the size of their maps. It is a warning: another resolution may give another network.',
    'Select layers by op, name, block or channels.',
    spec(
      'layers:\n  - {op: conv2d, out_channels: 4, kernel_size: 1}\nreplace:\n  - {match: {op: conv2d}, where: in_h > 4, with: {kernel_size: 3}}',
      'validate net.yaml --strict',
    ),
  ),
  'replace/drops': entry('The replacement lacks an argument that the replaced layer sets.', 'Discard it with `drop`, or choose another replacement.'),
  'input/order': entry(
    'The input looks like height, width, channels. It is a warning.',
    'Write `[channels, height, width]`.',
    run('validate net.yaml --strict', { 'net.yaml': 'version: 1\nname: Net\ninput: [224, 224, 3]\nlayers:\n  - {op: relu}\n' }),
  ),
  'check/whole': entry('A value must be a whole number.', 'Round it with `ceil`, `floor`, `round` or `make_divisible`.'),
  'check/least': entry('A value is too small.', 'Give a larger one.'),
  'check/finite': entry('A value is infinite or not a number.', 'Look for a division by 0.'),
  'check/groups': entry('`groups` must divide both in_channels and out_channels.', 'Choose a common divisor.'),
  'check/kernel': entry('The kernel does not fit into the padded input.', 'Use a smaller kernel, more padding or a larger input.'),
  'check/output-padding': entry('`output_padding` is too large.', 'Keep it below the stride or the dilation.'),
  'check/pool-padding': entry('The padding of a pooling is more than half of its window.', 'Use less padding.'),
  'check/size': entry('The output would be empty.', 'Use fewer strides or a larger input.'),
  'check/slice': entry('A slice asks for channels that do not exist.', 'Ask for at most `in_channels`.'),
  'check/shuffle': entry(
    'The channels of a shuffle are not divisible by its groups.',
    'Choose a divisor of `in_channels`.',
    spec('layers:\n  - {op: channel-shuffle, groups: 2}'),
  ),
  'check/group-norm': entry('The channels are not divisible by the groups of the norm.', 'Choose a divisor of the channels.'),
  'check/matmul': entry(
    'Two maps have no matrix product.',
    'Make the width of the first the height of the second, and the channels as many, or 1.',
    spec('layers:\n  - {op: avg-pool, kernel_size: [2, 1], name: a}\n  - {op: matmul, from: [a, a]}'),
  ),
  'check/rearrange': entry(
    'The sizes of the axes in a pattern do not make up those of the map.',
    'Choose sizes that divide the map.',
    spec('layers:\n  - {op: rearrange, pattern: "(g c) h w -> (c g) h w", g: 2}'),
  ),
  'check/prelu': entry(
    'A PReLU has 1 parameter or one per channel.',
    'Give `num_parameters` accordingly.',
    spec('layers:\n  - {op: prelu, num_parameters: 2}'),
  ),
  'check/spatial': entry('The op needs a map, but its input is flat.', 'Put it before `flatten`.'),
  'check/flat': entry('A linear layer needs a flat input.', 'Put `{op: flatten}` before it.'),
  'check/merge': entry(
    'The shapes of the branches do not fit together.',
    'Make each dimension equal, or 1 where it is to be stretched; for `concat`, height and width equal.',
  ),
  'check/inputs': entry('The op needs two or more inputs.', 'Name them with `from`, or use `branches`.'),
  'check/one-input': entry('The op takes one input.', 'Merge the inputs first.'),
  'check/missing-input': entry('The layer shares weights with a layer that is disabled.', 'Give both the same `if`.'),
  'check/passes': entry(
    'A disabled layer reads several layers, so it is unclear what it passes on.',
    'Include the layer before it in `from`.',
    spec('layers:\n  - {op: relu, name: a}\n  - {op: relu, name: b}\n  - {op: relu, name: c}\n  - {op: add, from: [a, b], if: 0}\n  - {op: relu}'),
  ),
  'check/shared': entry('Layers that share weights have parameters of different shapes.', 'Give both the same arguments, or use `part_of`.'),
  'check/shared-block': entry(
    'Blocks, or layers with their norms, share weights but have different layers.',
    'Call both with the same arguments.',
    spec('layers:\n  - {op: conv2d, out_channels: 3, kernel_size: 1, norm: batch, name: a}\n  - {op: conv2d, out_channels: 3, kernel_size: 1, weights_of: a}'),
  ),
  'check/unread': entry(
    'No layer reads the output of this one, and it is no output of the network.',
    'Read it, list it under `outputs`, or remove it.',
    spec('layers:\n  - {op: relu, name: a}\n  - {op: relu, name: b}\n  - {op: relu, from: a}'),
  ),
  'check/stands-for': entry(
    'A block and the layer that it stands for have outputs of different shapes.',
    'Correct `stands_for`.',
    spec(
      'blocks:\n  unit:\n    stands_for: {op: conv2d, out_channels: 4, kernel_size: 3, padding: 0, theory: 2}\n    layers:\n      - {op: conv2d, out_channels: 4, kernel_size: 1}\nlayers:\n  - {op: unit}',
    ),
  ),
  'check/role': entry(
    'A `role` has no effect outside a block with `stands_for`.',
    'Remove it.',
    spec('layers:\n  - {op: conv2d, out_channels: 3, kernel_size: 1, role: cheap}'),
  ),
  'check/theory': entry(
    '`theory` of `stands_for` must be positive.',
    'Give a number above 0.',
    spec(
      'blocks:\n  unit:\n    stands_for: {op: conv2d, out_channels: 4, kernel_size: 3, theory: -2}\n    layers:\n      - {op: conv2d, out_channels: 4, kernel_size: 1}\nlayers:\n  - {op: unit}',
    ),
  ),
  'check/exact': entry('A result is above 2^53, beyond which whole numbers are not exact.', 'Use smaller sizes.'),
  'check/total': entry(
    'A total is above 2^53, beyond which whole numbers are not exact.',
    'Use smaller sizes.',
    spec('layers:\n  - {op: conv2d, out_channels: 4e13, kernel_size: 1}\n  - {op: conv2d, out_channels: 4e13, kernel_size: 1, groups: 4e13}'),
  ),
  'check/no-total': entry(
    'The network has no such total: speedup and compression compare ghost modules, or other blocks with `stands_for`, with the ordinary layers that they replace.',
    'Choose another total, or add `--ghost`.',
    run('solve resnet-50 --at-least speedup=2 --over width=0.5:1:0.1'),
  ),
  'check/repeat': entry('`repeat` is too large.', 'Lower it.'),
  'problems/more': entry('There are more problems than are shown.', 'Fix those that are shown first.', 'needs more than a hundred problems'),
  'network/too-large': entry('The network has too many layers.', 'Lower `repeat`.', spec('layers:\n  - {op: relu, repeat: 6000}')),
  'network/empty': entry('The network has no layers.', 'Add layers.'),
  'input/not-square': entry(
    '`--resolution HEIGHTxWIDTH` needs a network whose input has the parameter `resolution` for height and width.',
    'Give one number, or write a spec with its own `input`.',
    run('analyze wide.yaml --resolution 8x16', wide),
  ),
  'input/resolution-read': entry(
    '`resolution` is read outside `input`, where two numbers have no meaning.',
    'Read `in_h` and `in_w` instead.',
    run('analyze net.yaml --resolution 8x16', {
      'net.yaml': 'version: 1\nname: Net\nparams: {resolution: 8}\ninput: [3, resolution, resolution]\nlayers:\n  - {op: relu, repeat: resolution}\n',
    }),
  ),
  'sweep/empty': entry(
    'An axis has no values.',
    'Give numbers, or a range that is not empty.',
    'needs a program that calls ghostcost: the command line refuses an empty range as sweep/range',
  ),
  'sweep/no-axes': entry('Nothing varies.', 'Give a parameter several values.', run('sweep ghostnet')),
  'sweep/too-many': entry(
    'The grid has more points than can be counted.',
    'Use shorter ranges.',
    run('sweep ghostnet --width 0:1:1e-6 --s 0:1:1e-6 --d 0:1:1e-6'),
  ),
  'sweep/range': entry(
    'The values of an axis cannot be read.',
    'Write numbers or ranges from:to:step, separated by commas.',
    run('sweep ghostnet --width 1:x'),
  ),
  'sweep/words': entry('An axis is a list of words.', 'Run the command once per word.', run('sweep act.yaml --width 1,2 --set act=relu,silu', act)),
  'sweep/too-long': entry(
    'There are too many rows for this format or for sorting.',
    'Use `csv` or `jsonl`, or keep fewer rows.',
    'needs a sweep of very many rows',
  ),
  'sweep/point': entry('A point of the sweep is not a valid network; the reason follows.', 'Exclude it with `--where`.', run('sweep ghostnet --width 0.5,-1')),
  'sweep/pivot-format': entry(
    'A pivot table cannot be written in this format.',
    'Choose another format, or leave out `--rows`, `--cols` and `--value`.',
    run('sweep ghostnet --s 2,3 --d 1,3 --rows s --cols d --value macs --format jsonl'),
  ),
  'sweep/total': entry(
    'A parameter has the name of a total.',
    'Rename it.',
    run('sweep net.yaml --set macs=1,2', {
      'net.yaml': 'version: 1\nname: N\nparams: {macs: 1}\ninput: [3, 8, 8]\nlayers:\n  - {op: conv2d, out_channels: macs, kernel_size: 1}\n',
    }),
  ),
  'sweep/pivot': entry(
    'A pivot table needs two axes, with one value for all others.',
    'Give `--rows` and `--cols`, and fix the other parameters.',
    run('sweep ghostnet --s 2,3 --d 1,3 --rows s --value macs'),
  ),
  'solve/too-many': entry(
    'There are too many combinations to try.',
    'Give shorter ranges.',
    run('solve ghostnet --target macs=100M --over width=0.1:100:0.0001,resolution=32:10000'),
  ),
  'solve/no-goal': entry('No total is given to solve for.', 'Add `--target`, `--at-most` or `--at-least`.', run('solve ghostnet --over width')),
  'solve/two-real': entry(
    'More than one parameter is continuous.',
    'Give all but one a step.',
    spec(
      'params: {a: 1, b: 1}\nlayers:\n  - {op: conv2d, out_channels: ceil(8 * a), kernel_size: 1}\n  - {op: conv2d, out_channels: ceil(8 * b), kernel_size: 1}',
      'solve net.yaml --target macs=10k --over a,b',
    ),
  ),
  'csv/empty': entry('The CSV file has no rows.', 'Add rows.', run('sweep ghostnet --points p.csv', { 'p.csv': 'width\n' })),
  'csv/malformed': entry(
    'The CSV file cannot be parsed.',
    'Give every line as many values as the first line has names.',
    run('sweep ghostnet --points p.csv', { 'p.csv': 'width,s\n1\n' }),
  ),
  'csv/number': entry('A cell of the CSV file is not a number.', 'Correct it.', run('sweep ghostnet --points p.csv', { 'p.csv': 'width\nx\n' })),
  'csv/column': entry(
    'A column of `--points` is not a parameter of the network.',
    'Rename or remove it.',
    run('sweep ghostnet --points p.csv', { 'p.csv': 'widht\n1\n' }),
  ),
  'csv/name': entry(
    'A column of `--join` has a name that a column cannot have.',
    'Rename it.',
    run('sweep ghostnet --width 1,2 --join j.csv', { 'j.csv': 'width,macs\n1,2\n' }),
  ),
  'csv/join': entry(
    '`--join` needs a column named like a swept parameter, and another one.',
    'Rename the columns.',
    run('sweep ghostnet --width 1,2 --join j.csv', { 'j.csv': 'top1\n70\n' }),
  ),
  'csv/not-swept': entry(
    'A column of `--join` is a parameter that the sweep does not vary.',
    'Sweep over it, or remove the column.',
    run('sweep ghostnet --width 1,2 --join j.csv', { 'j.csv': 'width,s,top1\n1,2,70\n' }),
  ),
  'csv/twice': entry(
    '`--join` has two rows for one point.',
    'Keep one.',
    run('sweep ghostnet --width 1,2 --join j.csv', { 'j.csv': 'width,top1\n1,70\n1,71\n' }),
  ),
  'resume/cannot': entry(
    '`--resume` needs a file to which rows are appended.',
    'Use `-o` with csv or jsonl, without sorting.',
    run('sweep ghostnet --width 1,2 --resume'),
  ),
  'resume/running': entry('Another process is writing the file.', 'Wait for it, or stop it.', 'needs two processes'),
  'resume/lost': entry('Another process has resumed the sweep.', 'Wait for it.', 'needs two processes'),
  'resume/unreadable': entry('The file is not what an interrupted sweep leaves.', 'Delete the listed files to start over.', 'needs an interrupted run'),
  'resume/changed': entry('The interrupted sweep had other options.', 'Use those options, or delete the listed files.', 'needs an interrupted run'),
  'table/count': entry(
    'A column of a table names an unknown count.',
    'Correct the name, or write `reported: true`.',
    run('table t.yaml', { 't.yaml': 'version: 1\ntitle: T\ncolumns: {name: {heading: Model}, mac: {heading: MACs}}\nrows:\n  - {name: a, spec: ghostnet}\n' }),
  ),
  'table/only-reported': entry(
    'A row of a table has settings, but no network.',
    'Add `spec`.',
    run('table t.yaml', {
      't.yaml':
        'version: 1\ntitle: T\ncolumns: {name: {heading: Model}, macs: {heading: MACs}}\nrows:\n  - {name: a, reason: code not published, params: {width: 1}}\n',
    }),
  ),
  'table/no-param': entry(
    'A column of a table shows a parameter that none of its networks has.',
    'Correct the name.',
    run('table t.yaml', { 't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {param: depth}}\nrows:\n  - {name: a, spec: ghostnet}\n' }),
  ),
  'table/no-row': entry(
    'A column of a table sets its values against a row that is not there.',
    'Name a row of the table.',
    run('table t.yaml', { 't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {relative_to: b}}\nrows:\n  - {name: a, spec: ghostnet}\n' }),
  ),
  'table/row-twice': entry(
    'A column of a table sets its values against a row, and several have that name.',
    'Give the row that is meant a name of its own.',
    run('table t.yaml', {
      't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {relative_to: a}}\nrows:\n  - {name: a, spec: ghostnet}\n  - {name: a, spec: fe-net}\n',
    }),
  ),
  'table/no-base': entry(
    'A column of a table sets its values against a row of which nothing is computed.',
    'Name a row with a network.',
    run('table t.yaml', {
      't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {relative_to: a}}\nrows:\n  - {name: a, reason: no code}\n  - {name: b, spec: ghostnet}\n',
    }),
  ),
  'table/cite': entry(
    'What `cite` has is no key of a bibliography.',
    'Write the key alone, without braces or `\\cite`; write several as a list.',
    run('table t.yaml', { 't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {}}\nrows:\n  - {name: a, spec: ghostnet, cite: "{han2020}"}\n' }),
  ),
  'table/no-layer': entry(
    'A column of a table counts `only` some layers, or all `without` some, and a network has none of that name.',
    'Correct the name; a list may have the names that several networks use.',
    run('table t.yaml', { 't.yaml': 'version: 1\ntitle: T\ncolumns: {macs: {without: clasifier}}\nrows:\n  - {name: a, spec: ghostnet}\n' }),
  ),
  'table/too-many-rows': entry(
    'The loops of a table, one in another, make more rows than anybody reads.',
    'Shorten a list under `in`.',
    run('table t.yaml', {
      't.yaml': `version: 1\ntitle: T\ncolumns: {macs: {unit: M}}\nrows:\n${['a', 'b', 'c']
        .reduceRight(
          (inner, name) => `{for: ${name}, in: [${Array.from({ length: 22 }, (_, index) => index + 1)}], do: [${inner}]}`,
          '{name: "{a} {b} {c}", spec: ghostnet}',
        )
        .replace('{for', '  - {for')}\n`,
    }),
  ),
  'table/column': entry(
    'A row of a table has a cell in an unknown column.',
    'Correct the name.',
    run('table t.yaml', {
      't.yaml': 'version: 1\ntitle: T\ncolumns: {name: {heading: Model}, macs: {heading: MACs}}\nrows:\n  - {name: a, spec: ghostnet, reported: {mac: 142M}}\n',
    }),
  ),
  'onnx/too-large': entry(
    'The model is larger than an ONNX file can be.',
    'Make the network smaller.',
    spec('layers:\n  - {op: conv2d, out_channels: 300000000, kernel_size: 1}', 'export net.yaml -o net.onnx'),
  ),
  'time/too-many': entry('There are too many networks to time in one call.', 'Time fewer.', run('time ghostnet --width 0.5:1.5:0.001')),
  'time/memory': entry('The networks do not fit into memory.', 'Time fewer, or use a smaller `--batch`.', 'depends on the memory of the machine'),
  'backend/missing': entry('The runtime is not installed.', 'Install it with the command that the message gives.', 'depends on what is installed'),
  'backend/machine': entry('The runtime does not support this device on this machine.', 'Use `--device cpu`, or another backend.', 'depends on the machine'),
  'backend/broken': entry('The runtime is installed, but does not start.', 'Install it again for this machine and this Node.', 'depends on what is installed'),
  'backend/failed': entry('The runtime cannot build or run the network.', 'Use a smaller batch, another device or another backend.', 'depends on the machine'),
  'backend/params': entry(
    'The runtime built a network with another number of parameters.',
    'Report it: this is a bug in ghostcost.',
    'is a check of ghostcost itself',
  ),
  'usage/device': entry('The backend does not support the device.', 'Use another backend or device.', run('time ghostnet --backend tfjs-wasm --device gpu')),
  'usage/option': entry('The value of an option cannot be read.', 'Write what is expected.', run('analyze ghostnet,width')),
  'usage/threads': entry('The backend cannot use so many threads.', 'Lower `--threads`.', run('time ghostnet --backend tfjs-wasm --threads 4')),
  'usage/twice': entry('A parameter is set twice.', 'Set it once.', run('analyze ghostnet --width 1 --set width=2')),
  'usage/layer': entry('The network has no such layer.', 'Correct the path; `analyze --depth op` shows all.', run('explain ghostnet steam')),
  'usage/networks': entry('`compare` needs two networks.', 'Name another, or add `--ghost`.', run('compare ghostnet')),
  'usage/column': entry('There is no such column.', 'Choose one of the listed columns.', run('analyze ghostnet --columns layer,mac')),
  'usage/total': entry('There is no such total.', 'Choose one of the listed totals.', run('compare ghostnet resnet-50 --fail-if "mac > 5%"')),
  'usage/annotations': entry(
    '`--format github` has nothing to report without `--fail-if`.',
    'Add a condition.',
    run('compare ghostnet resnet-50 --format github'),
  ),
  'usage/untimed': entry('`--time` measures a column that `--columns` leaves out.', 'Add the column.', run('table 7 --time --columns name')),
  'ghost/unmatched': entry('`--ghost only=` or `except=` matches no ordinary convolution.', 'Correct the name.', run('analyze resnet-50 --ghost only=steam')),
  'ghost/own': entry('The network already has ghost modules, so none can be chosen.', 'Set only `s` and `d`.', run('analyze ghostnet --ghost only=stem')),
  'ghost/taken': entry(
    'The network has a parameter `s` or `d` of its own.',
    'Rename it.',
    run('analyze net.yaml --ghost', {
      'net.yaml': 'version: 1\nname: N\nparams: {s: 8}\ninput: [3, 8, 8]\nlayers:\n  - {op: conv2d, out_channels: s, kernel_size: 1}\n',
    }),
  ),
  'usage/ending': entry(
    'The command cannot write files with this extension.',
    'Choose a listed extension, or add `--format`.',
    run('analyze ghostnet -o x.svg'),
  ),
  'usage/format-option': entry(
    'An option has no effect in this format.',
    'Change the format, or leave out the option.',
    run('analyze ghostnet --escape-formulas'),
  ),
  'usage/stdin': entry('Two inputs are `-`, but standard input can be read only once.', 'Save one of them to a file.', run('sweep - --points -')),
  'usage/binary': entry('A binary format cannot be printed on a terminal.', 'Name a file with `-o`.', 'needs a terminal'),
  'usage/ambiguous': entry('The end of a path matches several layers.', 'Write more of the path.', run('explain ghostnet primary')),
};

/** What the codes of each family are about, in the order of the page. */
export const families: Readonly<Record<string, string>> = {
  usage: 'Options and arguments of the command line.',
  file: 'Files that are read and written.',
  yaml: 'YAML and JSON, before what they say is looked at.',
  key: 'Keys of mappings.',
  value: 'Values of keys.',
  name: 'Names of parameters, definitions, blocks, layers and ops.',
  expression: 'Expressions.',
  define: 'Definitions of names and functions.',
  block: 'Blocks that call each other.',
  extends: 'Specs that build on each other.',
  replace: 'Rules that replace layers.',
  ghost: '`--ghost`, which replaces ordinary convolutions by ghost modules.',
  input: 'The input of a network.',
  network: 'The network as a whole.',
  check: 'What must hold of every layer. The values that the check looked at are in parentheses.',
  problems: 'The list of problems itself.',
  table: 'Tables of published numbers.',
  sweep: '`sweep`, its axes and what it prints.',
  csv: 'CSV files that `sweep` reads.',
  resume: '`sweep --resume`.',
  solve: '`solve`.',
  onnx: '`export` to ONNX.',
  time: '`time`, for all backends.',
  backend: 'The runtime that `time` runs networks on.',
};
