/** Keys, values and names of a spec. */
import { didYouMean } from '../nearest.ts';
import { type Sentence, type Sentences, unknown } from '../sentence.ts';
import { listed, oneOf, quote } from '../text.ts';

export const sentences = {
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
  'value/pattern': ({ pattern, why }: { pattern: string; why: string }) => ({
    says: `${quote(pattern)} cannot be rearranged: ${why}`,
    expected: 'axes of channels, height and width on both sides, such as "(heads d) n 1 -> heads n d"',
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
    // the list is long, and does not help where the name was only mistyped
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
} as const satisfies Sentences<'key' | 'value' | 'name'>;
