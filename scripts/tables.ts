/** The page that shows the paper's tables as the tool prints them. */
import { existsSync, readFileSync } from 'node:fs';
import { type Library, parse, render, table } from '../src/index.ts';

export const tablesFile = 'docs/tables.md';

const read = (kind: string, name: string) => {
  const file = `fixtures/${kind}/${name}.yaml`;
  return existsSync(file) ? parse(readFileSync(file, 'utf8'), file) : undefined;
};
const library: Library = { find: read, names: () => [] };

const opening = `# The paper's tables

Tables 1 and 3 to 7 of [GhostNet: More Features from Cheap Operations](https://arxiv.org/abs/1911.11907), and a worked example that circulates, as
\`ghostcost table 1 3 4 5 6 7 worked-example --format md\` prints them:
what the paper prints, what its networks have, and a verdict on every cell. \`--paper\` prints computed values alone, in the paper's own layout, \`--check\` fails when a cell
differs and no reason is given.

A table is a file, in [\`fixtures/tables\`](../fixtures/tables); one of your own is made the same way:

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
    spec: ./mine.yaml                             # a shipped name, or a path from this file
    params: {width: 0.5}
    reported: {macs: 45}
    reason: {macs: measured on an older version}  # why a cell differs
\`\`\`

A column counts what it is called by (\`params\`, \`macs\`, \`activations\`, a convention such as \`flops\`, ...) or what its \`count\` says; \`also\` lists other counts
that a source may mean. A row with \`layer: NAME\` is about that layer or block of its network, a column with \`of: NAME\` about a part of it; both also take
sizes (\`in_channels\`, \`out_channels\`, \`stride\`, ...). \`precision: 1\` gives computed values of a column so many decimals, \`emphasis: lowest\` or
\`highest\` sets its best value in bold, and \`emphasis: own\` a row. A row without \`spec\` is only reported, and says why in its \`reason\`. Rows stand under \`rows\`, or under \`groups\` of \`{title, rows}\`.

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

Reported values are written as they are printed: \`7.7\`, \`158M\`, \`72.0±0.1\`, \`~40\`, \`<1\`, \`3.4-3.5\`, \`76.1*\`, \`1.8×10^9\`, \`1.8 GFLOPs\`, \`N/A\`, or words. What is a
number is compared with what is computed; words are shown. Where nothing is printed, nothing is said of verdicts.

**Verdicts.** Papers round or cut off. Of each column, the one rule is found that fits most of its cells, and stands with its tally below the table; each cell is
judged by it, and a cell that fits by another rule only says so: \`= truncated (not rounded)\`. \`rule: truncated\` or \`rule: rounded\` says the rule instead;
\`significant: 2\` says that 1700 stands for anything from 1650 on. Few digits agree easily: \`(10 %)\` behind a verdict is the chance that a wrong count agrees too,
where it is above 5 %. It is the share of the counts from half to one and a half times the printed value that the rules tried accept: one unit of the last digit
for rounding or cutting off, one and a half for both. \`--check\` ends with how many cells are confirmed, and how many differ.

**In LaTeX**, \`--place column\`, \`--place page\` or \`--place text\` (the default: one column of text) chooses the largest letters in which a table is estimated to fit.
A table that does not fit is left as it is, with a comment that says so; \`--resize\` shrinks it. \`--no-notes\` leaves out what stands below it.
`;

export const tablesPage = (): string => {
  const tables = ['1', '3', '4', '5', '6', '7', 'worked-example'].flatMap((name) => {
    const document = read('tables', name);
    return document === undefined ? [] : [table(document, library)];
  });
  return `${opening}\n${render(tables, 'md')}`;
};
