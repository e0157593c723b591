/** The footnotes of a table: what is counted and how it is compared, reasons, notes, failures. */

import { shortPlace } from '../diagnostic/range.ts';
import type { TableColumn } from '../table/column.ts';
import type { Counted } from '../table/counts.ts';
import type { Table, TableRow } from '../table/table.ts';
import type { Rule, Verdict } from '../table/verdict.ts';
import { showSpending } from './summary.ts';
import { machineOf, wayOf } from './time.ts';

/** How each verdict is marked, and what the mark means. */
const marks = {
  rounded: ['= rounded', 'equal when rounded half up to the printed digits'],
  truncated: ['= truncated', 'equal when cut off at the printed digits'],
  convention: ['= NAME', 'equal when counted by what is named'],
  within: ['= within', 'within the bound, the range or the tolerance that is printed'],
  differs: ['differs', 'not equal by any of these rules, and by how much'],
} as const satisfies Readonly<Record<Verdict['kind'], readonly [mark: string, meaning: string]>>;

/** How many digits the source's own layout has. */
const digits = (precision: number | undefined) =>
  precision === undefined ? 'at the printed digits, rounded half up but where it is said otherwise' : `with ${precision} decimals, rounded half up`;

/** A rule in words. */
export const ruleName = ({ rounding, by }: Rule) => (by === undefined ? rounding : `${by.name} ${rounding}`);

const chanceNote =
  '(N %): the chance that a wrong count agrees too: the share of counts from half to one and a half times the printed value that the rules tried accept';

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

export class Footnotes {
  readonly numbered: string[] = [];
  readonly #table: Table;
  readonly #paper: boolean;
  readonly #precision: number | undefined;

  constructor(table: Table, paper: boolean, precision: number | undefined) {
    this.#table = table;
    this.#paper = paper;
    this.#precision = precision;
  }

  /** The number of a footnote; those that say the same are one. */
  add(text: string): number {
    const note = sentence(text);
    const known = this.numbered.indexOf(note);
    return known < 0 ? this.numbered.push(note) : known + 1;
  }

  /** What is to be said about a row as a whole. */
  ofRow(row: TableRow): readonly number[] {
    const failed = row.error?.problems.map(({ sentence: { says }, range }) => `Failed: ${says}${range === undefined ? '' : ` (${shortPlace(range)})`}`) ?? [];
    // in the source's own layout nothing but the name has a place for notes
    const reasons = this.#paper
      ? this.#table.columns.flatMap(({ key, heading }) => [...this.#replaced(row, key, heading), ...this.#counted(row, key, heading)])
      : [];
    return [
      ...failed,
      ...(row.spec === undefined && typeof row.reason === 'string' ? [`As reported, not computed: ${row.reason}`] : []),
      ...reasons,
      ...row.spending.filter(({ over }) => over).map((one) => `Over budget: ${showSpending(one)}`),
      ...(row.note === undefined ? [] : [row.note]),
      ...(row.source.length === 0 ? [] : [`Source: ${row.source.join(', ')}`]),
    ].map((text) => this.add(text));
  }

  /** What is to be said about a value that its row counts by another name than its column does. */
  ofCount(row: TableRow, { key }: TableColumn): readonly number[] {
    const count = row.counts.get(key);
    return count === undefined ? [] : [this.add(`Counted as ${count.name}: ${count.doc}`)];
  }

  /** How a computed value that stands in place of a printed one is not simply it, rounded. */
  #replaced(row: TableRow, key: string, heading: string): readonly string[] {
    const { verdict, printed, reason } = row.cells.get(key) ?? {};
    if (verdict === undefined || printed === undefined) return [];
    switch (verdict.kind) {
      case 'rounded':
      case 'within':
        return [];
      case 'truncated':
        return this.#precision === undefined && verdict.unlike !== undefined ? [`${heading}: truncated, not rounded`] : [];
      case 'convention':
        return [`${heading}: counted by ${verdict.by.name}`];
      case 'differs': {
        const percent = verdict.percent === undefined ? '' : ` (${verdict.percent} %)`;
        return [`${heading}: printed as ${printed.shown ?? printed.number}${printed.suffix}${percent}. ${reason ?? 'No reason is given'}`];
      }
    }
  }

  /** The columns whose rule is to cut off, which are set so. */
  #truncated(columns: readonly TableColumn[]): readonly string[] {
    const found = columns.filter(({ key }) => this.#precision === undefined && this.#table.tallies.get(key)?.rule.rounding === 'truncated');
    return found.length === 0 ? [] : [`${namesOf(found)}: truncated, not rounded`];
  }

  /** The rule that fits most of a column. */
  #tally({ key, heading, under = [] }: TableColumn): readonly string[] {
    const tally = this.#table.tallies.get(key);
    return tally === undefined ? [] : [`${[...under, heading].join(', ')} ${ruleName(tally.rule)}, ${tally.fits} of ${tally.of}`];
  }

  #counted(row: TableRow, key: string, heading: string): readonly string[] {
    const count = row.counts.get(key);
    return count === undefined ? [] : [`${heading}: counted as ${count.name}`];
  }

  /** What holds for all rows, about the columns that are shown, by their names in the table (`params`) and in the sheet (`params.verdict`). */
  general(shown: readonly string[]): readonly string[] {
    const keys = shown.map((key) => key.split('.')[0] ?? key);
    const columns = this.#table.columns.filter(({ key }) => keys.includes(key));
    const rows = this.#table.groups.flatMap((group) => group.rows);
    const cells = rows.flatMap((row) => columns.flatMap(({ key, count }) => (count === undefined ? [] : (row.cells.get(key) ?? []))));
    const verdicts = this.#table.columns.filter(({ key }) => shown.includes(`${key}.verdict`));
    const kinds = (Object.keys(marks) as Verdict['kind'][]).filter((kind) => cells.some(({ verdict }) => verdict?.kind === kind));
    const others = new Map<string, Counted>();
    for (const { verdict, count } of cells) {
      const counted = verdict?.kind === 'convention' ? verdict.by : count;
      if (counted !== undefined && columns.every((column) => column.count?.name !== counted.name)) others.set(counted.name, counted);
    }
    const timings = rows.flatMap((row) => [...row.cells.values()].flatMap(({ timing }) => timing ?? []));
    const { source, notes, environment } = this.#table;
    return [
      ...(this.#paper && cells.some(({ verdict }) => verdict !== undefined)
        ? [`Computed values in place of printed ones, ${digits(this.#precision)}`, ...this.#truncated(columns)]
        : []),
      ...(verdicts.length === 0
        ? []
        : [
            kinds.map((kind) => marks[kind].join(': ')).join('; '),
            verdicts
              .flatMap((column) => this.#tally(column))
              .join('; ')
              .replace(/^(?=.)/, 'What fits most of a column: '),
            ...(cells.some(({ verdict }) => verdict !== undefined && 'chance' in verdict) ? [chanceNote] : []),
          ]),
      ...alike(
        columns.flatMap((column) => {
          const { count, note, measured, relative, derived } = column;
          const said = [
            ...(measured && environment ? [`the median. ${[wayOf(environment, timings), ...machineOf(environment)].join(' ')}`] : []),
            ...(derived?.kind === 'rank' ? [`by ${derived.by}, ${derived.first} first`] : []),
            ...(derived !== undefined && note !== undefined ? [note] : []),
            ...(count === undefined
              ? []
              : [
                  `${relative ? `${relative.says}. ${count.name}: ` : ''}${count.doc}${partOf(column)} (${count.convention === undefined ? '' : 'convention '}${count.name})${note === undefined ? '' : `. ${note}`}`,
                ]),
          ];
          return said.map((text) => [column, text] as const);
        }),
      ),
      ...[...others.values()].map(({ name, doc }) => `${name}: ${doc}`),
      ...reportedNote(columns.filter(({ count, key, measured, derived }) => count === undefined && key !== 'name' && !measured && derived === undefined)),
      ...(source.length === 0 ? [] : [`Printed and reported values: ${source.join(', ')}`]),
      ...notes,
    ]
      .filter((note) => note !== '')
      .map(sentence);
  }
}

/** What of the networks a column counts, where that is not all. */
const partOf = ({ only, without }: TableColumn) =>
  [...(only ? [`; only ${only.join(', ')}`] : []), ...(without ? [`; without ${without.join(', ')}`] : [])].join('');

const reportedNote = (columns: readonly TableColumn[]) =>
  columns.length === 0 ? [] : [`${namesOf(columns)}: as reported, never computed`, ...columns.flatMap(({ note }) => (note === undefined ? [] : [note]))];

/** Columns by their headings; neighbours below one heading by that. */
const namesOf = (columns: readonly TableColumn[]) =>
  [
    ...new Set(
      columns.map((column) => (columns.length > 1 && column.under !== undefined ? column.under : [...(column.under ?? []), column.heading]).join(', ')),
    ),
  ].join(', ');

/** What is said of columns, of those of which the same is said once. */
function alike(said: readonly (readonly [column: TableColumn, text: string])[]): readonly string[] {
  const columns = new Map<string, TableColumn[]>();
  for (const [column, text] of said) columns.set(text, [...(columns.get(text) ?? []), column]);
  return [...columns].map(([text, of]) => `${namesOf(of)}: ${text}`);
}
