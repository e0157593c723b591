/** Netron, as VisualDL ships it, in a Chromium without a window. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll } from 'vitest';
import type { OnnxModel } from '../../src/onnx/index.ts';
import { folder, orSay } from '../run/installed.ts';

const dist = join(folder, 'node_modules/@visualdl/netron/dist');
const page = fileURLToPath(new URL('netron.html', import.meta.url));

const hasFiles = orSay(existsSync(dist), 'NETRON');
const hasBrowser = orSay(spawnSync('chromium', ['--version']).status === 0, 'CHROMIUM', 'apt-get install chromium');
export const hasNetron = hasFiles && hasBrowser;

/** What Netron says and shows: names, and tensors with their types, `float32[16,3,3,3]`. */
export interface Drawn {
  readonly error?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly string[];
  readonly weights: readonly (readonly [string, string])[];
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

/** Starts Netron, for the tests of a file. The page asks for a model, and answers what it shows. */
export function startNetron() {
  let asked: ServerResponse | undefined;
  let model: OnnxModel | undefined;
  let answer: (drawn: Drawn) => void;
  const send = () => {
    if (asked === undefined || model === undefined) return;
    asked.end(Buffer.concat(model.pieces));
    asked = model = undefined;
  };

  beforeAll(async () => {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost');
      const file = pathname === '/' ? page : join(dist, pathname.replace(/^\/netron\//, ''));
      if (pathname === '/next') {
        asked = response.setHeader('cache-control', 'no-store');
        send();
      } else if (pathname === '/drawn') {
        answer((await json(request)) as Drawn);
        response.end();
      } else if (existsSync(file)) response.setHeader('content-type', types[extname(file)] ?? '').end(readFileSync(file));
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');

    const scratch = mkdtempSync(join(tmpdir(), 'ghostcost-netron-'));
    const browser = spawn(
      'chromium',
      [
        '--headless',
        // its sandbox does not start as root; all that it opens is ours
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
        // it ends when the pipe does, even where these tests are killed
        '--remote-debugging-pipe',
        `--user-data-dir=${scratch}`,
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    return async () => {
      for (const pipe of browser.stdio) pipe?.destroy();
      await once(browser, 'exit');
      server.close();
      server.closeAllConnections();
      // its helpers may write yet
      await rm(scratch, { recursive: true, maxRetries: 10 });
    };
  });

  return (next: OnnxModel): Promise<Drawn> => {
    model = next;
    const drawn = new Promise<Drawn>((resolve) => {
      answer = resolve;
    });
    send();
    return drawn;
  };
}
