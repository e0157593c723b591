/** What the pages show is what the built tool prints; `npm run docs` puts it there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withOutputs } from '../scripts/examples.ts';
import { pages } from '../scripts/reference.ts';

const read = (file: string) => readFileSync(file, 'utf8');

describe.each([...pages, 'CONTRIBUTING.md'])('%s', (page) => {
  test('its examples print what it says', () => {
    expect(withOutputs(read(page))).toBe(read(page));
  });

  test('its links lead to files and headings', () => {
    const dead = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(([, file, heading]) => {
      const target = file ? join(dirname(page), file) : page;
      if (!existsSync(target)) return true;
      const headings = heading === undefined ? [] : (read(target).match(/^#+ .*$/gm) ?? []);
      return heading !== undefined && !headings.some((one) => one.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-') === heading);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

test('the README has every command', () => {
  const { stdout } = spawnSync(process.execPath, ['bin/ghostcost.js', '--help'], { encoding: 'utf8' });
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
  const inReadme = [...read('README.md').matchAll(/^\| `ghostcost ([a-z]+)/gm)].map(([, name]) => name);
  expect(commands).not.toEqual([]);
  expect(inReadme).toEqual(commands);
});
