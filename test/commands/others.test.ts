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
    expect(JSON.parse(ghostcost(['validate', 'fine.yaml', '--json'], { cwd }).out)).toEqual({ problems: [] });
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
    expect(blocks.find(({ name }) => name === 'ghost')?.blocks.map(({ name }) => name)).toEqual(['ghost-module', 'ghost-bottleneck']);
  });
});

describe('init', () => {
  test('writes a spec that analyses without a word', () => {
    const cwd = folder();
    const { code, out, err } = ghostcost(['init'], { cwd });
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('ghostcost analyze network.yaml');
    expect(ghostcost(['analyze', 'network.yaml', '--width', '0.5', '--s', '3'], { cwd })).toMatchObject({ code: 0, err: '' });
  });

  test('does not overwrite, unless it is forced to', () => {
    const cwd = folder({ 'net.yaml': 'mine' });
    const { code, err } = ghostcost(['init', 'net.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/"net\.yaml" is there already[\s\S]*--force/);
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
});

describe('explain', () => {
  test('makes the right figures of the worked example plain', () => {
    const { code, out } = ghostcost(['explain', 'worked-example', 'ghost-module']);
    expect(code).toBe(0);
    for (const figure of ['weights only 82', '64,288', '10 primary + 72 cheap', '= 8 * (2 / 2) * 3 * 3', '= 72 * 28 * 28']) expect(out).toContain(figure);
  });

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
