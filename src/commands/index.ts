/** Every command by its name: its file says what arguments and options it takes and what it does. */
import * as analyze from './analyze.ts';
import * as explain from './explain.ts';
import * as init from './init.ts';
import * as list from './list.ts';
import * as schema from './schema.ts';
import * as table from './table.ts';
import * as validate from './validate.ts';

export const commands = { analyze, explain, validate, list, init, schema, table } as const;

export type CommandName = keyof typeof commands;
