/** `ghostcost analyze` from the command line. */
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, needsPosix, shell, specs } from './support.ts';

describe('analyze', () => {
  test.each([
    ['--resolution', '512x1024'],
    ['--set', 'resolution=512x1024'],
  ])('takes height and width of the input: %s %s', (option, value) => {
    const { out } = ghostcost(['analyze', 'ghostnet', option, value, '--depth', 'total']);
    expect(out).toMatch(/^GhostNet {2}input 3x512x1024 .*resolution_h=512 resolution_w=1024$/m);
    expect(out).toMatch(/^MACs +1,437,009,728 /m);
  });

  test('says what a resolution is', () =>
    expect(ghostcost(['analyze', 'ghostnet', '--resolution', '512x']).err).toContain('expected a number, or HEIGHTxWIDTH as in 512x1024.'));

  test('prints the totals of a shipped network', () => {
    const { code, out, err } = ghostcost(['analyze', 'ghostnet']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^total .*5,182,508 +141,150,512 /m);
  });

  test('reads a file', () => {
    const { code, out } = ghostcost(['analyze', 'net.yaml'], { cwd: folder({ 'net.yaml': specs.fine }) });
    expect([code, out.startsWith('Fine  input 3x8x8')]).toEqual([0, true]);
  });

  test('prefers a file to a shipped name', () => {
    const { out } = ghostcost(['analyze', 'ghostnet'], { cwd: folder({ ghostnet: specs.fine }) });
    expect(out.startsWith('Fine')).toBe(true);
  });

  test('reads standard input as "-", as often as it is asked to', () => {
    expect(ghostcost(['analyze', '-'], { input: specs.fine })).toMatchObject({ code: 0, err: '' });
    const { out } = ghostcost(['analyze', '-', '-', '-f', 'csv', '--columns', 'network'], { input: specs.fine });
    expect(out).toBe('network,convention,batch\r\nFine,macs,1\r\nFine,macs,1\r\n');
  });

  test('with ghost modules, not where the network has a parameter that they bring', () => {
    const spec = 'version: 1\nname: Strided\nparams: {s: 1}\ninput: [3, 8, 8]\nlayers: [{op: conv2d, out_channels: 4, kernel_size: 1, stride: s}]\n';
    const { code, err } = ghostcost(['analyze', 'strided.yaml', '--ghost'], { cwd: folder({ 'strided.yaml': spec }) });
    expect([code, err]).toEqual([2, expect.stringContaining('--ghost adds parameters s and d, but Strided already has a parameter s [ghost/taken]')]);
  });

  test('with ghost modules whose s and d are given one by one', () =>
    expect(ghostcost(['analyze', 'vgg-16-cifar', '--ghost', 's=3', '--ghost', 'd=5'])).toEqual(ghostcost(['analyze', 'vgg-16-cifar', '--ghost', 's=3,d=5'])));

  test('with the usual ghost modules', () => {
    expect(ghostcost(['analyze', 'vgg-16-cifar', '--ghost'])).toEqual(ghostcost(['analyze', 'vgg-16-cifar', '--ghost', 's=2,d=3']));
    expect(ghostcost(['analyze', 'vgg-16-cifar', '--ghost']).out).not.toBe(ghostcost(['analyze', 'vgg-16-cifar']).out);
  });

  test('gives the same to a pipe and to a file', () => {
    const cwd = folder();
    const { out } = ghostcost(['analyze', 'ghostnet', '--depth', 'op']);
    expect(ghostcost(['analyze', 'ghostnet', '--depth', 'op', '-o', 'out.txt'], { cwd })).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe(out);
  });

  test('stops quietly when the reader of a pipe has seen enough', () => {
    const { out, err } = shell('$GHOSTCOST analyze ghostnet --depth op | head -1; echo "$PIPESTATUS"');
    expect(out).toMatch(/^GhostNet .*\n0\n$/);
    expect(err).toBe('');
  });

  test.runIf(existsSync('/dev/full'))('says so when standard output is full', () => {
    const { code, err } = shell('$GHOSTCOST analyze ghostnet > /dev/full');
    expect(code).toBe(2);
    expect(err).toMatch(/^error: cannot write to standard output: .*no space left[^\n]*\n$/);
  });
});

describe('several specs', () => {
  const files = { 'fine.yaml': specs.fine, 'wrong.yaml': specs.wrong };

  test('stand in one table', () => {
    const { out } = ghostcost(['analyze', 'ghostnet', 'resnet-18', '-f', 'csv', '--columns', 'network,params']);
    expect(out.split('\r\n').slice(1, 3)).toEqual(['GhostNet,5182508,macs,1', 'ResNet-18,11689512,macs,1']);
  });

  test('of which one is wrong give the others, the problem and exit code 2', () => {
    const { code, out, err } = ghostcost(['analyze', 'wrong.yaml', 'fine.yaml', 'ghostnet'], { cwd: folder(files) });
    expect(code).toBe(2);
    expect(out).toMatch(/^Fine /m);
    expect(out).toMatch(/^GhostNet /m);
    expect(err).toMatch(/^wrong\.yaml:4:15: error: .*"con2d"/);
  });

  test('of which one is wrong are one JSON object of problems', () => {
    const { code, out } = ghostcost(['analyze', 'wrong.yaml', 'fine.yaml', '--json'], { cwd: folder(files) });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'name/op' }] });
  });

  test('of which all are wrong have all their problems reported', () => {
    const { out } = ghostcost(['analyze', 'wrong.yaml', 'ghostnt', 'wrong.yaml', '--json'], { cwd: folder(files) });
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'name/op' }, { code: 'file/not-found' }, { code: 'name/op' }] });
  });
});

describe('a problem', () => {
  test('goes to standard error, with its place, excerpt, caret and advice, and nothing to standard output', () => {
    const { code, out, err } = ghostcost(['analyze', 'wrong.yaml'], { cwd: folder({ 'wrong.yaml': specs.wrong }) });
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n').slice(0, 4)).toEqual([
      'wrong.yaml:4:15: error: unknown op or block "con2d" [name/op]',
      '  4 | layers: [{op: con2d, out_channels: 4}]',
      '    |               ^^^^^',
      '    advice: did you mean "conv2d"?',
    ]);
  });

  test('goes to standard output as JSON, with its place', () => {
    const { code, out, err } = ghostcost(['analyze', 'wrong.yaml', '--json'], { cwd: folder({ 'wrong.yaml': specs.wrong }) });
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'name/op', severity: 'error', file: 'wrong.yaml', line: 4, column: 15, endColumn: 20 }] });
  });

  test('of standard input is called by that name', () => expect(ghostcost(['analyze', '-'], { input: specs.wrong }).err).toMatch(/^<stdin>:4:15: error/));
});

describe('-o', () => {
  const files = { 'fine.yaml': specs.fine, 'wrong.yaml': specs.wrong, 'out.txt': 'old' };

  test.each([[['wrong.yaml']], [['fine.yaml', 'wrong.yaml']]])('keeps the file that is there when %j is wrong', (given) => {
    const cwd = folder(files);
    expect(ghostcost(['analyze', ...given, '-o', 'out.txt'], { cwd }).code).toBe(2);
    expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe('old');
  });

  test('replaces it whole and leaves nothing else behind', () => {
    const cwd = folder(files);
    expect(ghostcost(['analyze', 'fine.yaml', '--json', '-o', 'out.txt'], { cwd }).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'out.txt'), 'utf8'))).toMatchObject({ analyses: [{ name: 'Fine' }] });
    expect(readdirSync(cwd).toSorted()).toEqual(['fine.yaml', 'out.txt', 'wrong.yaml']);
  });

  test('keeps what may be done with the file, and a link a link', () => {
    needsPosix('links and modes of files');
    const cwd = folder(files);
    chmodSync(join(cwd, 'out.txt'), 0o600);
    symlinkSync('out.txt', join(cwd, 'link'));
    expect(ghostcost(['analyze', 'fine.yaml', '-o', 'link'], { cwd }).code).toBe(0);
    expect(lstatSync(join(cwd, 'link')).isSymbolicLink()).toBe(true);
    expect(statSync(join(cwd, 'out.txt')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toMatch(/^Fine/);
  });

  test('writes to a pipe without replacing it', () => {
    const cwd = folder(files);
    const { out } = shell('mkfifo pipe; $GHOSTCOST analyze fine.yaml -o pipe & cat pipe; wait; test -p pipe && echo "still a pipe"', { cwd });
    expect(out).toMatch(/^Fine[\s\S]*still a pipe\n$/);
  });

  test('to "-" is standard output', () => {
    const cwd = folder(files);
    expect(ghostcost(['analyze', 'fine.yaml', '-o', '-'], { cwd }).out).toMatch(/^Fine/);
    expect(readdirSync(cwd)).not.toContain('-');
  });

  test.each([
    ['a folder that is not there', 'nowhere/out.txt', /no such file or directory/],
    ['a folder', '.', /it is a directory/],
    ['nothing', '', /it is no name/],
  ])('to %s is an error that says why', (_, to, why) => {
    const { code, err } = ghostcost(['analyze', 'fine.yaml', '-o', to], { cwd: folder(files) });
    expect(code).toBe(2);
    expect(err).toMatch(why);
    expect(err).toMatch(/^error: cannot write "[^\n]*\[file\/unwritable\]\n +advice: choose a file[^\n]*\n$/);
  });

  test.skipIf(process.getuid?.() === 0)('to a folder that may not be written to is an error that says why', () => {
    needsPosix('modes of folders');
    const cwd = folder(files);
    chmodSync(cwd, 0o500);
    const { code, err } = ghostcost(['analyze', 'fine.yaml', '-o', 'new.txt'], { cwd });
    chmodSync(cwd, 0o700);
    expect([code, err]).toEqual([2, expect.stringMatching(/permission denied/)]);
  });
});

describe('colour', () => {
  const start = '\u001b[';
  const colours = (env: Readonly<Record<string, string>>, args = ['analyze', 'ghostnet']) => {
    const { out, err } = ghostcost(args, { env });
    return (out + err).includes(start);
  };

  test('is not for pipes', () => expect(colours({})).toBe(false));
  test('is for whoever forces it', () => expect(colours({ FORCE_COLOR: '1' })).toBe(true));
  test('is off where NO_COLOR says so, even when it is forced', () => expect(colours({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false));
  test('is not turned off by an empty NO_COLOR', () => expect(colours({ NO_COLOR: '', FORCE_COLOR: '1' })).toBe(true));
  test.each(['0', 'false'])('is off with FORCE_COLOR=%s', (value) => expect(colours({ FORCE_COLOR: value })).toBe(false));
  test.each(['csv', 'json', 'md', 'latex'])('is never in %s', (format) =>
    expect(colours({ FORCE_COLOR: '1' }, ['analyze', 'ghostnet', '-f', format])).toBe(false),
  );
  test('is in no file', () => {
    const cwd = folder();
    ghostcost(['analyze', 'ghostnet', '-o', 'out.txt'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).not.toContain(start);
  });
  test('is in problems too', () => expect(colours({ FORCE_COLOR: '1' }, ['analyze', 'ghostnt'])).toBe(true));
});

describe('parameters', () => {
  const totals = (args: readonly string[], input?: string) => {
    const { out, err } = ghostcost(['analyze', ...args, '--json'], input === undefined ? {} : { input });
    const { analyses, problems } = JSON.parse(out) as {
      analyses?: { total: { params: number; cost: number }; params: Record<string, unknown> }[];
      problems?: { code: string; message: string; advice: string | null }[];
    };
    return { ...analyses?.[0], problems, err };
  };

  test('have shorthands for the usual ones', () => {
    expect(totals(['ghostnet', '--width', '0.5']).total).toMatchObject({ params: 2_587_292, cost: 42_328_152 });
    expect(totals(['ghostnet', '--set', 'width=0.5']).total).toMatchObject({ params: 2_587_292, cost: 42_328_152 });
    expect(totals(['ghostnet,width=0.5']).total).toMatchObject({ params: 2_587_292, cost: 42_328_152 });
  });

  test('may be set several at a time', () =>
    expect(totals(['ghostnet', '--set', 's=3', '--set', 'classes=10']).params).toMatchObject({ s: 3, classes: 10, width: 1 }));
  test('may be words', () => expect(totals(['-', '--set', 'act=silu'], specs.fine).params).toMatchObject({ act: 'silu' }));
  test('that are no word of an activation are refused', () =>
    expect(totals(['-', '--set', 'act=rleu'], specs.fine).problems).toMatchObject([{ code: 'value/word', advice: 'did you mean "relu"?' }]));

  test.each([
    ['wdth=1', 'name/param', 'did you mean "width"?'],
    ['width=fast', 'value/type', null],
    ['width=1e400', 'value/not-finite', null],
    ['width=9007199254740993', 'value/too-large', null],
    ['__proto__=1', 'name/param', null],
    ['constructor=1', 'name/param', null],
  ])('set by --set %s are a problem', (setting, code, advice) => {
    const { problems } = totals(['ghostnet', '--set', setting]);
    expect(problems?.map((one) => [one.code, one.advice])).toEqual([[code, advice]]);
  });

  test('that a network lacks, s of all, lead to --ghost', () => expect(totals(['resnet-18', '--s', '3']).problems?.[0]?.advice).toContain('--ghost s=2,d=3'));
});

describe('--ghost', () => {
  const analysis = (args: readonly string[]) => {
    const { analyses } = JSON.parse(ghostcost(['analyze', ...args, '--json']).out) as {
      analyses: { name: string; total: { weights: number; macs: number; saving?: { modules: number } }; params: Record<string, number> }[];
    };
    return analyses[0];
  };

  test('makes an ordinary network a ghost network', () => {
    const { weights, macs } = analysis(['ghost-vgg-16-cifar', '--s', '3', '--d', '5'])?.total ?? {};
    expect(analysis(['vgg-16-cifar', '--ghost', 's=3,d=5,first=true'])).toMatchObject({
      name: 'Ghost-VGG-16 (CIFAR-10)',
      total: { weights, macs, saving: { modules: 13 } },
    });
  });

  test('sets s and d of a network that is one', () => expect(analysis(['ghostnet', '--ghost', 's=3,d=5'])?.params).toMatchObject({ s: 3, d: 5 }));
  test('takes either alone', () => {
    expect(analysis(['resnet-18', '--ghost', 'd=5'])?.params).toMatchObject({ s: 2, d: 5 });
    expect(analysis(['resnet-18', '--ghost', 's=4'])?.params).toMatchObject({ s: 4, d: 3 });
  });
  test('leaves values to --s', () => expect(analysis(['resnet-18', '--ghost', '--s', '3'])?.params).toMatchObject({ s: 3, d: 3 }));
  test('works on a spec from standard input', () => {
    const { code, out } = ghostcost(['analyze', '-', '--ghost', 's=2'], { input: specs.fine });
    expect([code, out.startsWith('Ghost-Fine')]).toEqual([0, true]);
  });
});

describe('a count past the exact numbers', () => {
  test.each([
    ['--batch', '9007199254740991'],
    ['--batch', '99999999', '--dtype', 'float64', '--resolution', '9999'],
  ])('by %s %s is refused', (...args) => {
    const { code, err } = ghostcost(['analyze', 'ghostnet', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(/2\^53/);
  });
});

describe('a budget', () => {
  test('that is kept is exit code 0', () => expect(ghostcost(['analyze', 'ghostnet', '--budget', 'macs=142M']).code).toBe(0));
  test('that is passed is exit code 1, and says by what', () => {
    const { code, err, out } = ghostcost(['analyze', 'ghostnet', '--budget', 'macs=141M,params=6M']);
    expect([code, out.startsWith('GhostNet')]).toEqual([1, true]);
    expect(err).toMatch(/over budget: macs 141,150,512/);
    expect(err).not.toMatch(/params/);
  });
});
