/** The one check, run by `npm test`: every step runs, whatever the others did, and the last line adds up tests and steps. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tools } from './tools.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'ghostcost-check-'));
const report = join(scratch, 'tests.json');
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const tarball = join(scratch, `${name}-${version}.tgz`);

const runs = (...command) => {
  console.log(`\n> ${command.join(' ')}`);
  return run(...command);
};

const steps = {
  build: ['scripts/build.mjs'],
  lint: [tools.biome, 'check', '--error-on-warnings', '.'],
  types: [tools.tsc],
  unused: [tools.knip],
  // npm says where it is to what it runs
  pack: [process.env.npm_execpath, 'pack', '--silent', '--ignore-scripts', '--pack-destination', scratch],
  publint: [tools.publint, '--strict', tarball],
  attw: [tools.attw, '--profile', 'esm-only', tarball],
};
const outcomes = Object.entries(steps).map(([step, command]) => [step, runs(...command)]);

const allPassed = runs(tools.vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
const tests = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numPassedTests: 0, numFailedTests: 0 };
rmSync(scratch, { recursive: true });

const failed = outcomes.filter(([, passed]) => !passed).map(([step]) => step);
// a file that cannot be loaded has no tests that fail
const failedTests = Math.max(tests.numFailedTests, allPassed ? 0 : 1);
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
console.log(`\n${outcomes.length - failed.length + tests.numPassedTests} passed, ${failed.length + failedTests} failed`);
process.exitCode = failed.length + failedTests === 0 ? 0 : 1;
