import { expect, test } from 'vitest';
import { scaleFor } from '../../src/forward/window.ts';

test('a factor of a resizing gives the size that it is for, in single precision and in double', () => {
  for (let inputs = 1; inputs <= 300; inputs++)
    for (let outputs = 1; outputs <= 300; outputs++) {
      const scale = scaleFor(inputs, outputs);
      const sizes = [Math.floor(scale * inputs), Math.floor(Math.fround(scale * inputs)), Math.fround(scale)];
      if (sizes[0] !== outputs || sizes[1] !== outputs || sizes[2] !== scale) expect([inputs, outputs, ...sizes]).toBe('the size');
    }
});
