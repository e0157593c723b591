/** What networks are called beside each other. */
import { expect, test } from 'vitest';
import type { Settings } from '../../src/graph/point.ts';
import { namesOf } from '../../src/report/compare.ts';
import { analysisOf } from './support.ts';

test.each<[what: string, networks: readonly (readonly [name: string, params?: Settings])[], names: readonly string[]]>([
  ['nothing but their names when no parameter tells them apart', [['ghostnet'], ['resnet-50']], ['GhostNet', 'ResNet-50']],
  [
    'nothing of what is set alike',
    [
      ['resnet-18', { classes: 10 }],
      ['resnet-50', { classes: 10 }],
    ],
    ['ResNet-18', 'ResNet-50'],
  ],
  ['what others have at another value', [['ghostnet', { width: 0.5 }], ['resnet-50']], ['GhostNet width=0.5', 'ResNet-50 width=1']],
  [
    'what is set and others do not have',
    [
      ['ghostnet', { width: 0.5 }],
      ['worked-example', { s: 2 }],
    ],
    ['GhostNet width=0.5', 'Worked example'],
  ],
])('networks are called by %s', (_, networks, names) => expect(namesOf(networks.map(([name, params = {}]) => analysisOf(name, { params })))).toEqual(names));

test('networks of one name are called by where they are from, each with what tells it from the others', () => {
  const analyses = [analysisOf('ghostnet'), analysisOf('ghostnet'), analysisOf('resnet-18')];
  expect(namesOf(analyses, ['old.yaml', 'new.yaml', 'resnet-18'])).toEqual(['old.yaml', 'new.yaml', 'ResNet-18']);
  expect(namesOf([analysisOf('ghostnet'), analysisOf('ghostnet', { params: { width: 0.5 } })], ['old.yaml', 'new.yaml'])).toEqual([
    'GhostNet width=1',
    'GhostNet width=0.5',
  ]);
});
