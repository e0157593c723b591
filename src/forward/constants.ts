/** What a spec leaves open and every lowering has to agree on. */

/** Added to a variance before its root is taken: PyTorch's for batch and group norms, ConvNeXt's for layer norms. */
export const epsilons = { 'batch-norm': 1e-5, 'layer-norm': 1e-6, 'group-norm': 1e-5 } as const;

/** What a leaky ReLU multiplies negative numbers by, as in PyTorch. */
export const negativeSlope = 0.01;

/**
 * A shift's offsets, row by row over the kernel: each moves ceil(channels / kernel_size^2) maps, the last ones what is left. Channels `from` to `to`
 * are cut out at (top, left) of maps that have `before` zeros above and to the left, and `after` below and to the right.
 */
export function shiftOf(channels: number, kernelSize: number) {
  const each = Math.ceil(channels / kernelSize ** 2);
  const before = Math.floor((kernelSize - 1) / 2);
  const moved = Array.from({ length: Math.ceil(channels / each) }, (_, offset) => ({
    from: offset * each,
    to: Math.min((offset + 1) * each, channels),
    top: Math.floor(offset / kernelSize),
    left: offset % kernelSize,
  }));
  return { before, after: kernelSize - 1 - before, moved };
}
