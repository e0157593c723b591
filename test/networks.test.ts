import { expect, test } from 'vitest';
import { shipped, totals } from './support.ts';

test('ghostnet', () => {
  expect(totals(shipped('ghostnet'))).toMatchObject({ params: 5_182_508, macs: 141_150_512 });
});
