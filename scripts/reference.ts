/** The generated parts of the docs: what stands between `<!-- generated: NAME -->` and `<!-- end -->`. */

import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { timingOptions } from '../src/commands/timing-options.ts';
import { dataTypes, memoryRules } from '../src/cost/basis.ts';
import { argumentTypes } from '../src/ops/argument.ts';
import { type Convention, conventions } from '../src/ops/convention.ts';
import { argumentsOf, families, type OpName, opOf } from '../src/ops/index.ts';
import { counts, paramCounts } from '../src/ops/measure.ts';
import type { Argument, Op } from '../src/ops/op.ts';
import { paddings } from '../src/ops/window.ts';
import { columns } from '../src/report/columns.ts';
import { devices } from '../src/run/backend.ts';
import { backends } from '../src/run/index.ts';
import { installCommand } from '../src/run/load.ts';
import { parse } from '../src/spec/document.ts';
import { languageSchema } from '../src/spec/json-schema.ts';
import { type Operator, operators } from '../src/spec/operators.ts';
import { tableSchema } from '../src/table/json-schema.ts';

const code = (text: string | number | boolean) => `\`${text}\``;

const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

const named = (headings: readonly [string, string], entries: Readonly<Record<string, string>>) =>
  table(
    headings,
    Object.entries(entries).map(([name, doc]) => [code(name), doc]),
  );

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly $defs?: Readonly<Record<string, Shape>>;
}

const schema = languageSchema() as Shape;
const defs = schema.$defs ?? {};
const common = ['name', 'if', 'repeat', 'index', 'from', 'role'];

/** A row for each key of a mapping. */
function keys({ properties = {}, required = [] }: Shape = {}, but: readonly string[] = []): string {
  const rows = Object.entries(properties).filter(([name]) => !but.includes(name));
  return table(
    ['key', '', 'value'],
    rows.map(([name, { description = name === '$schema' ? 'the JSON Schema, for editors' : 'a text' }]) => [
      code(name),
      required.includes(name) ? 'required' : '',
      description,
    ]),
  );
}

const defaultOf = (value: Argument['default']) => (value === undefined ? 'required' : code(String(value)));

function opSection(name: OpName, op: Op): string {
  const args = [...argumentsOf(name)].map(([key, { type, default: fallback, min, of, doc }]) => [
    code(key),
    [type === 'word' ? '' : `${type}${min === undefined ? '' : `, at least ${min}`}`, ...(of?.map(code) ?? [])].filter(Boolean).join(', '),
    defaultOf(fallback),
    doc ?? '',
  ]);
  const formulas = (title: string, entries: Readonly<Record<string, string>> | undefined) =>
    Object.entries(entries ?? {})
      .filter(([key, formula]) => key !== formula)
      .map(([key, formula]) => [`${title} ${code(key)}`.trim(), code(formula)]);
  const shape = op.shape && Object.fromEntries(Object.entries(op.shape).map(([side, formula]) => [`out_${side}`, formula]));
  const checks = Object.fromEntries(Object.entries(op.checks ?? {}).map(([code, { holds }]) => [code, holds]));
  const rows = [...formulas('', op.let), ...formulas('', shape), ...formulas('must hold:', checks), ...formulas('', op.params), ...formulas('', op.counts)];
  const notes = [
    { map: 'Reads a map.', flat: 'Reads a flat input.', any: '' }[op.input ?? 'any'],
    op.merges === undefined
      ? ''
      : `Reads two or more tensors of ${{ broadcast: 'shapes that broadcast', size: 'the same height and width', product: 'shapes that can be multiplied' }[op.merges]}.`,
    op.shape === undefined ? 'The output has the shape of the input.' : '',
    op.memory === undefined
      ? ''
      : {
          'in-place': `Written over ${op.merges === undefined ? 'its input' : 'an input of its shape'} where nothing else reads that.`,
          view: 'Lives in the memory of its input.',
        }[op.memory],
  ].filter(Boolean);
  return [
    `#### ${code(name)}`,
    /^[A-Z]/.test(op.doc) ? op.doc : code(op.doc),
    notes.join(' '),
    ...(args.length === 0 ? [] : [table(['argument', 'type', 'default', ''], args)]),
    ...(rows.length === 0 ? [] : [table(['', 'formula'], rows)]),
  ].join('\n\n');
}

function factorsOf({ factors }: Convention): string {
  return Object.entries(factors)
    .map(([measure, factor]) => {
      if (typeof factor === 'number') return `${factor} x ${measure}`;
      return Object.entries(factor)
        .map(([op, own]) => `${own} x ${measure} of ${op}`)
        .join(', ');
    })
    .join(', ');
}

const operatorRows = Object.entries(operators as Readonly<Record<string, Operator>>);

const recipes = readdirSync('recipes').map((name) => `recipes/${name}`);

/** Each generated part by its name. */
const parts: Readonly<Record<string, () => string>> = {
  network: () => keys(defs.network),
  library: () => keys(defs.library),
  block: () => keys(defs.block),
  rule: () => keys(defs.network?.properties?.replace?.items),
  'any layer': () => keys({ properties: Object.fromEntries(common.map((key) => [key, defs['call-conv2d']?.properties?.[key] ?? {}])) }),
  for: () => keys(defs['any-layer-for'], common),
  branches: () => keys(defs['any-layer-branches'], common),
  'argument types': () => named(['type', 'what may be written'], argumentTypes),
  operators: () =>
    table(
      ['operator', ''],
      operatorRows
        .filter(([, { infix }]) => infix !== undefined)
        .sort(([, a], [, b]) => (b.infix ?? 0) - (a.infix ?? 0))
        .map(([name, { doc }]) => [code(name === '?:' ? 'c ? a : b' : name), name === '?:' ? 'a if c is not 0, else b' : doc]),
    ),
  functions: () =>
    table(
      ['function', ''],
      operatorRows
        .filter(([, { infix }]) => infix === undefined)
        .map(([name, { doc, arity }]) => [
          code(/^\w+\(.*?\)/.exec(doc)?.[0] ?? (arity[1] > 1 ? `${name}(a, b, ...)` : `${name}(v)`)),
          doc.replace(/^\w+\(.*?\): /, ''),
        ]),
    ),
  paddings: () =>
    table(
      ['padding', ...['top', 'bottom'].map((side) => `pad_${side}`)],
      Object.entries(paddings).map(([name, sides]) => [code(name), code(sides.pad_top ?? ''), code(sides.pad_bottom ?? '')]),
    ),
  ops: () =>
    Object.entries(families)
      .map(([family, members]) => {
        const sections = Object.entries(members).map(([name, op]) => opSection(name as OpName, op));
        const sugar = Object.keys(members).some((name) => opOf(name as OpName).sugar);
        const note = sugar ? '`norm` and `activation` are shorthand for the ops that follow: `norm: batch` puts a `batch-norm` behind the layer.' : '';
        return [`### ${family}`, ...(note ? [note] : []), ...sections].join('\n\n');
      })
      .join('\n\n'),
  params: () => named(['parameters', ''], paramCounts),
  counts: () => named(['count', ''], counts),
  conventions: () =>
    table(
      ['convention', 'total', 'factors', 'read in'],
      Object.entries(conventions as Readonly<Record<string, Convention>>).map(([name, convention]) => [
        code(name),
        convention.unit,
        factorsOf(convention),
        convention.source ?? '',
      ]),
    ),
  'data types': () =>
    table(
      ['data type', 'bytes'],
      Object.entries(dataTypes).map(([name, bytes]) => [code(name), String(bytes)]),
    ),
  'peak memory': () => named(['memory', 'the peak is'], memoryRules),
  backends: () =>
    table(
      ['`--backend`', 'what it is', 'CPU', 'GPU', 'most threads'],
      Object.entries(backends).map(([name, backend]) => [
        code(name),
        backend.doc,
        ...devices.map((device) =>
          backend.packages[device] === undefined ? '' : [code(installCommand(backend, device)), ...(backend.machines?.[device] ?? [])].join(', '),
        ),
        String(backend.mostThreads ?? ''),
      ]),
    ),
  'options of time': () =>
    table(
      ['option', 'default', ''],
      timingOptions().map(({ flags, description, defaultValue }) => [code(flags), defaultValue === undefined ? '' : code(defaultValue), description]),
    ),
  columns: () =>
    table(
      ['column', ''],
      Object.entries(columns).map(([name, { doc }]) => [code(name), doc]),
    ),
  ...Object.fromEntries(recipes.map((file) => [file, () => `\`\`\`${extname(file).slice(1)}\n${readFileSync(file, 'utf8')}\`\`\``])),
};

export const pages = [
  'README.md',
  'docs/spec.md',
  'docs/counting.md',
  'docs/sweeping.md',
  'docs/timing.md',
  'docs/backends.md',
  'docs/adding-an-op.md',
  'docs/architecture.md',
];

/** A page with its generated parts as they should be. */
export const refresh = (page: string): string =>
  page.replace(/(<!-- generated: (.+?) -->\n).*?(<!-- end -->)/gs, (_, open: string, name: string, close: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`there is no generated part "${name}"`);
    return `${open}\n${part()}\n\n${close}`;
  });

const shippedIn = (kind: string) =>
  readdirSync(`fixtures/${kind}`)
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();
const contentOf = (name: string) => parse(readFileSync(`fixtures/blocks/${name}.yaml`, 'utf8'), name).value;
const networks = shippedIn('networks');

/** The schemas as they ship, with the names of what ships. */
export const schemaFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    spec: languageSchema({ networks, libraries: Object.fromEntries(shippedIn('blocks').map((name) => [name, contentOf(name)])) }),
    table: tableSchema(networks),
  }).map(([name, content]) => [`schema/${name}.schema.json`, `${JSON.stringify(content, null, 2)}\n`]),
);
