import { setImmediate } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { problem, SpecError } from '../diagnostic/index.ts';
import { toNetwork } from '../graph/network.ts';
import { toPoint } from '../graph/point.ts';
import { bytes, counted, grouped } from '../report/number.ts';
import { reporting, say } from './console.ts';
import { interruption } from './interruption.ts';
import { addPointOptions, openSpec, type PointOptions, parseCount, parseSeed } from './options.ts';
import { abandoning, notWhole, toOutput } from './output.ts';
import { requireEnding } from './report.ts';

interface Options extends PointOptions {
  readonly weights: 'random' | 'zero';
  readonly seed?: number;
  readonly batch?: number;
  readonly output?: string;
}

export function define(command: Command): void {
  command.argument('<spec>', 'a file, "-" for standard input, or a shipped name (see "ghostcost list")');
  addPointOptions(command)
    .addOption(new Option('--weights <values>', 'values of the weights').choices(['random', 'zero']).default('random'))
    .addOption(new Option('--seed <number>', 'seed of the random weights (default: 1)').argParser(parseSeed))
    .addOption(new Option('--batch <number>', 'batch size (default: dynamic, the dimension N)').argParser(parseCount))
    .option('-o, --output <file>', 'write to this file (atomically) instead of standard output, which must not be a terminal')
    .action((spec: string, options: Options) => reporting(undefined, () => run(spec, options)));
}

async function run(spec: string, { weights, seed, batch, output = '-', ...options }: Options): Promise<void> {
  requireEnding(output, ['.onnx']);
  if (output === '-' && process.stdout.isTTY) throw new SpecError([problem('usage/binary', { format: 'ONNX', file: 'net.onnx' })]);
  if (weights === 'zero' && seed !== undefined)
    throw new SpecError([problem('usage/option', { option: '--seed', got: String(seed), expected: '--weights random; zeros are not drawn' })]);
  const { program, params: settings } = openSpec(spec, options);
  const network = toNetwork(program, toPoint(program, settings));
  // loaded where it is needed, since other commands pay for what is loaded at the start
  const { toOnnx } = await import('../onnx/index.ts');
  const { pieces, size, params } = toOnnx(network, { ...(weights === 'random' && { seed: seed ?? 1 }), ...(batch !== undefined && { batch }) });
  const left = await write(pieces, output);
  if (left !== undefined) return say(`interrupted; ${left}`);
  const drawn = weights === 'zero' ? 'all zero' : `random from seed ${seed ?? 1}`;
  const name = output === '-' ? program.name : output;
  say(`wrote ${name}: ${bytes(size)}, ${counted(network.layers.length, 'layer')}, ${grouped(params)} params, ${drawn}`);
}

/** Writes all, or says what is left where it was interrupted. */
async function write(pieces: readonly Uint8Array[], file: string): Promise<string | undefined> {
  // before there is anything to leave behind
  const signal = interruption();
  const output = toOutput(file, notWhole);
  return abandoning(output, async () => {
    for (const [index, piece] of pieces.entries()) {
      await output.write(piece, index + 1);
      // a signal is heard only between two tasks
      await setImmediate();
      if (signal.aborted) return output.abandon();
    }
    await output.finish();
    return undefined;
  });
}
