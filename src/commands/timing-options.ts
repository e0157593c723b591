/** What `time` and `table --time` are asked for alike. */
import { Option } from 'commander';
import { type BackendName, backendNames, type Device, devices } from '../run/backend.ts';
import { parseCount, parseSeed, parseWhole } from './options.ts';

export interface TimingOptions {
  readonly backend: BackendName;
  readonly device: Device;
  readonly threads?: number;
  readonly warmup: number;
  readonly runs: number;
  readonly seed: number;
}

/** How many networks may take turns. */
export const mostNetworks = 100;

export const timingOptions = (): readonly Option[] => [
  new Option('--backend <name>', 'what runs the networks').choices(backendNames).default(backendNames[0]),
  new Option('--device <device>', 'what it runs them on').choices(devices).default(devices[0]),
  new Option('--threads <number>', 'threads to compute with (default: what the backend thinks best)').argParser(parseWhole(1, 1024)),
  new Option('--warmup <number>', 'runs after the first that are not counted').argParser(parseWhole(0)).default(3),
  new Option('--runs <number>', 'runs that are').argParser(parseCount).default(20),
  new Option('--seed <number>', 'what weights, input and the order of runs are drawn from').argParser(parseSeed).default(1),
];
