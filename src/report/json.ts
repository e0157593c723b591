import type { Analysis } from '../cost/analysis.ts';
import type { Row } from '../cost/rows.ts';
import type { NetworkGhost } from '../graph/network.ts';
import { version } from '../version.ts';
import { problemsToJson } from './problems.ts';

/** Raised when a field changes its meaning or goes. */
export const schemaVersion = 1;

/** One object for all analyses; counts are raw whole numbers, and the counting convention travels with them. */
export function renderJson(analyses: readonly Analysis[]): string {
  return `${JSON.stringify({ schema_version: schemaVersion, tool: { name: 'ghostcost', version }, analyses: analyses.map(toJson) }, null, 2)}\n`;
}

const toJson = (analysis: Analysis) => ({
  name: analysis.name,
  source: analysis.source,
  params: analysis.params,
  input: analysis.input,
  output: analysis.outputs.at(-1)?.size,
  outputs: analysis.outputs,
  batch: analysis.batch,
  data_type: analysis.dataType,
  convention: analysis.convention,
  total: rowToJson({ ...analysis.total, layer: 'total' }),
  peak_memory: {
    bytes: analysis.peakMemory.bytes,
    layer: analysis.peakMemory.path.join('/'),
    rule: analysis.peakMemory.rule,
    definition: analysis.peakMemory.definition,
  },
  weight_bytes: analysis.weightBytes,
  budget: analysis.spending,
  ...(analysis.ghost && { ghost: ghostToJson(analysis.ghost) }),
  warnings: problemsToJson(analysis.warnings),
  rows: analysis.rows.map(rowToJson),
});

/** What `--ghost` did, for machines. */
export const ghostToJson = ({ replaced, left, grouped, beside }: NetworkGhost) => ({
  replaced: [...replaced],
  left,
  grouped,
  beside: Object.fromEntries(Object.entries(beside).map(([name, [before, after]]) => [name, { before, after }])),
});

const rowToJson = ({ saving, ...row }: Row) => ({ ...row, ...(saving && { saving }) });
