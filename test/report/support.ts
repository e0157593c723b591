import { type Analysis, type AnalyzeOptions, analyze } from '../../src/cost/analysis.ts';
import { library } from '../../src/node/files.ts';
import type { Style } from '../../src/report/style.ts';
import { compile } from '../../src/spec/compile.ts';
import { parse } from '../../src/spec/document.ts';
import { shipped } from '../support.ts';

export const analysisOf = (name: string, options: AnalyzeOptions = {}): Analysis => analyze(shipped(name), options);

/** A network with a name of its own, and a parameter whose name has what formats treat specially. */
export const named = (name: string, options: AnalyzeOptions = {}): Analysis =>
  analyze(
    compile(
      parse(`version: 1
name: ${JSON.stringify(name)}
params: {the_mode: fast, a_b: 1}
input: [3, 8, 8]
layers: [{op: conv2d, out_channels: 4, kernel_size: 3, name: first_layer}, {op: relu, name: second.layer}]`),
      library,
    ),
    options,
  );

/** Marks where each style is applied, in a way that can be taken off again. */
export const marking: Style = { strong: (text) => `\u0001${text}\u0002`, dim: (text) => `\u0003${text}\u0004`, error: (text) => text, warning: (text) => text };
export const unmarked = (text: string): string => [...text].filter((character) => character > '\u0004' || character === '\n').join('');
