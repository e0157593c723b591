/** `npm run docs`: brings the generated parts of the pages, the output of their examples, and the JSON Schema up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorsFile } from '../src/diagnostic/index.ts';
import { apiPage } from './api.ts';
import { errorsPage } from './errors.ts';
import { withOutputs } from './examples.ts';
import { pages, refresh, schemaFiles } from './reference.ts';
import { languageFile, languagePage } from './table-language.ts';
import { tablesFile, tablesPage } from './tables.ts';

for (const page of pages) writeFileSync(page, withOutputs(refresh(readFileSync(page, 'utf8'))));
for (const [file, content] of Object.entries(schemaFiles)) writeFileSync(file, content);
writeFileSync(tablesFile, tablesPage());
writeFileSync(languageFile, languagePage());
writeFileSync('docs/api.md', apiPage());
writeFileSync(errorsFile, await errorsPage());
