/** Whether what a network counts is what a source prints of it, and by which rule. */
import type { CountName } from './counts.ts';
import { type Printed, percentOff, type Rounding, toDecimal } from './decimal.ts';

/** Another way to count. */
export interface Other {
  readonly name: CountName;
  readonly count: () => number;
}

export type Verdict =
  /** Equal at the printed digits; `text` is the count so. */
  | { readonly kind: Rounding; readonly text: string }
  /** Equal when rounded half up, if counted by another convention. */
  | { readonly kind: 'convention'; readonly name: CountName; readonly count: number; readonly text: string }
  | { readonly kind: 'differs'; readonly percent: string | undefined; readonly text: string };

export const verdictKinds = {
  rounded: 'equal when rounded half up to the printed digits',
  truncated: 'equal when cut off at the printed digits, not when rounded',
  convention: 'equal when counted by the convention that is named',
  differs: 'not equal by any of these rules, and by how much',
} as const satisfies Record<Verdict['kind'], string>;

/** The first rule by which a count equals a printed number, in the order of `verdictKinds`. */
export function judge(count: number, printed: Printed, others: readonly Other[] = []): Verdict {
  const shown = (value: number, rounding?: Rounding) => toDecimal(value, printed.exponent, printed.decimals, rounding);
  for (const kind of ['rounded', 'truncated'] as const) {
    const text = shown(count, kind);
    if (text === printed.number) return { kind, text };
  }
  for (const { name, count: counted } of others) {
    const other = counted();
    if (shown(other) === printed.number) return { kind: 'convention', name, count: other, text: shown(other) };
  }
  return { kind: 'differs', percent: percentOff(count, printed), text: shown(count) };
}
