/** Runtimes, and files for them. */
import type { Sentences } from '../sentence.ts';
import { oneOf } from '../text.ts';

interface Installing {
  readonly backend: string;
  /** What installs it. */
  readonly command: string;
  /** What else does, where the command cannot. */
  readonly script: string | undefined;
}

interface OtherMachine {
  readonly backend: string;
  readonly device: 'cpu' | 'gpu';
  readonly machine: string;
  readonly machines: readonly string[];
  /** The other backends that are for it. */
  readonly known: readonly string[];
}

interface Failing {
  readonly backend: string;
  readonly device: 'cpu' | 'gpu';
  readonly network: string;
  readonly what: 'build' | 'run';
  readonly reason: string;
}

const installing = (command: string, script: string | undefined) =>
  `${command}${script === undefined ? '' : `, or, if its download is blocked: ${script} in ghostcost's repository`}`;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

export const sentences = {
  'backend/missing': ({ backend, packages, command, script, others }: Installing & { packages: readonly string[]; others: readonly string[] }) => ({
    says: `the backend ${backend} is not installed`,
    expected: `${packages.join(' and ')}, in the project of this folder or beside ghostcost`,
    advice: `${installing(command, script)}; ${
      others.length === 0 ? 'no other backend is installed' : `installed ${others.length === 1 ? 'is' : 'are'} --backend ${others.join(', --backend ')}`
    }`,
  }),
  'backend/machine': ({ backend, device, machine, machines, known }: OtherMachine) => ({
    says: `the backend ${backend} does not support the ${device} of this machine (${machine})`,
    expected: oneOf(machines),
    advice: known.length === 0 ? 'use --device cpu' : `here: --backend ${known.join(', --backend ')}`,
  }),
  'backend/broken': ({ backend, reason, command, script, node }: Installing & { reason: string; node: string }) => ({
    says: `the backend ${backend} is installed but does not start: ${reason}`,
    expected: `an installation built for this machine and for Node ${node}`,
    advice: installing(command, script),
  }),
  'backend/failed': ({ backend, device, network, what, reason }: Failing) => ({
    says: `${backend} cannot ${what} ${network} on ${device}: ${reason}`,
    advice: `${
      device === 'gpu' ? "check the GPU's driver and libraries, or use --device cpu" : 'where memory ran out, use a smaller --batch or fewer networks'
    }; another --backend may be able to`,
  }),
  'backend/params': ({ backend, network, made, params }: { backend: string; network: string; made: number; params: number }) => ({
    says: `${backend} created ${made} parameters for ${network}, which has ${params}`,
    advice: 'this is a bug in ghostcost: please report it',
  }),
  'time/too-many': ({ size, most }: { size: number; most: number }) => ({
    says: `there are ${size} networks to time, more than ${most}`,
    expected: `at most ${most}: all are kept in memory, because their runs alternate`,
    advice: 'time fewer networks per call',
  }),
  'time/memory': ({ bytes, most }: { bytes: number; most: number }) => ({
    says: `weights and activations of these networks take ${gibibytes(bytes)}, and this machine has ${gibibytes(most)}`,
    advice: 'time fewer networks per call, or use a smaller --batch',
  }),
  'onnx/too-large': ({ size, largest }: { size: number; largest: number }) => ({
    says: `an ONNX file of this network would have ${size} bytes`,
    expected: `at most ${largest}, what Protocol Buffers can hold`,
    advice: 'make the network smaller, for example with --width',
  }),
} as const satisfies Sentences<'backend' | 'time' | 'onnx'>;
