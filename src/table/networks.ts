/** The networks of a table's rows, each at its point. */
import { pathOf } from '../cost/explain.ts';
import { outcome, type Problem, SpecError } from '../diagnostic/index.ts';
import { type Network, toNetwork } from '../graph/network.ts';
import { type Point, resolved, toPoint } from '../graph/point.ts';
import { Recent, remembered } from '../remembered.ts';
import { compile } from '../spec/compile.ts';
import { type Document, inside, rangeOf } from '../spec/document.ts';
import { follow, type Library, recording } from '../spec/library.ts';
import type { Program } from '../spec/program.ts';
import type { TableColumn } from './column.ts';
import type { WrittenRow } from './row.ts';
import type { NetworkOfRow } from './table.ts';

interface Compiled {
  readonly program: Program;
  readonly texts: readonly string[];
}

/** Compiles networks, each once for all tables that share its file. */
const compiler = remembered((library: Library) =>
  remembered((network: Document): Compiled | SpecError => {
    const recorded = recording(library, network);
    return outcome(() => ({ program: compile(network, recorded.library), texts: recorded.texts() }));
  }),
);

/** Compiles networks by their reference. */
function opener(document: Document, library: Library): (row: WrittenRow) => Compiled {
  const known = new Map<string, Document>();
  return ({ spec = '', place }) => {
    const network = known.get(spec) ?? follow(library, 'networks', spec, document, [...place.path, 'spec'], [document]);
    known.set(spec, network);
    const found = compiler(library)(network);
    if (found instanceof SpecError) throw found;
    return found;
  };
}

/** The network of a row, and what in it is counted. */
export interface Ran extends Pick<NetworkOfRow, 'path' | 'texts'> {
  readonly network: Network;
}

/** Runs the network of a row, with the parameters that a column sets besides. */
export type Run = (row: WrittenRow, column: TableColumn) => Ran;

export const networkOfRow = ({ network: { program, point, input }, path, texts }: Ran): NetworkOfRow => ({ program, point, input, path, texts });

/** Makes the networks of rows; rows about one network stand together. */
export function runner(document: Document, library: Library): Run {
  const open = opener(document, library);
  const recent = new Recent<Network>(4);
  const networkAt = (program: Program, point: Point): Network => {
    const isSame = (one: Network) => one.program === program && JSON.stringify([...one.point]) === JSON.stringify([...point]);
    const known = recent.find((one) => (isSame(one) ? one : undefined));
    if (known !== undefined) return known;
    const network = toNetwork(program, point, { once: true });
    recent.add(network);
    return network;
  };
  return (row, { params = {}, place: ofColumn }) => {
    const { program: opened, texts } = open(row);
    const placeOf = (key: string) => inside(key in params ? ofColumn : row.place, 'params', key);
    const { program, point } = within(
      row,
      () => {
        const { program, settings } = resolved(opened, { ...row.params, ...params });
        return { program, point: toPoint(program, settings) };
      },
      ({ args }) => rangeOf(placeOf(String('key' in args ? args.key : 'name' in args ? args.name : '')), 'key'),
    );
    const network = within(row, () => networkAt(program, point));
    const { layer } = row;
    const path =
      layer === undefined
        ? []
        : within(
            row,
            () => pathOf(network, layer),
            () => rangeOf(inside(row.place, 'layer')),
          );
    return { network, path, texts };
  };
}

/** Tells problems that arise at a row's point which row that is. */
export function within<T>(row: WrittenRow, action: () => T, rangeFor?: (problem: Problem) => Problem['range']): T {
  const result = outcome(action);
  if (!(result instanceof SpecError)) return result;
  const caller = { name: row.name, range: rangeOf(row.place) };
  throw new SpecError(
    result.problems.map((one) =>
      one.range === undefined && rangeFor !== undefined
        ? { ...one, range: rangeFor(one) }
        : { ...one, range: one.range ?? caller.range, chain: [caller, ...one.chain] },
    ),
  );
}
