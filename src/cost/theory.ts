/** What a block promises that stands for an ordinary layer: the saving that its file states, and of ghost modules also the exact ratio. */
import type { Network, NetworkLayer, NetworkStandIn } from '../graph/network.ts';
import { convolutionOps } from '../ops/convolution.ts';
import { type Expression, print } from '../spec/expression.ts';
import { parseExpression } from '../spec/parse.ts';
import type { Role } from '../spec/program.ts';
import { evaluated, type FormulaTrace, substitute, type Trace, trace } from './trace.ts';

export interface Theory {
  /** The saving as the block's file states it. */
  readonly promised: Trace;
  /** The ratios behind it, the exact one first, and when each holds. */
  readonly ratios: readonly (FormulaTrace & { readonly when: string })[];
}

const names = ['c', 'k_h', 'k_w', 'd_h', 'd_w', 's'] as const;

const parse = (formula: string): Expression =>
  parseExpression(formula, { values: new Set(names), functions: new Map() }, (code) => {
    throw new TypeError(`formula "${formula}": ${code}`);
  });

/** Equations (4) and (5) of the GhostNet paper (arXiv:1911.11907), speed-up and compression alike, and what they tend to. */
const ghostRatios = [
  {
    name: 'exact',
    expression: parse('c * k_h * k_w / (c * k_h * k_w / s + (s - 1) / s * d_h * d_w)'),
    when: 'where s divides the maps; equations (4) and (5) of arXiv:1911.11907, for speed-up and compression alike',
  },
  { name: 'about', expression: parse('s * c / (s + c - 1)'), when: 'where d is k' },
  { name: 'limit', expression: parse('s'), when: 'where d is k and c is much larger than s' },
] as const;

/** The theory of the block at a path; undefined where none stands for a layer there. */
export function theoryOf({ standIns, layers, read }: Network, path: readonly string[]): Theory | undefined {
  const index = standIns.findIndex((one) => one.path.join('/') === path.join('/'));
  const standIn = standIns[index];
  if (standIn === undefined) return undefined;
  const values = ghostValues(
    standIn,
    layers.filter((layer) => layer.standIn === index),
  );
  return {
    promised: trace('theory', standIn.promise, read),
    ratios:
      values === undefined
        ? []
        : ghostRatios.map(({ name, expression, when }) => ({
            name,
            formula: print(expression),
            substituted: substitute(expression, values, read),
            value: evaluated(expression, values, read),
            when,
          })),
  };
}

/** The letters of the paper's equations, of a block that is a ghost module: a convolution, and a depthwise one that makes s - 1 maps of each of its maps. */
function ghostValues({ ordinary, theory: s }: NetworkStandIn, layers: readonly NetworkLayer[]): ReadonlyMap<string, number> | undefined {
  const withRole = (role: Role) => layers.filter(({ op, layer }) => op in convolutionOps && layer.role === role);
  const [primary, ...others] = withRole('primary');
  const [cheap, ...more] = withRole('cheap');
  if (ordinary.op !== 'conv2d' || primary === undefined || cheap === undefined || others.length + more.length > 0) return undefined;
  const maps = primary.value('out_channels');
  if (cheap.value('groups') !== maps || cheap.value('in_channels') !== maps || cheap.value('out_channels') !== maps * (s - 1)) return undefined;
  const [c, groups, kernelH, kernelW] = ['in_channels', 'groups', 'kernel_h', 'kernel_w'].map((name) =>
    cheap.read(ordinary.values.get(name) ?? Number.NaN),
  ) as [number, number, number, number];
  return new Map([
    ['c', c / groups],
    ['k_h', kernelH],
    ['k_w', kernelW],
    ['d_h', cheap.value('kernel_h')],
    ['d_w', cheap.value('kernel_w')],
    ['s', s],
  ]);
}
