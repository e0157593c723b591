/** What is counted of a layer: exact whole numbers. */

/** Learned numbers. A layer that shares another's weights has none of its own. */
export const paramCounts = {
  weights: 'weights of convolutions, linear layers and parametric activations',
  biases: 'biases of convolutions and linear layers',
  norm_params: 'scale and shift of normalisations',
} as const;

/** Other counts that do not depend on how many samples run. */
const layerCounts = {
  norm_state: 'running means and variances of batch normalisations, which are no parameters',
  read_params: 'learned numbers that layers read, those that they share with another layer included',
  sliced_maps: 'maps that a slice leaves out',
} as const;

/** Counts of one sample. */
export const counts = {
  macs: 'multiply-adds of convolutions, linear layers and matrix products',
  product_macs: 'multiply-adds of products of two activations, as attention has them; part of macs',
  linear_params: 'weights and biases of linear layers, once a sample however many positions they are read at',
  bias_adds: 'additions of biases',
  output_macs: 'multiply-adds of a transposed convolution, were every output position multiplied by the whole kernel',
  norm_elements: 'elements that a normalisation writes',
  affine_elements: 'those of them that are also scaled, shifted or both',
  scaled_elements: 'those of them that are also scaled',
  activation_elements: 'elements that an activation function writes',
  activation_positions: 'sums that a softmax divides by',
  pool_inputs: 'elements that a pooling reads, each counted once',
  pool_taps: 'elements that a pooling reads, each counted once a window',
  pool_outputs: 'elements that a pooling writes',
  gap_inputs: 'elements that a global average pooling reads',
  merge_elements: 'additions and multiplications of an element-wise merge, or of a scale',
  nearest_elements: 'elements that an upsampling to the nearest writes',
  bilinear_elements: 'elements that a bilinear upsampling writes',
  activations: 'elements of the outputs; views of another tensor (flatten, slice, dropout) have none',
  conv_activations: 'elements of the outputs of convolutions and linear layers, the "activations" of RegNet (arXiv:2003.13678)',
  read_elements: 'elements of the inputs, counted once by each layer that reads them; views read none',
} as const;

export type ParamCount = keyof typeof paramCounts;
type LayerCount = keyof typeof layerCounts;
export type Count = keyof typeof counts;
export type Measure = ParamCount | LayerCount | Count;

export const measureDocs: Readonly<Record<Measure, string>> = { ...paramCounts, ...layerCounts, ...counts };

/** All measures; arrays of counts are in this order. */
export const measures = Object.keys(measureDocs) as readonly Measure[];

export const isMeasure = (name: string): name is Measure => Object.hasOwn(measureDocs, name);

/** Whether a measure is multiplied by how many samples run at a time. */
export const isPerSample = (measure: Measure): measure is Count => Object.hasOwn(counts, measure);

/** Whether a measure is of what a layer holds, of which it has nothing where it shares another's. */
export const isHeld = (measure: Measure): boolean => Object.hasOwn(paramCounts, measure) || measure === 'norm_state';
