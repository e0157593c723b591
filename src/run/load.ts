/** Finds a backend's packages, which are optional, and starts it; what is not there or does not start is said, and nothing else is taken instead. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problem, SpecError } from '../diagnostic/index.ts';
import { type Backend, type BackendName, backendNames, type Device, type Runtime, type StartOptions } from './backend.ts';
import { backends } from './index.ts';

type Machine = Pick<NodeJS.Process, 'platform' | 'arch'>;

const own = fileURLToPath(new URL('../..', import.meta.url));

/** Where packages are looked for: the project of the working directory, beside ghostcost, and what the scripts of its repository install. */
const homes = () => [process.cwd(), own, join(own, '.backends')].map((folder) => createRequire(join(folder, 'package.json')));

/** The first home that has all packages, so that those which know each other are of one installation. */
const homeOf = (packages: readonly string[]) =>
  homes().find(({ resolve }) => packages.every((name) => resolve.paths(name)?.some((folder) => existsSync(join(folder, name, 'package.json')))));

/** What installs a backend for a device that it supports. */
export const installCommand = ({ packages, flags }: Backend, device: Device): string =>
  ['npm install', ...(packages[device] ?? []), flags?.[device]].filter((part) => part !== undefined).join(' ');

/**
 * Starts a backend, on this machine unless another is told of.
 * @throws SpecError for a device that it does not know, more threads than it can have, for packages that are not there, and for those that do not start
 */
export async function startBackend(name: BackendName, options: StartOptions, { platform, arch }: Machine = process): Promise<Runtime> {
  const { device, threads = 1 } = options;
  const backend = backends[name];
  const { mostThreads = threads } = backend;
  const machine = `${platform}/${arch}`;
  const isFor = (one: BackendName) => backends[one].machines?.[device]?.includes(machine) !== false;
  const script = platform === 'linux' ? backend.scripts?.[device] : undefined;
  const packages = backend.packages[device];
  if (packages === undefined) {
    const known = backendNames.filter((other) => backends[other].packages[device] !== undefined);
    throw new SpecError([problem('usage/device', { backend: name, device, known })]);
  }
  if (threads > mostThreads) {
    const known = backendNames.filter((other) => (backends[other].mostThreads ?? threads) >= threads);
    throw new SpecError([problem('usage/threads', { backend: name, threads, most: mostThreads, known })]);
  }
  const otherMachine = () => {
    const known = backendNames.filter((other) => backends[other].packages[device] !== undefined && isFor(other));
    return new SpecError([problem('backend/machine', { backend: name, device, machine, machines: backend.machines?.[device] ?? [], known })]);
  };
  const command = installCommand(backend, device);
  const home = homeOf(packages);
  if (home === undefined) {
    if (!isFor(name)) throw otherMachine();
    const others = backendNames.filter((other) => {
      const wanted = backends[other].packages[device];
      return other !== name && wanted !== undefined && homeOf(wanted) !== undefined;
    });
    throw new SpecError([problem('backend/missing', { backend: name, packages, command, script, others })]);
  }
  try {
    return await backend.start(async (one) => home(one), options);
  } catch (error) {
    // no other installation would do
    if (!isFor(name)) throw otherMachine();
    throw new SpecError([problem('backend/broken', { backend: name, reason: firstLineOf(error), command, script, node: process.versions.node })]);
  }
}

/** What a runtime has to say, in a line. */
export const firstLineOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim()
      .slice(0, 300) ?? 'without a reason'
  );
};
