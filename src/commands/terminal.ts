/** The terminal: colours by chalk, tables by cli-table3, and how wide it is. All that is decided about them is decided here. */
import { Chalk, supportsColor, supportsColorStderr } from 'chalk';
import Table from 'cli-table3';
import type { Grid } from '../report/align.ts';
import type { Style } from '../report/style.ts';

/**
 * Colours for a stream. NO_COLOR turns them off unless it is empty, then FORCE_COLOR turns them on, or off with 0 or false; otherwise a terminal
 * has them that is not dumb, and a pipe or a file has not. chalk knows all of these but NO_COLOR.
 */
export function styleFor(stream: NodeJS.WriteStream): Style {
  const support = stream === process.stderr ? supportsColorStderr : supportsColor;
  const chalk = new Chalk({ level: process.env.NO_COLOR || !support ? 0 : support.level });
  // one text each: chalk joins whatever more it is given
  return {
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    error: (text) => chalk.red.bold(text),
    warning: (text) => chalk.yellow.bold(text),
  };
}

/** How many columns a stream shows: COLUMNS, or what the terminal says; undefined where it is none, since what is piped is not cut. */
export function widthOf({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number | undefined {
  if (!isTTY) return undefined;
  const asked = Number(process.env.COLUMNS);
  return Number.isInteger(asked) && asked > 0 ? asked : columns || undefined;
}

const sides = ['top', 'bottom', 'left', 'right', 'mid'] as const;
const chars = Object.fromEntries([
  ...sides.map((side) => [side, '']),
  ...['top', 'bottom', 'left', 'right'].map((side) => [side === 'left' || side === 'right' ? `${side}-mid` : `${side}-mid`, '']),
  ...['top-left', 'top-right', 'bottom-left', 'bottom-right', 'mid-mid'].map((corner) => [corner, '']),
  ['middle', '  '],
]);

/** Columns that are two spaces apart; what spans several stands above their middle. */
export const grid: Grid = (lines, right) => {
  const table = new Table({
    chars,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: right.map((one) => (one ? 'right' : 'left')),
  });
  for (const line of lines) {
    if (typeof line === 'string') table.push([{ content: line, colSpan: right.length }]);
    else table.push(line.map(({ text, span = 1 }) => (span === 1 ? text : { content: text, colSpan: span, hAlign: 'center' as const })));
  }
  return table.toString().replace(/ +$/gm, '');
};
