/** Files, and the YAML in them. */
import { didYouMean } from '../nearest.ts';
import type { Sentences } from '../sentence.ts';
import { listed, quote } from '../text.ts';

/** What to do where a list came in pieces. */
export const listAdvice = 'a list has no spaces, and PowerShell, which splits it at its commas, wants it in quotes: --ghost "s=2,d=3"';

export const sentences = {
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
} as const satisfies Sentences<'file' | 'yaml'>;
