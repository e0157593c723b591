/** Written values -> fields: numbers and expressions are parsed, words are looked up. */
import { nearest } from '../diagnostic/nearest.ts';
import { isWordOnly, wordsFor } from '../ops/argument.ts';
import type { Argument } from '../ops/op.ts';
import { describe, type Problems, reportUnquotedItems } from './check.ts';
import { inside, isList, type Place, type Plain, sourceOf } from './document.ts';
import type { Declarations } from './names.ts';
import { isRounded, parseExpression } from './parse.ts';
import type { Field } from './program.ts';

/** Words look like `relu` and `hard-swish`. */
export const isPlainWord = (text: string) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/i.test(text);

/** Parses the value of an argument. */
export function toField(value: Plain, argument: Argument, place: Place, names: Declarations, problems: Problems): Field {
  const words = wordsFor(argument);
  const key = String(place.path.findLast((step) => typeof step === 'string') ?? 'value');
  if (isList(value)) {
    if (argument.type === 'list') return toCell(value, place, names, problems);
    if (reportUnquotedItems(value, place, problems)) return { kind: 'list', place, items: [] };
    return { kind: 'list', place, items: value.map((item, index) => toField(item, argument, inside(place, index), names, problems)) };
  }
  if (typeof value === 'number') checkNumber(value, key, place, problems);
  if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'expression', place, expression: { kind: 'number', value: Number(value) } };
  if (typeof value !== 'string') {
    problems.report('value/type', { key, got: describe(value), expected: 'a value' }, place);
    return { kind: 'word', place, word: '' };
  }
  if (argument.type === 'pattern') return { kind: 'word', place, word: value };
  const isKnownWord = words.includes(value);
  if (words.length > 0 && value.startsWith('$')) return toReference(value.slice(1), place, names, problems);
  // a choice between words
  if (!isKnownWord && words.length > 0 && /['"]/.test(value))
    return { kind: 'expression', place, expression: parseExpression(value, names, problems.at(place)) };
  if (isKnownWord || isWordOnly(argument)) {
    if (!isKnownWord) problems.report('value/word', { key, word: value, known: words, reference: names.mayBeWord(value) }, place);
    else if (!isWordOnly(argument) && names.values.has(value)) problems.report('value/ambiguous', { key, word: value }, place);
    return { kind: 'word', place, word: value };
  }
  // what is nearly a word and no name was meant as one
  if (!names.values.has(value) && nearest(value, words) !== undefined) {
    problems.report('value/word', { key, word: value, known: words, reference: false }, place);
    return { kind: 'word', place, word: value };
  }
  return { kind: 'expression', place, expression: parseExpression(value, names, problems.at(place)) };
}

/** Parses a cell of a table or a parameter, which has no type of its own: a word where it reads like one and is no name. */
export function toCell(value: Plain, place: Place, names: Declarations, problems: Problems): Field {
  if (isList(value)) return { kind: 'list', place, items: value.map((item, index) => toCell(item, inside(place, index), names, problems)) };
  if (typeof value === 'string' && value.startsWith('$')) return toReference(value.slice(1), place, names, problems);
  if (typeof value === 'string' && isPlainWord(value) && !value.split('-').every((part) => names.values.has(part))) return { kind: 'word', place, word: value };
  return toField(value, { type: 'number' }, place, names, problems);
}

export function checkNumber(value: number, key: string, place: Place, problems: Problems): void {
  if (!Number.isFinite(value)) problems.report('value/not-finite', { key, got: sourceOf(place) }, place);
  // what ships has been checked, and its text would have to be read for this
  else if (!place.document.trusted && Number.isInteger(value) && isRounded(sourceOf(place), value))
    problems.report('value/rounded', { key, got: sourceOf(place), value }, place);
  else if (Math.abs(value) > Number.MAX_SAFE_INTEGER) problems.report('value/too-large', { key, got: sourceOf(place) }, place);
}

function toReference(name: string, place: Place, names: Declarations, problems: Problems): Field {
  if (!names.mayBeWord(name)) problems.report('name/reference', { name, known: names.words }, place);
  names.read(name);
  return { kind: 'reference', place, name };
}
