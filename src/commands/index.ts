/** Every command by its name: its file says what arguments and options it takes and what it does. */
import * as analyze from './analyze.ts';
import * as compare from './compare.ts';
import * as completion from './completion.ts';
import * as explain from './explain.ts';
import * as exporting from './export.ts';
import * as init from './init.ts';
import * as list from './list.ts';
import * as schema from './schema.ts';
import * as show from './show.ts';
import * as solve from './solve.ts';
import * as sweep from './sweep/index.ts';
import * as table from './table.ts';
import * as time from './time.ts';
import * as validate from './validate.ts';

export const commands = { analyze, compare, explain, sweep, solve, table, time, export: exporting, validate, list, show, init, completion, schema } as const;

// what starts a command loads this file alone
export { complete } from './complete.ts';
export { refuseRepeats } from './options.ts';

export type CommandName = keyof typeof commands;
