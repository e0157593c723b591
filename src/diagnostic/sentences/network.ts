/** The network that a spec gives for some parameters. */
import type { Sentence, Sentences } from '../sentence.ts';
import { quote } from '../text.ts';

/** The numbers that a failed check looked at, by name. */
export type Values = Readonly<Record<string, number | string>>;

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

const failed = (what: string, { layer, values }: At, advice?: string): Sentence => ({
  says: `${layer}: ${what}${Object.keys(values).length > 0 ? ` (${valuesOf(values)})` : ''}`,
  advice,
});

export const sentences = {
  'input/order': ({ channels, h, w }: { channels: number; h: number; w: number }) => ({
    says: `the input has ${channels} channels of ${h} x ${w}`,
    expected: '[channels, height, width]',
    advice: `did you mean [${w}, ${channels}, ${h}]?`,
  }),
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
  'check/matmul': (at: At) =>
    failed('these maps have no matrix product', at, 'the width of the first is the height of the second, and both have as many channels, or one has 1'),
  'check/rearrange': (at: At) => failed('the sizes of the axes do not make up those of the map', at),
  'check/prelu': (at: At) => failed('num_parameters must be 1 or the number of channels', at),
  'check/spatial': (at: At) => failed('this op expects a map (channels, height, width), but its input is flat', at, 'put it before "flatten"'),
  'check/flat': (at: At) =>
    failed(
      'a linear layer expects a flat input',
      at,
      'put {op: flatten} before it; to flatten channels alone, pool first; to read the channels of each position, write over: positions',
    ),
  'check/merge': (at: At & { merge: string }) => ({
    ...failed(`${at.merge} cannot merge these shapes`, at),
    expected: at.merge === 'concat' ? 'one height and width' : 'one shape, or 1 where they differ',
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
  'network/too-large': ({ limit }: { limit: number }) => ({ says: `the network expands to more than ${limit} layers`, advice: 'lower "repeat"' }),
  'network/empty': () => ({ says: 'the network has no layers' }),
  'problems/more': ({ count }: { count: number }) => ({ says: `and ${count} more problem${count === 1 ? '' : 's'}` }),
} as const satisfies Sentences<'input' | 'check' | 'network' | 'problems'>;
