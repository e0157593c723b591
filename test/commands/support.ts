/** Starts the built tool as a user does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { onTestFinished, TestRunner, vi } from 'vitest';

export const tool = fileURLToPath(new URL('../../bin/ghostcost.js', import.meta.url));

const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;

export interface Started {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the tool than that of this checkout. */
  readonly tool?: string;
}

/** Runs `ghostcost` to its end. */
export function ghostcost(args: readonly string[], { cwd, input = '', env = {}, tool: started = tool }: Started = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [started, ...args], { cwd, input, encoding: 'utf8', env: { ...environment, ...env } });
  return { code: status, out: stdout, err: stderr };
}

/** Skips the test that runs on Windows, which lacks what it needs. */
export function needsPosix(what: string): void {
  if (process.platform === 'win32') TestRunner.getCurrentTest()?.context.skip(`needs ${what}`);
}

/** Runs a line of a shell in which $GHOSTCOST starts the tool. */
export function shell(line: string, { cwd }: Started = {}) {
  needsPosix('a POSIX shell');
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...environment, GHOSTCOST: `${process.execPath} ${tool}` },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs a command within this process, where parts of it can be replaced; the test restores what is mocked. */
export async function call(define: (command: Command) => unknown, args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const written = { out: '', err: '' };
  const capture = (key: keyof typeof written) => (text: string | Uint8Array) => {
    written[key] += text;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(capture('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(capture('err'));
  process.exitCode = 0;
  const command = new Command();
  define(command);
  await command.parseAsync([...args], { from: 'user' });
  return { code: process.exitCode, ...written };
}

/** A folder with some files, for one test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'ghostcost-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

export const specs = {
  fine: 'version: 1\nname: Fine\nparams: {width: 1, act: relu}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: 4 * width, kernel_size: 3, activation: $act, name: first}]\n',
  wrong: 'version: 1\nname: Wrong\ninput: [3, 8, 8]\nlayers: [{op: con2d, out_channels: 4}]\n',
} as const;
