/** Runs that are ended before they are done: by a kill, by Ctrl-C, by a full disk, by a reader that has seen enough. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { folder, ghostcost, needsPosix, shell, tool } from './support.ts';

beforeEach(() => needsPosix('signals'));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** Starts the tool, sends it a signal when `when` is over, and waits for its end. */
async function interrupted(args: readonly string[], cwd: string, signal: NodeJS.Signals, when: Promise<unknown>): Promise<Ended> {
  const child = spawn(process.execPath, [tool, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, err })));
  await Promise.race([when, ended]);
  child.kill(signal);
  return ended;
}

/** Waits until something is so, but not for ever. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !holds(); tries++) await setTimeout(5);
}

/** Waits until a run has begun to write in a folder of some files. */
const writes = (cwd: string, files = 0) => until(() => readdirSync(cwd).length > files);

/** How far a journal says that a run came. */
const pointOf = (journal: string) =>
  existsSync(journal)
    ? Math.max(
        0,
        ...readFileSync(journal, 'utf8')
          .split('\n')
          .slice(1, -1)
          .map((line) => Number.parseInt(line, 10) || 0),
      )
    : 0;

/** The bytes of a run that nobody disturbs. */
function undisturbed(args: readonly string[]): Buffer {
  const cwd = folder();
  ghostcost([...args, '-o', 'x'], { cwd });
  return readFileSync(join(cwd, 'x'));
}

const grid = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.001', '--s', '2:5', '--d', '1:7:2', '--resolution', '160:224:32'];

describe('a run that is killed at any moment and started again makes the file of one that was not', () => {
  const kills = process.env.CI === 'true' ? 100 : 12;
  test.each([
    ['csv', ['-f', 'csv']],
    ['jsonl, a condition and two threads', ['-f', 'jsonl', '--where', 'macs < 60e6 && s > 2', '--jobs', '2']],
  ])(
    '%s',
    async (_, format) => {
      const cwd = folder();
      const expected = undisturbed([...grid, ...format]);
      let [killed, resumed, files] = [0, 0, 0];
      const deadline = performance.now() + 100_000;
      while (killed < kills && performance.now() < deadline) {
        const file = `file-${files++}`;
        let [before, patience] = [0, 1];
        while (!existsSync(join(cwd, file))) {
          // a busy machine needs longer to come anywhere
          const after = 60 + Math.random() * 250 * patience;
          const { signal, err, code } = await interrupted([...grid, ...format, '-o', file, '--resume'], cwd, 'SIGKILL', setTimeout(after));
          if (signal === 'SIGKILL') killed++;
          else expect([code, err]).toEqual([0, '']);
          if (existsSync(join(cwd, file))) break;
          const point = pointOf(join(cwd, `${file}.journal`));
          expect(point).toBeGreaterThanOrEqual(before);
          if (before > 0) resumed++;
          patience = point > before ? 1 : patience * 1.5;
          before = point;
        }
        expect(readFileSync(join(cwd, file)).equals(expected)).toBe(true);
      }
      expect(killed).toBeGreaterThanOrEqual(kills);
      expect(resumed).toBeGreaterThan(0);
    },
    120_000,
  );
});

describe('--resume', () => {
  const args = [...grid, '-f', 'csv', '-o', 'x.csv', '--resume'];

  /** A folder in which a run was interrupted after some points. */
  async function begun() {
    const cwd = folder();
    const { code, err } = await interrupted(args, cwd, 'SIGINT', writes(cwd));
    expect([code, err]).toEqual([130, expect.stringMatching(/^interrupted after \d+ of 48048 points; the same command resumes it\n$/)]);
    expect(readdirSync(cwd).sort()).toEqual(['x.csv.journal', 'x.csv.partial']);
    return cwd;
  }

  test('leaves nothing but the file', async () => {
    const cwd = await begun();
    expect(ghostcost(args, { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(readdirSync(cwd)).toEqual(['x.csv']);
    expect(readFileSync(join(cwd, 'x.csv')).equals(undisturbed([...grid, '-f', 'csv']))).toBe(true);
  });

  test.each([
    ['another grid', [...args, '--set', 'classes=10'], 'grid was'],
    ['another format', args.map((arg) => (arg === 'csv' ? 'jsonl' : arg)), 'format was csv, is jsonl'],
    ['other totals', [...args, '--totals', 'macs'], 'totals was params,macs, is macs'],
    ['a condition', [...args, '--where', 'macs < 1'], 'where was none, is macs < 1'],
    ['another part', [...args, '--shard', '1/2'], 'part was 0 to 48048, is 0 to 24024'],
    ['another network', args.map((arg) => (arg === 'ghostnet' ? 'ghostnet-tf' : arg)), 'spec was ghostnet'],
  ])('refuses to go on with %s, and says what changed and what to do', async (_, other, what) => {
    const cwd = await begun();
    const { code, err } = ghostcost(other, { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
    expect(err).toContain('delete x.csv.partial and x.csv.journal to start over');
    expect(readdirSync(cwd).sort()).toEqual(['x.csv.journal', 'x.csv.partial']);
  });

  test('refuses to go on with a spec that was edited', () => {
    const spec = (maps: number) => `version: 1\nname: A\nparams: {n: 1}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: n * ${maps}, kernel_size: 1}]\n`;
    const cwd = folder({ 'a.yaml': spec(2) });
    const run = () => ghostcost(['sweep', 'a.yaml', '--set', 'n=1:3', '-f', 'csv', '-o', 'x.csv', '--resume'], { cwd });
    expect(run().code).toBe(0);
    // what a run leaves that was killed at once
    writeFileSync(join(cwd, 'x.csv.partial'), '');
    writeFileSync(join(cwd, 'x.csv.journal'), '{"spec": "a.yaml 0123456789abcdef"}\n');
    expect(run().err).toContain('spec was a.yaml 0123456789abcdef, is a.yaml ');
  });

  test('goes on after points of which none had met the condition', async () => {
    const cwd = folder();
    const none = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.000001', '--where', 'macs < 1', '-o', 'x.jsonl', '--resume'];
    const journal = join(cwd, 'x.jsonl.journal');
    const { code, err } = await interrupted(
      none,
      cwd,
      'SIGTERM',
      until(() => pointOf(journal) > 0),
    );
    expect([code, err]).toEqual([143, expect.stringContaining('the same command resumes it')]);
    expect(pointOf(journal)).toBeGreaterThan(0);
  });

  test('cuts a line of the journal, and rows, that were not written to their end', async () => {
    const cwd = await begun();
    writeFileSync(join(cwd, 'x.csv.partial'), '9,9,9', { flag: 'a' });
    writeFileSync(join(cwd, 'x.csv.journal'), '40000 12', { flag: 'a' });
    expect(ghostcost(args, { cwd }).code).toBe(0);
    expect(readFileSync(join(cwd, 'x.csv')).equals(undisturbed([...grid, '-f', 'csv']))).toBe(true);
  });

  test('begins anew where rows are gone that the journal speaks of', async () => {
    const cwd = await begun();
    writeFileSync(join(cwd, 'x.csv.partial'), '');
    expect(ghostcost(args, { cwd }).code).toBe(0);
    expect(readFileSync(join(cwd, 'x.csv')).equals(undisturbed([...grid, '-f', 'csv']))).toBe(true);
  });

  test('begins anew where the rows are gone altogether', async () => {
    const cwd = await begun();
    rmSync(join(cwd, 'x.csv.partial'));
    expect(ghostcost(args, { cwd })).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(cwd, 'x.csv')).equals(undisturbed([...grid, '-f', 'csv']))).toBe(true);
  });

  /** The lines of a journal after its first, and what a hand makes of them. */
  const edited = (cwd: string, name: string, edit: (text: string) => string) => {
    const path = join(cwd, name);
    const before = readFileSync(path, 'latin1');
    const after = edit(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after, 'latin1');
  };
  const lastLine = (edit: (words: string[]) => string[]) => (text: string) => text.replace(/(.*)\n$/, (_, line) => `${edit(line.split(' ')).join(' ')}\n`);

  test.each<[what: string, file: string, edit: (text: string) => string]>([
    ['a digit of a row', 'x.csv.partial', (text) => text.replace('160', '161')],
    ['a line more among the rows', 'x.csv.partial', (text) => text.replace('\r\n', '\r\n1,1,1,1,1,1\r\n')],
    ['a line less', 'x.csv.partial', (text) => text.replace(/\r\n.*\r\n/, '\r\n')],
    ['the head', 'x.csv.partial', (text) => text.replace('width', 'Width')],
    ['the bytes of the journal', 'x.csv.journal', lastLine(([point = '', bytes, sum = '']) => [point, String(Number(bytes) - 7), sum])],
    ['its point', 'x.csv.journal', lastLine(([point, ...rest]) => [String(Number(point) + 100), ...rest])],
    [
      'its checksum',
      'x.csv.journal',
      lastLine(([point = '', bytes = '', sum = '']) => [point, bytes, sum.replace(/./, (digit) => (digit === '0' ? '1' : '0'))]),
    ],
    ['a line without a number', 'x.csv.journal', (text) => `${text}NaN 0\n`],
    ['a line past the end', 'x.csv.journal', (text) => `${text}1e9 0\n`],
    ['a line before the beginning', 'x.csv.journal', (text) => `${text.split('\n')[0]}\n-5 0\n`],
    ['a line of fewer bytes than none', 'x.csv.journal', (text) => `${text.split('\n')[0]}\n500 -1\n`],
    ['a line that a run might write, but for its checksum', 'x.csv.journal', (text) => `${text.split('\n')[0]}\n500 0\n`],
    ['an empty line', 'x.csv.journal', (text) => text.replace('\n', '\n\n')],
    ['a head that says nothing', 'x.csv.journal', (text) => text.replace(/.*/, 'null')],
    ['a head that is a list', 'x.csv.journal', (text) => text.replace(/.*/, '[]')],
    ['a head of other things', 'x.csv.journal', (text) => text.replace(/.*/, '{"spec":{}}')],
  ])('refuses to go on where a hand has changed %s, and deletes nothing', async (_, file, edit) => {
    const cwd = await begun();
    edited(cwd, file, edit);
    const left = () => readdirSync(cwd).map((name) => readFileSync(join(cwd, name), 'latin1'));
    const before = left();
    const { code, err } = ghostcost(args, { cwd });
    expect([code, err]).toEqual([2, expect.stringMatching(/was not left by an interrupted run \[resume\/unreadable\]\n|was started with other options/)]);
    expect(err).toContain('delete x.csv.partial and x.csv.journal to start over');
    expect(left()).toEqual(before);
  });

  test.each<[name: string, text: string]>([
    ['x.csv.partial', 'my own rows\n'],
    ['x.csv.journal', 'dear journal'],
    ['x.csv.journal', 'dear journal\n'],
    ['x.csv.lock', ''],
    ['x.csv.lock', 'mine'],
  ])('leaves a file of another called %s alone', (name, text) => {
    const cwd = folder({ [name]: text });
    expect(ghostcost(args, { cwd })).toMatchObject({ code: 2, err: expect.stringContaining(`"${name}" was not left by an interrupted run`) });
    expect([readdirSync(cwd), readFileSync(join(cwd, name), 'utf8')]).toEqual([[name], text]);
  });

  test('leaves nothing but what can be gone on with when it is asked to end twice', async () => {
    const cwd = folder();
    const child = spawn(process.execPath, [tool, ...args], { cwd, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await until(() => pointOf(join(cwd, 'x.csv.journal')) > 0);
    child.kill('SIGTERM');
    child.kill('SIGINT');
    await ended;
    expect(readdirSync(cwd).sort()).toEqual(['x.csv.journal', 'x.csv.partial']);
    expect(ghostcost(args, { cwd })).toEqual({ code: 0, out: '', err: '' });
  });

  test('says what to do about a journal that is none', () => {
    const cwd = folder({ 'x.csv.journal': 'garbage\n' });
    const { code, err } = ghostcost(args, { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('[resume/unreadable]')]);
  });
});

describe('Ctrl-C and a request to end', () => {
  const long = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.000001', '-o', 'x'];
  test.each([
    ['SIGINT', 130, 'csv'],
    ['SIGHUP', 129, 'csv'],
    ['SIGTERM', 143, 'csv'],
    ['SIGINT', 130, 'parquet'],
  ] as const)('%s ends with %i and leaves nothing of a file of %s', async (signal, expected, format) => {
    const cwd = folder();
    const { code, err } = await interrupted([...long, '-f', format], cwd, signal, writes(cwd));
    expect([code, err]).toEqual([expected, expect.stringMatching(/^interrupted after \d+ of 1000001 points; nothing was written\n$/)]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('leaves of Parquet what nothing can read, and says so, where it went to standard output', () => {
    const cwd = folder();
    const { code, err } = shell(
      '$GHOSTCOST sweep ghostnet --width 0.5:1.5:0.000001 -f parquet > x & until [ -s x ]; do sleep 0.05; done; kill -INT $!; wait $!',
      { cwd },
    );
    expect([code, err]).toEqual([130, expect.stringMatching(/^interrupted after \d+ of 1000001 points; what was written is not whole\n$/)]);
  });

  test('one after the other, in whatever order, end the run at once', async () => {
    const cwd = folder();
    const child = spawn(process.execPath, [tool, ...long, '-f', 'csv'], { cwd, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    await writes(cwd);
    child.kill('SIGTERM');
    child.kill('SIGINT');
    // which of two that wait comes first is the system's matter
    expect(await ended).toMatch(/^SIG(INT|TERM)$/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('is heard by threads, too', async () => {
    const cwd = folder();
    const { code } = await interrupted([...long, '-f', 'csv', '--jobs', '2'], cwd, 'SIGINT', writes(cwd));
    expect([code, readdirSync(cwd)]).toEqual([130, []]);
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends an export with %i, and leaves the file as it was', async (signal, expected) => {
  const cwd = folder({ 'x.onnx': 'before' });
  const { code, err } = await interrupted(['export', 'vgg-16-cifar', '--width', '3', '-o', 'x.onnx'], cwd, signal, writes(cwd, 1));
  expect([code, err]).toEqual([expected, 'interrupted; nothing was written\n']);
  expect([readdirSync(cwd), readFileSync(join(cwd, 'x.onnx'), 'utf8')]).toEqual([['x.onnx'], 'before']);
});

describe('a reader or a disk that takes no more', () => {
  test('ends a sweep of ten million points at once and without a word when the reader has seen enough', () => {
    const start = performance.now();
    const { code, out, err } = shell('set -o pipefail; $GHOSTCOST sweep ghostnet --width 0.5:1.5:0.000001 --s 2:11 -f csv | head -2');
    expect([code, out.split('\r\n')[0], err]).toEqual([0, 's,width,params,macs', '']);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test('is an error where the disk is full, and nothing stays', () => {
    const cwd = folder();
    // no file may grow past 64 blocks of 1024 bytes
    const { code, err } = shell(`ulimit -f 64; trap '' XFSZ; $GHOSTCOST ${grid.join(' ')} -f csv -o x.csv`, { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('cannot write "x.csv": file too large')]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('keeps what there was room for with --resume, which goes on when there is more', () => {
    const cwd = folder();
    const run = (limit: string) => shell(`ulimit -f ${limit}; trap '' XFSZ; $GHOSTCOST ${grid.join(' ')} -f csv -o x.csv --resume`, { cwd });
    expect(run('800').code).toBe(2);
    expect(pointOf(join(cwd, 'x.csv.journal'))).toBeGreaterThan(0);
    expect(run('unlimited')).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(cwd, 'x.csv')).equals(undisturbed([...grid, '-f', 'csv']))).toBe(true);
  });
});

/** Runs a line with a terminal as its standard streams, as `script` of util-linux gives it; what the terminal was sent. */
function inTerminal(line: string, cwd: string): string {
  const { out } = shell(`script -qec "${line}" /dev/null < /dev/null`, { cwd });
  return out;
}

describe('in a terminal', () => {
  test('a long run shows how far it is, how fast and how long it will take, and takes that away at its end', () => {
    const out = inTerminal('$GHOSTCOST sweep ghostnet --s 2:7 --width 0.5:1.5:0.000001 -f csv -o x.csv', folder());
    expect(out).toMatch(/\d+% \| [\d,]+ of 6,000,006 points \| [\d,]+ a second \| \d+s left/);
    // the line is emptied in the end, and the cursor, which a run that is killed could not give back, was never hidden
    expect(out.lastIndexOf('\u001b[0K')).toBeGreaterThan(out.lastIndexOf('%'));
    expect(out).not.toContain('\u001b[?25l');
  }, 30_000);

  test('a short run, and one whose rows go there, show no bar', () => {
    expect(inTerminal('$GHOSTCOST sweep ghostnet --width 0.5,1 -f csv -o x.csv', folder())).toBe('');
    expect(inTerminal('$GHOSTCOST sweep ghostnet --width 0.5:1.5:0.00001 -f csv', folder())).not.toContain('%');
  });
});
