/** An explanation as text: the way to the layer, its arguments back to what was written, its formulas with the numbers put in. */
import type { Explained, Explanation } from '../cost/explain.ts';
import type { Row } from '../cost/rows.ts';
import type { Theory } from '../cost/theory.ts';
import type { Trace } from '../cost/trace.ts';
import type { Caller } from '../diagnostic/index.ts';
import { shortPlace } from '../diagnostic/range.ts';
import { visible } from '../diagnostic/text.ts';
import { align } from './align.ts';
import { showSize } from './columns.ts';
import { counted, grouped, ratio } from './number.ts';
import { cells, type Report, type SpecOf } from './sheet.ts';
import { plain, type Style } from './style.ts';

/** First what a layer or block adds up to, then its parts, then each layer that is explained; `hint` says how to see those that are folded. */
export function renderExplanation(explained: Explained, style: Style = plain, hint = ''): string {
  const { network, parts, layers, folded } = explained;
  const several = parts.length > 1 || layers.length !== 1 || folded > 0;
  return `${[
    ...(several ? [overview(explained, style)] : []),
    ...(parts.length > 1 ? [partLines(explained, style)] : []),
    ...layers.map((layer) => one(layer, network, style)),
    ...(folded > 0 ? [style.dim(`${counted(folded, 'layer')} ${folded === 1 ? 'is' : 'are'} folded${hint === '' ? '' : `: ${hint}`}`)] : []),
  ].join('\n\n')}\n`;
}

function overview({ network, path, row, theory }: Explained, style: Style): string {
  const { saving } = row;
  return [
    path.length === 0 ? style.strong(network) : `${style.strong(path.join('/'))}  ${style.dim(`${row.type} of ${network}`)}`,
    `  output   ${showSize(row.output)}`,
    `  params   ${grouped(row.params)}; without norm ${grouped(row.params_without_norm)}, weights only ${grouped(row.weights)}`,
    `  MACs     ${grouped(row.macs)}`,
    ...(saving === undefined
      ? []
      : [
          `  weights  ${grouped(saving.primary_weights)} primary + ${grouped(saving.cheap_weights)} cheap; the ordinary layer has ${grouped(saving.ordinary_weights)}, ${ratio(saving.compression, 3)} times as many`,
          `  MACs     ${grouped(saving.primary_macs)} primary + ${grouped(saving.cheap_macs)} cheap; the ordinary layer has ${grouped(saving.ordinary_macs)}, ${ratio(saving.speedup, 3)} times as many`,
          ...(theory === undefined
            ? [
                `  theory   speed-up ${ratio(saving.theory_speedup)}, compression ${ratio(saving.theory_compression)}: what each block promises, weighted by what its ordinary layer costs`,
              ]
            : theoryLines(theory, style)),
          `  cut away ${grouped(saving.maps_cut)} maps`,
        ]),
  ].join('\n');
}

function theoryLines({ promised, ratios }: Theory, style: Style): readonly string[] {
  const { expression, value } = promised;
  return [
    `  theory   ${expression === undefined || expression === value ? '' : `${expression} = `}${value}`,
    ...ratios.map(
      ({ name, formula, substituted, value }) =>
        `    ${name.padEnd(7)}${[formula, ...(substituted === String(value) ? [] : [substituted]), Number.isInteger(value) ? String(value) : value.toFixed(3)].join(' = ')}`,
    ),
    ...ratios.map(({ name, when }) => style.dim(`    ${name.padEnd(7)}${when}`)),
  ];
}

/** A line for each part, and their sum. */
function partLines({ parts, row }: Explained, style: Style): string {
  const numbers = ({ weights, params, macs }: Row) => [weights, params, macs].map(grouped);
  const lines = [
    ['layer', 'type', 'window', 'output', 'weights', 'params', 'MACs'],
    ...parts.map((part) => [part.layer, part.type, part.window, showSize(part.output), ...numbers(part)]),
    ['total', '', '', showSize(row.output), ...numbers(row)],
  ];
  const right = [false, false, false, false, true, true, true];
  const [head = '', ...others] = align(
    lines.map((line) => line.map((text) => ({ text }))),
    right,
  ).split('\n');
  return [style.dim(head), ...others.slice(0, -1), style.strong(others.at(-1) ?? '')].join('\n');
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

/** The same for other formats than text: its parts and their sum, then the formulas of each layer that is explained. */
export function explanationReport(explained: Explained, params: SpecOf['params']): Report {
  const { network, path, row, layers } = explained;
  // a layer that is alone is its own part
  const parts = explained.parts.length > 0 ? explained.parts : [row];
  const numbers = ({ weights, params, macs }: Row) => [weights, params, macs].map(grouped);
  return {
    command: 'explain',
    sheets: [
      {
        title: path.length === 0 ? network : path.join('/'),
        details: `${row.type} of ${network}`,
        columns: [
          { key: 'layer', heading: 'layer', kind: 'text' },
          { key: 'type', heading: 'type', kind: 'text', importance: 1 },
          { key: 'window', heading: 'window', kind: 'text', importance: 0 },
          { key: 'output', heading: 'output', kind: 'text' },
          ...['weights', 'params', 'MACs'].map((key) => ({ key, heading: key, kind: 'number' }) as const),
        ],
        groups: [{ rows: parts.map((part) => cells([part.layer, part.type, part.window, showSize(part.output), ...numbers(part)])) }],
        total: cells(['total', '', '', showSize(row.output), ...numbers(row)]),
      },
      ...layers.map(({ layer, doc, formulas }) => ({
        title: layer.path.join('/'),
        details: `${layer.op} of ${network}`,
        columns: [
          ...['count', 'formula', 'numbers put in'].map((key) => ({ key, heading: key, kind: 'text' }) as const),
          { key: 'value', heading: 'value', kind: 'number' } as const,
        ],
        groups: [{ rows: formulas.map(({ name, formula, substituted, value }) => cells([name, formula, substituted, grouped(value)])) }],
        notes: [doc],
      })),
    ],
    notes: [],
    specs: [{ name: network, params }],
    records: () => ({
      columns: ['network', 'layer', 'type', 'window', 'output', 'weights', 'params', 'macs'],
      rows: parts.map(({ output, ...part }) => ({ network, ...part, output: showSize(output) })),
    }),
    data: () => toJson(explained),
  };
}

function toJson({ network, path, row, parts, theory, layers, folded }: Explained) {
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
  return { network, layer: path.join('/'), total: row, parts, ...(theory && { theory }), layers: explained, folded };
}
