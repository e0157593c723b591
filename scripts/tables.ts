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
what the paper prints, what its networks have, and a verdict on every cell. \`--paper\` prints them in the paper's own layout, \`--check\` fails when a cell
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
sizes (\`in_channels\`, \`out_channels\`, \`stride\`, ...). A row without \`spec\` is only reported, and says why in its \`reason\`. Rows stand under \`rows\`, or under \`groups\` of \`{title, rows}\`.
`;

export const tablesPage = (): string => {
  const tables = ['1', '3', '4', '5', '6', '7', 'worked-example'].flatMap((name) => {
    const document = read('tables', name);
    return document === undefined ? [] : [table(document, library)];
  });
  return `${opening}\n${render(tables, 'md')}`;
};
