/** An explanation as text: the way to the layer, its arguments back to what was written, its formulas with the numbers put in. */
import type { Explanation, Trace } from '../cost/explain.ts';
import type { Row } from '../cost/rows.ts';
import { type Caller, shortPlace, visible } from '../diagnostic.ts';
import { showSize } from './columns.ts';
import { grouped, ratio } from './number.ts';
import { plain, type Style } from './style.ts';

export interface Explained {
  readonly network: string;
  readonly path: readonly string[];
  readonly row: Row;
  readonly layers: readonly Explanation[];
}

export function renderExplanation({ network, path, row, layers }: Explained, style: Style = plain): string {
  const several = layers.length > 1 ? [overview(network, path, row, style)] : [];
  return `${[...several, ...layers.map((layer) => one(layer, network, style))].join('\n\n')}\n`;
}

function overview(network: string, path: readonly string[], row: Row, style: Style): string {
  const { saving } = row;
  return [
    `${style.strong(path.join('/'))}  ${style.dim(`${row.type} of ${network}`)}`,
    `  output   ${showSize(row.output)}`,
    `  params   ${grouped(row.params)}; without norm ${grouped(row.params_without_norm)}, weights only ${grouped(row.weights)}`,
    `  MACs     ${grouped(row.macs)}`,
    ...(saving === undefined
      ? []
      : [
          `  weights  ${grouped(saving.primary_weights)} primary + ${grouped(saving.cheap_weights)} cheap; the ordinary layer has ${grouped(saving.ordinary_weights)}, ${ratio(saving.compression, 3)} times as many (theory ${ratio(saving.theory_compression)})`,
          `  MACs     ${grouped(saving.primary_macs)} primary + ${grouped(saving.cheap_macs)} cheap; the ordinary layer has ${grouped(saving.ordinary_macs)}, ${ratio(saving.speedup, 3)} times as many (theory ${ratio(saving.theory_speedup)})`,
          `  cut away ${grouped(saving.maps_cut)} maps`,
        ]),
  ].join('\n');
}

function one({ layer, doc, chain, place, arguments: args, formulas }: Explanation, network: string, style: Style): string {
  const names = Math.max('output'.length, ...args.map(({ name }) => name.length), ...formulas.map(({ name }) => name.length));
  return [
    `${style.strong(layer.path.join('/'))}  ${style.dim(`${layer.op} of ${network}`)}`,
    `  ${style.dim(doc)}`,
    ...[...chain, place].map((caller, depth) => `  ${style.dim(`${'  '.repeat(depth)}${depth === 0 ? '' : '> '}${caller.name} at ${where(caller)}`)}`),
    `  ${'input'.padEnd(names)}  ${layer.inputSizes.map(showSize).join(' and ')}`,
    `  ${'output'.padEnd(names)}  ${showSize(layer.output)}`,
    ...(layer.sharedWith === undefined ? [] : [`  weights are those of ${layer.sharedWith.path.join('/')}, and counted there`]),
    ...args.flatMap((trace) => traced(trace, names, 0, style)),
    ...formulas.flatMap(({ name, formula, substituted, value }) => [
      `  ${style.strong(name.padEnd(names))}  ${formula}`,
      ...(substituted === String(value) || substituted === formula ? [] : [`  ${' '.repeat(names)}  = ${substituted}`]),
      `  ${' '.repeat(names)}  = ${grouped(value)}`,
    ]),
  ].join('\n');
}

function traced({ name, kind, value, expression, substituted, rounding, from }: Trace, names: number, depth: number, style: Style): readonly string[] {
  const indent = depth === 0 ? '  ' : `  ${' '.repeat(names)}  ${'  '.repeat(depth - 1)}`;
  const steps = [
    ...(expression === undefined || expression === value ? [] : [expression]),
    ...(substituted === undefined || substituted === expression ? [] : [substituted]),
    value,
  ];
  const origin = depth === 0 && kind === 'argument' ? '' : style.dim(`  (${kind})`);
  return [
    `${indent}${depth === 0 ? name.padEnd(names + 2) : `${name} = `}${steps.join(' = ')}${origin}`,
    ...rounding.map((note) => `  ${' '.repeat(names)}  ${'  '.repeat(depth)}${style.dim(`make_divisible: ${note}`)}`),
    ...from.flatMap((inner) => traced(inner, names, depth + 1, style)),
  ];
}

const where = ({ range }: Caller) => visible(shortPlace(range));

/** The same as one JSON object. */
export function explanationToJson({ network, path, row, layers }: Explained): string {
  const { saving, ...counts } = row;
  const explained = layers.map(({ layer, doc, chain, place, arguments: args, formulas }) => ({
    layer: layer.path.join('/'),
    op: layer.op,
    doc,
    chain: [...chain, place].map((caller) => ({ name: caller.name, at: shortPlace(caller.range) })),
    inputs: layer.inputSizes,
    output: layer.output,
    arguments: args,
    formulas,
  }));
  return `${JSON.stringify({ network, layer: path.join('/'), total: { ...counts, ...(saving && { saving }) }, layers: explained }, null, 2)}\n`;
}
