/** The sizes of a layer or block that a table can show. */
import type { Network, NetworkLayer } from '../graph/network.ts';

export const sizes = {
  in_channels: 'channels of the input',
  in_h: 'height of the input',
  in_w: 'width of the input',
  out_channels: 'channels of the output',
  out_h: 'height of the output',
  out_w: 'width of the output',
  stride: 'height of the input over that of the output, rounded down',
  present: '1 where it is there',
} as const;

export type SizeName = keyof typeof sizes;
export const sizeNames = Object.keys(sizes) as SizeName[];
export const isSizeName = (name: string): name is SizeName => Object.hasOwn(sizes, name);

/** The layers whose paths begin so. */
export const layersAt = ({ layers }: Network, path: readonly string[]): readonly NetworkLayer[] =>
  layers.filter((layer) => path.every((part, index) => layer.path[index] === part));

/** A size of layers that follow each other: the input is that of the first, the output that of the last. */
export function sizeOf(name: SizeName, layers: readonly NetworkLayer[]): number | undefined {
  const [input, output] = [layers[0]?.inputSizes[0], layers.at(-1)?.output];
  if (input === undefined || output === undefined) return undefined;
  const found: Readonly<Record<SizeName, number>> = {
    in_channels: input.channels,
    in_h: input.h,
    in_w: input.w,
    out_channels: output.channels,
    out_h: output.h,
    out_w: output.w,
    stride: Math.floor(input.h / output.h),
    present: 1,
  };
  return found[name];
}
