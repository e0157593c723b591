import { library, readTable } from '../node/files.ts';
import { readTable as tableOf } from '../table/read.ts';

/** The tables that ship: what "list" shows, and "table" without a name. */
export const shippedTables = () =>
  library.names('tables').map((name) => {
    const { title, source, groups } = tableOf(readTable(name));
    return { name, title, rows: groups.reduce((sum, { rows }) => sum + rows.length, 0), source };
  });
