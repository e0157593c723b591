/** Which statements turn a map into a flat row. */
import type { Block, Statement } from './program.ts';

const rankChanges = new WeakMap<Block, boolean>();

function blockChangesRank(block: Block): boolean {
  const changes = rankChanges.get(block) ?? block.body.some(changesRank);
  rankChanges.set(block, changes);
  return changes;
}

/** Whether a statement may turn a map into a flat row, so that its condition has to be decided before the rest is laid down. */
export function changesRank(statement: Statement): boolean {
  switch (statement.kind) {
    case 'op':
      return statement.op === 'flatten';
    case 'call':
      return blockChangesRank(statement.block);
    case 'branches':
      return statement.branches.some(({ body }) => body.some(changesRank));
    default:
      return statement.body.some(changesRank);
  }
}
