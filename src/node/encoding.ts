/** Bytes -> text: UTF-8, or UTF-16 where a byte order mark says so, as YAML has it and as PowerShell writes it. */
import { problem, SpecError } from '../diagnostic/index.ts';

/**
 * The text that bytes are; a byte order mark stays.
 * @throws SpecError for bytes that are no such text, at the first of them
 */
export function decode(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes);
  const decoder = (fatal: boolean) => new TextDecoder(encoding, { fatal, ignoreBOM: true });
  const isSound = (length: number) => {
    try {
      decoder(true).decode(bytes.subarray(0, length));
      return true;
    } catch {
      return false;
    }
  };
  if (isSound(bytes.length)) return decoder(true).decode(bytes);
  const text = decoder(false).decode(bytes);
  if (text.includes('\0')) throw new SpecError([problem('file/binary', undefined, { range: { file: name, text: '', start: 0, end: 0 } })]);
  const at = soundPart(bytes, decoder, isSound);
  const start = decoder(true).decode(bytes.subarray(0, at)).length;
  const args = { encoding: encoding === 'utf-8' ? 'UTF-8' : 'UTF-16', byte: bytes[at] ?? 0, offset: at };
  throw new SpecError([problem('file/encoding', args, { range: { file: name, text, start, end: start + 1 } })]);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** How many bytes from the start on are text. */
function soundPart(bytes: Uint8Array, decoder: (fatal: boolean) => InstanceType<typeof TextDecoder>, isSound: (length: number) => boolean): number {
  // a beginning is wrong once what is wrong is in it, so that halving finds the first; a character that is only cut off is not wrong yet
  const isWrong = (length: number) => {
    try {
      decoder(true).decode(bytes.subarray(0, length), { stream: true });
      return false;
    } catch {
      return true;
    }
  };
  let [right, wrong] = [0, bytes.length + 1];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isWrong(middle)) wrong = middle;
    else right = middle;
  }
  // what is right may end in a part of a character
  while (!isSound(right)) right--;
  return right;
}
