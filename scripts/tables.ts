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

Tables of your own are written in [the language of tables](table-language.md); \`ghostcost table\` lists what ships besides.

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
