import { SpecError } from '../src/diagnostic/index.ts';
import { position } from '../src/diagnostic/range.ts';
import { sum } from '../src/graph/counts.ts';
import { type Network, toNetwork } from '../src/graph/network.ts';
import { type Settings, toPoint } from '../src/graph/point.ts';
import { library, readSpec } from '../src/node/files.ts';
import { compile } from '../src/spec/compile.ts';
import { parse } from '../src/spec/document.ts';
import type { Program } from '../src/spec/program.ts';

/** Compiles a shipped network or a file. */
export const shipped = (name: string): Program => compile(readSpec(name), library);

/** Compiles a spec written in a test: what stands here goes below a version, a name and an input of 3 x 32 x 32. */
export const written = (text: string, input = '[3, 32, 32]'): Program => compile(parse(`version: 1\nname: test\ninput: ${input}\n${text}`), library);

export const run = (program: Program, settings: Settings = {}): Network => toNetwork(program, toPoint(program, settings));

/** The totals that `expected.json` and the papers speak of. */
export function totals(program: Program, settings: Settings = {}) {
  const { weights, biases, norm_params, macs, gap_inputs } = sum(run(program, settings).layers);
  return {
    params: weights + biases + norm_params,
    params_without_norm: weights + biases,
    weights_only: weights,
    macs,
    macs_plus_gap_inputs: macs + gap_inputs,
  };
}

/** The problems of what `action` does, as `code @ line:column`. */
export function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.problems.map(({ code, range }) => {
      if (range === undefined) return code;
      const { line, column } = position(range.text, range.start);
      return `${code} @ ${line}:${column}`;
    });
  }
  return [];
}
