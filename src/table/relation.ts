/** How rows of a table stand to each other, in the words of its language. */

/** How a value stands to that of another row. */
export const relations = {
  ratio: { suffix: '×', says: (what: string, row: string) => `${what} over those of ${row}`, of: (value: number, base: number) => value / base },
  fewer: { suffix: '×', says: (what: string, row: string) => `${what} of ${row} over those of the row`, of: (value: number, base: number) => base / value },
  percent: {
    suffix: '%',
    says: (what: string, row: string) => `difference to the ${what} of ${row}, in percent of these`,
    of: (value: number, base: number) => (100 * (value - base)) / base,
  },
  difference: { suffix: '', says: (what: string, row: string) => `difference to the ${what} of ${row}`, of: (value: number, base: number) => value - base },
} as const;
export type Relation = keyof typeof relations;
export const relationNames = Object.keys(relations) as Relation[];

/** Which of two values comes first. */
export const ends = ['lowest', 'highest'] as const;
export type End = (typeof ends)[number];

export const shows = ['input', 'spec'] as const;

/** What a column shows that is neither counted nor reported. */
export type Derived =
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'show'; readonly what: (typeof shows)[number] }
  | { readonly kind: 'rank'; readonly by: string; readonly first: End };

export interface Order {
  readonly by: string;
  readonly first: End;
}
