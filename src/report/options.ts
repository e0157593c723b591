/** What can be said of how analyses are written. */
import type { ColumnName } from './columns.ts';
import type { Style } from './style.ts';

export interface RenderOptions {
  /** The columns and their order; each format has its own when none are given. JSON always holds all. */
  readonly columns?: readonly ColumnName[];
  /** Decimals of counts in thousands, millions and so on; exact whole numbers when absent, and always in csv and json. */
  readonly precision?: number;
  readonly style?: Style;
}
