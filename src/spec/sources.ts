/** The files that a network is made of, each checked against the shape of a network. */
import * as z from 'zod/mini';
import { check, type Problems } from './check.ts';
import { type Document, inside, isMapping, type Place, type Plain, type PlainMap } from './document.ts';
import { follow, type Library } from './library.ts';
import { shapes } from './schema.ts';

const isLibrary = (value: Plain) => isMapping(value) && 'blocks' in value && !['name', 'input', 'layers', 'extends'].some((key) => key in value);

/** A checked file. */
export interface Source extends Place {
  readonly value: PlainMap;
}

/** The network's file and those that it extends, the most basic first; none when too much is wrong with them to go on. */
export function basesOf(document: Document, library: Library, problems: Problems): readonly Source[] {
  const chain: Document[] = [];
  const sources: Source[] = [];
  for (let next: Document | undefined = document; next !== undefined; ) {
    const from: Document = next;
    const source = toSource(from, problems);
    if (source === undefined) return [];
    chain.push(from);
    sources.unshift(source);
    const { extends: base } = source.value;
    next = typeof base === 'string' ? problems.attempt(() => follow(library, 'networks', base, from, ['extends'], chain)) : undefined;
    if (typeof base === 'string' && next === undefined) return [];
  }
  return sources;
}

/** A network's file, checked; what is wrong with it is reported and left out, so that the rest is looked at too. Undefined when little would be left. */
function toSource(document: Document, problems: Problems): Source | undefined {
  const place = { document, path: [] };
  if (isLibrary(document.value)) problems.report('file/kind', { got: 'a block library', expected: 'a network' }, place);
  else if (check((shapes) => shapes.spec, document.value, place, 'a network', problems)) {
    const value = document.value as PlainMap;
    const { extends: base, layers, input } = value;
    if (base !== undefined && layers !== undefined)
      problems.report('key/conflict', { keys: ['extends', 'layers'], where: 'a network' }, inside(place, 'layers'), { key: 'key' });
    if (base === undefined && layers === undefined)
      problems.report('key/missing', { key: 'layers', where: 'a network', expected: 'a list of layers; or "extends: NETWORK"' }, place);
    if (base === undefined && input === undefined)
      problems.report('key/missing', { key: 'input', where: 'a network', expected: '[channels, height, width]' }, place);
    return { ...place, value };
  } else if (isMapping(document.value)) {
    const value = soundPart(document.value);
    return value && { ...place, value };
  }
  return undefined;
}

const isUsable = (value: Plain) => (typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'object');

/** The keys whose values have the right shape; undefined when one of those that give names to the rest has not. */
function soundPart(written: PlainMap): PlainMap | undefined {
  const sound: Record<string, Plain> = Object.create(null);
  for (const [key, schema] of Object.entries(shapes().spec.def.shape)) {
    const value = written[key];
    if (value === undefined) continue;
    if (z.safeParse(schema, value).success) sound[key] = value;
    else if ((key === 'params' || key === 'define') && isMapping(value))
      sound[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isUsable(one) ? one : 1]));
    else if (['version', 'use', 'params', 'define', 'blocks'].includes(key)) return undefined;
  }
  return sound;
}
