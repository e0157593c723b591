/** The JSON Schemas in an editor: Red Hat's YAML language server is asked what it flags, completes and shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A language server over its standard streams. */
class Server {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #diagnostics = new Map<string, (messages: readonly string[]) => void>();
  #received = Buffer.alloc(0);
  #id = 0;

  constructor(command: string) {
    this.#process = spawn(process.execPath, [command, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout?.on('data', (data: Buffer) => this.#receive(data));
  }

  stop(): void {
    this.#process.kill();
  }

  send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#id;
    this.send({ id, method, params });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Opens a text; what is flagged in it. */
  open(text: string): { uri: string; flagged: Promise<readonly string[]> } {
    const uri = `file:///editor-${++this.#id}.yaml`;
    const flagged = new Promise<readonly string[]>((resolve) => this.#diagnostics.set(uri, resolve));
    this.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    return { uri, flagged };
  }

  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const head = /Content-Length: (\d+)\r\n(?:.*\r\n)*?\r\n/.exec(this.#received.toString('latin1'));
      if (head === null) return;
      const start = head.index + head[0].length;
      const end = start + Number(head[1]);
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.toString('utf8', start, end)) as Message;
      this.#received = this.#received.subarray(end);
      this.#take(message);
    }
  }

  #take({ id, method, params, result }: Message): void {
    if (id !== undefined && method === undefined) this.#waiting.get(id)?.(result);
    else if (id !== undefined) {
      const items = (params as { items?: readonly { section?: string }[] } | undefined)?.items;
      const settings = { validate: true, hover: true, completion: true };
      this.send({ id, result: items?.map(({ section }) => (section === 'yaml' ? settings : null)) ?? null });
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly { message: string }[] };
      this.#diagnostics.get(uri)?.(diagnostics.map(({ message }) => message));
    }
  }
}

let server: Server;
beforeAll(async () => {
  server = new Server(createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server'));
  const textDocument = {
    publishDiagnostics: {},
    hover: { contentFormat: ['markdown'] },
    completion: { completionItem: { documentationFormat: ['markdown'] } },
  };
  await server.ask('initialize', { processId: null, rootUri: null, capabilities: { textDocument } });
  server.send({ method: 'initialized', params: {} });
}, 60_000);
afterAll(() => server.stop());

const schemaLine = (file: string) => `# yaml-language-server: $schema=${pathToFileURL(`schema/${file}`).href}\n`;
const spec = `${schemaLine('spec.schema.json')}version: 1\nname: a\ninput: [3, 8, 8]\n`;

/** Asks about the place of a `|` in a text. */
async function at(text: string, what: 'completion' | 'hover'): Promise<unknown> {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes('|'));
  const { uri, flagged } = server.open(text.replace('|', ''));
  await flagged;
  return server.ask(`textDocument/${what}`, { textDocument: { uri }, position: { line, character: lines[line]?.indexOf('|') } });
}

test.each([
  ['{op: convv}', /Valid values: "conv2d"/],
  ['{op: conv2d, out_channels: 4, kernel_size: 1, norm: btach}', /batch/],
  ['{op: conv2d, out_channels: 4, kernel_size: 1, activation: rely}', /relu/],
  ['{op: conv2d, out_chanels: 4, kernel_size: 1}', /out_chan/],
])('%s is flagged', async (layer, says) => expect((await server.open(`${spec}layers:\n  - ${layer}\n`).flagged).join('\n')).toMatch(says));

test('what is right is not flagged', async () => {
  const layers = '  - {op: conv2d, out_channels: 4, kernel_size: 1, norm: batch, activation: relu6}\n  - {op: ghost-module, out_channels: 8}\n';
  expect(await server.open(`${spec}use: [ghost]\nlayers:\n${layers}`).flagged).toEqual([]);
});

test.each([
  ['ops', `${spec}layers:\n  - op: |\n`, ['conv2d', 'linear', 'max-pool']],
  ['norms', `${spec}layers:\n  - op: conv2d\n    norm: |\n`, ['batch', 'layer', 'none']],
  ['the arguments of the chosen op', `${spec}layers:\n  - op: conv2d\n    |\n`, ['out_channels', 'kernel_size', 'groups']],
  ['shipped networks', `${schemaLine('spec.schema.json')}version: 1\nextends: |\n`, ['ghostnet', 'resnet-50']],
  ['shipped blocks', `${spec}use:\n  - |\n`, ['ghost']],
  [
    'columns of tables',
    `${schemaLine('table.schema.json')}version: 1\ntitle: t\nrows: [{name: a, spec: ghostnet}]\ncolumns:\n  macs:\n    |\n`,
    ['heading', 'unit'],
  ],
])('%s are completed', async (_, text, expected) => {
  const { items } = (await at(text, 'completion')) as { items: readonly { label: string }[] };
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(expected));
});

test.each([
  ['an op', `${spec}layers:\n  - op: conv|2d\n    out_channels: 4\n`, /Convolution/],
  ['an argument', `${spec}layers:\n  - op: conv2d\n    out_ch|annels: 4\n`, /maps that the layer makes/],
])('%s is explained where the mouse is', async (_, text, says) => expect(JSON.stringify(await at(text, 'hover'))).toMatch(says));
