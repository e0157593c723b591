/** The tables against what the paper prints (`printed.json`) and the integers that an independent calculator found (`expected.json`). */
import { describe, expect, test } from 'vitest';
import { library, readTable } from '../../src/node/files.ts';
import { evaluateTable } from '../../src/table/evaluate.ts';
import type { Table, TableRow } from '../../src/table/table.ts';
import expected from '../expected.json' with { type: 'json' };
import paper from '../printed.json' with { type: 'json' };

const numbers = ['3', '4', '5', '6', '7'] as const;
const tables = new Map<string, Table>(numbers.map((number) => [number, evaluateTable(readTable(number), library)]));
const tableOf = (number: string) => tables.get(number) as Table;
const rowsOf = (number: string) => tableOf(number).groups.flatMap(({ rows }) => rows);
const rowOf = (number: string, name: string) => rowsOf(number).find((row) => row.name === name) as TableRow;

describe.each(numbers)('Table %s', (number) => {
  test('has every row as it is printed, and no other', () => {
    const columns = tableOf(number).columns.map(({ key }) => key);
    const written = rowsOf(number).map((row) => columns.map((key) => (key === 'name' ? row.name : show(row, key))));
    expect(written).toEqual(paper.tables[number].rows);
  });

  test('is right', () => {
    expect(tableOf(number).problems).toEqual([]);
    expect(rowsOf(number).flatMap(({ failures }) => failures)).toEqual([]);
  });
});

const show = (row: TableRow, key: string) => {
  const { printed } = row.cells.get(key) ?? {};
  return printed === undefined ? null : `${printed.number}${printed.suffix}`;
};

test('Tables 6 and 7 are grouped as the paper groups them', () => {
  const groupsOf = (number: string) => tableOf(number).groups.map(({ rows }) => rows.map(({ name }) => name));
  expect(groupsOf('6')).toEqual(paper.groups[6]);
  expect(groupsOf('7').map((names) => names.length)).toEqual([5, 6, 8]);
});

/** Which row each of the calculator's is; it has the networks that the paper prints under several names. */
const ids: Record<string, [table: string, row: string]> = {
  't3-ghost-vgg16-d1': ['3', '1'],
  't3-ghost-vgg16-d3': ['3', '3'],
  't3-ghost-vgg16-d5': ['3', '5'],
  't3-ghost-vgg16-d7': ['3', '7'],
  't4-ghost-vgg16-s2': ['4', '2'],
  't4-ghost-vgg16-s3': ['4', '3'],
  't4-ghost-vgg16-s4': ['4', '4'],
  't4-ghost-vgg16-s5': ['4', '5'],
  't5-vgg16': ['5', 'VGG-16'],
  't5-l1-vgg16': ['5', 'l1-VGG-16'],
  't5-sbp-vgg16': ['5', 'SBP-VGG-16'],
  't5-resnet56': ['5', 'ResNet-56'],
  't5-l1-resnet56': ['5', 'l1-ResNet-56'],
  't5-ghost-resnet56': ['5', 'Ghost-ResNet-56 (s=2)'],
  't6-resnet50': ['6', 'ResNet-50'],
  't6-thinet': ['6', 'ThiNet-ResNet-50'],
  't6-versatile': ['6', 'Versatile-ResNet-50'],
  't6-sss': ['6', 'SSS-ResNet-50'],
  't6-slimmable': ['6', 'Slimmable-ResNet-50 0.5x'],
  't6-metapruning': ['6', 'MetaPruning-ResNet-50'],
  't6-ghost-resnet50-s2': ['6', 'Ghost-ResNet-50 (s=2)'],
  't6-ghost-resnet50-s4': ['6', 'Ghost-ResNet-50 (s=4)'],
  't7-snv1-05': ['7', 'ShuffleNetV1 0.5x (g=8)'],
  't7-mnv2-035': ['7', 'MobileNetV2 0.35x'],
  't7-snv2-05': ['7', 'ShuffleNetV2 0.5x'],
  't7-mnv3s-075': ['7', 'MobileNetV3 Small 0.75x'],
  't7-ghostnet-0.5-tf': ['7', 'GhostNet 0.5x'],
  't7-mnv1-05': ['7', 'MobileNetV1 0.5x'],
  't7-mnv2-06': ['7', 'MobileNetV2 0.6x'],
  't7-snv1-10': ['7', 'ShuffleNetV1 1.0x (g=3)'],
  't7-snv2-10': ['7', 'ShuffleNetV2 1.0x'],
  't7-mnv3l-075': ['7', 'MobileNetV3 Large 0.75x'],
  't7-ghostnet-1.0-tf': ['7', 'GhostNet 1.0x'],
  't7-mnv2-10': ['7', 'MobileNetV2 1.0x'],
  't7-snv2-15': ['7', 'ShuffleNetV2 1.5x'],
  't7-fenet': ['7', 'FE-Net 1.0x'],
  't7-fbnet-b': ['7', 'FBNet-B'],
  't7-proxyless': ['7', 'ProxylessNAS'],
  't7-mnasnet-a1': ['7', 'MnasNet-A1'],
  't7-mnv3l-10': ['7', 'MobileNetV3 Large 1.0x'],
  't7-ghostnet-1.3-tf': ['7', 'GhostNet 1.3x'],
};

test.each(Object.entries(ids))('%s is Table %j, exactly', (id, [table, name]) => {
  const { params, macs } = expected.find((one) => one.id === id)?.expected ?? {};
  const { cells } = rowOf(table, name);
  expect([cells.get('params')?.computed, cells.get('macs')?.computed]).toEqual([params, macs]);
});

test('every row with a network is compared with the calculator', () => {
  const others = numbers.flatMap((number) => rowsOf(number).filter(({ network, name }) => network !== undefined && !named(number, name)));
  // printed in more than one table
  expect(others.map(({ name }) => name)).toEqual(['VGG-16', 'VGG-16', 'Ghost-VGG-16 (s=2)']);
});

const named = (number: string, name: string) => Object.values(ids).some(([table, row]) => table === number && row === name);

test('the rows that no public source defines are reported only, and say why', () => {
  const reported = numbers.flatMap((number) => rowsOf(number).filter(({ spec }) => spec === undefined));
  expect(reported.map(({ name }) => name).toSorted()).toEqual(
    ['AMC-ResNet-56', 'CP-ResNet-56', 'NISP-ResNet-50-B', 'Shift-ResNet-50', 'Taylor-FO-BN-ResNet-50'].toSorted(),
  );
  for (const { reason } of reported) expect(reason).toMatch(/\w.*\.$/);
});

test.each([
  ['5', 'SBP-VGG-16'],
  ['5', 'Ghost-ResNet-56 (s=2)'],
  ['6', 'Versatile-ResNet-50'],
  ['6', 'SSS-ResNet-50'],
  ['7', 'FE-Net 1.0x'],
])('in Table %s, %s says that it rests on an inference', (number, name) => expect(rowOf(number, name).note).toContain('inference'));

test('accuracies are never computed', () => {
  for (const table of tables.values())
    for (const { cells } of table.groups.flatMap(({ rows }) => rows)) for (const key of ['top1', 'top5']) expect(cells.get(key)?.computed).toBeUndefined();
});

test('what is not equal when rounded: every such cell, by its rule', () => {
  const found = numbers.flatMap((number) =>
    rowsOf(number).flatMap(({ name, cells }) =>
      [...cells].flatMap(([key, { verdict }]) => {
        if (verdict === undefined || verdict.kind === 'rounded') return [];
        // the rule of its column
        if (verdict.kind === 'truncated' && verdict.unlike === undefined) return [];
        return [
          `${number} ${name}, ${key}: ${verdict.kind === 'convention' ? verdict.by.name : verdict.kind === 'differs' ? `${verdict.percent} %` : verdict.kind}`,
        ];
      }),
    ),
  );
  // from the facts about the paper: printed.json against expected.json, by hand
  expect(found).toEqual([
    '5 l1-ResNet-56, params: truncated',
    '6 Ghost-ResNet-50 (s=2), params: +7.3 %',
    '6 Ghost-ResNet-50 (s=4), params: +25.4 %',
    '7 ShuffleNetV2 0.5x, macs: macs-gap',
    '7 MobileNetV1 0.5x, macs: macs-gap',
    '7 MobileNetV2 0.6x, macs: +7.1 %',
    '7 ShuffleNetV1 1.0x (g=3), macs: macs-gap',
    '7 MobileNetV2 1.0x, macs: truncated',
    '7 FE-Net 1.0x, params: -4.7 %',
    '7 FE-Net 1.0x, macs: -0.44 %',
    '7 FBNet-B, params: +7.1 %',
    '7 FBNet-B, macs: -1.4 %',
    '7 MobileNetV3 Large 1.0x, params: truncated',
    '7 MobileNetV3 Large 1.0x, macs: -1.1 %',
    '7 GhostNet 1.3x, params: truncated',
    '7 GhostNet 1.3x, macs: truncated',
  ]);
});

test('the multiply-adds of Tables 3 and 4 are cut off, all of them, and those of 5 and 6 rounded', () => {
  const rules = numbers.map((number) => tableOf(number).tallies.get('macs'));
  expect(rules.map((tally) => [tally?.rule.rounding, tally?.fits, tally?.of])).toEqual([
    ['truncated', 5, 5],
    ['truncated', 5, 5],
    ['rounded', 7, 7],
    ['rounded', 8, 8],
    ['rounded', 10, 19],
  ]);
});

describe('Table 1', () => {
  // the rows of the paper: exp, out, SE, stride
  const bottlenecks = `16,16,-,1 48,24,-,2 72,24,-,1 72,40,SE,2 120,40,SE,1 240,80,-,2 200,80,-,1 184,80,-,1 184,80,-,1 480,112,SE,1 672,112,SE,1
    672,160,SE,2 960,160,-,1 960,160,SE,1 960,160,-,1 960,160,SE,1`
    .split(/\s+/)
    .map((row) => row.split(','));
  const table = evaluateTable(readTable('1'), library);
  const rows = table.groups.flatMap((group) => group.rows);
  const computed = (row: TableRow, ...keys: string[]) => keys.map((key) => row.cells.get(key)?.computed);

  test('has the bottlenecks of the paper, computed from the network', () => {
    const found = rows.filter(({ name }) => name === 'G-bneck').map((row) => computed(row, 'exp', 'out', 'se', 'stride'));
    expect(found).toEqual(bottlenecks.map(([exp, out, se, stride]) => [Number(exp), Number(out), se === 'SE' ? 1 : undefined, Number(stride)]));
  });

  test('halves 224 pixels at each stride of 2, and hands channels on', () => {
    let [side, channels] = [224, 3];
    for (const row of rows.slice(0, 18)) {
      const [out = 0, stride = 0] = computed(row, 'out', 'stride');
      expect([row.name, ...computed(row, 'side', 'channels')]).toEqual([row.name, side, channels]);
      [side, channels] = [side / stride, out];
    }
    expect([side, channels]).toEqual([7, 960]);
  });

  test('has nothing but what the paper prints', () => {
    expect(table.problems).toEqual([]);
    expect(rows.flatMap(({ failures }) => failures)).toEqual([]);
    expect(rows.flatMap(({ cells }) => [...cells.values()].flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict.kind])))).not.toContain('differs');
  });
});

test('the worked example has what circulates beside what is right, with a reason for each difference', () => {
  const rows = evaluateTable(readTable('worked-example'), library).groups.flatMap((group) => group.rows);
  const cells = (key: string) => rows.map((row) => [Number(row.cells.get(key)?.printed?.number), row.cells.get(key)?.computed]);
  expect(cells('weights')).toEqual([
    [450, 5 * 10 * 9],
    [95, 5 * 9 + 5 * 10],
    [46, 5 * 2 + 3 * 3 * 2 * 4],
  ]);
  expect(cells('macs')).toEqual([
    [405_000, 450 * 28 * 28],
    [85_500, 95 * 28 * 28],
    [41_400, 82 * 28 * 28],
  ]);
  expect(rows.flatMap(({ failures }) => failures)).toEqual([]);
});
