/** Options and arguments of commands. */
import { didYouMean } from '../nearest.ts';
import { type Sentences, unknown } from '../sentence.ts';
import { oneOf, quote } from '../text.ts';

export const sentences = {
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
    unknown('column', name, known, option && `it exists with ${option}`),
  'usage/total': ({ name, known }: { name: string; known: readonly string[] }) => unknown('total', name, known),
  'usage/annotations': () => ({
    says: '--format github reports the conditions of --fail-if, but there is none',
    expected: 'a condition, such as --fail-if "macs > +5%"',
  }),
  'usage/untimed': ({ column }: { column: string }) => ({
    says: `--time measures ${column}, but --columns does not include it`,
    advice: `add ${column} to --columns, or leave out --time and the options that imply it`,
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
} as const satisfies Sentences<'usage' | 'ghost'>;
