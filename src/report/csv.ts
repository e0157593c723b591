import { stringify } from 'csv-stringify/sync';
import type { Analysis } from '../cost/analysis.ts';
import { columnNames, columns } from './columns.ts';
import type { RenderOptions } from './options.ts';

/** RFC 4180 with a stable header; counts are raw whole numbers, and what does not apply is empty. */
export function renderCsv(analyses: readonly Analysis[], { columns: names = columnNames }: RenderOptions = {}): string {
  const records = analyses.flatMap((analysis) =>
    (analysis.rows.length === 0 ? [analysis.total] : analysis.rows).map((row) => [
      ...names.map((name) => columns[name].value(row, analysis)),
      analysis.convention.name,
      analysis.batch,
    ]),
  );
  return stringify([[...names, 'convention', 'batch'], ...records], { record_delimiter: 'windows' });
}
