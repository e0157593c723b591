/** node tfjs-node-check.cjs PATH: whether the tfjs-node at a path computes convolutions as loops do; prints what it is. */
const util = require('node:util');

// tfjs-node asks for what Node 23 has no more
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require(process.argv[2]);

const [size, inputs, outputs, kernel] = [5, 2, 3, 3];
const out = size - kernel + 1;
const fill = (count, seed) => Float32Array.from({ length: count }, (_, index) => Math.sin(seed + index));
const [map, dense, depthwise] = [fill(size * size * inputs, 1), fill(kernel * kernel * inputs * outputs, 2), fill(kernel * kernel * inputs, 3)];

/** The outputs at every place, each a sum over the window; `weight` and the channels that are read tell the two apart. */
function loops(channels, reads, weight) {
  const result = [];
  for (let y = 0; y < out; y++)
    for (let x = 0; x < out; x++)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let dy = 0; dy < kernel; dy++)
          for (let dx = 0; dx < kernel; dx++)
            for (const read of reads(channel)) sum += map[((y + dy) * size + x + dx) * inputs + read] * weight(dy * kernel + dx, read, channel);
        result.push(sum);
      }
  return result;
}

const x = tf.tensor(map, [1, size, size, inputs]);
const cases = [
  [
    tf.conv2d(x, tf.tensor(dense, [kernel, kernel, inputs, outputs]), 1, 'valid'),
    loops(
      outputs,
      () => [0, 1],
      (tap, read, made) => dense[(tap * inputs + read) * outputs + made],
    ),
  ],
  [
    tf.depthwiseConv2d(x, tf.tensor(depthwise, [kernel, kernel, inputs, 1]), 1, 'valid'),
    loops(
      inputs,
      (channel) => [channel],
      (tap, read) => depthwise[tap * inputs + read],
    ),
  ],
];
for (const [tensor, expected] of cases) {
  const found = tensor.dataSync();
  if (found.length !== expected.length || expected.some((value, index) => !(Math.abs(value - found[index]) < 1e-4)))
    throw new Error(`a convolution comes to ${found}, not to ${expected}`);
}
console.log(`tfjs-node ${tf.version['tfjs-node']}, TensorFlow ${tf.backend().binding.TF_Version}`);
