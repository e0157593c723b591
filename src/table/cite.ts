/** Keys of bibliographies, as `\cite` takes them. */
import type { Problems } from '../spec/check.ts';
import { inside, isList, type Place, type Plain } from '../spec/document.ts';
import { listOf } from './column.ts';

/** Letters and digits, and what stands between them in keys; braces, commas, spaces and backslashes would end or open something in TeX. */
const key = /^[\p{L}\p{N}][\p{L}\p{N}_:.+/-]*$/u;

/** The keys that are written at a place; what is none is reported. */
export function toCites(value: Plain | undefined, place: Place, problems: Problems): readonly string[] {
  return listOf(value).filter((one, index) => {
    const isKey = key.test(one);
    if (!isKey) problems.report('table/cite', { name: one }, isList(value) ? inside(place, index) : place);
    return isKey;
  });
}
