/** Whether what a network counts is what a source prints of it, and by which rule. */
import type { Counted } from './counts.ts';
import { type Printed, percentOff, type Rounding, toDecimal } from './decimal.ts';

/** Another way to count. */
export interface Other {
  readonly by: Counted;
  readonly count: () => number;
}

export type Verdict =
  /** Equal at the printed digits; `text` is the count so. */
  | { readonly kind: Rounding; readonly text: string }
  /** Equal when rounded half up, if counted by another convention. */
  | { readonly kind: 'convention'; readonly by: Counted; readonly count: number; readonly text: string }
  | { readonly kind: 'differs'; readonly percent: string | undefined; readonly text: string };

/** The first rule by which a count equals a printed number, in the order of `Verdict`. */
export function judge(count: number, printed: Printed, others: readonly Other[] = []): Verdict {
  const shown = (value: number, rounding?: Rounding) => toDecimal(value, printed.exponent, printed.decimals, rounding);
  for (const kind of ['rounded', 'truncated'] as const) {
    const text = shown(count, kind);
    if (text === printed.number) return { kind, text };
  }
  for (const { by, count: counted } of others) {
    const other = counted();
    if (shown(other) === printed.number) return { kind: 'convention', by, count: other, text: shown(other) };
  }
  return { kind: 'differs', percent: percentOff(count, printed), text: shown(count) };
}
