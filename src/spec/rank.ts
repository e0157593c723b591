/** Which statements turn a map into a flat row. */
import { opOf } from '../ops/index.ts';
import { remembered } from '../remembered.ts';
import type { Block, Statement } from './program.ts';

const blockChangesRank = remembered(({ body }: Block): boolean => body.some(changesRank));

/** Whether a statement may turn a map into a flat row, so that its condition has to be decided before the rest is laid down. */
export function changesRank(statement: Statement): boolean {
  switch (statement.kind) {
    case 'op':
      return opOf(statement.op).flattens === true;
    case 'call':
      return blockChangesRank(statement.block);
    case 'branches':
      return statement.branches.some(({ body }) => body.some(changesRank));
    default:
      return statement.body.some(changesRank);
  }
}
