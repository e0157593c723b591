/** What a runtime is to `time`: something that builds a network and runs its forward pass. */
import type { Network } from '../graph/network.ts';

/** The runtimes by name; the first is what is used unless another is asked for. */
export const backendNames = ['tfjs-wasm', 'tfjs-node', 'onnxruntime'] as const;
export type BackendName = (typeof backendNames)[number];

export const devices = ['cpu', 'gpu'] as const;
export type Device = (typeof devices)[number];

/** A runtime that can be installed. */
export interface Backend {
  /** What it is, in a line. */
  readonly doc: string;
  /** What has to be installed for each device that it knows; the package that computes comes first. */
  readonly packages: Partial<Readonly<Record<Device, readonly string[]>>>;
  /** The flags that its installation for a device wants from `npm install`. */
  readonly flags?: Partial<Readonly<Record<Device, string>>>;
  /** The machines, as `linux/x64`, that it has binaries for, where it has them for some. */
  readonly machines?: Partial<Readonly<Record<Device, readonly string[]>>>;
  /** The script of ghostcost's repository that installs it on Linux for a device where `npm install` cannot reach all that it downloads. */
  readonly scripts?: Partial<Readonly<Record<Device, string>>>;
  /** The most threads that it can compute with, where that has a bound. */
  readonly mostThreads?: number;
  /** Starts it; `load` gives a package's module. Called only when all its packages are there. */
  start(load: (name: string) => Promise<unknown>, options: StartOptions): Promise<Runtime>;
}

export interface StartOptions {
  readonly device: Device;
  /** Threads to compute with; the runtime's own choice when absent. */
  readonly threads?: number;
}

/** A runtime that has been started. */
export interface Runtime {
  /** What computes and in which version: `TensorFlow 2.21.0 (@tensorflow/tfjs-node 4.22.0)`. */
  readonly version: string;
  /** Threads it computes with; absent where it cannot be known. */
  readonly threads?: number;
  /** @throws SpecError for a layer that it cannot run, by name */
  build(network: Network, options: BuildOptions): Promise<Model>;
}

export interface BuildOptions {
  readonly batch: number;
  /** What weights and input are drawn from. */
  readonly seed: number;
}

/** Channels first, as the spec has them: batch x channels x height x width, or batch x channels. */
export interface Result {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A network in a runtime, with its weights and a batch of inputs. */
export interface Model {
  /** Parameters that were made: as many as the network's `params`. */
  readonly params: number;
  /** One forward pass, with the network's outputs in their order; it is over when they have been read. */
  run(): Promise<readonly Result[]>;
  /** One forward pass with the output of every layer, in the order of the network's layers. */
  trace(): Promise<readonly Result[]>;
  /** One forward pass with the milliseconds of every layer; undefined for one that the runtime carries out as part of another. */
  profile(): Promise<readonly (number | undefined)[]>;
  /** Frees what it holds. */
  dispose(): Promise<void>;
}

/** How forward passes are measured unless told otherwise, on the first of the devices by the first of the backends. */
export const timingDefaults = { warmup: 3, runs: 20, seed: 1, batch: 1 } as const;

/** How many networks may take turns. */
export const mostNetworks = 100;
