/**
 * Every problem that ghostcost can report: a code, its arguments, and the one place where the code becomes a sentence.
 * A problem's `says` states what is wrong, `expected` what would be right, `advice` what to do.
 */
import { closestMatch } from 'leven';

/** A place in a source text; `start` and `end` are character offsets. */
export interface Range {
  readonly file: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Sentence {
  readonly says: string;
  readonly expected?: string | undefined;
  readonly advice?: string | undefined;
}

/** The numbers that a failed check looked at, by name. */
export type Values = Readonly<Record<string, number | string>>;

/** What acts on a terminal, turns the reading direction or hides; joiners are left, since scripts and emoji are written with them. */
export const acting = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const allActing = new RegExp(acting, 'gu');

/** Text in one line that only shows: what would act is replaced. */
export const visible = (text: string) => text.replace(/[\t\r\n]+/g, ' ').replace(allActing, '\ufffd');

/** The same of text in several lines. */
export const visibleLines = (text: string) =>
  text.replace(allActing, (character) => (/[\t\n]/.test(character) ? character : character === '\r' ? '' : '\ufffd'));

const quote = (text: string | number) => `"${cut(String(text), 60)}"`;

/** A text of at most so many characters. */
export const cut = (text: string, longest: number) => (text.length <= longest ? text : `${text.slice(0, longest - 3)}...`);

const listed = (names: readonly string[]) => (names.length > 24 ? `${names.slice(0, 24).join(', ')} ... (${names.length} in all)` : names.join(', '));

const oneOf = (names: readonly string[]) => (names.length === 0 ? undefined : `one of ${listed(names)}`);

/** The candidate that differs from `name` by the fewest letters, when that is few enough to be a slip; else the only one that has it as a part. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > 80) return undefined;
  const wanted = name.toLowerCase();
  if (wanted.length < 2) return candidates.find((candidate) => candidate.toLowerCase() === wanted);
  const maxDistance = Math.max(1, Math.floor(name.length / (name.length < 6 ? 2 : 2.5)));
  const close = candidates.find((candidate) => candidate.toLowerCase() === wanted) ?? closestMatch(name, candidates, { maxDistance });
  if (close !== undefined) return close;
  const containing = candidates.filter((candidate) => candidate.toLowerCase().split(/[-_]/).includes(wanted));
  return containing.length === 1 ? containing[0] : undefined;
}

/** Other words of the field for ours. */
const synonyms: Readonly<Record<string, string>> = {
  swish: 'silu',
  hswish: 'hard-swish',
  hsigmoid: 'hard-sigmoid',
  split: 'slice',
  chunk: 'slice',
  interpolate: 'resize',
  conv: 'conv2d',
  dense: 'linear',
  fc: 'linear',
};

/** The candidate that is another word for a name; those that begin with it, whatever the dashes, where it has three letters or more; else the nearest. */
function similar(name: string, candidates: readonly string[]): readonly string[] {
  const bare = (text: string) => text.toLowerCase().replace(/[-_. ]/g, '');
  const wanted = bare(name);
  const meant = Object.hasOwn(synonyms, wanted) ? synonyms[wanted] : undefined;
  if (meant !== undefined && candidates.includes(meant)) return [meant];
  const same = candidates.find((candidate) => bare(candidate) === wanted);
  if (same !== undefined) return [same];
  const beginning = wanted.length < 3 ? [] : candidates.filter((candidate) => bare(candidate).startsWith(wanted));
  if (beginning.length > 0) return beginning;
  const found = nearest(name, candidates);
  return found === undefined ? [] : [found];
}

const didYouMean = (name: string, candidates: readonly string[]) => {
  const found = similar(name, candidates).map(quote);
  return found.length === 0
    ? undefined
    : `did you mean ${found.length > 8 ? `${found.slice(0, 8).join(', ')} ...` : found.join(found.length > 2 ? ', ' : ' or ')}?`;
};

const unknown = (what: string, name: string, known: readonly string[], otherwise?: string): Sentence => ({
  says: `unknown ${what} ${quote(name)}`,
  expected: oneOf(known),
  advice: didYouMean(name, known) ?? otherwise,
});

/** A number in few digits, but for whole numbers, and for those that would look whole. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return String(Number.isInteger(value) || Number.isInteger(rounded) ? value : rounded);
}

const valuesOf = (values: Values) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? short(value) : value}`)
    .join(', ');

interface At {
  /** The layer's path in the network. */
  readonly layer: string;
  readonly values: Values;
}

interface DroppedArgs {
  readonly keys: readonly string[];
  /** Where each is written. */
  readonly places: readonly string[];
  /** The replacement, and the arguments that it has. */
  readonly by: string;
  readonly known: readonly string[];
  /** What the rule would have to drop. */
  readonly drop: readonly string[];
}

const failed = (what: string, { layer, values }: At, advice?: string): Sentence => ({
  says: `${layer}: ${what}${Object.keys(values).length > 0 ? ` (${valuesOf(values)})` : ''}`,
  advice,
});

interface Installing {
  readonly backend: string;
  /** What installs it. */
  readonly command: string;
  /** What else does, where the command cannot. */
  readonly script: string | undefined;
}

interface OtherMachine {
  readonly backend: string;
  readonly device: 'cpu' | 'gpu';
  readonly machine: string;
  readonly machines: readonly string[];
  /** The other backends that are for it. */
  readonly known: readonly string[];
}

interface Failing {
  readonly backend: string;
  readonly device: 'cpu' | 'gpu';
  readonly network: string;
  readonly what: 'build' | 'run';
  readonly reason: string;
}

const installing = (command: string, script: string | undefined) =>
  `${command}${script === undefined ? '' : `, or, if its download is blocked: ${script} in ghostcost's repository`}`;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** What to do where a list came in pieces. */
export const listAdvice = 'a list has no spaces, and PowerShell, which splits it at its commas, wants it in quotes: --ghost "s=2,d=3"';

const sentences = {
  'file/not-found': ({ name, known, kind = 'networks' }: { name: string; known: readonly string[]; kind?: 'networks' | 'blocks' | 'tables' }) => {
    const what = { networks: 'network', blocks: 'block library', tables: 'table' }[kind];
    const isPath = /[\\/]|\.[a-z]\w*$/i.test(name);
    // what is left of a list of values
    const isItem = kind === 'networks' && /^[\w-]+(:\w+)?=|^[\d.:]+$/.test(name);
    return {
      says: isPath ? `there is no file ${quote(name)}` : `there is no file and no shipped ${what} called ${quote(name)}`,
      expected: { networks: undefined, blocks: `a path relative to this file, or one of ${listed(known)}`, tables: `a file, or one of ${listed(known)}` }[kind],
      advice: (isItem ? listAdvice : undefined) ?? didYouMean(name, known) ?? (kind === 'networks' ? '"ghostcost list" shows the shipped networks' : undefined),
    };
  },
  'file/kind': ({ got, expected, name }: { got: string; expected: string; name?: string }) => ({
    says: `${name === undefined ? 'this file' : quote(name)} is ${got}`,
    expected,
    advice: got === 'a network' ? 'to build on a network, use "extends"' : 'name it under "use" in a network, and call its blocks in "layers"',
  }),
  'file/directory': ({ name }: { name: string }) => ({ says: `${quote(name)} is a directory`, expected: 'an architecture file in YAML or JSON' }),
  'file/unreadable': ({ name, reason }: { name: string; reason: string }) => ({ says: `cannot read ${quote(name)}: ${reason}` }),
  'file/exists': ({ name }: { name: string }) => ({ says: `${quote(name)} already exists`, advice: 'choose another name, or pass --force to overwrite it' }),
  'file/closed': () => ({
    says: 'cannot write to standard output: it is closed',
    advice: 'name a file: -o FILE; to write nowhere, -o /dev/null',
  }),
  'file/unwritable': ({ name, reason }: { name: string; reason: string }) => ({
    says: `cannot write ${quote(name)}: ${reason}`,
    advice: 'choose a file in an existing folder that you may write to',
  }),
  'file/kept': ({ name, reason, kept }: { name: string; reason: string; kept: string }) => ({
    says: `cannot replace ${quote(name)} by the new version: ${reason}`,
    advice: `the complete result is in ${kept}; another program may have the file open`,
  }),
  'file/device': ({ name, device }: { name: string; device: string }) => ({
    says: `${quote(name)} cannot be a file name: Windows reserves ${device.toUpperCase()} for a device, with any extension`,
    advice: 'choose another name',
  }),
  'file/too-large': ({ limit, isSpec }: { limit: number; isSpec: boolean }) => ({
    says: `the file has more than ${limit} characters`,
    advice: isSpec
      ? 'an architecture file is a few kilobytes; use "for", "repeat" and blocks instead of repeating layers'
      : 'give values as ranges, as in --width 0.5:1.5:0.1, or take fewer points at a time',
  }),
  'file/encoding': ({ encoding, byte, offset }: { encoding: string; byte: number; offset: number }) => ({
    says: `the byte 0x${byte.toString(16).padStart(2, '0')} at offset ${offset} is not ${encoding}`,
    expected: 'text in UTF-8, or in UTF-16 with a byte order mark',
    advice: 'save the file as UTF-8',
  }),
  'file/not-regular': ({ name }: { name: string }) => ({
    says: `${quote(name)} is a pipe, a device or a socket`,
    expected: 'a regular file: only these can be named in a spec',
  }),
  'file/not-a-spec': ({ name, kind }: { name: string; kind: string }) => ({
    says: `${quote(name)} is not ${kind}, so it is not shown`,
    expected: 'a file in YAML or JSON that has "version: 1"',
  }),
  'file/binary': () => ({ says: 'this is not a text file', expected: 'an architecture file in YAML or JSON' }),
  'yaml/empty': () => ({ says: 'the file is empty', expected: 'an architecture file', advice: '"ghostcost init" writes a starter' }),
  'yaml/syntax': ({ reason }: { reason: string }) => ({ says: `cannot be read as YAML or JSON: ${reason}` }),
  'yaml/version': ({ written }: { written: string }) => ({
    says: `${quote(written)} asks for a YAML version other than 1.2, in which some values mean something else`,
    expected: 'YAML 1.2',
    advice: 'remove the line; in YAML 1.2 only true and false are booleans, 010 is 10, and 1:30 and 1_0 are strings',
  }),
  'yaml/tag': ({ tag }: { tag: string }) => ({
    says: `unknown YAML tag ${quote(tag)}`,
    expected: 'no tag, or one of !!str, !!int, !!float, !!bool, !!null, !!map, !!seq',
  }),
  'yaml/unclosed': ({ opened }: { opened: string }) => ({
    says: `this ${opened} is never closed`,
    expected: `a ${{ '[': ']', '{': '}' }[opened] ?? opened} that ends it`,
  }),
  'yaml/duplicate-key': ({ key }: { key: string }) => ({ says: `duplicate key ${quote(key)}`, advice: 'keep one of them' }),
  'yaml/several-documents': () => ({ says: 'a second document starts here', expected: 'one document per file' }),
  'yaml/too-deep': ({ limit }: { limit: number }) => ({ says: `nested more than ${limit} levels deep`, advice: 'use blocks instead of nesting' }),
  'yaml/too-many-nodes': ({ limit }: { limit: number }) => ({
    says: `the document has more than ${limit} nodes, with aliases expanded`,
    advice: 'use "for", "repeat" and blocks instead of aliases',
  }),
  'yaml/alias': ({ name, circular }: { name: string; circular: boolean }) => ({
    says: circular ? `the alias *${name} refers to a value that contains it` : `the alias *${name} has no anchor &${name} before it`,
  }),

  'key/unknown': ({ key, where, known }: { key: string; where: string; known: readonly string[] }) => unknown(`key`, key, known, `${where} has no such key`),
  'key/missing': ({ key, where, expected }: { key: string; where: string; expected?: string }) => ({
    says: `${where}: missing required key ${quote(key)}`,
    expected: expected === undefined ? undefined : `${key}: ${expected}`,
  }),
  'key/conflict': ({ keys, where }: { keys: readonly string[]; where: string }) => ({
    says: `${where} has both ${keys.map(quote).join(' and ')}`,
    expected: 'only one of them',
  }),
  'key/misplaced': ({ key }: { key: string }) => ({
    says: `a replacement cannot have ${quote(key)}`,
    expected: 'the arguments of an op or block',
    advice: 'the replacement keeps the name, "if", "repeat" and "from" of the layer that it replaces',
  }),
  'key/unquoted': ({ text }: { text: string }) => ({
    says: `the expression ${quote(text)} was cut off by YAML at a comma, colon or bracket`,
    expected: 'quotes around it',
    advice: 'inside {...} and [...], write an expression with a comma, a bracket, or a colon before a space, in quotes: "max(a, b)"',
  }),
  'value/type': ({ key, got, expected, advice }: { key: string; got: string; expected: string; advice?: string | undefined }) => ({
    says: `${key} is ${got}`,
    expected,
    advice,
  }),
  'value/version': ({ got }: { got: string }) => ({ says: `unknown version ${got} of the spec language`, expected: 'version: 1' }),
  'value/not-finite': ({ key, got }: { key: string; got: string }) => ({ says: `${key} is ${got}`, expected: 'a finite number' }),
  'value/rounded': ({ key, got, value }: { key: string; got: string; value: number }) => ({
    says: `${key} is ${quote(got)}, which double precision rounds to ${value}`,
    expected: 'a number of at most 15 digits',
  }),
  'value/too-large': ({ key, got }: { key: string; got: string }) => ({
    says: `${key} is ${got}, above 2^53, beyond which whole numbers are not exact`,
    expected: 'at most 9007199254740991',
  }),
  'value/word': ({ key, word, known, reference }: { key: string; word: string; known: readonly string[]; reference: boolean }) => ({
    ...unknown(key, word, known),
    ...(reference && { advice: `to pass on the argument's value, write $${word}` }),
  }),
  'value/ambiguous': ({ key, word }: { key: string; word: string }) => ({
    says: `${quote(word)} is both a value of ${key} and a name defined here`,
    advice: `write $${word} for the value of the name, or rename it to mean the word`,
  }),
  'value/row': ({ got, columns }: { got: number; columns: readonly string[] }) => ({
    says: `this row has ${got} value${got === 1 ? '' : 's'}`,
    expected: `${columns.length}, one per column: ${columns.join(', ')}`,
  }),

  'name/unknown': ({ name, known, compared = false }: { name: string; known: readonly string[]; compared?: boolean }) => ({
    ...unknown('name', name, known, compared ? `words are written in quotes: '${name}'` : undefined),
    ...(known.includes(`layer.${name}`) && { advice: `to read the argument of the replaced layer, write layer.${name}` }),
    ...(name.startsWith('layer.') &&
      known.includes(name.slice(6)) && { advice: `the replaced layer has no such argument; for the network's own ${name.slice(6)} write ${name.slice(6)}` }),
  }),
  'name/ambiguous': ({ name, meanings, advice }: { name: string; meanings: readonly string[]; advice: string }) => ({
    says: `${quote(name)} can mean ${meanings.join(' or ')}`,
    expected: 'a name with one meaning',
    advice,
  }),
  'name/unused': ({ name, what, of }: { name: string; what: string; of?: string | undefined }) => ({
    says: `nothing uses ${what} ${quote(name)}${of === undefined ? '' : ` of ${of}`}`,
    advice: 'remove it, or use it',
  }),
  'name/function': ({ name, known }: { name: string; known: readonly string[] }) => unknown('function', name, known),
  'name/op': ({ name, ops, blocks, file }: { name: string; ops: readonly string[]; blocks: readonly string[]; file?: string | undefined }): Sentence => {
    const advice = file === undefined ? didYouMean(name, [...ops, ...blocks]) : `it is a block of the library ${quote(file)}: add "use: [${file}]"`;
    // the list is long, and of no use to who only mistyped
    const choices = `an op (${ops.join(', ')})${blocks.length > 0 ? ` or a block (${listed(blocks)})` : ''}`;
    return { says: `unknown op or block ${quote(name)}`, expected: advice === undefined ? choices : undefined, advice };
  },
  'name/param': ({ name, known, network }: { name: string; known: readonly string[]; network: string }) => ({
    ...unknown('parameter', name, known),
    says: `${network} has no parameter ${quote(name)}`,
    ...((name === 's' || name === 'd') && { advice: 'to replace its convolutions by ghost modules: --ghost s=2,d=3' }),
  }),
  'name/layer': ({ name, known, anywhere = false }: { name: string; known: readonly string[]; anywhere?: boolean }) => {
    const rounds = known.filter((one) => one.replace(/-\d+$/, '') === name);
    if (rounds.length > 0) return { says: `${quote(name)} is in a loop, so each copy has a number`, expected: oneOf(rounds) };
    return unknown('layer', name, known, anywhere ? undefined : 'a layer can only read layers before it');
  },
  'name/other-kind': ({ name, got, wanted, known }: { name: string; got: string; wanted: string; known: readonly string[] }) => ({
    says: `${quote(name)} is ${got}, which has no weights for a ${wanted}`,
    expected: known.length === 0 ? `an earlier ${wanted}` : oneOf(known),
  }),
  'name/round': ({ name, known }: { name: string; known: readonly string[] }) => ({
    says: `${quote(name)} is a different layer in each iteration of this loop`,
    expected: oneOf(known),
    advice: 'give the layer a "name": each iteration then reads its own copy',
  }),
  'name/budget': ({ name, known }: { name: string; known: readonly string[] }) => unknown('limit', name, known),
  'name/reference': ({ name, known }: { name: string; known: readonly string[] }) =>
    unknown(
      'argument',
      `$${name}`,
      known.map((one) => `$${one}`),
    ),
  'name/duplicate': ({ name, what }: { name: string; what: string }) => ({ says: `${what} ${quote(name)} is defined twice`, advice: 'rename one of them' }),
  'name/invalid': ({ name, what }: { name: string; what: string }) => ({
    says: `${quote(name)} cannot be the name of ${what}`,
    expected: 'a letter, then letters, digits and underscores (in layers and blocks also dashes and dots)',
    advice: name.includes('(') ? 'in {...} a comma ends a name: write "f(a, b)" in quotes' : undefined,
  }),
  'name/reserved': ({ name }: { name: string }) => ({ says: `${quote(name)} already has a meaning in expressions`, advice: 'choose another name' }),

  'expression/syntax': ({ text, reason }: { text: string; reason: string }) => ({
    says: `cannot read the expression ${quote(text)}: ${reason}`,
    expected: 'numbers, names, + - * / // % **, comparisons, && || !, a ? b : c, and function calls',
  }),
  'expression/too-long': ({ length, limit }: { length: number; limit: number }) => ({
    says: `the expression has ${length} characters`,
    expected: `at most ${limit}`,
    advice: 'name its parts under "define" or "let"',
  }),
  'expression/arity': ({ name, got, expected }: { name: string; got: number; expected: string }) => ({
    says: `${name} is called with ${got} argument${got === 1 ? '' : 's'}`,
    expected,
  }),
  'expression/not-a-number': ({ name, got }: { name: string; got: string }) => ({
    says: `${name} is ${got}, which cannot be used in arithmetic`,
    expected: 'a number',
  }),
  'expression/not-a-list': ({ name, got }: { name: string; got: string }) => ({
    says: name === got ? `${name} is not a list` : `${name} is ${got}`,
    expected: 'a list',
  }),
  'expression/item': ({ list, index, length }: { list: string; index: number; length: number }) => ({
    says: `${list} has ${length} item${length === 1 ? '' : 's'}: index ${index} is out of range`,
    expected: length === 0 ? undefined : `a whole number from 0 to ${length - 1}`,
  }),
  'expression/not-comparable': ({ name, got, other }: { name: string; got: string; other: string }) => ({
    says: `${name} is ${got}, which cannot be compared with ${other}`,
    expected: 'two numbers or two words',
  }),
  'define/too-deep': ({ limit }: { limit: number }) => ({ says: `this definition depends on a chain of more than ${limit} others` }),
  'define/too-large': ({ limit }: { limit: number }) => ({ says: `this definition expands to more than ${limit} calls` }),
  'expression/too-many-calls': ({ limit }: { limit: number }) => ({ says: `the expressions of this network call more than ${limit} functions` }),
  'block/too-deep': ({ limit }: { limit: number }) => ({
    says: `blocks call each other more than ${limit} levels deep`,
    advice: 'to repeat layers, use "repeat"',
  }),
  'define/cycle': ({ chain }: { chain: readonly string[] }) => ({ says: `${chain.join(' -> ')}: a definition depends on itself` }),
  'block/cycle': ({ chain }: { chain: readonly string[] }) => ({
    says: `${chain.join(' -> ')}: a block calls itself`,
    advice: 'to repeat layers, use "repeat"',
  }),
  'extends/cycle': ({ chain }: { chain: readonly string[] }) => ({ says: `${chain.join(' -> ')}: a file extends or uses itself` }),
  'replace/unused': () => ({
    says: 'this rule matches no layer, or only layers that an earlier rule replaces',
    advice: 'check "match" and "where", move the rule before the others, or remove it',
  }),
  'replace/except': () => ({ says: 'this exception matches no layer that the rule would replace', advice: 'check "except", or remove it' }),
  'replace/size': () => ({
    says: 'this rule selects layers by the size of their maps, so another resolution may give another network',
    advice: 'select them by op, name, block, channels, kernel_size or groups',
  }),
  'replace/drops': ({ keys, places, by, drop, known }: DroppedArgs) => ({
    says: `${quote(by)} has no argument ${keys.map((key, index) => `${quote(key)}, which the replaced layer sets at ${places[index]}`).join(', and ')}`,
    expected: oneOf(known),
    advice: `to discard ${keys.length === 1 ? 'it' : 'them'}, add to the rule: drop: [${drop.join(', ')}]`,
  }),

  'input/order': ({ channels, h, w }: { channels: number; h: number; w: number }) => ({
    says: `the input has ${channels} channels of ${h} x ${w}`,
    expected: '[channels, height, width]',
    advice: `did you mean [${w}, ${channels}, ${h}]?`,
  }),
  'check/whole': (at: At & { key: string }) =>
    failed(
      `${at.key} is not a whole number`,
      at,
      Object.values(at.values).every((value) => Number.isFinite(value))
        ? 'round it: ceil(...), floor(...), round(...) or make_divisible(..., divisor)'
        : 'there is a division by 0, or make_divisible, sqrt or a logarithm of a number that is not positive',
    ),
  'check/least': (at: At & { key: string; least: number }) => failed(`${at.key} must be at least ${at.least}`, at),
  'check/finite': (at: At & { key: string }) => failed(`${at.key} is not a finite number`, at),
  'check/groups': (at: At) => failed('the channels are not divisible by groups', at, 'in_channels and out_channels must both be multiples of groups'),
  'check/kernel': (at: At) => failed('the kernel is larger than its padded input', at, 'use a smaller kernel, more padding or a larger input'),
  'check/output-padding': (at: At) => failed('the output padding must be smaller than the stride or the dilation', at),
  'check/pool-padding': (at: At) => failed('the padding is more than half of the pooling window', at),
  'check/size': (at: At) => failed('the output would be empty', at, 'use fewer strides or a larger input'),
  'check/slice': (at: At) => failed('the slice goes past the last channel', at),
  'check/shuffle': (at: At) => failed('the channels are not divisible by groups', at, 'in_channels must be a multiple of groups'),
  'check/group-norm': (at: At) =>
    failed(
      'the channels are not divisible by the groups of the norm',
      at,
      'choose groups that divide in_channels; "norm: group" on a layer always means 32, another number is a layer of its own: {op: group-norm, groups: 8}',
    ),
  'check/prelu': (at: At) => failed('num_parameters must be 1 or the number of channels', at),
  'check/spatial': (at: At) => failed('this op expects a map (channels, height, width), but its input is flat', at, 'put it before "flatten"'),
  'check/flat': (at: At) => failed('a linear layer expects a flat input', at, 'put {op: flatten} before it; to flatten channels alone, pool first'),
  'check/merge': (at: At & { merge: string }) => ({
    ...failed(`${at.merge} cannot merge these shapes`, at),
    expected: { add: 'one shape', multiply: 'one shape, or 1 where they differ', concat: 'one height and width' }[at.merge],
  }),
  'check/inputs': (at: At & { op: string }) => failed(`${at.op} needs at least two inputs`, at, 'name them: from: [a, b]'),
  'check/one-input': (at: At & { op: string }) => failed(`${at.op} takes one input`, at, 'merge them first with add, multiply or concat'),
  'check/missing-input': (at: At & { name: string }) =>
    failed(`it shares the weights of ${quote(at.name)}, which is disabled by its "if" for these parameters`, at, 'give both the same "if"'),
  'check/passes': (at: At) =>
    failed(
      'its "if" is false and it reads several layers, so it is unclear which of them to pass on',
      at,
      'include the layer directly before it in "from": that one is passed on; or use "branches" with "merge"',
    ),
  'check/shared': (at: At & { name: string; part: boolean }) =>
    failed(
      at.part
        ? `its parameters are not a part of those of ${quote(at.name)}`
        : `its parameters differ in shape from those of ${quote(at.name)}, which it shares`,
      at,
      at.part ? undefined : 'if they are a part of those parameters, use part_of',
    ),
  'check/shared-block': (at: At & { name: string }) =>
    failed(`its layers differ from those of ${quote(at.name)}, whose weights it shares`, at, 'the two calls need the same arguments'),
  'check/unread': (at: At) => failed('no layer reads its output', at, 'read it with "from", list it under "outputs" of the network, or remove it'),
  'check/stands-for': (at: At) => failed('the output of the block differs in shape from that of the layer under "stands_for"', at),
  'check/role': (at: At & { role: string }) =>
    failed(`its role, ${at.role}, has no effect here`, at, 'only layers of a block with "stands_for" have a role; remove it'),
  'check/theory': (at: At) => failed('theory must be a number above 0', at),
  'check/exact': (at: At & { key: string; calculation: string }) =>
    failed(`${at.key} is not exact: ${at.calculation} is above 2^53, beyond which whole numbers are not exact`, at),
  'check/total': ({ key, values }: { key: string; values: Values }) => ({
    says: `the network's ${key} are above 2^53, beyond which whole numbers are not exact (${valuesOf(values)})`,
  }),
  'check/no-total': ({ name, network }: { name: string; network: string }) => ({
    says: `"${network}" has no ${name}: no block in it stands for an ordinary layer, or none that counts for anything`,
  }),
  'check/repeat': (at: At & { limit: number }) => failed(`repeat is more than ${at.limit}`, at),
  'problems/more': ({ count }: { count: number }) => ({ says: `and ${count} more problem${count === 1 ? '' : 's'}` }),
  'network/too-large': ({ limit }: { limit: number }) => ({ says: `the network expands to more than ${limit} layers`, advice: 'lower "repeat"' }),
  'network/empty': () => ({ says: 'the network has no layers' }),
  'input/not-square': ({ taken }: { taken: string | undefined }) => ({
    says:
      taken === undefined
        ? 'height and width of the input are not both the parameter "resolution", so they cannot be given as HEIGHTxWIDTH'
        : `a resolution of HEIGHTxWIDTH adds a parameter ${taken}, but the network already has one`,
    expected: 'one number',
    advice: 'to set both, write a spec that extends this one and has its own "input"',
  }),
  'input/resolution-read': () => ({
    says: 'the resolution is read here, but HEIGHTxWIDTH is not a single number',
    expected: 'one number, or a network in which only "input" reads resolution',
    advice: 'read in_h and in_w instead: height and width of the current map',
  }),
  'sweep/empty': ({ name }: { name: string }) => ({ says: `the axis ${quote(name)} has no values`, expected: 'numbers, or a range from:to:step' }),
  'sweep/no-axes': () => ({
    says: 'there is nothing to sweep over',
    expected: 'one or more parameters with several values',
    advice: 'for example: --width 0.5:1.5:0.1 --s 2,3,4',
  }),
  'sweep/too-many': ({ size }: { size: number }) => ({
    says: `the grid has ${size} points, more than can be counted exactly`,
    expected: 'at most 9007199254740991',
  }),
  'sweep/range': ({ name, text, reason }: { name: string; text: string; reason: string }) => ({
    says: `cannot sweep ${name} over ${quote(text)}: ${reason}`,
    expected: 'numbers, or ranges from:to:step, separated by commas: 0.5:1.5:0.1',
  }),
  'sweep/words': ({ name, text }: { name: string; text: string }) => ({
    says: `cannot sweep ${name} over ${quote(text)}: only numeric parameters can be swept`,
    expected: 'one word, as in --set act=silu',
    advice: 'run the command once for each word',
  }),
  'sweep/too-long': ({ most, format, sorted }: { most: number; format: string; sorted: boolean }) => ({
    says: sorted ? `there are more than ${most} rows, too many for --sort or --pareto` : `there are more than ${most} rows, too many for the format ${format}`,
    advice: sorted
      ? 'keep fewer with --top or --where, or leave out --sort and --pareto: --format csv and jsonl are then streamed'
      : 'use --format csv or jsonl, which are streamed, or keep fewer rows with --where, --top or --pareto',
  }),
  'sweep/point': ({ at }: { at: string }) => ({
    says: `the point ${at} is not valid, for the reason below`,
    advice: 'leave out this value, or exclude it with --where and a condition on parameters',
  }),
  'sweep/pivot-format': ({ format, known }: { format: string; known: readonly string[] }) => ({
    says: `a pivot table cannot be written as ${format}`,
    expected: `--format ${known.join(' or --format ')}`,
    advice: 'leave out --rows, --cols and --value to get one row per point',
  }),
  'sweep/total': ({ name }: { name: string }) => ({
    says: `the parameter ${quote(name)} has the name of a total, so two columns of a sweep would have the same name`,
    advice: 'rename the parameter',
  }),
  'sweep/pivot': ({ axes, open }: { axes: readonly string[]; open: readonly string[] }) => ({
    says: open.length > 0 ? `${open.join(' and ')} would need a table for each value` : 'a pivot table needs --rows and --cols, two different axes',
    expected: `two of the axes (${axes.join(', ')}), and one value for each of the others`,
  }),
  'solve/too-many': ({ combinations, most }: { combinations: number; most: number }) => ({
    says: `${combinations} combinations of values are too many to try`,
    expected: `at most ${most}`,
    advice: 'give shorter ranges: --over width,s=2:4',
  }),
  'solve/no-goal': () => ({ says: 'no total to solve for', expected: '--target, --at-most or --at-least: --target macs=150M' }),
  'solve/two-real': ({ names }: { names: readonly string[] }) => ({
    says: `${listed(names)} are continuous, and only one continuous parameter can be solved for`,
    advice: `give the others a step: --over ${names[0]},${names[1]}=0.5:2:0.1`,
  }),
  'csv/empty': ({ file }: { file: string }) => ({ says: `${quote(file)} has no rows`, expected: 'a line of names, then lines of numbers' }),
  'csv/malformed': ({ file, line, reason }: { file: string; line: number; reason: string }) => ({
    says: `${file}:${line}: cannot be read as CSV: ${reason}`,
    expected: 'a line of names, then lines of as many numbers, separated by commas',
  }),
  'csv/number': ({ file, line, column, got }: { file: string; line: number; column: string; got: string }) => ({
    says: got === '' ? `${file}:${line}: ${quote(column)} is empty` : `${file}:${line}: ${quote(column)} is ${quote(got)}`,
    expected: 'a number',
  }),
  'csv/column': ({ file, name, known }: { file: string; name: string; known: readonly string[] }) => {
    const { says, ...rest } = unknown('parameter', name, known);
    return { says: `${file}: ${says}`, ...rest };
  },
  'csv/name': ({ file, name }: { file: string; name: string }) => ({
    says: `${file}: ${quote(name)} cannot be the name of an added column`,
    expected: 'a letter, then letters, digits and underscores, and no name of a total',
  }),
  'csv/join': ({ file, names, parameters }: { file: string; names: readonly string[]; parameters: readonly string[] }) => ({
    says: `${file}: its columns ${listed(names)} cannot be joined to the sweep`,
    expected: `at least one column named like a swept parameter (${listed(parameters)}), and at least one other column`,
  }),
  'csv/not-swept': ({ file, name }: { file: string; name: string }) => ({
    says: `${file}: its column ${quote(name)} is a parameter that the sweep does not vary, so a row may belong to another network`,
    advice: `sweep over it (--set ${name}=...), or remove the column, with one row left per point`,
  }),
  'csv/twice': ({ file, line, point }: { file: string; line: number; point: string }) => ({
    says: `${file}:${line}: duplicate point ${point}`,
    advice: 'keep one of the two rows, or add a column that distinguishes them',
  }),
  'resume/cannot': ({ got }: { got: string }) => ({
    says: `--resume cannot be combined with ${got}`,
    expected: 'a file to which rows are appended: -o FILE with --format csv or jsonl, without --sort, --top and --pareto',
  }),
  'resume/running': ({ file, pid, host }: { file: string; pid: number; host: string }) => ({
    says: `${quote(file)} is being written by the process ${pid} on ${host}`,
    advice: 'wait for it to finish, or stop it first',
  }),
  'resume/lost': ({ file }: { file: string }) => ({
    says: `another process has resumed ${quote(file)}, because this one seemed to have stopped`,
    advice: 'wait for the other process; the rows written by both are complete',
  }),
  'resume/unreadable': ({ name, left }: { name: string; left: readonly string[] }) => ({
    says: `${quote(name)} was not left by an interrupted run`,
    expected: 'files as an interrupted sweep leaves them, unchanged',
    advice: `delete ${left.join(' and ')} to start over, or choose another name for the output`,
  }),
  'resume/changed': ({
    file,
    changes,
    left,
  }: {
    file: string;
    changes: readonly { name: string; before: string; now: string }[];
    left: readonly string[];
  }) => ({
    says: `${quote(file)} was started with other options: ${changes.map(({ name, before, now }) => `${name} was ${before}, is ${now}`).join('; ')}`,
    advice: `use the options and the spec of that run, or delete ${left.join(' and ')} to start over`,
  }),
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
  'table/too-many-rows': ({ limit }: { limit: number }) => ({
    says: `the loops of this table make more than ${limit} rows`,
    advice: 'shorten a list under "in"',
  }),
  'table/column': ({ name, known }: { name: string; known: readonly string[] }) => unknown('column', name, known),
  'onnx/too-large': ({ size, largest }: { size: number; largest: number }) => ({
    says: `an ONNX file of this network would have ${size} bytes`,
    expected: `at most ${largest}, what Protocol Buffers can hold`,
    advice: 'make the network smaller, for example with --width',
  }),
  'time/too-many': ({ size, most }: { size: number; most: number }) => ({
    says: `there are ${size} networks to time, more than ${most}`,
    expected: `at most ${most}: all are kept in memory, because their runs alternate`,
    advice: 'time fewer networks per call',
  }),
  'time/memory': ({ bytes, most }: { bytes: number; most: number }) => ({
    says: `weights and activations of these networks take ${gibibytes(bytes)}, and this machine has ${gibibytes(most)}`,
    advice: 'time fewer networks per call, or use a smaller --batch',
  }),
  'backend/missing': ({ backend, packages, command, script, others }: Installing & { packages: readonly string[]; others: readonly string[] }) => ({
    says: `the backend ${backend} is not installed`,
    expected: `${packages.join(' and ')}, in the project of this folder or beside ghostcost`,
    advice: `${installing(command, script)}; ${
      others.length === 0 ? 'no other backend is installed' : `installed ${others.length === 1 ? 'is' : 'are'} --backend ${others.join(', --backend ')}`
    }`,
  }),
  'backend/machine': ({ backend, device, machine, machines, known }: OtherMachine) => ({
    says: `the backend ${backend} does not support the ${device} of this machine (${machine})`,
    expected: oneOf(machines),
    advice: known.length === 0 ? 'use --device cpu' : `here: --backend ${known.join(', --backend ')}`,
  }),
  'backend/broken': ({ backend, reason, command, script, node }: Installing & { reason: string; node: string }) => ({
    says: `the backend ${backend} is installed but does not start: ${reason}`,
    expected: `an installation built for this machine and for Node ${node}`,
    advice: installing(command, script),
  }),
  'backend/failed': ({ backend, device, network, what, reason }: Failing) => ({
    says: `${backend} cannot ${what} ${network} on ${device}: ${reason}`,
    advice: `${
      device === 'gpu' ? "check the GPU's driver and libraries, or use --device cpu" : 'where memory ran out, use a smaller --batch or fewer networks'
    }; another --backend may be able to`,
  }),
  'backend/params': ({ backend, network, made, params }: { backend: string; network: string; made: number; params: number }) => ({
    says: `${backend} created ${made} parameters for ${network}, which has ${params}`,
    advice: 'this is a bug in ghostcost: please report it',
  }),
  'usage/device': ({ backend, device, known }: { backend: string; device: string; known: readonly string[] }) => ({
    says: `the backend ${backend} does not support the device ${device}`,
    expected: known.length === 0 ? undefined : `for ${device}: --backend ${known.join(', --backend ')}`,
  }),
  'usage/option': ({ option, got, expected }: { option: string; got: string; expected: string }) => ({
    says: `invalid value for ${option}: ${quote(got)}`,
    expected,
  }),
  'usage/threads': ({ backend, threads, most, known }: { backend: string; threads: number; most: number; known: readonly string[] }) => ({
    says: `the backend ${backend} cannot use ${threads} threads`,
    expected: `--threads ${most} at most${known.length === 0 ? '' : `, or --backend ${known.join(', --backend ')}`}`,
  }),
  'usage/twice': ({ name }: { name: string }) => ({
    says: `${name} is given twice`,
    expected: 'all its values in one place: --set, its own option, --ghost, a column of --points, or after the name of the spec',
  }),
  'usage/layer': ({ name, known }: { name: string; known: readonly string[] }) => ({
    ...unknown('layer', name, known),
    // the end of a path is enough to call a layer
    advice: didYouMean(name, [...known, ...new Set(known.map((path) => path.slice(path.lastIndexOf('/') + 1)))]) ?? '"analyze --depth op" shows all layers',
  }),
  'usage/networks': ({ got }: { got: number }) => ({
    says: `${got} network cannot be compared`,
    expected: 'two or more networks, or one with --ghost, to compare it with its ghost version',
    advice: 'parameters can follow a name: ghostcost compare ghostnet,width=0.5 ghostnet,width=1.3',
  }),
  'usage/column': ({ name, known, option }: { name: string; known: readonly string[]; option?: string | undefined }) =>
    unknown('column', name, known, option && `it is there with ${option}`),
  'usage/total': ({ name, known }: { name: string; known: readonly string[] }) => unknown('total', name, known),
  'usage/annotations': () => ({
    says: '--format github reports the conditions of --fail-if, but there is none',
    expected: 'a condition, such as --fail-if "macs > +5%"',
  }),
  'usage/untimed': ({ column }: { column: string }) => ({
    says: `--time measures ${column}, but --columns does not include it`,
    advice: `add ${column} to --columns, or leave out --time and the options that imply it`,
  }),
  'ghost/unmatched': ({ key, name, known }: { key: 'only' | 'except'; name: string; known: readonly string[] }) => ({
    ...unknown('convolution', name, known),
    says: `--ghost ${key}=${name}: no ordinary convolution has this name, and none is in a block or on a path of this name`,
  }),
  'ghost/own': ({ network, key }: { network: string; key: string }) => ({
    says: `${network} already has ghost modules: --ghost can only set their s and d, so ${key}= has no effect`,
    expected: 's=2,d=3',
  }),
  'ghost/taken': ({ name, network }: { name: string; network: string }) => ({
    says: `--ghost adds parameters s and d, but ${network} already has a parameter ${name}`,
    advice: 'rename it, or write the replacement into the spec: docs/spec.md, "replace"',
  }),
  'usage/ending': ({ output, ending, known, formats }: { output: string; ending: string; known: readonly string[]; formats: readonly string[] }) => ({
    says: `${quote(output)}: this command cannot write ${quote(ending)} files`,
    expected: `the extension ${known.map((one, index) => (formats[index] === undefined ? one : `${one} (${formats[index]})`)).join(', ')}, or none`,
    advice: formats.length === 0 ? undefined : 'to write to this file name anyway, add --format FORMAT',
  }),
  'usage/format-option': ({ option, format, known, endings }: { option: string; format: string; known: readonly string[]; endings: readonly string[] }) => ({
    says: `${option} cannot be combined with the format ${format}`,
    expected: known.map((one, index) => `--format ${one}, or -o FILE${endings[index]}`).join('; or '),
  }),
  'usage/stdin': () => ({ says: 'standard input can be read only once', advice: 'save one of the two inputs to a file' }),
  'usage/binary': ({ format, file }: { format: string; file: string }) => ({
    says: `${format} is binary, and standard output is a terminal`,
    expected: 'a file or a pipe',
    advice: `name a file: -o ${file}`,
  }),
  'usage/ambiguous': ({ name, known }: { name: string; known: readonly string[] }) => ({
    says: `${quote(name)} matches several layers`,
    expected: oneOf(known),
    advice: 'write more of the path',
  }),
} as const satisfies Record<string, (args: never) => Sentence>;

export type Code = keyof typeof sentences;
export type Args<C extends Code> = Parameters<(typeof sentences)[C]>[0];

/** A problem: what (`code`, `args`), where (`range`, absent when no file is to blame), and how a layer was reached (`chain`, outermost first). */
export type Problem = { readonly [C in Code]: ProblemOf<C> }[Code];

interface ProblemOf<C extends Code> {
  readonly code: C;
  readonly severity: 'error' | 'warning';
  readonly args: undefined extends Args<C> ? Readonly<Record<string, never>> : Args<C>;
  readonly path: readonly (string | number)[];
  readonly range: Range | undefined;
  readonly chain: readonly Caller[];
  readonly sentence: Sentence;
}

/** One step of the way from the network to a layer: the block that was called, and where. */
export interface Caller {
  readonly name: string;
  readonly range: Range;
}

/** Characters of the parts of a sentence. */
const longest = { says: 500, expected: 900, advice: 500 };

interface Where {
  readonly range?: Range | undefined;
  readonly path?: readonly (string | number)[];
  readonly chain?: readonly Caller[];
  readonly severity?: 'error' | 'warning';
}

/** The codes that say the same whatever they are about. */
type PlainCode = { [C in Code]: undefined extends Args<C> ? C : never }[Code];

/** A problem of a code. */
export function problem(code: PlainCode, args?: undefined, where?: Where): Problem;
export function problem<C extends Code>(code: C, args: Args<C>, where?: Where): Problem;
export function problem<C extends Code>(code: C, args?: Args<C>, where: Where = {}): Problem {
  const toSentence = sentences[code] as (args: Args<C> | undefined) => Sentence;
  const { says, expected, advice } = toSentence(args);
  return {
    code,
    severity: where.severity ?? 'error',
    args: args ?? {},
    path: where.path ?? [],
    range: where.range,
    chain: where.chain ?? [],
    // whatever is quoted or listed in it, a message is read by people
    sentence: {
      says: cut(says, longest.says),
      expected: expected && cut(expected, longest.expected),
      advice: advice && cut(advice, longest.advice),
    },
  } as ProblemOf<C> as Problem;
}

/** Thrown when a spec, a point or an option is wrong: all problems that were found. */
export class SpecError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ range, sentence }) => `${range === undefined ? '' : `${range.file}: `}${sentence.says}`).join('\n'));
    this.name = 'SpecError';
    this.problems = problems;
  }
}

/** The page that has a section for each code: what it means, an example, how to fix it. */
export const errorsFile = 'docs/errors.md';

/** Where a code's section is on that page; a heading's anchor has no slash. */
export const sectionOf = (code: Code) => `${errorsFile}#${code.replace('/', '')}`;

/** Line and column, both from 1, of an offset in a text; a byte order mark takes no column. */
export function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1 || Number(text.startsWith('\ufeff'));
  return { line: before.split('\n').length, column: Math.max(offset - lineStart, 0) + 1 };
}

/** `file:line:column`; the file alone where its text is not at hand. */
export function shortPlace({ file, text, start }: Range): string {
  if (text === '') return file;
  const { line, column } = position(text, start);
  return `${file}:${line}:${column}`;
}

/** What an action gives, or what is wrong. */
export function outcome<T>(action: () => T): T | SpecError {
  try {
    return action();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
}
