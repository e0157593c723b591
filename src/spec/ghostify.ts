/** Any network with its ordinary convolutions replaced by ghost modules: a spec that extends it, written in the spec language. */
import { once } from '../remembered.ts';
import { callsIn } from './blocks.ts';
import { compile } from './compile.ts';
import { type Document, isMapping, parse } from './document.ts';
import type { Library } from './library.ts';
import type { Block, GhostChoice, Program, Statement } from './program.ts';

export interface Ghost extends GhostChoice {
  /** All maps to primary ones. */
  readonly s: number;
  /** Kernel size of the cheap convolution. */
  readonly d: number;
}

export const ghostNames = ['s', 'd'] as const satisfies readonly (keyof Ghost)[];

/** Those of the paper: Section 4.1.1. */
export const usualGhost = { s: 2, d: 3 } as const;

/** Whether a network has ghost modules of its own, with an s and a d: blocks that stand for an ordinary layer. */
export function hasGhosts({ params, body }: Program): boolean {
  const seen = new Set<Block>();
  const standsIn = (statements: readonly Statement[]): boolean =>
    [...callsIn(statements)].some(({ block }) => {
      if (seen.has(block)) return false;
      seen.add(block);
      return block.standsFor !== undefined || standsIn(block.body);
    });
  return ghostNames.every((name) => params.has(name)) && standsIn(body);
}

/**
 * The network with ghost modules in the place of its ordinary convolutions, those with groups 1. Left are those that read the network's input
 * (unless `first` is set) or what a global pooling made, those whose result is an output of the network, and those that are in a block which
 * stands for a convolution already. What a convolution had its module has: bias, norm, activation, padding, dilation and stride. The parameters
 * `s` and `d` are added.
 * @throws SpecError for what is wrong with the network
 */
export function ghostify(base: Document, { s, d, ...choice }: Ghost, library: Library): Program {
  const name = isMapping(base.value) ? String(base.value.name) : base.name;
  const document = parse(
    `version: 1
name: ${JSON.stringify(`Ghost-${name}`)}
extends: base
use: [ghost]
params: {s: ${s}, d: ${d}}
replace:
  - match: {op: conv2d}
    with: {op: ghost-module, s: s, d: d}
`,
    `--ghost s=${s},d=${d}`,
  );
  const program = compile(document, {
    ...library,
    find: (kind, reference, from) => (from === document && reference === 'base' ? base : library.find(kind, reference, from)),
  });
  return { ...program, ghost: choice, rectangular: once(() => ({ ...program.rectangular(), ghost: choice })) };
}
