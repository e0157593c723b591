/** A network as expanded from a program: its layers in order, with every size and count a value on the tape. */
import type { Code } from '../diagnostic/index.ts';
import type { OpName } from '../ops/index.ts';
import type { Measure } from '../ops/measure.ts';
import type { Place } from '../spec/document.ts';
import type { Role, Rule } from '../spec/program.ts';
import type { Formulas, LayerValues } from './formulas.ts';
import type { Binding } from './scope.ts';
import type { Tape } from './tape.ts';
import type { Bounds, Value } from './value.ts';

/** A map of channels x h x w, or a flat row of channels numbers (h = w = 1). */
export interface Tensor {
  readonly channels: Value;
  readonly h: Value;
  readonly w: Value;
  readonly flat: boolean;
  readonly origin: Origin;
}

/** Who made a tensor: the network's input, a layer, or one of two tensors, by a condition. */
type Origin =
  | { readonly kind: 'input' }
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'either'; readonly when: Value; readonly then: Tensor; readonly otherwise: Tensor };

/** The way to a layer: the blocks that were called, outermost first, and where. */
export type Chain = readonly Call[];

interface Call {
  readonly name: string;
  readonly place: Place;
  /** How many names of the path lead to the block. */
  readonly depth: number;
}

/** Where a layer or a check belongs. */
export interface Site {
  /** The names that lead to the layer, outermost first. */
  readonly path: readonly string[];
  readonly place: Place;
  readonly chain: Chain;
  /** Holds where the layer is part of the network. */
  readonly when: Value;
}

export interface Layer extends Site {
  /** Its index in the graph. */
  readonly index: number;
  readonly op: OpName;
  readonly formulas: Formulas;
  /** How many names of the path lead to the layer as written; `norm` and `activation` on it have one more. */
  readonly depth: number;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The arguments by the names that specs use, those that are given and the defaults of others, and all that the op's formulas read and give, by name. */
  readonly given: ReadonlyMap<string, Binding>;
  readonly defaults: ReadonlyMap<string, Binding>;
  readonly values: LayerValues;
  /** What it counts for, in the order of its op's measures; a layer that shares its weights has none of its own. */
  readonly measured: readonly Value[];
  /** The layer whose weights it shares, and whether they are but a part of that layer's. */
  readonly sharedWith: Layer | undefined;
  readonly isPart: boolean;
  /** The outermost block it is part of that stands for an ordinary layer, and what it is there. */
  readonly standIn: StandIn | undefined;
  readonly role: Role | undefined;
}

/** A layer whose weights another has, all of them or a part, and where that is asked for. */
export interface Share {
  readonly layer: Layer;
  readonly part: boolean;
  readonly name: string;
  readonly place: Place;
}

/** What must hold at a point; `values` are the numbers to show when it does not. */
export interface Check extends Site {
  readonly code: Code;
  readonly holds: Value;
  readonly args: Readonly<Record<string, unknown>>;
  readonly values: () => ReadonlyMap<string, Value | readonly Value[]>;
}

/** Where calculations and checks go while a graph is made. */
export interface Sink {
  readonly tape: Tape;
  check(check: Check): void;
}

/** A block that stands for an ordinary layer, and what that would cost. */
export interface StandIn extends Site {
  readonly block: string;
  readonly layer: Layer;
  /** Whether the block has the weights of an earlier call, where those of the ordinary layer are counted too. */
  readonly isShared: boolean;
  /** The saving that theory promises. */
  readonly theory: Value;
  /** Where that comes from. */
  readonly promise: Binding;
}

/** A calculation that decides the structure (how often a layer repeats), the outcome for which the graph was made, and the rule whose condition it is. */
export interface Assumption {
  readonly value: Value;
  readonly outcome: number;
  readonly rule: Rule | undefined;
}

/** What the network gives, by the name it is given under `outputs`. */
interface Output {
  readonly name: string | undefined;
  readonly tensor: Tensor;
}

/** What ghost modules replace. */
export interface GhostPlan {
  /** The paths of the convolutions that are replaced, joined by slashes. */
  readonly replaced: ReadonlySet<string>;
  /** The others that are ordinary, each with the reason, as a word and in words. */
  readonly left: readonly { readonly layer: string; readonly reason: string; readonly why: string }[];
  /** How many convolutions have groups, which are not ordinary. */
  readonly grouped: number;
}

/** A network's layers and what they are worth; it holds for the points whose parameters lie in `domains` and that decide `assumptions` alike. */
export interface Graph {
  readonly tape: Tape;
  readonly input: Tensor;
  readonly outputs: readonly Output[];
  readonly layers: readonly Layer[];
  readonly checks: readonly Check[];
  readonly standIns: readonly StandIn[];
  /** What ghost modules replaced, and the network before. */
  readonly ghost?: { readonly plan: GhostPlan; readonly base: Graph };
  readonly domains: ReadonlyMap<string, Bounds>;
  readonly assumptions: readonly Assumption[];
}

/** What a layer counts for by one measure. */
export const measureOf = ({ formulas, measured }: Layer, measure: Measure): Value => measured[formulas.indexes.get(measure) ?? -1] ?? 0;

/** An argument, given or by default, by the name that specs use. */
export const argumentOf = ({ given, defaults }: Layer, name: string): Binding | undefined => given.get(name) ?? defaults.get(name);

export const isConvolution = ({ formulas: { op } }: Pick<Layer, 'formulas'>): boolean => op.countedAs === 'convolution';
