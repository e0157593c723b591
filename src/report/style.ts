/** How text is set off where the output can show it; the core knows no terminal. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
}

const same = (text: string) => text;

export const plain: Style = { strong: same, dim: same, error: same, warning: same };
