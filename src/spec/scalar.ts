/** Places inside a scalar: where the characters of its value stand in the source, in whatever style of YAML it is written. */

const isBlank = (character: string) => character === ' ' || character === '\t' || character === '\n' || character === '\r';

/** A character of a value, as written: `\u0041`, `''` or itself. */
interface Written {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a scalar's source in which a part of its value is written, as offsets in that source. Styles differ in what they make of blanks and line
 * ends, which they fold, strip and indent; all others stand there one after the other. So a character is found by how many that are not blank are before it.
 */
export function spanIn(source: string, value: string, start: number, length: number): Written {
  const written = charactersOf(source);
  const before = (end: number) => {
    let count = 0;
    for (let at = 0; at < Math.min(end, value.length); at++) if (!isBlank(value.charAt(at))) count++;
    return count;
  };
  const first = before(start);
  const isWritten = start < value.length && !isBlank(value.charAt(start));
  // what is missing at the end is missing behind the last that is there
  const from = (isWritten ? written[first]?.start : written[first - 1]?.end) ?? 0;
  const to = written[before(start + length) - 1]?.end ?? from;
  return { start: from, end: Math.max(to, Math.min(from + 1, source.length)) };
}

/** The characters of a scalar's value that are not blank, as written. */
function charactersOf(source: string): readonly Written[] {
  const style = source.charAt(0);
  const isQuoted = style === '"' || style === "'";
  // the first line of a block says only how it is to be read
  const content = style === '|' || style === '>' ? source.indexOf('\n') + 1 || source.length : isQuoted ? 1 : 0;
  const found: Written[] = [];
  for (let at = content; at < source.length - (isQuoted ? 1 : 0); ) {
    const length = style === '"' && source.charAt(at) === '\\' ? escapeAt(source, at) : style === "'" && source.charAt(at) === "'" ? 2 : 1;
    const isSpace =
      length === 1 || style === "'"
        ? isBlank(source.charAt(at))
        : isBlank(source.charAt(at + 1)) || /^\\(?:[tnr]|x(?:0[9ad]|20)|u00(?:0[9ad]|20)|U000000(?:0[9ad]|20))/i.test(source.slice(at, at + length));
    // what takes two units of a text is two characters of it
    const units = isSpace ? 0 : length === 10 && Number.parseInt(source.slice(at + 2, at + 10), 16) > 0xffff ? 2 : 1;
    for (let unit = 0; unit < units; unit++) found.push({ start: at, end: at + length });
    at += length;
  }
  return found;
}

/** How long an escape is that starts at a backslash. */
function escapeAt(source: string, at: number): number {
  const lengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
  return lengths[source.charAt(at + 1)] ?? 2;
}
