import { type Command, Option } from 'commander';
import { type Analysis, analyze } from '../cost/analysis.ts';
import type { Depth } from '../cost/rows.ts';
import { type Problem, problem, SpecError } from '../diagnostic/index.ts';
import { type Network, toNetwork } from '../graph/network.ts';
import { type Settings, toPoint } from '../graph/point.ts';
import { showParams } from '../report/columns.ts';
import { namesOf } from '../report/compare.ts';
import { type Format, formats } from '../report/index.ts';
import { renderProblems } from '../report/problems.ts';
import { timingReport } from '../report/time.ts';
import { mostNetworks } from '../run/backend.ts';
import { sideNames, sizeName } from '../spec/compile.ts';
import { ghostNames } from '../spec/ghostify.ts';
import { lengthOf, toGrid, writePoint } from '../sweep/grid.ts';
import { type AxisOptions, addAxisOptions, axesOf, choiceOf } from './axes.ts';
import { say } from './console.ts';
import { type OpenedSpec, openSpec, parseCount, parseDepth, parseDigits } from './options.ts';
import { addReportOptions, print, type ReportOptions, reportingIn } from './report.ts';
import { type TimingOptions, timingOptions } from './timing-options.ts';
import { requireWritable } from './whole-file.ts';

interface Options extends AxisOptions, TimingOptions, ReportOptions {
  readonly batch: number;
  readonly relativeTo?: string;
  readonly perLayer?: true;
  readonly depth: Depth;
  readonly precision: number;
}

/** A network that is to be measured. */
interface Opened {
  readonly spec: string;
  readonly opened: OpenedSpec;
  readonly analysis: Analysis;
  readonly network: Network;
}

/** A network that is to be measured, or what is wrong with it. */
interface Tried {
  readonly opened: readonly Opened[];
  readonly wrong: readonly Problem[];
}

export function define(command: Command): void {
  command.argument('<spec...>', 'files, "-" for standard input, or shipped names, each with optional parameters: ghostnet,width=0.5');
  addAxisOptions(command).addOption(new Option('--batch <number>', 'batch size: samples per run').argParser(parseCount).default(1));
  for (const option of timingOptions()) command.addOption(option);
  command
    .option('--relative-to <spec>', 'divide medians by the median of this network, to which --ghost and swept values do not apply')
    .option('--per-layer', 'also time every layer, and show its share of the time beside its share of the MACs')
    .addOption(
      new Option('--depth <depth>', 'how --per-layer groups layers: as "analyze --depth"')
        .argParser(parseDepth)
        .default('block' satisfies Depth)
        .implies({ perLayer: true }),
    );
  addReportOptions(command)
    .addOption(new Option('--precision <digits>', 'number of decimals in counts, as in 141.15 M').argParser(parseDigits).default(2))
    .action((specs: string[], options: Options) => reportingIn(options, formats, (format) => run(specs, format, options)));
}

async function run(specs: readonly string[], format: Format, options: Options): Promise<void> {
  const { batch, perLayer, depth, output, precision } = options;
  const { networks, axes, base } = openAll(specs, options);
  if (output !== undefined) requireWritable(output);
  const analyses = networks.map(({ analysis }) => analysis);
  const subjects = namesOf(analyses).map((name, index) => ({ name, network: (networks[index] as Opened).network }));
  // loaded where it is needed, since other commands pay for what is loaded at the start
  const { timeWatched } = await import('./timing.ts');
  const { times, environment } = await timeWatched(subjects, { ...options, batch, depth: perLayer && depth });
  const timed = networks.map((network, index) => ({ ...network, ...(times[index] as (typeof times)[number]) }));
  if (timed.every(({ timing }) => timing.first_ms === undefined)) {
    say('interrupted before the first run');
    return;
  }
  const timings = { networks: timed, axes, base: base === undefined ? undefined : timed[base], environment };
  await print(
    timingReport(timings, precision),
    format,
    options,
    networks.map(({ opened }) => opened),
  );
}

/**
 * Every spec at every point, and the index of what they are compared to: one of them, or one more in front of them.
 * @throws SpecError for all that is wrong with any of them, before anything is measured
 */
function openAll(specs: readonly string[], options: Options): { networks: readonly Opened[]; axes: readonly string[]; base: number | undefined } {
  const { axes, words } = axesOf(options);
  const choice = choiceOf(options);
  const strictness = options.strict && { strict: options.strict };
  const grid = toGrid(axes);
  const size = specs.length * grid.size;
  if (size > mostNetworks) throw new SpecError([problem('time/too-many', { size, most: mostNetworks })]);
  const values = new Float64Array(grid.names.length);
  const points = Array.from({ length: grid.size }, (_, index) => {
    writePoint(grid, index, values);
    return Object.fromEntries(grid.names.map((name, column) => [name, values[column] as number]));
  });
  const several = axes.filter((axis) => lengthOf(axis) > 1).flatMap(({ names }) => names);

  const open = (toSpec: () => OpenedSpec): Tried => {
    try {
      const opened = toSpec();
      const { name, program, params } = opened;
      const analysis = analyze(program, { params, depth: 'total', batch: options.batch });
      return { opened: [{ spec: name, opened, analysis, network: toNetwork(program, toPoint(program, params)) }], wrong: [] };
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      return { opened: [], wrong: error.problems };
    }
  };
  const labels = points.map((point) => showParams(Object.fromEntries(Object.entries(point).filter(([name]) => several.includes(name)))));
  const problems: Problem[] = [];
  const networks = specs.flatMap((spec) => {
    const tried = points.map((point) => open(() => openSpec(spec, { set: { ...words, ...point }, ...(choice && { ghost: choice }), ...strictness })));
    problems.push(...problemsOf(tried, labels));
    const found = tried.flatMap(({ opened }) => opened);
    // parameters that follow a name leave nothing to the lists that are of the same
    return found.filter((one, index) => found.findIndex((other) => isSame(one, other)) === index);
  });
  const { relativeTo } = options;
  const compared =
    relativeTo === undefined ? undefined : open(() => openBase(relativeTo, { ...words, ...points[0] }, [...several, ...(options.ghost ? ghostNames : [])]));
  problems.push(...(compared?.wrong ?? []));
  if (problems.length > 0) throw new SpecError(problems);
  const [base] = compared?.opened ?? [];
  if (base === undefined) return { networks, axes: several, base: undefined };
  const index = networks.findIndex((network) => isSame(network, base));
  return index < 0 ? { networks: [base, ...networks], axes: several, base: 0 } : { networks, axes: several, base: index };
}

/** What is wrong with a spec: what is so at every point once, the rest behind the points where it is. */
function problemsOf(tried: readonly Tried[], labels: readonly string[]): readonly Problem[] {
  const said = (one: Problem) => renderProblems([one]);
  const all = tried.map(({ wrong }) => new Set(wrong.map(said)));
  const isEverywhere = (one: Problem) => all.every((others) => others.has(said(one)));
  const somewhere = tried.flatMap(({ wrong }, index) => {
    const here = wrong.filter((one) => !isEverywhere(one));
    return here.length === 0 ? [] : [problem('sweep/point', { at: labels[index] ?? '' }), ...here];
  });
  return [...(tried[0]?.wrong ?? []).filter(isEverywhere), ...somewhere];
}

/** What others are compared to: of the parameters that are set it takes those that it has, but for some. */
function openBase(spec: string, settings: Settings, left: readonly string[]): OpenedSpec {
  const { params } = openSpec(spec, {}).program;
  const has = (name: string) => params.has(name) || (sideNames.some((side) => side === name) && params.has(sizeName));
  return openSpec(spec, { set: Object.fromEntries(Object.entries(settings).filter(([name]) => has(name) && !left.includes(name))) });
}

const isSame = ({ spec, analysis }: Opened, other: Opened) =>
  spec === other.spec &&
  showParams(analysis.params) === showParams(other.analysis.params) &&
  analysis.total.params === other.analysis.total.params &&
  analysis.total.macs === other.analysis.total.macs;
