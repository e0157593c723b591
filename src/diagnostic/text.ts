/** Text that is shown: safe for a terminal, quoted, listed, and not too long. */

/** What acts on a terminal, turns the reading direction or hides; joiners are left, since scripts and emoji are written with them. */
export const acting = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const allActing = new RegExp(acting, 'gu');

/** Text in one line that only shows: what would act is replaced. */
export const visible = (text: string) => text.replace(/[\t\r\n]+/g, ' ').replace(allActing, '\ufffd');

/** The same of text in several lines. */
export const visibleLines = (text: string) =>
  text.replace(allActing, (character) => (/[\t\n]/.test(character) ? character : character === '\r' ? '' : '\ufffd'));

export const quote = (text: string | number) => `"${cut(String(text), 60)}"`;

/** A text of at most so many characters. */
export const cut = (text: string, longest: number) => (text.length <= longest ? text : `${text.slice(0, longest - 3)}...`);

export const listed = (names: readonly string[]) => (names.length > 24 ? `${names.slice(0, 24).join(', ')} ... (${names.length} in all)` : names.join(', '));

export const oneOf = (names: readonly string[]) => (names.length === 0 ? undefined : `one of ${listed(names)}`);
