import { version } from '../version.ts';
import type { Hash, Report } from './sheet.ts';

/** Raised when a field changes its meaning or goes. */
const schemaVersion = 2;

/** One object for all of a report, as schema/output.schema.json has it: what it is about, and its numbers as they are. */
export function jsonOf({ command, specs, convention, data }: Report, hash?: Hash): string {
  const about = specs.map(({ texts, ...spec }) => ({ ...spec, ...(hash && texts && { hash: hash(texts.join('\0')) }) }));
  const all = { schema_version: schemaVersion, tool: { name: 'ghostcost', version }, command, specs: about, convention, ...data(hash) };
  return `${JSON.stringify(all, null, 2)}\n`;
}
