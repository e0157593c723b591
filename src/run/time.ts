/** Networks are built in a runtime, and their forward passes measured. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { peakMemory } from '../cost/memory.ts';
import type { Depth } from '../cost/rows.ts';
import { type Environment, type LayerTiming, layerTimingOf, type Times, type Timing, timingOf } from '../cost/timing.ts';
import { problem, SpecError } from '../diagnostic/index.ts';
import type { Counts } from '../graph/counts.ts';
import { sum } from '../graph/counts.ts';
import type { Network } from '../graph/network.ts';
import { version } from '../version.ts';
import { type BackendName, backendNames, type Device, devices, type Model, mostNetworks, type Runtime, timingDefaults } from './backend.ts';
import { firstLineOf, startBackend } from './load.ts';
import { measure } from './measure.ts';

export interface Subject {
  /** What messages call it. */
  readonly name: string;
  readonly network: Network;
}

export interface MeasureOptions {
  readonly backend: BackendName;
  readonly device: Device;
  /** Threads to compute with; what the backend thinks best unless given. */
  readonly threads?: number;
  /** Runs after the first that are not counted. */
  readonly warmup: number;
  /** Runs that are measured. */
  readonly runs: number;
  /** What weights, input and the order of runs are drawn from. */
  readonly seed: number;
  /** Samples a run. */
  readonly batch: number;
  /** How far layers are folded together, where each run is followed by one that is measured layer by layer. */
  readonly depth?: Depth | undefined;
}

/** What hears how far measuring is, and can end it. */
export interface Watch {
  readonly signal?: AbortSignal;
  /** Hears how many of all steps are done, and what is done next. */
  readonly onProgress?: (done: number, now: string) => void;
}

export interface Measured {
  readonly times: readonly { readonly timing: Timing; readonly layers: LayerTiming | undefined }[];
  readonly environment: Environment;
}

/** How many steps measuring has: each network is built and run once, then warmed up and measured. */
export const stepsOf = (networks: number, { warmup, runs }: Pick<MeasureOptions, 'warmup' | 'runs'>): number => networks * (2 + warmup + runs);

/**
 * Measures networks, their runs in turns. A signal ends it after the run that is under way, with what has been measured.
 * @throws SpecError where there are too many networks for the machine, and for what a backend does not have or cannot do
 */
export async function time(subjects: readonly Subject[], given: Partial<MeasureOptions> = {}, { signal, onProgress }: Watch = {}): Promise<Measured> {
  const options: MeasureOptions = { backend: backendNames[0], device: devices[0], ...timingDefaults, ...given };
  const { backend, batch, seed, warmup, runs, depth } = options;
  if (subjects.length > mostNetworks) throw new SpecError([problem('time/too-many', { size: subjects.length, most: mostNetworks })]);
  const counts = subjects.map(({ network }) => sum(network.layers));
  const params = counts.map(({ weights, biases, norm_params }) => weights + biases + norm_params);
  requireMemory(subjects, params, batch);
  const runtime = await startBackend(backend, options);
  const models: Model[] = [];
  const times: Times[] = subjects.map(() => ({ first: undefined, runs: [], layers: [] }));
  try {
    for (const [index, { name, network }] of subjects.entries()) {
      onProgress?.(index, `building ${name}`);
      // the signal of Ctrl-C is heard only between two tasks
      await setImmediate();
      if (signal?.aborted) break;
      const model = await attempt('build', name, options, () => runtime.build(network, { batch, seed }));
      models.push(model);
      const expected = params[index] as number;
      if (model.params !== expected) throw new SpecError([problem('backend/params', { backend, network: name, made: model.params, params: expected })]);
    }
    const running = models.map((model, index) => {
      const run = <T>(action: () => Promise<T>) => attempt('run', subjects[index]?.name ?? '', options, action);
      return { run: () => run(() => model.run()), profile: () => run(() => model.profile()) };
    });
    let done = subjects.length;
    for await (const { model, phase, milliseconds, layers } of signal?.aborted ? [] : measure(running, { warmup, runs, seed, perLayer: depth !== undefined })) {
      const found = times[model] as Times;
      if (phase === 'first') found.first = milliseconds;
      if (phase === 'run') found.runs.push(milliseconds);
      if (layers !== undefined) found.layers.push(layers);
      if (signal?.aborted) break;
      onProgress?.(++done, `${subjects[model]?.name}, ${phase === 'run' ? `run ${found.runs.length} of ${runs}` : phase}`);
    }
  } finally {
    for (const model of models) await model.dispose();
  }
  const said = subjects.map(({ network }, index) => {
    const [found, { macs }] = [times[index] as Times, counts[index] as Counts];
    return {
      timing: timingOf(found, { batch, macs: macs * batch }),
      layers: depth === undefined ? undefined : layerTimingOf(network, found.layers, depth, batch),
    };
  });
  return { times: said, environment: environmentOf(runtime, options) };
}

const environmentOf = ({ version: runtime, threads }: Runtime, { backend, device, batch, seed, warmup, runs }: MeasureOptions): Environment => ({
  cpu: cpus()[0]?.model.trim() || process.arch,
  cores: availableParallelism(),
  platform: `${process.platform} ${process.arch}`,
  node: process.versions.node,
  backend,
  runtime,
  device,
  threads,
  batch,
  seed,
  warmup,
  runs_asked: runs,
  ghostcost: version,
});

/** @throws SpecError for weights, and activations at the peak of a run, that no runtime has room for */
function requireMemory(subjects: readonly Subject[], params: readonly number[], batch: number): void {
  const elements = params.reduce((total, one) => total + one, 0) + batch * Math.max(...subjects.map(({ network }) => peakMemory(network, 'separate').elements));
  const bytes = elements * Float32Array.BYTES_PER_ELEMENT;
  const available = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  if (bytes > available) throw new SpecError([problem('time/memory', { bytes, most: available })]);
}

/** @throws SpecError for what a runtime throws */
async function attempt<T>(what: 'build' | 'run', network: string, { backend, device }: MeasureOptions, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof SpecError) throw error;
    throw new SpecError([problem('backend/failed', { backend, device, network, what, reason: firstLineOf(error) })]);
  }
}
