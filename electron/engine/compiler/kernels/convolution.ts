// Convolutions. TF.js: pictures [n,h,w,c], filters [h,w,in,out]. ONNX: [n,c,h,w] and [out,in,h,w].
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { FILTER_GRADIENT, INPUT_GRADIENT, OURS, type Value } from '../graph.ts';
import { CHANNELS_FIRST, FILTER } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { applyActivation, type Fused } from './activation.ts';
import { type Kernel, kernel } from './kernel.ts';

type Shape4 = [number, number, number, number];
export type Spatial = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dilations' | 'dimRoundingMode'>;

export function infoOf(x: number[], filter: number[], attrs: Partial<Spatial>, depthwise: boolean) {
  if (attrs.dataFormat && attrs.dataFormat !== 'NHWC') {
    throw new TraceError(
      'A convolution on [n,c,h,w] was traced: write it channels-last, the compiler chooses the layout.',
    );
  }
  const { strides = 1, dilations = 1, pad = 0, dimRoundingMode } = attrs;
  return tf.backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

export function spatial(info: tf.backend_util.Conv2DInfo) {
  const { top, bottom, left, right } = info.padInfo;
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
  };
}

/** y[n,h,w,o] = Σ x[n, s·h + d·i − p, s·w + d·j − p, c] · filter[i,j,c,o] → Conv, bias as its third input. */
function conv2d(t: Tracer, x: Sym, filter: Sym, attrs: Partial<Spatial>, bias?: Value): Sym {
  const info = infoOf(shapeOf(x), shapeOf(filter), attrs, false);
  const [picture, weights] = [t.inOrder(x, CHANNELS_FIRST), t.inOrder(filter, FILTER)];
  const inputs = [picture.value, weights.value, ...(bias ? [bias] : [])];
  const out = { shape: info.outShape, dtype: dtypeOf(x), order: CHANNELS_FIRST };
  return t.emit('Conv', inputs, { ...spatial(info), group: info.inChannels / (shapeOf(filter)[2] ?? 1) }, out);
}

/**
 * The gradient of a convolution with respect to its input, also TF.js's conv2dTranspose: every output pixel spreads
 * dy · filter over what it saw. How it is computed depends on the device: see passes/lower.ts and cpu/.
 */
function inputGradient(t: Tracer, dy: Sym, filter: Sym, attrs: tf.Conv2DBackpropInputAttrs): Sym {
  const info = infoOf(attrs.inputShape, shapeOf(filter), attrs, false);
  const inputs = [t.inOrder(dy, CHANNELS_FIRST).value, t.inOrder(filter, FILTER).value];
  const out = { shape: attrs.inputShape, dtype: dtypeOf(dy), order: CHANNELS_FIRST };
  return t.emit(INPUT_GRADIENT, inputs, spatial(info), out, OURS);
}

/** The gradient of a convolution with respect to its filter: Σ over pictures and pixels of what a tap saw · dy. */
function filterGradient(t: Tracer, x: Sym, dy: Sym, attrs: tf.Conv2DBackpropFilterAttrs): Sym {
  const info = infoOf(shapeOf(x), attrs.filterShape, attrs, false);
  const inputs = [t.inOrder(x, CHANNELS_FIRST).value, t.inOrder(dy, CHANNELS_FIRST).value];
  const out = { shape: attrs.filterShape, dtype: dtypeOf(x), order: FILTER };
  return t.emit(FILTER_GRADIENT, inputs, spatial(info), out, OURS);
}

/** act(conv(x, filter) + bias). A bias per channel goes into the Conv, any other is added. */
export function fused<A extends Spatial>(convolve: typeof conv2d) {
  return (
    t: Tracer,
    inputs: { x: Sym; filter: Sym } & Fused,
    attrs: A & { activation?: string; leakyreluAlpha?: number },
  ) => {
    const { x, filter, bias } = inputs;
    const perChannel = bias && bias.order.length === 1 ? bias.value : undefined;
    const y = convolve(t, x, filter, attrs, perChannel);
    return applyActivation(t, y, perChannel ? { ...inputs, bias: undefined } : inputs, attrs);
  };
}

export const convolution: Kernel[] = [
  kernel<tf.Conv2DInputs, tf.Conv2DAttrs>(tf.Conv2D, (t, { x, filter }, attrs) => conv2d(t, x, filter, attrs)),
  kernel<tf.Conv2DBackpropInputInputs, tf.Conv2DBackpropInputAttrs>(
    tf.Conv2DBackpropInput,
    (t, { dy, filter }, attrs) => inputGradient(t, dy, filter, attrs),
  ),
  kernel<tf.Conv2DBackpropFilterInputs, tf.Conv2DBackpropFilterAttrs>(tf.Conv2DBackpropFilter, (t, { x, dy }, attrs) =>
    filterGradient(t, x, dy, attrs),
  ),
  kernel<{ x: unknown; filter: unknown }, tf.FusedConv2DAttrs>(tf.FusedConv2D, fused(conv2d)),
];
