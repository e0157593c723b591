/** Analyses as a report: a sheet per network with its rows, or one for all where none has rows. */
import type { Analysis } from '../cost/analysis.ts';
import type { Row } from '../cost/rows.ts';
import type { NetworkGhost } from '../graph/network.ts';
import { type Column, type ColumnName, columnNames, columns, headingOf, showCell, showParams, showSize, usualColumns } from './columns.ts';
import { problemsToJson } from './problems.ts';
import { cells, type Report, type Sheet, type Column as SheetColumn, type SpecOf } from './sheet.ts';
import { memoryNotes, notes, summary } from './summary.ts';

export interface AnalysisOptions {
  /** The columns and their order; people see those that matter when none are given, CSV has all. JSON always holds all. */
  readonly columns?: readonly ColumnName[] | undefined;
  /** Decimals of counts in thousands, millions and so on; exact whole numbers when absent, and always for machines. */
  readonly precision?: number | undefined;
}

/** The columns that give way where there is no room, those that matter least first. */
const givingWay: readonly ColumnName[] = ['compression', 'speedup', 'window', 'activations', 'share', 'type', 'settings', 'output'];

export function analysisReport(analyses: readonly Analysis[], options: AnalysisOptions = {}): Report {
  const names = options.columns ?? usualColumns(analyses);
  const together = analyses.length > 1 && analyses.every(({ rows }) => rows.length === 0);
  const toColumns = (analysis: Analysis) => names.map((name) => toColumn(name, analysis, options.columns === undefined));
  const [first] = analyses;
  const show = (row: Row, analysis: Analysis) => cells(names.map((name) => showCell(name, row, analysis, options.precision)));
  const sheets = together
    ? [
        {
          caption: 'Cost of the networks.',
          label: 'cost',
          columns: first === undefined ? [] : toColumns(first),
          groups: [{ rows: analyses.map((one) => show(one.total, one)) }],
        },
      ]
    : analyses.map((analysis): Sheet => {
        const { name, rows, total } = analysis;
        return {
          title: name,
          details: detailsOf(analysis),
          caption: `Cost of ${name}, ${detailsOf(analysis)}.`,
          columns: toColumns(analysis),
          groups: [{ rows: rows.map((row) => show(row, analysis)) }],
          ...(rows.length > 0 && { total: show({ ...total, layer: 'total', type: '' }, analysis) }),
          summary: summary(analysis, options.precision),
        };
      });
  return {
    command: 'analyze',
    sheets,
    notes: [...notes(analyses), ...(together ? [] : memoryNotes(analyses))],
    specs: analyses.map(specOf),
    convention: first?.convention,
    picks: true,
    records: () => {
      const picked = options.columns ?? columnNames;
      const rows = analyses.flatMap((analysis) =>
        (analysis.rows.length === 0 ? [analysis.total] : analysis.rows).map((row) => ({
          ...Object.fromEntries(picked.map((name) => [name, columns[name].value(row, analysis)])),
          convention: analysis.convention.name,
          batch: analysis.batch,
        })),
      );
      return { columns: [...picked, 'convention', 'batch'], rows };
    },
    data: () => ({ analyses: analyses.map(toJson) }),
  };
}

function toColumn(key: ColumnName, analysis: Analysis, chosen: boolean): SheetColumn {
  const { kind }: Column = columns[key];
  const rank = givingWay.indexOf(key);
  // what was asked for by name stays
  return { key, heading: headingOf(key, analysis), kind: kind === 'text' ? 'text' : 'number', ...(chosen && rank >= 0 && { importance: rank }) };
}

/** The input and the parameters, to stand behind a network's name. */
const detailsOf = ({ input, params, batch }: Analysis): string =>
  [`input ${showSize(input)}`, showParams(params), batch === 1 ? '' : `batch ${batch}`].filter((part) => part !== '').join('  ');

export const specOf = ({ name, params }: Analysis): SpecOf => ({ name, params });

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
  total: { ...analysis.total, layer: 'total' },
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
  rows: analysis.rows,
});

/** What `--ghost` did, for machines. */
export const ghostToJson = ({ replaced, left, grouped, beside }: NetworkGhost) => ({
  replaced: [...replaced],
  left,
  grouped,
  beside: Object.fromEntries(Object.entries(beside).map(([name, [before, after]]) => [name, { before, after }])),
});
