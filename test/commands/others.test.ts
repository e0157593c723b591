/** `validate`, `list`, `init`, `schema` and `explain` from the command line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, specs } from './support.ts';

describe('validate', () => {
  const files = { 'fine.yaml': specs.fine, 'wrong.yaml': specs.wrong };

  test('says that a spec is fine', () => {
    const { code, out, err } = ghostcost(['validate', 'fine.yaml', 'ghostnet'], { cwd: folder(files) });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^fine\.yaml: Fine is fine.*\nghostnet: GhostNet is fine/);
  });

  test('says which are fine and what is wrong with the others', () => {
    const { code, out, err } = ghostcost(['validate', 'wrong.yaml', 'fine.yaml'], { cwd: folder(files) });
    expect(code).toBe(2);
    expect(out).toMatch(/^fine\.yaml: Fine is fine/);
    expect(err).toMatch(/^wrong\.yaml:4:15: error/);
  });

  test('sees what is wrong only at a point', () => {
    expect(ghostcost(['validate', 'ghostnet', '--d', '2.5'])).toMatchObject({ code: 2, err: expect.stringContaining('d is not a whole number') });
  });

  test('as JSON is a list of problems, empty where there are none', () => {
    const cwd = folder(files);
    expect(JSON.parse(ghostcost(['validate', 'fine.yaml', '--json'], { cwd }).out)).toEqual({ problems: [], over_budget: [] });
    const { code, out, err } = ghostcost(['validate', 'wrong.yaml', 'fine.yaml', '--json'], { cwd });
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'name/op', file: 'wrong.yaml' }] });
  });

  test('reports all mistakes of a file, each with its place', () => {
    const text = 'version: 1\nname: Two\ninput: [3, 8, 8]\nlayers:\n  - {op: con2d}\n  - {op: relu, nam: a}\n';
    const { err } = ghostcost(['validate', '-'], { input: text });
    expect([...err.matchAll(/^<stdin>:(\d+):(\d+)/gm)].map(([, line, column]) => [line, column])).toEqual([
      ['5', '10'],
      ['6', '16'],
    ]);
  });
});

describe('validate, of a network over budget', () => {
  // 8 * 8 positions * 3 * 4 * 9 weights
  const files = { 'fine.yaml': specs.fine, 'tight.yaml': `${specs.fine}budget: {macs: 6911}\n`, 'wide.yaml': `${specs.fine}budget: {macs: 6912}\n` };

  test('says so, as analyze does', () => {
    const { code, out, err } = ghostcost(['validate', 'tight.yaml', 'wide.yaml'], { cwd: folder(files) });
    expect([code, err]).toEqual([1, 'tight.yaml: Fine is over budget: macs 6,912 of 6,911, OVER by 0.0 %\n']);
    expect(out).toMatch(/^wide\.yaml: Fine is fine/);
  });

  test('takes limits from the command line', () =>
    expect(ghostcost(['validate', 'fine.yaml', '--budget', 'params=100'], { cwd: folder(files) })).toMatchObject({ code: 1, out: '' }));

  test('as JSON has each limit and what is there', () => {
    const { code, out } = ghostcost(['validate', 'tight.yaml', '--json'], { cwd: folder(files) });
    expect([code, JSON.parse(out)]).toEqual([
      1,
      { problems: [], over_budget: [{ file: 'tight.yaml', network: 'Fine', name: 'macs', limit: 6911, value: 6912, over: true }] },
    ]);
  });

  test('as annotations stands beside what is wrong with others', () => {
    const { code, out } = ghostcost(['validate', 'tight.yaml', 'wrong.yaml', '-f', 'github'], { cwd: folder({ ...files, 'wrong.yaml': specs.wrong }) });
    expect(code).toBe(2);
    expect(out).toMatch(
      /^::error file=tight\.yaml,title=over budget::.*6,912.*\n::error file=wrong\.yaml,line=4,col=15,.*name\/op::unknown op or block "con2d"/,
    );
  });
});

describe('compare, of two revisions', () => {
  const files = { 'old.yaml': specs.fine, 'new.yaml': specs.fine.replace('4 * width', '5 * width') };
  const run = (...args: string[]) => ghostcost(['compare', 'old.yaml', 'new.yaml', ...args], { cwd: folder(files) });

  test('calls them by their files', () => {
    expect(run().out).toMatch(/^ +old\.yaml +new\.yaml +ratio/m);
    expect(JSON.parse(run('--json').out)).toMatchObject({ networks: [{ file: 'old.yaml' }, { file: 'new.yaml' }] });
  });

  test('fails with a sentence for each condition that holds', () => {
    const { code, err } = run('--fail-if', 'macs > +5%', '--fail-if', 'params > 1M', '--fail-if', 'params > +10');
    expect(code).toBe(1);
    // 27 weights and a bias a channel, without one here: 108 and 135
    expect(err.split('\n')).toEqual([
      'failed: macs > +5%: new.yaml has 8,640, +25.00 % from the 6,912 of old.yaml',
      'failed: params > +10: new.yaml has 135, +25.00 % from the 108 of old.yaml',
      '',
    ]);
  });

  test('as JSON has every condition and whether it holds', () => {
    const { code, out } = run('--fail-if', 'macs > +5%', '--fail-if', 'params > 1M', '--json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as { conditions: object[] }).conditions).toEqual([
      { condition: 'macs > +5%', total: 'macs', network: 1, before: 6912, after: 8640, holds: true },
      { condition: 'params > 1M', total: 'params', network: 1, before: 108, after: 135, holds: false },
    ]);
  });

  test('annotates the file of the second', () => {
    const { code, out, err } = run('--fail-if', 'macs > +5%', '--fail-if', 'params > 1M', '--format', 'github');
    expect([code, err]).toEqual([1, '']);
    expect(out).toBe(
      '::error file=new.yaml,title=macs fails::macs > +5%25: new.yaml has 8,640, +25.00 %25 from the 6,912 of old.yaml\n::notice file=new.yaml,title=params is fine::params > 1M: new.yaml has 135, +25.00 %25 from the 108 of old.yaml\n',
    );
  });

  test('wants a condition for annotations', () => expect(run('--format', 'github')).toMatchObject({ code: 2, out: expect.stringContaining('--fail-if') }));

  test('of one with --ghost is with itself as it is', () => {
    const { code, out } = ghostcost(['compare', 'resnet-18', '--ghost', '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([0, { networks: [{ name: 'ResNet-18' }, { name: 'Ghost-ResNet-18', params: { s: 2, d: 3 } }] }]);
  });
});

describe('list', () => {
  const shipped = (kind: string) => readdirSync(new URL(`../../fixtures/${kind}`, import.meta.url)).map((file) => file.replace('.yaml', ''));

  test('shows every network with its parameters, and every block library', () => {
    const { code, out } = ghostcost(['list']);
    expect(code).toBe(0);
    for (const name of shipped('networks')) expect(out).toMatch(new RegExp(`^${name} `, 'm'));
    for (const name of shipped('blocks')) expect(out).toMatch(new RegExp(`^${name} `, 'm'));
    expect(out).toMatch(/^ghostnet +5\.18 M +141\.15 M +width=1 s=2 d=3 resolution=224 classes=1000 +arXiv:1911\.11907/m);
  });

  test('as JSON has names, parameters and sources', () => {
    const { networks, blocks } = JSON.parse(ghostcost(['list', '--json']).out) as {
      networks: { name: string; params: object; source: string[] }[];
      blocks: { name: string; blocks: { name: string }[] }[];
    };
    expect(networks.map(({ name }) => name)).toEqual(shipped('networks').toSorted());
    expect(networks.find(({ name }) => name === 'ghostnet')).toMatchObject({
      params: { width: 1, s: 2, d: 3 },
      // PyTorch's count
      total: { params: 5_182_508, macs: 141_150_512 },
      source: expect.arrayContaining(['arXiv:1911.11907 Table 1']),
    });
    expect(networks.filter(({ source }) => source.length === 0)).toEqual([]);
    expect(blocks.find(({ name }) => name === 'ghost')?.blocks.map(({ name }) => name)).toEqual(['ghost-module', 'dfc-attention', 'ghost-bottleneck']);
  });
});

test('"table" without a name lists the tables that ship', () => {
  const { code, out } = ghostcost(['table']);
  expect(code).toBe(0);
  for (const name of readdirSync(new URL('../../fixtures/tables', import.meta.url))) expect(out).toMatch(new RegExp(`^${name.replace('.yaml', '')} `, 'm'));
  const { tables } = JSON.parse(ghostcost(['table', '--json']).out) as { tables: { name: string }[] };
  expect(tables.find(({ name }) => name === '3')).toMatchObject({ title: expect.stringContaining('Table 3'), rows: 5 });
});

describe('init', () => {
  test('writes a spec that analyses without a word', () => {
    const cwd = folder();
    const { code, out, err } = ghostcost(['init'], { cwd });
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('ghostcost analyze network.yaml');
    expect(ghostcost(['analyze', 'network.yaml', '--width', '0.5', '--s', '3'], { cwd })).toMatchObject({ code: 0, err: '' });
  });

  test('writes a table that is sound, and copies one', () => {
    const cwd = folder();
    expect(ghostcost(['init', '--table'], { cwd })).toMatchObject({ code: 0, err: 'wrote table.yaml; next: ghostcost table table.yaml\n' });
    expect(ghostcost(['table', 'table.yaml', '--check'], { cwd })).toMatchObject({ code: 0, err: expect.stringMatching(/^6 cells checked: .* 0 without$/m) });
    expect(ghostcost(['init', '--from', 'regnet'], { cwd })).toMatchObject({ code: 0 });
    expect(ghostcost(['init', 'my.yaml', '--from', '7'], { cwd })).toMatchObject({ code: 0, err: 'wrote my.yaml; next: ghostcost table my.yaml\n' });
    expect(ghostcost(['table', 'my.yaml', '--check'], { cwd })).toMatchObject({ code: 0 });
    expect(ghostcost(['init', 'two.yaml', '--table', '--from', '7'], { cwd })).toMatchObject({ code: 2 });
  });

  test('does not overwrite, unless it is forced to', () => {
    const cwd = folder({ 'net.yaml': 'mine' });
    const { code, err } = ghostcost(['init', 'net.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/"net\.yaml" already exists[\s\S]*--force/);
    expect(readFileSync(join(cwd, 'net.yaml'), 'utf8')).toBe('mine');
    expect(ghostcost(['init', 'net.yaml', '--force'], { cwd }).code).toBe(0);
    expect(readFileSync(join(cwd, 'net.yaml'), 'utf8')).toContain('version: 1');
  });

  test('into a folder that is not there is an error that says so', () => {
    expect(ghostcost(['init', 'nowhere/net.yaml'], { cwd: folder() })).toMatchObject({ code: 2, err: expect.stringContaining('no such file or directory') });
  });
});

describe('schema', () => {
  test('is JSON Schema', () => {
    const { code, out } = ghostcost(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
  });

  test('goes to a file, whole', () => {
    const cwd = folder();
    expect(ghostcost(['schema', '-o', 'spec.schema.json'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(cwd, 'spec.schema.json'), 'utf8')).toBe(ghostcost(['schema']).out);
  });

  test('of tables is another, with the counts that columns may have', () => {
    const { properties } = JSON.parse(ghostcost(['schema', '--table']).out) as { properties: { columns: { properties: object } } };
    expect(Object.keys(properties.columns.properties)).toEqual(expect.arrayContaining(['name', 'params', 'macs', 'flops']));
  });
});

describe('explain', () => {
  test('makes the right figures of the worked example plain', () => {
    const { code, out } = ghostcost(['explain', 'worked-example', 'ghost-module']);
    expect(code).toBe(0);
    for (const figure of ['weights only 82', '64,288', '10 primary + 72 cheap', '= 8 * (2 / 2) * 3 * 3', '= 72 * 28 * 28']) expect(out).toContain(figure);
  });

  test('begins with the sum of the parts, and says how to unfold them', () => {
    const { code, out } = ghostcost(['explain', 'ghostnet', 'ghost-bottleneck-4']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ghost-bottleneck-4\/expand +ghost-module +72x56x56 +1,188 +1,332 +3,725,568$/m);
    expect(out).toMatch(/^total .* 9,048 +9,636 +7,632,768$/m);
    expect(out).toMatch(/layers are folded: .*--depth op\n$/);
    expect(ghostcost(['explain', 'ghostnet', 'ghost-bottleneck-4', '--depth', 'op']).out).not.toContain('folded');
  });

  test('fits on a screen or two, of a network and of a stage', () => {
    for (const args of [['ghostnet'], ['resnet-50', 'stage-3'], ['ghostnet', 'ghost-bottleneck-4']])
      expect(ghostcost(['explain', ...args]).out.split('\n').length).toBeLessThan(90);
  });

  test('refuses a depth that is none', () =>
    expect(ghostcost(['explain', 'ghostnet', '--depth', 'stage'])).toMatchObject({ code: 2, err: expect.stringContaining('1 to 99, or op') }));

  test('as JSON has every formula with its numbers and result', () => {
    const { layers } = JSON.parse(ghostcost(['explain', 'worked-example', 'ghost-module/cheap', '--json']).out) as {
      layers: { layer: string; formulas: { name: string; substituted: string; value: number }[]; chain: { name: string; at: string }[] }[];
    };
    expect(layers[0]?.layer).toBe('ghost-module/cheap');
    expect(layers[0]?.formulas).toContainEqual(expect.objectContaining({ name: 'weights', substituted: '8 * (2 / 2) * 3 * 3', value: 72 }));
    expect(layers[0]?.chain[0]?.at).toMatch(/^ghostcost:networks\/worked-example\.yaml:\d+:\d+$/);
  });

  test('as JSON gives problems as JSON', () => {
    const { code, out, err } = ghostcost(['explain', 'ghostnet', 'steam', '--json']);
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'usage/layer', advice: 'did you mean "stem"?' }] });
  });

  test('sees the parameters that are set', () => {
    expect(ghostcost(['explain', 'ghostnet', 'stem', '--width', '0.5']).out).toMatch(/ch\(16\) = 8/);
  });
});
