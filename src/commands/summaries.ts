/** What each command is for; what it does is loaded only when it is called. */
import type { CommandName } from './index.ts';

export const summaries = {
  analyze: 'show weights, multiply-adds, activations and memory of networks',
  compare: 'compare networks side by side, with the differences layer by layer',
  explain: 'show how the numbers of a layer are calculated',
  sweep: 'compute totals over many parameter values; filter, sort, Pareto frontier, pivot tables',
  solve: 'find the parameter values that come closest to a given cost',
  table: "compare published numbers with computed ones: the paper's tables, or your own",
  time: 'measure inference time in a real runtime',
  export: 'write a network as an ONNX file, with random or zero weights',
  validate: 'check specs and report all errors',
  list: 'list the shipped networks and block libraries',
  show: 'print the source of a shipped network, block library or table',
  init: 'write a starter spec or table, or a copy of what ships',
  completion: 'print the script that completes commands, options, names and parameters in bash, zsh or fish',
  schema: 'print the JSON Schema of the spec language, for editors',
} as const satisfies Record<CommandName, string>;
