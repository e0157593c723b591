/** What stands below an analysis' rows: the totals in words, and how they were counted. */
import type { Analysis } from '../cost/analysis.ts';
import type { Spending } from '../cost/budget.ts';
import type { NetworkGhost } from '../graph/network.ts';
import { showSize } from './columns.ts';
import { bytes, counted, grouped, percent, ratio, scaled } from './number.ts';

const exact = (value: number, precision = 2) => (value < 1000 ? grouped(value) : `${grouped(value)} (${scaled(value, precision)})`);

/** Label and text of each line. */
export function summary(analysis: Analysis, precision?: number): readonly (readonly [label: string, text: string])[] {
  const { total, convention, dataType, peakMemory, weightBytes, spending, outputs, ghost } = analysis;
  const number = (value: number) => exact(value, precision);
  const { saving } = total;
  return [
    ...(outputs.length === 1 ? [] : outputs.map(({ name, size }, index) => [index === 0 ? 'outputs' : '', `${name} ${showSize(size)}`] as const)),
    ['params', `${number(total.params)}; without norm ${grouped(total.params_without_norm)}, weights only ${grouped(total.weights)}`],
    [convention.unit, number(total.cost)],
    ['activations', `${number(total.activations)}; of convolutions and linear layers ${grouped(total.conv_activations)}`],
    [
      'memory',
      `${bytes(peakMemory.bytes)} of activations at the peak, in ${peakMemory.path.join('/') || 'the input'}; ${bytes(weightBytes)} of weights (${dataType})`,
    ],
    ...(saving === undefined
      ? []
      : ([
          [
            saving.blocks.join(', '),
            `${counted(saving.modules, 'ordinary layer')} replaced; MACs ${grouped(saving.primary_macs)} primary + ${grouped(saving.cheap_macs)} cheap, weights ${grouped(saving.primary_weights)} + ${grouped(saving.cheap_weights)}`,
          ],
          [
            '',
            `speed-up ${ratio(saving.speedup, 3)} (theory ${ratio(saving.theory_speedup)}) and compression ${ratio(saving.compression, 3)} (theory ${ratio(saving.theory_compression)}) relative to them`,
          ],
          ['', `${grouped(saving.maps_cut)} surplus maps sliced off`],
        ] as const)),
    ...ghostLines(ghost),
    ...spending.map((one, index) => [index === 0 ? 'budget' : '', showSpending(one)] as const),
  ];
}

const mostNamed = 4;

/** What `--ghost` did: how many of how many, what it left and why, and what changed beside the convolutions. */
export function ghostLines(ghost: NetworkGhost | undefined): readonly (readonly [label: string, text: string])[] {
  if (ghost === undefined) return [];
  const { replaced, left, grouped: withGroups, beside } = ghost;
  const byReason = new Map<string, string[]>();
  for (const { layer, why } of left) byReason.set(why, [...(byReason.get(why) ?? []), layer]);
  const others = withGroups === 0 ? '' : `; ${counted(withGroups, 'convolution')} with groups`;
  const changes = Object.entries(beside).flatMap(([name, [before, after]]) =>
    before === after ? [] : [`${name.replace('_', ' ')} ${grouped(before)} -> ${grouped(after)}`],
  );
  return [
    ['--ghost', `${replaced.size} of ${counted(replaced.size + left.length, 'ordinary convolution')} replaced${others}`],
    ...[...byReason].map(([why, layers]) => {
      const rest = layers.length > mostNamed ? ` and ${layers.length - mostNamed} more` : '';
      return ['', `left: ${layers.slice(0, mostNamed).join(', ')}${rest} (${why})`] as const;
    }),
    ['', changes.length === 0 ? 'nothing else changed' : `beside them: ${changes.join(', ')}`],
  ];
}

/** `macs 141,150,512 of 150,000,000 (94.1 %)`, or by how much it is over. */
export function showSpending({ name, limit, value, over }: Spending): string {
  const used = limit === 0 ? '' : over ? `, OVER by ${percent(value / limit - 1)}` : ` (${percent(value / limit)})`;
  return `${name} ${grouped(value)} of ${grouped(limit)}${limit === 0 && over ? ', OVER' : used}`;
}

/** What a peak of memory is, to stand under a table that shows one. */
export const memoryNotes = (analyses: readonly Analysis[]): readonly string[] => [
  ...new Set(analyses.map(({ peakMemory: { rule, definition } }) => `Peak of memory: ${definition} (memory ${rule}).`)),
];

/** How the numbers were counted, to stand under any table. */
export function notes(analyses: readonly Analysis[]): readonly string[] {
  const found = new Set<string>();
  for (const { convention, batch } of analyses) {
    found.add(`${convention.unit}: ${convention.doc} (convention ${convention.name}${convention.source === undefined ? '' : `, ${convention.source}`}).`);
    found.add(batch === 1 ? 'Counts are for one sample.' : `Counts are for a batch of ${batch}; parameters are not affected.`);
  }
  return [...found];
}
