/** Every code with its sentence, by what it is about. */
import { sentences as command } from './command.ts';
import { sentences as file } from './file.ts';
import { sentences as network } from './network.ts';
import { sentences as program } from './program.ts';
import { sentences as run } from './run.ts';
import { sentences as spec } from './spec.ts';
import { sentences as sweep } from './sweep.ts';
import { sentences as table } from './table.ts';

type AllSentences = typeof file & typeof spec & typeof program & typeof network & typeof sweep & typeof table & typeof run & typeof command;

export const sentences: AllSentences = { ...file, ...spec, ...program, ...network, ...sweep, ...table, ...run, ...command };
