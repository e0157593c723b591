/** What Node puts instead of streams that are closed. */
import { fstatSync, readFileSync, statSync } from 'node:fs';

/**
 * Whether standard output is closed. In its place Node opens /dev/null, to read and to write, where a shell that discards would open it to write alone.
 * So does what starts a process and ignores its streams: then standard error is gone as well, and nobody misses the output.
 */
export const isClosed = (): boolean => isStandIn(1) && !isStandIn(2);

export function isStandIn(stream: 1 | 2): boolean {
  try {
    const [{ rdev }, discarding] = [fstatSync(stream), statSync('/dev/null')];
    const [, flags = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${stream}`, 'utf8')) ?? [];
    return rdev === discarding.rdev && (Number.parseInt(flags, 8) & 3) === 2;
  } catch {
    // only Linux tells how a stream was opened
    return false;
  }
}
