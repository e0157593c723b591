/** How large a network may be, and how many layers it has at least, known before any is laid down. */
import type { Block, Field, Statement } from '../spec/program.ts';

/** The most layers, rounds of a repeat, and steps to lay them down: a layer takes up to two, its statement and its round. */
export const limits = { layers: 5000, repeat: 10_000, steps: 11_000 };

/** How often a layer repeats, where that is written as a number. A calculated one may be 0, and one that is not a whole number is reported elsewhere. */
function repeats(count: Field | undefined): number {
  if (count === undefined) return 1;
  const value = count.kind === 'expression' && count.expression.kind === 'number' ? count.expression.value : 0;
  return value > 0 && value <= limits.repeat ? value : 0;
}

/** The layers of statements, without those under a condition and those of calculated repeats. */
export function leastLayers(statements: readonly Statement[], known: Map<Block, number> = new Map()): number {
  return statements.reduce((sum, statement) => {
    const times = statement.if === undefined ? repeats(statement.repeat?.count) : 0;
    return times === 0 ? sum : sum + times * layersOf(statement, known);
  }, 0);
}

function layersOf(statement: Statement, known: Map<Block, number>): number {
  switch (statement.kind) {
    case 'op':
      return 1;
    case 'call': {
      const { block } = statement;
      const count = known.get(block) ?? leastLayers(block.body, known);
      known.set(block, count);
      return count;
    }
    case 'group':
      return leastLayers(statement.body, known);
    case 'for':
      return statement.rows.length * leastLayers(statement.body, known);
    case 'branches':
      return statement.branches.reduce((sum, branch) => sum + (branch.if === undefined ? leastLayers(branch.body, known) : 0), 0);
  }
}
