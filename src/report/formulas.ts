import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const beginning = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** CSV with an apostrophe before each text that a spreadsheet would compute; numbers stay as they are. */
export const escapeFormulas = (csv: string): string =>
  stringify(
    parse(csv).map((record) => record.map((cell) => (beginning.test(cell) && !Number.isFinite(Number(cell)) ? `'${cell}` : cell))),
    { record_delimiter: 'windows' },
  );
