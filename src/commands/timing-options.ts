/** What `time` and `table --time` are asked for alike. */
import { Option } from 'commander';
import { backendNames, devices, timingDefaults } from '../run/backend.ts';
import type { MeasureOptions } from '../run/time.ts';
import { parseCount, parseSeed, parseWhole } from './options.ts';

export type TimingOptions = Pick<MeasureOptions, 'backend' | 'device' | 'threads' | 'warmup' | 'runs' | 'seed'>;

export const timingOptions = (): readonly Option[] => [
  new Option('--backend <name>', 'runtime that runs the networks').choices(backendNames).default(backendNames[0]),
  new Option('--device <device>', 'device to run on').choices(devices).default(devices[0]),
  new Option('--threads <number>', 'number of threads (default: chosen by the backend)').argParser(parseWhole(1, 1024)),
  new Option('--warmup <number>', 'number of warm-up runs after the first; they are not counted').argParser(parseWhole(0)).default(timingDefaults.warmup),
  new Option('--runs <number>', 'number of measured runs per network').argParser(parseCount).default(timingDefaults.runs),
  new Option('--seed <number>', 'seed of the random weights, input and order of runs').argParser(parseSeed).default(timingDefaults.seed),
];
