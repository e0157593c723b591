/** Completion: what the tool offers, and what shells make of it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, needsPosix, specs, tool } from './support.ts';

/** What is offered for the last of the words. */
const offered = (...words: string[]) =>
  ghostcost(['complete', '--', ...words])
    .out.split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]);

describe('the tool offers', () => {
  test('commands, and help', () => {
    expect(offered('')).toEqual(expect.arrayContaining(['analyze', 'completion', 'help', '--version']));
    expect(offered('ex')).toEqual(['explain', 'export']);
    expect(offered('help', 'com')).toEqual(['compare', 'completion']);
  });

  test('names of what ships, and files', () => {
    expect(offered('analyze', 'ghostnet')).toEqual(['ghostnet', 'ghostnet-tf', 'ghostnet-v2', ':files']);
    expect(offered('analyze', 'ghostnet', 'resnet-5')).toEqual(['resnet-50', 'resnet-56-cifar', ':files']);
    expect(offered('table', 'w')).toEqual(['worked-example', ':files']);
    expect(offered('show', 'squeeze')).toEqual(['squeeze-excite']);
    expect(offered('init', '--from', 'squeeze')).toEqual(['squeeze-excite']);
  });

  test('options, those of parameters only where the network has them', () => {
    expect(offered('analyze', '--for')).toEqual(['--format']);
    expect(offered('analyze', 'ghostnet', '--w')).toEqual(['--width']);
    expect(offered('analyze', 'worked-example', '--w')).toEqual([]);
    expect(offered('analyze', 'resnet-50', '--s')).not.toContain('--s');
    expect(offered('analyze', 'resnet-50', '--ghost', '--s')).toContain('--s');
  });

  test('the words of an option, after it and behind its equals sign', () => {
    expect(offered('analyze', 'ghostnet', '--dtype', 'fl')).toEqual(['float64', 'float32', 'float16']);
    expect(offered('analyze', '--dtype=int')).toEqual(['--dtype=int8']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('the parameters of the network', () => {
    expect(offered('analyze', 'worked-example', '--set', '')).toEqual(['k=', 's=', 'd=']);
    expect(offered('compare', 'ghostnet,w')).toEqual(['ghostnet,width=']);
    expect(offered('compare', 'ghostnet,width=0.5,cl')).toEqual(['ghostnet,width=0.5,classes=']);
    expect(offered('sweep', 'ghostnet', '--rows', 'wi')).toEqual(['width']);
  });

  test('lists name by name', () => {
    expect(offered('analyze', 'ghostnet', '--budget', 'params=5M,mac')).toEqual(['params=5M,macs=', 'params=5M,macs-gap=']);
    expect(offered('analyze', 'ghostnet', '--columns', 'layer,speed')).toEqual(['layer,speedup']);
  });

  test('the layers of the network, level by level', () => {
    expect(offered('explain', 'ghostnet', 'ghost-bottleneck-1')).toContain('ghost-bottleneck-16');
    expect(offered('explain', 'ghostnet', 'ghost-bottleneck-4/s')).toEqual(['ghost-bottleneck-4/se', 'ghost-bottleneck-4/shortcut']);
  });

  test('what comes after the value of an option, and after one that needs none', () => {
    expect(offered('explain', '--width', '0.5', 'ghostnet', 'ste')).toEqual(['stem']);
    expect(offered('explain', 'ghostnet', '--strict', 'ste')).toEqual(['stem']);
  });

  test('nothing, without a word, where there is nothing to offer', () => {
    for (const words of [
      ['nonsense', ''],
      ['schema', ''],
      ['explain', 'no-such-network', ''],
      ['analyze', 'wrong.yaml', '--set', ''],
    ])
      expect(ghostcost(['complete', '--', ...words], { cwd: folder({ 'wrong.yaml': specs.wrong }) })).toEqual({ code: 0, out: '', err: '' });
  });

  test('the parameters of a file', () =>
    expect(ghostcost(['complete', '--', 'analyze', 'fine.yaml', '--set', ''], { cwd: folder({ 'fine.yaml': specs.fine }) }).out).toBe(
      'width=\tdefault 1\nact=\tdefault relu\n',
    ));
});

/** Starts a shell in which `ghostcost` is the tool; skips the test where the shell is not installed. */
function inShell(shell: string, args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  needsPosix(shell);
  const bin = folder({ ghostcost: `#!/bin/sh\nexec '${process.execPath}' '${tool}' "$@"\n` });
  chmodSync(join(bin, 'ghostcost'), 0o755);
  const { stdout, stderr, error } = spawnSync(shell, args, {
    cwd: folder(files),
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: bin },
  });
  return { out: stdout, err: stderr, isThere: error === undefined };
}

/** A line, what is offered for its last word, and what of that bash puts behind the = where it splits words. */
const lines: readonly (readonly [line: string, offered: readonly string[], inBash?: readonly string[]])[] = [
  ['ghostcost expl', ['explain']],
  ['ghostcost analyze ghostnet-', ['ghostnet-tf', 'ghostnet-v2']],
  ['ghostcost analyze --dtype=int', ['--dtype=int8'], ['int8']],
  ['ghostcost compare ghostnet,width=0.5,cl', ['ghostnet,width=0.5,classes='], ['0.5,classes=']],
  ['ghostcost analyze worked-example --set ', ['d=', 'k=', 's=']],
  ['ghostcost explain ghostnet ghost-bottleneck-4/s', ['ghost-bottleneck-4/se', 'ghost-bottleneck-4/shortcut']],
  ['ghostcost analyze min', ['mine one.yaml']],
];

/** What bash would put in for its last piece of a line: its own rules of splitting are those of an interactive shell. */
const bash = (line: string) => `
eval "$(ghostcost completion bash)"
set -- ${JSON.stringify(line)}
COMP_LINE=$1 COMP_POINT=\${#1}
words() {
  local text=$1
  COMP_WORDS=()
  while [[ -n "$text" ]]; do
    if [[ "$text" =~ ^[[:space:]]+ ]]; then :
    elif [[ "$text" =~ ^[=:]+ || "$text" =~ ^[^=:[:space:]]+ ]]; then COMP_WORDS+=("\${BASH_REMATCH[0]}")
    fi
    text="\${text#"\${BASH_REMATCH[0]}"}"
  done
  if [[ "$1" == *[[:space:]] ]]; then COMP_WORDS+=(''); fi
}
words "$1"
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_ghostcost ghostcost
printf '%s\\n' "\${COMPREPLY[@]}"
`;

describe.each(lines.map(([line, expected, inBash = expected]) => ({ line, expected, inBash })))('$line', ({ line, expected, inBash }) => {
  const files = { 'mine one.yaml': specs.fine };

  test('in bash', ({ skip }) => {
    const { out, err, isThere } = inShell('bash', ['--norc', '-c', bash(line)], files);
    if (!isThere) skip('bash is not installed');
    expect(err.replace(/.*compopt.*\n/g, '')).toBe('');
    expect(out.split('\n').filter(Boolean).toSorted()).toEqual(inBash);
  });

  test('in fish', ({ skip }) => {
    const { out, err, isThere } = inShell('fish', ['--no-config', '-c', `ghostcost completion fish | source; complete -C ${JSON.stringify(line)}`], files);
    if (!isThere) skip('fish is not installed');
    expect(err).toBe('');
    const found = out
      .split('\n')
      .filter(Boolean)
      .map((one) => (one.split('\t')[0] ?? '').replaceAll('\\', ''));
    expect(found.toSorted()).toEqual(expected);
  });

  test('in zsh', ({ skip }) => {
    const { out, err, isThere } = inShell('zsh', ['-f', '-c', zsh(line)], files);
    if (!isThere) skip('zsh is not installed');
    expect(err).toBe('');
    expect(out.split('\n').filter(Boolean).toSorted()).toEqual(expected);
  });
});

/** What zsh would be told to show for the last word of a line; what shows it stands in for its completion system. */
const zsh = (line: string) => `
compdef() { : }
_files() { print -l -- "$PREFIX"*(N) }
_describe() { local name=$3 one; for one in "\${(@P)name}"; do print -r -- "\${one%%:*}"; done }
eval "$(ghostcost completion zsh)"
line=${JSON.stringify(line)}
words=("\${(@s: :)line}")
CURRENT=$#words PREFIX=$words[-1]
_ghostcost
`;

test('every script is one that its shell can read', () => {
  expect(readdirSync(new URL('../../fixtures/completion', import.meta.url)).toSorted()).toEqual(['ghostcost.bash', 'ghostcost.fish', 'ghostcost.zsh']);
  for (const shell of ['bash', 'zsh', 'fish'])
    expect(ghostcost(['completion', shell])).toMatchObject({ code: 0, out: expect.stringContaining('complete -- ') });
});

test('a shell that is not known is refused with those that are', () =>
  expect(ghostcost(['completion', 'tcsh'])).toMatchObject({ code: 2, err: expect.stringContaining('bash, zsh, fish') }));
