/** The library's door: all that the commands know, without a file system, a console or a process. */

export {
  analyze,
  compare,
  compile,
  explain,
  ghostify,
  type Rendered,
  type RenderOptions,
  render,
  type Solved,
  type SolveOptions,
  type SweepOptions,
  solve,
  sweep,
  table,
  toOnnx,
} from './checked/index.ts';
export type { Analysis, AnalyzeOptions } from './cost/analysis.ts';
export { type DataType, dataTypes, type MemoryRule, memoryRules } from './cost/basis.ts';
export type { Comparison, Subject } from './cost/compare.ts';
export type { Explained, Explanation } from './cost/explain.ts';
export type { Depth, Row } from './cost/rows.ts';
export type { Theory } from './cost/theory.ts';
export type { Saving, Totals } from './cost/totals.ts';
export type { FormulaTrace, Trace } from './cost/trace.ts';
export { type Problem, SpecError } from './diagnostic/index.ts';
export type { Range } from './diagnostic/range.ts';
export { type Network, type NetworkLayer, type Size, toNetwork } from './graph/network.ts';
export { type Point, resolved, type Settings, toPoint } from './graph/point.ts';
export type { OnnxModel, OnnxOptions } from './onnx/index.ts';
export { type Convention, type ConventionName, conventions } from './ops/convention.ts';
export { type TotalName, totalNames } from './ops/total.ts';
export type { AnalysisOptions } from './report/analyze.ts';
export { type ColumnName, columnNames } from './report/columns.ts';
export { renderExplanation } from './report/explain.ts';
export { type Format, formats } from './report/index.ts';
export { problemsToJson, renderProblems } from './report/problems.ts';
export type { Style } from './report/style.ts';
export type { TableOptions } from './report/table.ts';
export { type Document, type Plain, parse } from './spec/document.ts';
export type { Ghost } from './spec/ghostify.ts';
export { languageSchema } from './spec/json-schema.ts';
export type { Library } from './spec/library.ts';
export type { Program, Setting } from './spec/program.ts';
export type { EvaluateOptions } from './table/evaluate.ts';
export { asWritten } from './table/read.ts';
export type { Table, TableRow } from './table/table.ts';
export { judge, type Verdict } from './table/verdict.ts';
export { version } from './version.ts';
