/** Any network with its ordinary convolutions replaced by ghost modules: a spec that extends it, written in the spec language. */
import { type Document, isMapping, parse } from './document.ts';
import type { Library } from './library.ts';

export interface Ghost {
  /** All maps to primary ones. */
  readonly s: number;
  /** Kernel size of the cheap convolution. */
  readonly d: number;
}

export const ghostNames = ['s', 'd'] as const satisfies readonly (keyof Ghost)[];

/** Those of the paper: Section 4.1.1. */
export const usualGhost: Ghost = { s: 2, d: 3 };

/**
 * The spec that replaces every convolution of `base` without groups, but for the stem and for layers over a single position.
 * What the base has already as ghost modules stays.
 * @returns the document, and the library to compile it with
 */
export function ghostify(base: Document, { s, d }: Ghost, library: Library): { document: Document; library: Library } {
  const name = isMapping(base.value) ? String(base.value.name) : base.name;
  const document = parse(
    `version: 1
name: ${JSON.stringify(`Ghost-${name}`)}
extends: base
use: [ghost]
params: {s: ${s}, d: ${d}}
replace:
  - match: {op: conv2d}
    except: {name: stem}
    where: groups == 1 && in_h * in_w > 1
    with: {op: ghost-module, s: s, d: d}
    drop: [norm, bias, groups]
`,
    `--ghost s=${s},d=${d}`,
  );
  return {
    document,
    library: { ...library, find: (kind, reference, from) => (from === document && reference === 'base' ? base : library.find(kind, reference, from)) },
  };
}
