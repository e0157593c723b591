/** The page of the language that tables are written in: examples, and every key as it is checked. */
import { tableSchema } from '../src/table/json-schema.ts';

export const languageFile = 'docs/table-language.md';

const opening = `# The language of tables

A table is a file like those in [\`fixtures/tables\`](../fixtures/tables). \`ghostcost init --table\` writes a starter, \`ghostcost table FILE\` shows one, \`--paper\` its computed
values alone. Editors complete and check it by [its JSON Schema](../schema/table.schema.json).

\`\`\`yaml
version: 1
title: Small networks
columns:
  params: {heading: Weights (M), unit: M}
  macs: {heading: MACs (M), unit: M}
  top1: {heading: Top-1 (%), reported: true}      # only sources know it: shown, never computed
rows:
  - {name: GhostNet 1.0x, spec: ghostnet, reported: {params: 5.2, macs: 141, top1: 73.9}}
  - name: Mine
    spec: ghostnet                                # a shipped name, or a path from this file: ./mine.yaml
    params: {width: 0.5}
    reported: {macs: 45}
    reason: {macs: measured on an older version}  # why a cell differs
\`\`\`

A column counts what it is called by (\`params\`, \`macs\`, \`activations\`, a convention such as \`flops\`, ...) or what its \`count\` says; \`also\` lists other counts
that a source may mean. A row with \`layer: NAME\` is about that layer or block of its network, a column with \`of: NAME\` about a part of it; both also take
sizes (\`in_channels\`, \`out_channels\`, \`stride\`, ...). \`precision: 1\` gives computed values of a column so many decimals, \`emphasis: lowest\` or
\`highest\` sets its best value in bold, and \`emphasis: own\` a row. A row without \`spec\` is only reported, and says why in its \`reason\`. Rows stand under \`rows\`, or under \`groups\` of \`{title, rows}\`.

**Parts.** \`without: classifier\` leaves layers out of a column, and \`only: conv2d\` counts no others: by a name in their path, with or without its number, by a
block around them or by their op; \`*\` stands for any letters. A list may have the names of several networks; in each network, one of them has to be there.

\`\`\`yaml
version: 1
title: ShuffleNet without its classifier, as its paper counts
columns:
  groups: {param: groups}
  macs: {heading: Complexity (M), unit: M, without: classifier}
  convolutions: {heading: Weights of convolutions (M), count: weights, only: [conv2d], unit: M, precision: 2}
rows:
  - for: [g, printed]
    in: [[1, 143], [2, 140], [3, 137], [4, 133], [8, 137]]
    do: [{name: "ShuffleNet, g = {g}", spec: shufflenet-v1, params: {groups: g}, reported: {macs: printed}}]
\`\`\`

**Rows by loops.** Where many rows differ in a few values, \`for\` names these, \`in\` lists them line by line, as papers print them, and \`do\` has the rows that
are made of each line. A name stands for its value, alone or in braces within a text, where it can also be reckoned with: \`"{w}x"\`, \`"{w * 2}"\`. Loops can stand in
each other.

\`\`\`yaml
rows:
  - for: [width, resolution, macs, params]
    in:
      - [1.0, 224, 300, 3.47]
      - [0.5, 160, 50, 1.95]
    do:
      - name: "MobileNetV2 {width}x {resolution}"
        spec: mobilenet-v2
        params: {width: width, resolution: resolution}
        reported: {macs: macs, params: params}
\`\`\`

**Columns that follow from others.** \`param: width\` shows a parameter of each row, \`show: input\` its input, \`show: spec\` its network. \`relative_to: ROW\` sets
what a column counts against that of a row, \`as: ratio\`, \`fewer\` (4.9× fewer), \`percent\` or \`difference\`. \`rank: COLUMN\` numbers the rows, \`first: highest\` from
the largest value on. \`sort: COLUMN\` beside \`columns\`, or \`sort: {by: COLUMN, first: highest}\`, orders the rows of each group, and a row \`{name: Mean, mean: true}\` has the means of
those it stands with.

\`\`\`yaml
version: 1
title: What width saves
sort: macs
columns:
  width: {param: width}
  macs: {heading: MACs (M), unit: M, precision: 1}
  fewer: {heading: Fewer MACs, count: macs, relative_to: GhostNet 1.0x, as: fewer, precision: 1}
  top1: {heading: Top-1 (%), reported: true}
  rank: {rank: top1, first: highest}
rows:
  - for: [w, top1]
    in: [[0.5, 66.2], [1.0, 73.9], [1.3, 75.7]]
    do: [{name: "GhostNet {w}x", spec: ghostnet, params: {width: w}, reported: {top1: top1}}]
  - {name: Mean, mean: true}
\`\`\`

**Grids and headings.** A column can set parameters (\`params\`), beside those of each row, so that rows and columns make a grid; \`for\` and \`in\` make several
columns of one, whose name has the names of the loop in braces. \`under\` is a heading that a column shares with its neighbours, or a list of them, the outermost first.

\`\`\`yaml
version: 1
title: MobileNetV2, width by resolution
columns:
  name: {heading: Width}
  params: {heading: Params (M), unit: M, precision: 2}
  "macs_{r}": {for: r, in: [224, 192, 160], heading: "{r}", under: MACs (M) at resolution, count: macs, unit: M, precision: 0, params: {resolution: r}}
rows:
  - for: [w, a, b, c]
    in:
      - [1.0, 300, 221, 154]
      - [0.5,  97,  71,  50]
    do: [{name: "{w}", spec: mobilenet-v2, params: {width: w}, reported: {macs_224: a, macs_192: b, macs_160: c}}]
\`\`\`

\`cite: sandler2018\` at a row or a table is \`~\\cite{sandler2018}\` in LaTeX and \`[sandler2018]\` elsewhere; several keys are a list.

Reported values are written as they are printed: \`7.7\`, \`158M\`, \`72.0±0.1\`, \`~40\`, \`<1\`, \`3.4-3.5\`, \`76.1*\`, \`1.8×10^9\`, \`1.8 GFLOPs\`, \`N/A\`, or words. What is a
number is compared with what is computed; words are shown. Where nothing is printed, nothing is said of verdicts.

\`\`\`yaml
version: 1
title: Layers of GhostNet
caption: What the layers of GhostNet cost, by the paper and by the tool.
label: layers
source: arXiv:1911.11907
cite: han2020
note: The paper prints no kernel sizes.
columns:
  name: {heading: Layer}
  spec: {show: spec}
  macs: {unit: M, also: [flops, macs-gap], significant: 3, emphasis: highest, note: without biases}
  expanded: {count: out_channels, of: expand}
  rule: {heading: Weights (k), count: weights, unit: k, rule: rounded, precision: 1}
  share: {count: weights, relative_to: Bottleneck 5, as: percent, precision: 0}
groups:
  - title: Bottlenecks
    rows:
      - {name: Bottleneck 5, spec: ghostnet, layer: ghost-bottleneck-5, reported: {expanded: 120}}
      - name: Bottleneck 6
        spec: ghostnet
        layer: ghost-bottleneck-6
        counts: {macs: flops}
        reported: {expanded: 240, macs: 3.3}
        reason: {macs: only an example}
        note: strides by 2
        source: arXiv:1911.11907 Table 1
        cite: [han2020, tang:2022]
        emphasis: own
\`\`\`

**Verdicts.** Papers round or cut off. Of each column, the one rule is found that fits most of its cells, and stands with its tally below the table; each cell is
judged by it, and a cell that fits by another rule only says so: \`= truncated (not rounded)\`. \`rule: truncated\` or \`rule: rounded\` says the rule instead;
\`significant: 2\` says that 1700 stands for anything from 1650 on. Few digits agree easily: \`(10 %)\` behind a verdict is the chance that a wrong count agrees too,
where it is above 5 %. It is the share of the counts from half to one and a half times the printed value that the rules tried accept: one unit of the last digit
for rounding or cutting off, one and a half for both. \`--check\` ends with how many cells are confirmed, and how many differ.
`;

type Schema = {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly const?: unknown }>>;
  readonly required?: readonly string[];
};

const keysOf = (title: string, { properties, required = [] }: Schema) => [
  `### ${title}`,
  '',
  '| Key | What it says |',
  '| :-- | :-- |',
  ...Object.entries(properties).flatMap(([key, { description, const: only }]) => {
    const says = description ?? (only === undefined ? undefined : String(only));
    return key.startsWith('$') || says === undefined ? [] : [`| \`${key}\`${required.includes(key) ? ', required' : ''} | ${says} |`];
  }),
  '',
];

export function languagePage(): string {
  const { $defs, ...table } = tableSchema() as unknown as Schema & { readonly $defs: Readonly<Record<'column' | 'group' | 'row' | 'loop', Schema>> };
  return [
    opening,
    '## Every key',
    '',
    ...keysOf('A table', table),
    ...keysOf('A column', $defs.column),
    ...keysOf('A group', $defs.group),
    ...keysOf('A row', $defs.row),
    ...keysOf('A loop, in the place of a row', $defs.loop),
  ].join('\n');
}
