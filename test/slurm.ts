/** A Slurm of one node, on loopback, in a folder of its own, under the user who runs the tests. */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface Slurm {
  /** Submits a script and waits until all of its tasks have ended. */
  submit(folder: string, args: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startSlurm(environment: NodeJS.ProcessEnv): Promise<Slurm> {
  const home = mkdtempSync(join(tmpdir(), 'ghostcost-slurm-'));
  for (const folder of ['state', 'spool']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'munge.key'), randomBytes(128), { mode: 0o400 });
  const conf = join(home, 'slurm.conf');
  const user = userInfo().username;
  const settings = {
    ClusterName: 'test',
    SlurmctldHost: 'localhost(127.0.0.1)',
    SlurmctldPort: await freePort(),
    SlurmdPort: await freePort(),
    SlurmUser: user,
    SlurmdUser: user,
    AuthInfo: `socket=${home}/munge.sock`,
    StateSaveLocation: `${home}/state`,
    SlurmdSpoolDir: `${home}/spool`,
    SlurmctldPidFile: `${home}/slurmctld.pid`,
    SlurmdPidFile: `${home}/slurmd.pid`,
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core',
    // the node has what is said here, whatever the machine has
    SlurmdParameters: 'config_overrides',
    SchedulerParameters: 'sched_interval=1,batch_sched_delay=0,sched_min_interval=0',
    'NodeName=localhost NodeAddr': '127.0.0.1 CPUs=2 RealMemory=4096',
    'PartitionName=main Nodes': 'ALL Default=YES',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(conf, lines.join(''));
  const env = { ...environment, SLURM_CONF: conf };
  const slurm = (command: string, args: readonly string[], cwd = home) => execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  const daemons = [
    [
      'munged',
      '--foreground',
      '--force',
      ...['socket=munge.sock', 'key-file=munge.key', 'pid-file=munged.pid', 'log-file=munged.log', 'seed-file=seed'].map(
        (option) => `--${option.replace('=', `=${home}/`)}`,
      ),
    ],
    ['slurmctld', '-D', '-c'],
    ['slurmd', '-D', '-N', 'localhost'],
  ].map(([command = '', ...args]) => spawn(command, args, { cwd: home, env, stdio: 'ignore' }));
  const stop = async () => {
    // the last that was started is the first to end
    for (const daemon of daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      daemon.kill();
      await once(daemon, 'exit');
    }
    rmSync(home, { recursive: true });
  };
  const until = async (what: string, done: () => boolean) => {
    for (let tries = 0; !done(); tries++) {
      if (tries > 600) throw new Error(`Slurm: ${what} takes too long`);
      await setTimeout(100);
    }
  };
  try {
    await until('the start of the node', () => {
      try {
        return slurm('sinfo', ['--noheader', '--format=%T']) === 'idle';
      } catch {
        return false;
      }
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async submit(folder, args) {
      const job = slurm('sbatch', ['--parsable', ...args], folder);
      await until(`job ${job}`, () => slurm('squeue', ['--noheader', `--jobs=${job}`]) === '');
    },
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address !== 'object' || address === null) throw new Error('a port has no number');
  return address.port;
}
