/** The recipes for sweeps in parts are run: what they make, one after the other, is the whole run byte for byte, also after a part was lost. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance, StatementType } from '@duckdb/node-api';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folder, ghostcost, tool } from './commands/support.ts';
import { type Slurm, startSlurm } from './slurm.ts';

const recipe = (name: string) => resolve('recipes', name);

/** Where `ghostcost` is found. */
const bin = join(tmpdir(), `ghostcost-bin-${process.pid}`);
beforeAll(() => {
  mkdirSync(bin);
  writeFileSync(join(bin, 'ghostcost'), `#!/bin/sh\nexec "${process.execPath}" "${tool}" "$@"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(bin, { recursive: true }));

const env = { ...process.env, PATH: [bin, process.env.PATH, '/usr/sbin'].join(delimiter), PARALLEL: '' };

const succeeds = (line: string) => spawnSync('sh', ['-c', line], { env }).status === 0;

/** Its condition is a word that a shell would take apart. */
const sweep = ['resnet-50', '--ghost', 's=2:8,d=1,3,5', '--resolution', '128:320:32', '--where', 'macs < 4e9 && s > 2'];

function wholeOf(args: readonly string[]): string {
  const file = join(folder(), 'whole.jsonl');
  expect(ghostcost(['sweep', ...args, '--format', 'jsonl', '--output', file]).code).toBe(0);
  return readFileSync(file, 'utf8');
}

const partsIn = (where: string) => readdirSync(where).filter((file) => /^part-.*\.jsonl$/.test(file));
/** What `cat part-*.jsonl` gives. */
const joined = (where: string) => execFileSync('sh', ['-c', 'cat part-*.jsonl'], { cwd: where, encoding: 'utf8' });

/** Runs a recipe, then again after a part was lost and another marked. */
async function expectParts(where: string, parts: number, whole: string, run: () => Promise<void> | void): Promise<void> {
  await run();
  expect(partsIn(where)).toHaveLength(parts);
  expect(whole).not.toBe('');
  expect(joined(where)).toBe(whole);

  const [lost = '', marked = ''] = partsIn(where).slice(2);
  const before = readFileSync(join(where, lost), 'utf8');
  expect(before).not.toBe('');
  rmSync(join(where, lost));
  writeFileSync(join(where, marked), 'not made again');
  await run();
  expect(readFileSync(join(where, lost), 'utf8')).toBe(before);
  expect(readFileSync(join(where, marked), 'utf8')).toBe('not made again');
}

describe.skipIf(!succeeds('parallel --version | grep -q ^GNU'))('parallel.sh', () => {
  const run = (where: string, args: readonly string[]) => spawnSync('bash', [recipe('parallel.sh'), ...args], { cwd: where, env, encoding: 'utf8' });

  test('makes parts that are the whole', { timeout: 120_000 }, async () => {
    const where = folder();
    await expectParts(where, 12, wholeOf(sweep), () => {
      expect(run(where, ['12', ...sweep])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });
  });

  test('goes on after it was killed', { timeout: 120_000 }, async () => {
    const where = folder();
    const killed = spawn('bash', [recipe('parallel.sh'), '16', ...sweep], { cwd: where, env, stdio: 'ignore', detached: true });
    while (partsIn(where).length === 0) await setTimeout(10);
    // all that it started is in its session
    execFileSync('pkill', ['-KILL', '--session', String(killed.pid)]);
    await once(killed, 'exit');
    expect(partsIn(where).length).toBeLessThan(16);
    expect(run(where, ['16', ...sweep]).status).toBe(0);
    expect(joined(where)).toBe(wholeOf(sweep));
  });

  test('fails when a part does, and leaves no part of it', () => {
    const where = folder();
    const { status, stderr } = run(where, ['12', 'resnet-5', '--s', '2']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('did you mean "resnet-50" or "resnet-56-cifar"?');
    expect(readdirSync(where)).toEqual([]);
  });

  test.each([[[]], [['0', ...sweep]], [['resnet-50']]])('says how it is used: %j', (args) => {
    expect(run(folder(), args)).toMatchObject({ status: 2, stderr: expect.stringContaining('PARTS') });
  });
});

describe.skipIf(!succeeds('command -v slurmctld && command -v slurmd && command -v sbatch && command -v munged'))('slurm.sh', () => {
  let slurm: Slurm;
  beforeAll(async () => {
    slurm = await startSlurm(env);
  }, 120_000);
  afterAll(() => slurm.stop(), 120_000);

  test('makes parts that are the whole', { timeout: 120_000 }, async () => {
    const where = folder();
    await expectParts(where, 16, wholeOf(sweep), () => slurm.submit(where, [recipe('slurm.sh'), ...sweep]));
    const logs = readdirSync(where).filter((file) => file.endsWith('.log'));
    expect(logs).toHaveLength(2 * 16);
    for (const log of logs) expect(readFileSync(join(where, log), 'utf8')).toBe('');
  });

  test('takes its number of parts from the array, and says in the log what is wrong', { timeout: 120_000 }, async () => {
    const where = folder();
    await slurm.submit(where, ['--array=1-3', recipe('slurm.sh'), 'resnet-5', '--s=2']);
    expect(partsIn(where)).toEqual([]);
    const logs = readdirSync(where).filter((file) => file.endsWith('.log'));
    expect(logs).toHaveLength(3);
    for (const log of logs) expect(readFileSync(join(where, log), 'utf8')).toContain('did you mean "resnet-50" or "resnet-56-cifar"?');
  });
});

describe('kubernetes.yaml', () => {
  const job = parse(readFileSync(recipe('kubernetes.yaml'), 'utf8'));
  const { completions, parallelism, completionMode, podFailurePolicy, template } = job.spec;
  const [container, ...others] = template.spec.containers;

  test('is a job by the schema of Kubernetes', () => {
    expect(() => new Job(job).validate()).not.toThrow();
    expect(() => new Job({ ...job, spec: { ...job.spec, completions: 'many' } }).validate()).toThrow(/completions/);
  });

  test('has an index for each part, and a volume to put it in', () => {
    expect([completionMode, others]).toEqual(['Indexed', []]);
    expect(parallelism).toBeLessThanOrEqual(completions);
    expect(container.env).toEqual([{ name: 'PARTS', value: String(completions) }]);
    expect(container.volumeMounts).toEqual([{ name: template.spec.volumes[0].name, mountPath: container.workingDir }]);
    expect(podFailurePolicy.rules[0].onExitCodes.containerName).toBe(container.name);
  });

  /** A container of the job, as Kubernetes starts it: $(NAME) in its words is a variable of it, $$ a dollar sign. */
  function start(where: string, index: number, more: readonly string[] = []) {
    const own = Object.fromEntries(container.env.map(({ name, value }: { name: string; value: string }) => [name, value]));
    const [command = '', ...args] = [...container.command, ...container.args, ...more].map((word: string) =>
      word.replace(/\$\$|\$\((\w+)\)/g, (text, name) => (text === '$$' ? '$' : (own[name] ?? text))),
    );
    return spawnSync(command, args, { cwd: where, env: { ...env, ...own, JOB_COMPLETION_INDEX: String(index) }, encoding: 'utf8' });
  }

  test('makes parts that are the whole', { timeout: 120_000 }, async () => {
    const where = folder();
    const [, , ...words] = container.args;
    await expectParts(where, completions, wholeOf(words), () => {
      for (let index = 0; index < completions; index++) expect(start(where, index)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    });
  });

  test('ends at once where the sweep is wrong', () => {
    const where = folder();
    const { status } = start(where, 0, ['--resolution=wide']);
    expect(podFailurePolicy.rules[0]).toMatchObject({ action: 'FailJob', onExitCodes: { operator: 'In', values: [status] } });
    expect(readdirSync(where)).toEqual([]);
  });
});

describe('duckdb.sql', () => {
  /** The answers to its questions, and to one more, whole numbers as such. */
  async function ask(where: string, more = ''): Promise<readonly (readonly Readonly<Record<string, unknown>>[])[]> {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      await connection.run(`set file_search_path = '${where}'`);
      const answers = [];
      const statements = await connection.extractStatements(`${readFileSync(recipe('duckdb.sql'), 'utf8')}${more}`);
      for (let index = 0; index < statements.count; index++) {
        const statement = await statements.prepare(index);
        const rows = (await statement.runAndReadAll()).getRowObjectsJson();
        if (statement.statementType === StatementType.SELECT)
          answers.push(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]))));
      }
      return answers;
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  function toParts(parts: number, args: readonly string[]): string {
    const where = folder();
    for (let part = 1; part <= parts; part++) {
      const output = join(where, `part-${String(part).padStart(String(parts).length, '0')}-of-${parts}.jsonl`);
      expect(ghostcost(['sweep', ...args, '--shard', `${part}/${parts}`, '--format', 'jsonl', '--output', output]).code).toBe(0);
    }
    return where;
  }

  test('answers from the parts what the whole says', { timeout: 120_000 }, async () => {
    const args = sweep.slice(0, -2);
    const lines = wholeOf(args).trim().split('\n');
    const rows: Record<'s' | 'd' | 'resolution' | 'params' | 'macs', number>[] = lines.map((line) => JSON.parse(line));
    const bounds = (name: 'params' | 'macs') => {
      const values = rows.map((row) => row[name]);
      return { [`min(${name})`]: Math.min(...values), [`max(${name})`]: Math.max(...values) };
    };
    const affordable = rows.filter(({ macs }) => macs <= 1e9).sort((a, b) => b.params - a.params || a.macs - b.macs);
    const pivot = new Map<number, Record<string, number>>();
    for (const { s, resolution, macs } of rows) {
      const row = pivot.get(s) ?? { s };
      pivot.set(s, { ...row, [resolution]: Math.min(macs, row[resolution] ?? macs) });
    }
    expect(rows).toHaveLength(7 * 3 * 7);
    expect(await ask(toParts(12, args))).toEqual([
      [{ parts: 12 }],
      [{ points: rows.length, ...bounds('macs'), ...bounds('params') }],
      affordable.slice(0, 5),
      [...pivot.values()],
    ]);
  });

  test.each([
    ['part', '1:39,1.5', '224', 40],
    ['line', '1,1.5', '33:20532', 1],
  ])('does not round what is a fraction in a late %s only', async (_, width, resolution, parts) => {
    const lines = wholeOf(['ghostnet', '--width', width, '--s', '2', '--resolution', resolution]).split(/(?<=\n)/);
    const size = lines.length / parts;
    const where = folder(
      Object.fromEntries(Array.from({ length: parts }, (_, part) => [`part-${part}-of-${parts}.jsonl`, lines.slice(part * size, (part + 1) * size).join('')])),
    );
    const answers = await ask(where, 'select distinct width from sweep where width < 2 order by width');
    expect(answers.at(-1)).toEqual([{ width: 1 }, { width: 1.5 }]);
  });

  test('refuses parts that do not make a whole', async () => {
    const where = toParts(3, ['ghostnet', '--s', '2:5']);
    rmSync(join(where, 'part-2-of-3.jsonl'));
    await expect(ask(where)).rejects.toThrow('parts are missing, or of several sweeps');
    writeFileSync(join(where, 'part-1-of-2.jsonl'), '');
    await expect(ask(where)).rejects.toThrow('parts are missing, or of several sweeps');
  });
});
