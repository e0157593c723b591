/** GhostNet's totals by hand: the straight-line code that the compiled run is measured against. */
type Row = readonly [kernel: number, hidden: number, out: number, squeezes: boolean, stride: 1 | 2];

const rows: readonly Row[] = [
  [3, 16, 16, false, 1],
  [3, 48, 24, false, 2],
  [3, 72, 24, false, 1],
  [5, 72, 40, true, 2],
  [5, 120, 40, true, 1],
  [3, 240, 80, false, 2],
  [3, 200, 80, false, 1],
  [3, 184, 80, false, 1],
  [3, 184, 80, false, 1],
  [3, 480, 112, true, 1],
  [3, 672, 112, true, 1],
  [5, 672, 160, true, 2],
  [5, 960, 160, false, 1],
  [5, 960, 160, true, 1],
  [5, 960, 160, false, 1],
  [5, 960, 160, true, 1],
];

function divisibleBy4(value: number): number {
  const rounded = Math.max(4, Math.floor((value + 2) / 4) * 4);
  return rounded < 0.9 * value ? rounded + 4 : rounded;
}

const half = (size: number) => Math.floor((size - 1) / 2) + 1;

export function ghostnet(s: number, d: number, width: number, resolution: number, totals: Float64Array): void {
  let side = half(resolution);
  let channels = divisibleBy4(16 * width);
  let params = 27 * channels + 2 * channels;
  let macs = 27 * channels * side * side;
  for (const [kernel, exp, maps, squeezes, stride] of rows) {
    const hidden = divisibleBy4(exp * width);
    const out = divisibleBy4(maps * width);
    let primary = Math.ceil(hidden / s);
    let weights = channels * primary + d * d * primary * (s - 1);
    params += weights + 2 * s * primary;
    macs += weights * side * side;
    const next = stride === 2 ? half(side) : side;
    const area = next * next;
    if (stride === 2) {
      params += (kernel * kernel + 2) * hidden;
      macs += kernel * kernel * hidden * area;
    }
    if (squeezes) {
      const reduced = divisibleBy4(hidden / 4);
      params += 2 * hidden * reduced + hidden + reduced;
      macs += 2 * hidden * reduced;
    }
    primary = Math.ceil(out / s);
    weights = hidden * primary + d * d * primary * (s - 1);
    params += weights + 2 * s * primary;
    macs += weights * area;
    if (stride === 2 || channels !== out) {
      weights = kernel * kernel * channels + channels * out;
      params += weights + 2 * channels + 2 * out;
      macs += weights * area;
    }
    channels = out;
    side = next;
  }
  const last = divisibleBy4(960 * width);
  totals[0] = params + (channels + 2) * last + (last + 1) * 1280 + 1281 * 1000;
  totals[1] = macs + channels * last * side * side + last * 1280 + 1280 * 1000;
}
