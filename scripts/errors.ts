/** docs/errors.md: every error code, what it means, how to fix it, and an input that produces it with the message that is printed. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { type Entry, entries, families } from './error-codes.ts';

type Commands = typeof import('../src/commands/index.ts')['commands'];

/** What a command line says in this folder, within this process: starting the tool for each example would take minutes. */
async function printed(commands: Commands, line: string): Promise<string> {
  const [name, ...args] = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  const command = new Command().exitOverride();
  commands[name as keyof Commands].define(command);
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  const text = { out: '', err: '' };
  const capture = (stream: keyof typeof text) => (part: string | Uint8Array) => {
    text[stream] += part;
    return true;
  };
  [stdout.write, stderr.write] = [capture('out'), capture('err')];
  try {
    await command.parseAsync(args, { from: 'user' });
  } finally {
    [stdout.write, stderr.write] = writes;
    process.exitCode = 0;
  }
  // annotations for GitHub go to standard output
  return (text.err || text.out).trimEnd();
}

/** The message with a code among those that are printed: from its line to the next that is not indented. */
const messageOf = (text: string, code: string) => text.split(/\n+(?=\S)/).find((one) => one.includes(code));

/** Each code by the shortest file of test/invalid that has it, and the message. */
async function invalidFiles(commands: Commands): Promise<ReadonlyMap<string, readonly [file: string, message: string]>> {
  const found = new Map<string, readonly [string, string]>();
  const files = readdirSync('.').toSorted((a, b) => statSync(a).size - statSync(b).size || (a < b ? -1 : 1));
  for (const file of files) {
    const text = await printed(commands, `analyze ${file}`);
    for (const [, code = ''] of text.matchAll(/\[([a-z]+\/[a-z0-9-]+)\]$/gm)) if (!found.has(code)) found.set(code, [file, messageOf(text, code) ?? '']);
  }
  return found;
}

/** The longest line of a message that is shown. */
const widest = 300;

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

function shown(files: Readonly<Record<string, string>>, line: string, message: string): string {
  const sources = Object.entries(files).map(([name, text]) =>
    text === '' ? `\`${name}\`, an empty file` : `\`${name}\`:\n\n${fenced(name.endsWith('.csv') ? 'csv' : 'yaml', text)}`,
  );
  const lines = message.split('\n').map((one) => (one.length > widest ? `${one.slice(0, widest)}...` : one));
  return [...sources, fenced('text', `$ ghostcost ${line}\n${lines.join('\n')}`)].join('\n\n');
}

/** @throws Error for every code whose example does not produce it, or that has neither an example nor a file in test/invalid */
export async function errorsPage(): Promise<string> {
  const { commands }: { commands: Commands } = await import(pathToFileURL(resolve('dist/commands/index.js')).href);
  const root = process.cwd();
  const { NO_COLOR } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'ghostcost-errors-'));
  process.env.NO_COLOR = '1';
  try {
    mkdirSync(join(folder, 'invalid'));
    for (const file of readdirSync('test/invalid')) copyFileSync(join('test/invalid', file), join(folder, 'invalid', file));
    process.chdir(join(folder, 'invalid'));
    const invalid = await invalidFiles(commands);
    const failures: string[] = [];
    const exampleOf = async (code: string, { example }: Entry): Promise<string> => {
      if (typeof example === 'string') return `No example: it ${example}.`;
      if (example === undefined) {
        const [file, message] = invalid.get(code) ?? [];
        if (file === undefined || message === undefined) throw new Error(`${code} has no example, and no file in test/invalid produces it`);
        return shown({ [file]: readFileSync(join(folder, 'invalid', file), 'utf8') }, `analyze ${file}`, message);
      }
      const { files = {}, run } = example;
      // a file is read once by its path
      const own = join(folder, code);
      mkdirSync(own, { recursive: true });
      process.chdir(own);
      for (const [name, text] of Object.entries(files)) writeFileSync(name, text);
      const text = await printed(commands, run);
      const message = messageOf(text, code);
      if (message === undefined) throw new Error(`${run} does not produce ${code}: ${text.slice(0, 300)}`);
      return shown(files, run, message);
    };
    const sections: string[] = [];
    for (const [family, about] of Object.entries(families)) {
      sections.push(`## ${family}\n\n${about}`);
      for (const [code, entry] of Object.entries(entries).filter(([code]) => code.startsWith(`${family}/`))) {
        try {
          sections.push(`### ${code}\n\n${entry.meaning}\n\n${await exampleOf(code, entry)}\n\n**Fix:** ${entry.fix}`);
        } catch (error) {
          failures.push(`${code}: ${error instanceof Error ? error.message : error}`);
        }
      }
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
    return `${opening}\n\n${sections.join('\n\n')}\n`;
  } finally {
    if (NO_COLOR === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = NO_COLOR;
    process.chdir(root);
    rmSync(folder, { recursive: true });
  }
}

const opening = `# Errors

Every message of ghostcost ends in a code in brackets. This page has all codes: what each means, an input that produces it with the message, and how to fix it. With \`--json\` each problem has its code and the address of its section here.

Warnings have codes too; \`--strict\` makes them errors.

${Object.keys(families)
  .map((family) => `[${family}](#${family})`)
  .join(', ')}`;
