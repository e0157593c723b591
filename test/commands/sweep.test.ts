/** `sweep` as a user starts it: what it reads, keeps, shares out and writes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, specs } from './support.ts';

// a convolution of 3 to 4 * width maps, 3 x 3, over 8 x 8: 108 weights and 6912 multiply-adds times width
const params = (width: number) => 108 * width;
const macs = (width: number) => 6912 * width;
const csv = (...lines: readonly (string | number | readonly (string | number)[])[]) => lines.map((line) => `${[line].flat().join()}\r\n`).join('');

/** Sweeps the convolution in a folder of its own. */
function sweep(args: readonly string[], files: Readonly<Record<string, string>> = {}, input = '') {
  const cwd = folder({ 'fine.yaml': specs.fine, ...files });
  return { cwd, ...ghostcost(['sweep', 'fine.yaml', ...args], { cwd, input }) };
}

test('resolutions may be of two sides, which then vary together', () => {
  const { out } = ghostcost(['sweep', 'ghostnet', '--resolution', '224,512x1024', '--totals', 'macs', '-f', 'csv']);
  expect(out).toBe(csv('resolution_h,resolution_w,macs', [224, 224, 141_150_512], [512, 1024, 1_437_009_728]));
});

describe('points', () => {
  test('come from a CSV file, with a byte order mark and spaces', () => {
    const { out } = sweep(['--points', 'points.csv', '-f', 'csv'], { 'points.csv': '\ufeffwidth\r\n 3 \r\n\r\n1\r\n' });
    expect(out).toBe(csv('width,params,macs', [3, params(3), macs(3)], [1, params(1), macs(1)]));
  });

  test('come from standard input', () => {
    expect(sweep(['--points', '-', '--totals', 'macs', '-f', 'jsonl'], {}, 'width\n2\n').out).toBe(`{"width":2,"macs":${macs(2)}}\n`);
  });

  test.each([
    ['widht\n1\n', 'points.csv: unknown parameter "widht" [csv/column]'],
    ['width\n1\ntwo\n', 'points.csv:3: "width" is "two" [csv/number]'],
    ['width,act\n1,\n', 'points.csv:2: "act" is empty [csv/number]'],
    ['width\n1\n2,3\n', 'points.csv:3: cannot be read as CSV'],
    ['width,width\n1,2\n', 'the column of points.csv "width" is defined twice [name/duplicate]'],
    ['width\n', '"points.csv" has no rows [csv/empty]'],
    ['', '"points.csv" has no rows [csv/empty]'],
    ['width\nInfinity\n', 'points.csv:2: "width" is "Infinity" [csv/number]'],
  ])('%j are refused: %s', (text, message) => {
    const { code, err } = sweep(['--points', 'points.csv'], { 'points.csv': text });
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('and the spec cannot both come from standard input', () => {
    const { code, err } = ghostcost(['sweep', '-', '--points', '-'], { input: specs.fine });
    expect([code, err]).toEqual([2, expect.stringContaining('[usage/stdin]')]);
  });

  test('and an axis cannot set the same parameter', () => {
    expect(sweep(['--points', 'points.csv', '--width', '1'], { 'points.csv': 'width\n1\n' }).err).toContain('[usage/twice]');
  });
});

describe('parameters', () => {
  test('that follow the name of a spec hold at every point', () => {
    // expected.json: GhostNet 0.5x has 2,587,292 parameters
    expect(ghostcost(['sweep', 'ghostnet,width=0.5', '--s', '2', '-f', 'csv', '--totals', 'params']).out).toBe(csv('s,params', [2, 2_587_292]));
    expect(ghostcost(['sweep', 'ghostnet,width=0.5', '--width', '1,2'])).toMatchObject({ code: 2, err: expect.stringContaining('[usage/twice]') });
  });

  test('that take words are set beside those that are swept', () => {
    expect(sweep(['--width', '1', '--set', 'act=silu', '-f', 'csv']).out).toBe(csv('width,params,macs', [1, params(1), macs(1)]));
    expect(sweep(['--width', '1', '--set', 'act=sliu']).err).toContain('silu');
    expect(sweep(['--width', '1', '--set', 'act=relu,silu']).err).toContain('cannot sweep act over "relu,silu"');
  });

  test.each([
    [['--set', 'width=1', '--set', 'width=2'], 'width is set twice'],
    [['--width', '1', '--width', '2'], 'given twice; several values go into one list'],
    [['--width', '1', '--set', 'width=2'], 'width is given twice'],
    [['--ghost', 's=2,s=3'], 's is given twice'],
    [['--ghost', 's=2', '--ghost', 's=3'], 's is given twice'],
    [['--ghost', 's=2', '--s', '3'], 's is given twice'],
    [['--points', 'a.csv', '--points', 'b.csv'], 'given twice; put all points into one file'],
    [['--totals', 'macs,macs'], 'macs is listed twice'],
  ])('given twice are refused: %j', (args, message) => {
    expect(sweep(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  test.each(['NaN', '1,NaN', 'Infinity'])('are no %s', (text) => {
    expect(sweep(['--width', text]).err).toContain('[sweep/range]');
  });

  test('of ghost modules are usual ones where they are not given', () => {
    const rows = (...args: string[]) => ghostcost(['sweep', 'resnet-50', ...args, '--totals', 'macs', '-f', 'csv']).out;
    expect(rows('--ghost')).toBe(rows('--ghost', 's=2,d=3'));
    expect(rows('--ghost', '--s', '4')).toBe(rows('--ghost', 's=4,d=3'));
  });

  test('of ghost modules that follow the name of a spec hold', () => {
    const rows = (spec: string, ...args: string[]) =>
      ghostcost(['sweep', spec, ...args, '--totals', 'macs', '-f', 'csv'])
        .out.split('\r\n')
        .slice(1, -1);
    const macs = (spec: string, ...args: string[]) => rows(spec, ...args).map((row) => row.split(',').at(-1));
    expect(macs('resnet-50,s=4', '--ghost')).toEqual(macs('resnet-50', '--ghost', 's=4,d=3'));
    expect(macs('ghostnet,s=4', '--ghost', 'd=1,5')).toEqual(macs('ghostnet', '--s', '4', '--d', '1,5'));
  });

  test('may not have the name of a total', () => {
    const spec = 'version: 1\nname: A\nparams: {macs: 1}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: macs, kernel_size: 1}]\n';
    const { code, err } = ghostcost(['sweep', 'a.yaml', '--set', 'macs=1,2'], { cwd: folder({ 'a.yaml': spec }) });
    expect([code, err]).toEqual([2, expect.stringContaining('[sweep/total]')]);
  });

  test('of ghost modules can come from points', () => {
    const cwd = folder({ 'points.csv': 's,d\n2,1\n4,5\n' });
    const { out } = ghostcost(['sweep', 'resnet-50', '--ghost', '--points', 'points.csv', '--totals', 'macs', '-f', 'csv'], { cwd });
    const grid = ghostcost(['sweep', 'resnet-50', '--ghost', 's=2,4,d=1,5', '--totals', 'macs', '-f', 'csv']).out.split('\r\n');
    expect(out.split('\r\n')).toEqual([grid[0], grid[1], grid[4], '']);
  });
});

describe('what is reported', () => {
  const reported = { 'reported.csv': 'top1,width\n70,1\n,3\n80,2\n' };

  test('stands beside the points it is reported for; what is not is empty, null or a dash', () => {
    const args = ['--width', '1:4', '--totals', 'params', '--join', 'reported.csv'];
    expect(sweep([...args, '-f', 'csv'], reported).out).toBe(csv('width,params,top1', [1, 108, 70], [2, 216, 80], [3, 324, ''], [4, 432, '']));
    expect(sweep([...args, '-f', 'jsonl'], reported).out.split('\n')[2]).toBe('{"width":3,"params":324,"top1":null}');
    expect(sweep(args, reported).out.split('\n')[3]).toBe('    3     324     -');
  });

  test('of no point of the sweep is said on standard error', () => {
    const { code, err } = sweep(['--width', '5:8', '--join', 'reported.csv', '-f', 'csv'], reported);
    expect([code, err]).toEqual([0, 'nothing in reported.csv is reported of a point of this sweep\n']);
  });

  test('decides frontiers, orders and conditions', () => {
    const args = ['--width', '1:4', '--totals', 'params', '--join', 'reported.csv', '-f', 'csv'];
    const head = 'width,params,top1';
    expect(sweep([...args, '--pareto', 'params,top1:max'], reported).out).toBe(csv(head, [1, 108, 70], [2, 216, 80]));
    expect(sweep([...args, '--sort', 'top1:desc', '--top', '1'], reported).out).toBe(csv(head, [2, 216, 80]));
    expect(sweep([...args, '--where', 'top1 < 75 && macs > 0'], reported).out).toBe(csv(head, [1, 108, 70]));
    expect(sweep([...args, '--where', 'top1 > 0', '--where', 'params > 108 || params < 0'], reported).out).toBe(csv(head, [2, 216, 80]));
    expect(sweep([...args, '--pareto', 'params,top1:max', '--sort', 'top1:desc'], reported).out).toBe(csv(head, [2, 216, 80], [1, 108, 70]));
    expect(sweep([...args, '--pareto', 'params,top1:max', '--top', '1'], reported).out).toBe(csv(head, [1, 108, 70]));
  });

  test.each([
    ['top1,depth\n1,2\n', '[csv/join]'],
    ['width,act,top1\n1,2,3\n', '[csv/not-swept]'],
    ['width\n1\n', '[csv/join]'],
    ['width,macs\n1,2\n', '[csv/name]'],
    ['width,top 1\n1,2\n', '[csv/name]'],
    ['width,top1\n1,2\n1,3\n', 'reported.csv:3: duplicate point width=1 [csv/twice]'],
    ['width,top1\n,3\n', '[csv/number]'],
  ])('%j is refused: %s', (text, message) => {
    const { code, err } = sweep(['--width', '1', '--join', 'reported.csv'], { 'reported.csv': text });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('parts', () => {
  test.each([['csv'], ['jsonl']])('of %s one after the other are the whole, conditions and threads or not', (format) => {
    const args = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.01', '--s', '2:4', '--where', 'macs < 150e6', '-f', format];
    const whole = ghostcost(args).out;
    expect(whole.length).toBeGreaterThan(1000);
    expect([1, 2, 3, 4].map((part) => ghostcost([...args, '--shard', `${part}/4`, '--jobs', String((part % 2) + 1)]).out).join('')).toBe(whole);
  });
});

test('of more parts than points, one has the head', () => {
  const part = (index: number) => sweep(['--width', '1,2', '--totals', 'macs', '-f', 'csv', '--shard', `${index}/5`]).out;
  expect([1, 2, 3, 4, 5].map(part).join('')).toBe(csv('width,macs', [1, macs(1)], [2, macs(2)]));
});

describe('threads', () => {
  const args = ['sweep', 'ghostnet', '--width', '0.5:1.5:0.001', '--s', '2:4', '--d', '1,3'];
  test.each([
    [['-f', 'csv']],
    [['-f', 'jsonl', '--where', 'params > 3e6 && s == 3']],
    [['-f', 'csv', '--sort', 'macs:desc', '--top', '7']],
    [['-f', 'csv', '--pareto', 'macs,params:max']],
    [['--top', '5']],
  ])('give what one gives: %j', (more) => {
    const one = ghostcost([...args, ...more]);
    expect(one.out).not.toBe('');
    expect(ghostcost([...args, ...more, '--jobs', '3'])).toEqual(one);
  });

  test('stop at the same point that is not valid, and read the spec from standard input', () => {
    const spec = 'version: 1\nname: G\nparams: {g: 1}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: 6, kernel_size: 1, groups: g}]\n';
    const run = (jobs: string) => ghostcost(['sweep', '-', '--set', 'g=1,3,1,3,4,5', '-f', 'csv', '--jobs', jobs], { input: spec });
    expect(run('1')).toMatchObject({ code: 2, err: expect.stringContaining('the point g=4 is not valid') });
    expect(run('4').err).toBe(run('1').err);
  });
});

describe('Parquet', () => {
  const read = async (path: string) => {
    const file = await asyncBufferFromFile(path);
    const { schema } = await parquetMetadataAsync(file);
    return {
      types: Object.fromEntries(schema.slice(1).map(({ name, type, repetition_type }) => [name, `${type} ${repetition_type}`])),
      rows: await parquetReadObjects({ file }),
    };
  };

  test('holds whole numbers as int64, others as doubles, and what is not reported as null', async () => {
    const { cwd, code, err } = sweep(['--width', '1,1.5,3', '--join', 'top.csv', '-f', 'parquet', '-o', 'x.parquet'], { 'top.csv': 'width,top1\n1,70.5\n' });
    expect([code, err]).toEqual([0, '']);
    const { types, rows } = await read(join(cwd, 'x.parquet'));
    expect(types).toEqual({ width: 'DOUBLE REQUIRED', params: 'INT64 REQUIRED', macs: 'INT64 REQUIRED', top1: 'DOUBLE OPTIONAL' });
    expect(rows).toEqual([1, 1.5, 3].map((width) => ({ width, params: BigInt(params(width)), macs: BigInt(macs(width)), top1: width === 1 ? 70.5 : null })));
  });

  test('holds more rows than a group, in order, and those of several threads', async () => {
    const { cwd } = sweep(['--set', 'width=1:250000', '--totals', 'macs', '-f', 'parquet', '-o', 'x.parquet', '--jobs', '2']);
    const { rows } = await read(join(cwd, 'x.parquet'));
    expect(rows).toHaveLength(250_000);
    expect(rows.findIndex(({ width, macs: found }, index) => width !== BigInt(index + 1) || found !== BigInt(macs(index + 1)))).toBe(-1);
    const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(join(cwd, 'x.parquet')));
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([100_000n, 100_000n, 50_000n]);
  });

  test('holds the rows that are kept', async () => {
    const { cwd } = sweep(['--width', '1:9', '--sort', 'macs:desc', '--top', '2', '-f', 'parquet', '-o', 'x.parquet']);
    expect((await read(join(cwd, 'x.parquet'))).rows.map(({ width }) => width)).toEqual([9n, 8n]);
  });
});

test('a condition that no point meets is said on standard error', () => {
  expect(sweep(['--width', '1,2', '--where', 'macs < 1', '-f', 'csv'])).toMatchObject({
    code: 0,
    out: csv('width,params,macs'),
    err: 'no point meets --where macs < 1\n',
  });
});

test('more rows than can be sorted are refused, not cut', () => {
  const { code, out, err } = sweep(['--width', '1:200000', '--sort', 'macs', '-f', 'csv']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('[sweep/too-long]');
  expect(err).toContain('leave out --sort');
});

test('a pivot table shows what is reported, too', () => {
  const cwd = folder({ 'top.csv': 's,width,top1\n2,1,73.9\n3,0.5,64.1\n' });
  const { out } = ghostcost(['sweep', 'ghostnet', '--s', '2,3', '--width', '0.5,1', '--join', 'top.csv', '--rows', 's', '--cols', 'width', '--value', 'top1'], {
    cwd,
  });
  expect(out.split('\n')).toEqual(['top1: s \\ width   0.5     1', '              2     -  73.9', '              3  64.1     -', '']);
});

test.each([
  [['--width', '1', '--resume'], 'resume/cannot'],
  [['--width', '1', '--resume', '-o', 'x.csv', '-f', 'md'], 'resume/cannot'],
  [['--width', '1', '--resume', '-o', 'x.csv', '-f', 'csv', '--top', '3'], 'resume/cannot'],
  [['--width', '1', '-f', 'csv', '-o', 'no/such/folder.csv'], 'file/unwritable'],
])('%j is refused: %s', (args, problem) => {
  const { code, err, cwd } = sweep(args);
  expect([code, err]).toEqual([2, expect.stringContaining(`[${problem}]`)]);
  expect(existsSync(join(cwd, 'x.csv'))).toBe(false);
});

test.each<[args: string[], problem: RegExp]>([
  [['-f', 'csv'], /cannot be written as csv \[sweep\/pivot-format\]/],
  [['-o', 'x.parquet'], /cannot be written as parquet/],
  [['--totals', 'params'], /'--rows <name>' cannot be used with option '--totals <names>'/],
])('a pivot table is refused with %j', (args, problem) => {
  const { code, out, err } = ghostcost(['sweep', 'ghostnet', '--s', '2,3', '--d', '1,3', '--rows', 's', '--cols', 'd', ...args], { cwd: folder() });
  expect([code, out, err]).toEqual([2, '', expect.stringMatching(problem)]);
});

test('conditions are read each by itself', () => {
  const { code, err } = sweep(['--width', '1,2', '--where', 'width > 2) || (width < 2', '--where', 'macs > 0']);
  expect([code, err]).toEqual([2, expect.stringContaining('--where:1:10: error')]);
});

test('a file that cannot be written is found before anything is counted', () => {
  // 4 * 0.3 maps are no whole number, which would be found next
  const { code, err } = sweep(['--width', '0.3', '--top', '1', '-o', 'nowhere/x.csv']);
  expect([code, err]).toEqual([2, expect.stringContaining('[file/unwritable]')]);
});

test('a file is replaced only by a whole one', () => {
  const { code, cwd } = sweep(['--width', '1,0.3', '-f', 'csv', '-o', 'x.csv'], { 'x.csv': 'before' });
  // 4 * 0.3 maps are no whole number
  expect(code).toBe(2);
  expect(readFileSync(join(cwd, 'x.csv'), 'utf8')).toBe('before');
});
