/** What is counted of a layer: exact whole numbers, those of one sample. */
export const paramCounts = {
  weights: 'weights of convolutions, linear layers and parametric activations',
  biases: 'biases of convolutions and linear layers',
  norm_params: 'scale and shift of normalisations',
} as const;

export const counts = {
  macs: 'multiply-adds of convolutions and linear layers',
  bias_adds: 'additions of biases',
  output_macs: 'multiply-adds of a transposed convolution, were every output position multiplied by the whole kernel',
  norm_elements: 'elements that a normalisation writes',
  affine_elements: 'those of them that are also scaled, shifted or both',
  scaled_elements: 'those of them that are also scaled',
  activation_elements: 'elements that an activation function writes',
  activation_positions: 'positions over whose channels a softmax sums',
  pool_inputs: 'elements that a pooling reads, each counted once',
  pool_taps: 'elements that a pooling reads, each counted once a window',
  pool_outputs: 'elements that a pooling writes',
  gap_inputs: 'elements that a global average pooling reads',
  merge_elements: 'additions and multiplications of an element-wise merge, or of a scale',
  nearest_elements: 'elements that an upsampling to the nearest writes',
  bilinear_elements: 'elements that a bilinear upsampling writes',
} as const;

export type ParamCount = keyof typeof paramCounts;
export type Count = keyof typeof counts;
export type Measure = ParamCount | Count;

export const paramCountNames = Object.keys(paramCounts) as ParamCount[];
export const countNames = Object.keys(counts) as Count[];

/** All measures; arrays of counts are in this order. */
export const measures: readonly Measure[] = [...paramCountNames, ...countNames];

export const isParamCount = (measure: Measure): measure is ParamCount => Object.hasOwn(paramCounts, measure);
