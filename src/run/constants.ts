/** What a spec leaves open and every lowering has to agree on. */

/** Added to a variance before its root is taken: PyTorch's for batch and group norms, ConvNeXt's for layer norms. */
export const epsilons = { 'batch-norm': 1e-5, 'layer-norm': 1e-6, 'group-norm': 1e-5 } as const;

/** What a leaky ReLU multiplies negative numbers by, as in PyTorch. */
export const negativeSlope = 0.01;

/** Maps that a shift moves alike: channels `from` to `to`, whose position (y, x) takes what stood at (y + down, x + right), or 0 past the edge. */
export interface Shifted {
  readonly from: number;
  readonly to: number;
  readonly down: number;
  readonly right: number;
}

/** A shift's offsets, row by row over the kernel: each moves ceil(channels / kernel_size^2) maps, the last ones what is left. */
export function shiftsOf(channels: number, kernelSize: number): readonly Shifted[] {
  const each = Math.ceil(channels / kernelSize ** 2);
  const reach = Math.floor((kernelSize - 1) / 2);
  return Array.from({ length: Math.ceil(channels / each) }, (_, offset) => ({
    from: offset * each,
    to: Math.min((offset + 1) * each, channels),
    down: Math.floor(offset / kernelSize) - reach,
    right: (offset % kernelSize) - reach,
  }));
}
