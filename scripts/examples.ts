/** The examples of a page: its commands and programs are run, and what they print is put behind them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Fills in the output of `$ ghostcost ...` in console blocks, and of js blocks in the text block behind them.
 * They run in a directory of their own, with the yaml blocks that start with a file's name in a comment as files.
 */
export function withOutputs(page: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'ghostcost-examples-'));
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(resolve('.'), join(directory, 'node_modules/ghostcost'), 'junction');
  const run = (command: string, input = '') => {
    const { stdout, stderr } = spawnSync(command, { shell: true, cwd: directory, input, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
    return (stdout + stderr).replaceAll('\r\n', '\n');
  };
  try {
    for (const [, text = '', name = ''] of page.matchAll(/```yaml\n(# (\S+\.yaml)\n.*?)```/gs)) writeFileSync(join(directory, name), text);
    return page
      .replace(/```console\n(.*?)```/gs, (_, block: string) => {
        const commands = block.match(/^\$ ghostcost .*$/gm) ?? [];
        const outputs = commands.map((command) => `${command}\n${run(command.replace('$ ghostcost', `node "${resolve('bin/ghostcost.js')}"`))}`);
        return `\`\`\`console\n${outputs.join('\n')}\`\`\``;
      })
      .replace(/(```js\n(.*?)```\n\n```text\n).*?```/gs, (_, start: string, program: string) => `${start}${run('node --input-type=module', program)}\`\`\``);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
