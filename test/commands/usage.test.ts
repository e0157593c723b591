/** How the tool answers to what was mistyped, left out or meant to break it: a sentence, advice, exit code 2, never a stack trace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ghostcost, specs } from './support.ts';

const refused = (args: readonly string[], input = '') => {
  const { code, out, err } = ghostcost(args, { input, cwd: folder({ 'empty.yaml': '', 'binary.yaml': '\0\u0001', 'fine.yaml': specs.fine }) });
  expect([code, out]).toEqual([2, '']);
  expect(err).not.toMatch(/^ +at |node:|\.js:\d/m);
  return err;
};

describe('a slip', () => {
  test.each<[given: string, says: RegExp]>([
    ['analyz ghostnet', /unknown command 'analyz'[\s\S]*Did you mean analyze\?/],
    ['exlpain ghostnet stem', /Did you mean explain\?/],
    ['analyze ghostnt', /no shipped network called "ghostnt"[\s\S]*did you mean "ghostnet"\?/],
    ['analyze resnet50', /did you mean "resnet-50"\?/],
    ['analyze nowhere/net.yaml', /there is no file "nowhere\/net.yaml"/],
    ['analyze ghostnet --wdith 2', /unknown option '--wdith'[\s\S]*Did you mean --width\?/],
    ['analyze ghostnet --jsn', /Did you mean --json\?/],
    ['analyze ghostnet --depth foo', /'foo' is invalid[\s\S]*total, stage, block, layer, op or a whole number/],
    ['analyze ghostnet --columns parms', /unknown column "parms"[\s\S]*did you mean "params"\?/],
    ['analyze ghostnet --columns ,', /expected names, separated by commas/],
    ['sweep ghostnet --s 2,3 --pareto ,', /expected names, separated by commas/],
    ['analyze ghostnet --format xml', /table, md, csv, json, jsonl, latex, html/],
    ['analyze ghostnet --convention FLOPs', /macs, flops/],
    ['analyze ghostnet --dtype double', /float64, float32/],
    ['explain ghostnet steam', /did you mean "stem"\?/],
    ['explain ghostnet primary', /matches several layers[\s\S]*ghost-bottleneck-1\/expand\/primary/],
    ['help foo', /Usage: ghostcost/],
  ])('%s is answered with what was meant', (given, says) => expect(refused(given.split(' '))).toMatch(says));
});

describe('a value', () => {
  test.each<[given: string, says: RegExp]>([
    ['--width 0', /out_channels .*is not a (positive|whole) number|width/],
    ['--width -1', /out_channels .*is not a (positive|whole) number|width/],
    ['--width abc', /'abc' is invalid. expected a number/],
    ['--width 1e400', /'1e400' is invalid. expected a number/],
    ['--width NaN', /'NaN' is invalid/],
    ['--width Infinity', /'Infinity' is invalid/],
    ['--width 1e300', /2\^53|not a whole number/],
    ['--s 0', /s must be at least 1 \(s = 0\)/],
    ['--s -2', /s must be at least 1/],
    ['--s 2.5', /s is not a whole number \(s = 2\.5\)/],
    ['--d 0', /d must be at least 1|kernel_h/],
    ['--d 2.5', /d is not a whole number/],
    ['--resolution 0', /height must be at least 1/],
    ['--resolution -224', /height must be at least 1/],
    ['--resolution 22.4', /height is not a whole number/],
    ['--resolution 1e15', /2\^53/],
    ['--batch 0', /'0' is invalid. expected a whole number of at least 1/],
    ['--batch 1.5', /'1.5' is invalid/],
    ['--batch 9007199254740993', /is invalid/],
    ['--depth 0', /'0' is invalid/],
    ['--depth 100', /a whole number from 1 to 99/],
    ['--depth -1', /'-1' is invalid/],
    ['--precision 10', /'10' is invalid. expected a whole number from 0 to 9/],
    ['--precision -1', /'-1' is invalid/],
    ['--set', /argument missing/],
    ['--set width', /expected name=value/],
    ['--set width=', /expected name=value/],
    ['--set =1', /expected name=value/],
    ['--ghost 2', /expected s=2,d=3/],
    ['--ghost s=2 --ghost s=3', /s is given twice/],
    ['--ghost s=two', /expected s=2,d=3/],
    ['--ghost s=2,k=3', /expected s=2,d=3/],
    ['--budget macs', /expected limits like/],
    ['--budget mcas=1M', /Did you mean macs\?/],
    ['--budget macs=lots', /macs/],
  ])('%s is refused with what was expected', (given, says) => expect(refused(['analyze', 'ghostnet', ...given.split(' ')])).toMatch(says));

  test('of blanks is no number', () => {
    expect(refused(['analyze', 'ghostnet', '--width', ''])).toMatch(/expected a number/);
    expect(refused(['analyze', 'ghostnet', '--set', 'width= '])).toMatch(/expected name=value/);
  });

  test.each(['0x10', '16', '1.6e1', '16.0'])('%s is a number', (value) =>
    expect(ghostcost(['analyze', 'ghostnet', '--resolution', value]).out).toMatch(/^GhostNet +input 3x16x16/),
  );
});

describe('what is given twice', () => {
  test.each([
    [['--width', '1', '--width', '2'], "option '--width <number>' is given twice"],
    [['--set', 'width=1', '--width', '2'], 'width is given twice [usage/twice]'],
    [['--set', 'width=1', '--set', 'width=2'], 'width is set twice'],
    [['--ghost', 's=4', '--s', '2'], 's is given twice [usage/twice]'],
    [['--budget', 'macs=1G,macs=2G'], 'macs has two limits'],
    [['--depth', 'stage', '--depth', 'total'], "option '--depth <depth>' is given twice"],
  ])('is refused: %j', (args, message) =>
    expect(ghostcost(['analyze', 'ghostnet', ...args])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) }),
  );

  test('adds up where it can', () => {
    const { code, err } = ghostcost([
      'analyze',
      'ghostnet',
      '--budget',
      'macs=1',
      '--budget',
      'params=1',
      '--set',
      'width=0.5',
      '--set',
      's=3',
      '--depth',
      'total',
    ]);
    expect([code, err]).toEqual([1, expect.stringMatching(/params.*macs/)]);
  });

  test('is refused of a target', () =>
    expect(ghostcost(['solve', 'ghostnet', '--over', 'width', '--target', 'macs=1M', '--target', 'macs=2M'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the target of macs is given twice'),
    }));
});

test.each([
  [['sweep', 'ghostnet', '--set', 'width=[1,2],[3,4]', '--s', '2,3'], 'expected: a list of numbers or words'],
  [['time', 'ghostnet', '--set', 'width=[1,,2]'], 'expected: a list of numbers or words'],
  [['analyze', 'ghostnet,width=[1,,2]'], 'expected: a list of numbers or words'],
  [['analyze', 'ghostnet,width=1,width=2'], 'width is given twice'],
  [['compare', 'ghostnet', 'ghostnet,width'], 'invalid value for the parameter'],
])('what is wrong with a value is said, wherever it is read: %j', (args, message) =>
  expect(ghostcost(args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) }),
);

describe('a name that is nearly one', () => {
  test.each([
    ['resnet', '"resnet-18", "resnet-50", "resnet-56-cifar"'],
    ['mobilenetv3', '"mobilenet-v3-large" or "mobilenet-v3-small"'],
    ['resnet50', '"resnet-50"'],
    ['gohstnet', '"ghostnet"'],
  ])('is %s for %s', (name, meant) => expect(ghostcost(['analyze', name]).err).toContain(`did you mean ${meant}?`));

  test.each([
    ['{op: interpolate}', '"resize"'],
    ['{op: conv, out_channels: 1, kernel_size: 1}', '"conv2d"'],
    ['{op: conv2d, out_channels: 1, kernel_size: 1, activation: swish}', '"silu"'],
  ])('is another word of the field: %s', (layer, meant) =>
    expect(ghostcost(['validate', '-'], { input: `{version: 1, name: a, input: [3, 8, 8], layers: [${layer}]}` }).err).toContain(`did you mean ${meant}?`),
  );
});

describe('show', () => {
  test.each([
    ['ghostnet', 'networks'],
    ['ghost', 'blocks'],
    ['7', 'tables'],
  ])('prints %s as it is written', (name, kind) => {
    const { code, out, err } = ghostcost(['show', name]);
    expect([code, out, err]).toEqual([0, readFileSync(`fixtures/${kind}/${name}.yaml`, 'utf8'), '']);
  });

  test('says what there is for what there is not', () =>
    expect(ghostcost(['show', 'gohst'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[file/not-found]') }));

  test('is where init --from begins', () => {
    const cwd = folder();
    expect(ghostcost(['init', 'own.yaml', '--from', 'ghostnet'], { cwd }).code).toBe(0);
    expect(readFileSync(join(cwd, 'own.yaml'), 'utf8')).toBe(readFileSync('fixtures/networks/ghostnet.yaml', 'utf8'));
    expect(ghostcost(['analyze', 'own.yaml', '--json'], { cwd }).out).toContain('5182508');
  });
});

describe('a list', () => {
  test.each([
    [['sweep', 'resnet-50', '--ghost', 's=2', 'd=3'], 'too many arguments'],
    [['analyze', 'resnet-50', '--ghost', 's=2', 'd=3'], 'there is no file'],
    [['compare', 'ghostnet', 'width=0.5', 'ghostnet'], 'there is no file'],
    [['analyze', 'ghostnet', '--columns', 'params', '0.5'], 'there is no file'],
  ])('that a shell took apart is told how to be quoted: %j', (args, message) => {
    const { code, err } = ghostcost(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('PowerShell, which splits it at its commas');
  });

  test.each(['[relu,,silu]', '[[1],2]', '[1,2],[3,4]', '[2,3]]'])('of %s is none', (list) =>
    expect(ghostcost(['analyze', 'ghostnet', '--set', `width=${list}`])).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a list of numbers or words'),
    }),
  );
});

describe('a file', () => {
  test.each([
    ['empty.yaml', /the file is empty[\s\S]*ghostcost init/],
    ['binary.yaml', /not a text file/],
    ['.', /is a directory/],
    ['/dev/null', /the file is empty/],
    ['', /no shipped network called ""/],
  ])('%j is refused', (name, says) => expect(refused(['analyze', name])).toMatch(says));

  test('of nothing on standard input is empty', () => expect(refused(['analyze', '-'])).toMatch(/<stdin>: error: the file is empty/));
});

describe('an argument', () => {
  test.each(['analyze', 'explain', 'validate'])('that "%s" lacks is asked for', (given) =>
    expect(refused(given.split(' '))).toMatch(/missing required argument/),
  );
  test.each(['list foo', 'schema foo', 'explain ghostnet stem more'])('too many, as in "%s", is refused', (given) =>
    expect(refused(given.split(' '))).toMatch(/too many arguments/),
  );
});

test('without a command the commands are shown, as an error', () => expect(refused([])).toMatch(/Usage: ghostcost[\s\S]*analyze/));

test.each(['--help', '-h', 'help', 'analyze --help', 'explain -h', 'help sweep'])('%s is help, which is no error', (given) => {
  const { code, out, err } = ghostcost(given.split(' '));
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^Usage: ghostcost/);
});

test.each(
  ghostcost(['--help'])
    .out.split(/Commands:|Examples:/)[1]
    ?.match(/^ {2}\w+/gm)
    ?.map((name) => name.trim())
    .filter((name) => name !== 'help') ?? [],
)('%s --help describes every argument and option', (command) => {
  const entries = ghostcost([command, '--help']).out.match(/^ {2}\S.*$/gm) ?? [];
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) expect(entry).toMatch(/^ {2}\S.*? {2,}\S/);
});

test('help of a command is the same in both ways', () => expect(ghostcost(['help', 'sweep']).out).toBe(ghostcost(['sweep', '--help']).out));

test.each(['--version', '-V'])('%s is the version', (flag) =>
  expect(ghostcost([flag])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) }),
);

test('a very wide table is printed whole', () => {
  const { code, out } = ghostcost([
    'analyze',
    'ghostnet',
    '--depth',
    'op',
    '--columns',
    'network,settings,layer,type,window,output,params,cost,share,ghost,macs,weights',
  ]);
  expect(code).toBe(0);
  const lines = out.split('\n').filter((line) => line.startsWith('GhostNet  width'));
  expect(lines.length).toBeGreaterThan(200);
  expect(lines.some((line) => line.includes('…') || line.includes('...'))).toBe(false);
});
