// Convolutions: dilated ones, and the gradients of gradients. A convolution is linear in picture and filter, so all three
// kernels (result, gradient of the picture, gradient of the filter) are each other's gradients.
import * as tf from '@tensorflow/tfjs';
import { gradient, run, tracing } from './gradient.ts';
import { spaced } from './shape.ts';

type Spatial = { strides: number | [number, number]; pad: unknown; dilations?: number | [number, number] };
type Family = { forward: string; input: string; filter: string };

const plain: Family = { forward: tf.Conv2D, input: tf.Conv2DBackpropInput, filter: tf.Conv2DBackpropFilter };
const depthwise: Family = {
  forward: tf.DepthwiseConv2dNative,
  input: tf.DepthwiseConv2dNativeBackpropInput,
  filter: tf.DepthwiseConv2dNativeBackpropFilter,
};

/** Only what all three kernels read; `inputShape` and `filterShape` belong to one of them. */
function common(attrs: Spatial): Spatial {
  const { inputShape, filterShape, ...rest } = attrs as Spatial & { inputShape?: unknown; filterShape?: unknown };
  void [inputShape, filterShape];
  return { ...rest, dilations: rest.dilations ?? 1 };
}

/**
 * The dilations that TF.js's own kernels of the gradients leave out: for them a dilated filter becomes a larger one with zeros
 * between its taps, which needs the same padding.
 */
function unknownDilations({ dilations = 1 }: Spatial): [number, number] {
  if (tracing()) return [1, 1];
  return typeof dilations === 'number' ? [dilations, dilations] : dilations;
}

/** dx of y = conv(x, filter). */
function inputGradient(of: Family, dy: tf.Tensor, filter: tf.Tensor, inputShape: number[], attrs: Spatial): tf.Tensor {
  const [down, across] = unknownDilations(attrs);
  if (down === 1 && across === 1) return run(of.input, { dy, filter }, { ...attrs, inputShape });
  const wide = spaced(spaced(filter, 0, down), 1, across);
  return run(of.input, { dy, filter: wide }, { ...attrs, dilations: 1, inputShape });
}

/** dfilter of y = conv(x, filter). */
function filterGradient(of: Family, x: tf.Tensor, dy: tf.Tensor, filterShape: number[], attrs: Spatial): tf.Tensor {
  const [down, across] = unknownDilations(attrs);
  if (down === 1 && across === 1) return run(of.filter, { x, dy }, { ...attrs, filterShape });
  const [h = 1, w = 1, ...channels] = filterShape;
  const wide = [(h - 1) * down + 1, (w - 1) * across + 1, ...channels];
  const all = run(of.filter, { x, dy }, { ...attrs, dilations: 1, filterShape: wide });
  return tf.stridedSlice(all, [0, 0, 0, 0], wide, [down, across, 1, 1]);
}

const ofFamily = (of: Family): tf.GradConfig[] => [
  gradient(of.forward, ['x', 'filter'], (dy, { x, filter }, spatial: Spatial) => {
    const attrs = common(spatial);
    return {
      x: () => inputGradient(of, dy, filter, x.shape, attrs),
      filter: () => filterGradient(of, x, dy, filter.shape, attrs),
    };
  }),
  gradient(of.input, ['dy', 'filter'], (ddx, { dy, filter }, spatial: Spatial) => {
    const attrs = common(spatial);
    return {
      dy: () => run(of.forward, { x: ddx, filter }, attrs),
      filter: () => filterGradient(of, ddx, dy, filter.shape, attrs),
    };
  }),
  gradient(of.filter, ['x', 'dy'], (ddFilter, { x, dy }, spatial: Spatial) => {
    const attrs = common(spatial);
    return {
      x: () => inputGradient(of, dy, ddFilter, x.shape, attrs),
      dy: () => run(of.forward, { x, filter: ddFilter }, attrs),
    };
  }),
];

export const convolutions: tf.GradConfig[] = [...ofFamily(plain), ...ofFamily(depthwise)];
