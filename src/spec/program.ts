/** What a spec compiles to: statements whose names are resolved and whose fields are parsed, ready to be run for any point of the parameters. */

import type { Problem } from '../diagnostic/index.ts';
import type { OpName } from '../ops/index.ts';
import type { Argument } from '../ops/op.ts';
import type { Budget } from './budget.ts';
import type { Place } from './document.ts';
import type { Define, Expression } from './expression.ts';

/** A written value: an expression, a word, a reference to an argument's word (`$activation`), or a list of these. */
export type Field = { readonly place: Place } & (
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Field[] }
);

export type Fields = ReadonlyMap<string, Field>;

/** A parameter's value: a number (yes is 1, no is 0), a word, or a list of these. */
export type Setting = number | string | readonly Setting[];

/** The name of an earlier layer, and where it is asked for. */
export interface LayerReference {
  readonly name: string;
  readonly place: Place;
}

/** What a convolution is in a block that stands for an ordinary layer. */
export const roles = ['primary', 'cheap'] as const;
export type Role = (typeof roles)[number];

interface Common {
  readonly place: Place;
  readonly name: string | undefined;
  readonly if: Field | undefined;
  readonly repeat: { readonly count: Field; readonly counter: string } | undefined;
  readonly from: readonly LayerReference[] | undefined;
  readonly role: Role | undefined;
}

/** An earlier layer whose weights a layer has too: all of them, or the part that its own shape is. */
export interface Sharing extends LayerReference {
  readonly key: 'weights_of' | 'part_of';
}

export interface OpStatement extends Common {
  readonly kind: 'op';
  readonly op: OpName;
  readonly fields: Fields;
  readonly sharing: Sharing | undefined;
}

export interface CallStatement extends Common {
  readonly kind: 'call';
  readonly block: Block;
  readonly fields: Fields;
  readonly sharing: Sharing | undefined;
}

/** One of several parallel paths; where its condition does not hold it is not there. */
export interface Branch {
  readonly if: Field | undefined;
  readonly body: readonly Statement[];
}

export type Statement =
  | OpStatement
  | CallStatement
  | (Common & { readonly kind: 'group'; readonly body: readonly Statement[] })
  | (Common & {
      readonly kind: 'for';
      readonly columns: readonly string[];
      readonly counter: string;
      readonly rows: readonly (readonly Field[])[];
      readonly body: readonly Statement[];
    })
  | (Common & { readonly kind: 'branches'; readonly branches: readonly Branch[]; readonly merge: Field });

/** The names that a file gives to all that it holds: its parameters and definitions. */
export interface Globals {
  readonly constants: ReadonlyMap<string, Expression>;
  readonly functions: ReadonlyMap<string, Define>;
}

export interface Block {
  readonly name: string;
  readonly place: Place;
  readonly globals: Globals;
  readonly args: ReadonlyMap<string, Argument & { readonly fallback: Field | undefined }>;
  readonly lets: ReadonlyMap<string, Field>;
  body: readonly Statement[];
  /** Set when something calls it. */
  used?: boolean;
  /** The ordinary layer that the block stands for, and the saving that theory promises. */
  standsFor: { readonly op: OpName; readonly fields: Fields; readonly theory: Field; readonly place: Place } | undefined;
}

/** Which layers a replacement is about; all that is given must hold. */
export interface Match {
  readonly op: string | undefined;
  readonly name: string | undefined;
  readonly within: string | undefined;
}

export interface Rule {
  readonly place: Place;
  /** How many `extends` above the root: what a rule puts in is seen only by the rules of later files. */
  readonly level: number;
  readonly match: Match;
  readonly except: Match | undefined;
  /** Whether a `where` chooses among the layers that match. */
  readonly hasCondition: boolean;
  readonly drop: readonly string[];
  /** The paths of the layers that it is about, where they have been chosen. */
  readonly paths?: ReadonlySet<string>;
  /** What it comes to for layers of an op or block. */
  for(kind: OpName | Block): RuleFor;
}

/** A rule for the layers of one op or block, whose arguments its expressions read. */
export interface RuleFor {
  readonly where: Field | undefined;
  /** Undefined where the layer is removed. */
  readonly with: OpStatement | CallStatement | undefined;
}

/** Which ordinary convolutions become ghost modules, beside what is found in the graph. */
export interface GhostChoice {
  /** Those that read the network's input too. */
  readonly first?: boolean | undefined;
  /** Names of layers or blocks, or patterns with `*` over paths: these and no others, or all but these. */
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
}

export interface Program {
  readonly name: string;
  readonly place: Place;
  /** Where the definition is published. */
  readonly source: readonly string[];
  readonly doc: string | undefined;
  readonly params: ReadonlyMap<string, Setting>;
  /** Limits that the network is held to. */
  readonly budget: Budget;
  readonly globals: Globals;
  readonly input: readonly Field[];
  readonly body: readonly Statement[];
  /** The layers whose results are the network's; the last one's where none are named. */
  readonly outputs: readonly LayerReference[] | undefined;
  readonly rules: readonly Rule[];
  /** Whether the rules of the last file replace ordinary convolutions, and which. */
  readonly ghost?: GhostChoice;
  /** What is legal and most likely not meant: names that nothing uses. */
  readonly warnings: readonly Problem[];
  /**
   * The same network with the parameters `resolution_h` and `resolution_w` in place of `resolution`, which nothing but its input may then read.
   * @throws SpecError where its input is not `[channels, resolution, resolution]`, or something else reads `resolution`
   */
  rectangular(): Program;
}
