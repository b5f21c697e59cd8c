// Depthwise convolutions and their gradients. TF.js: filters [h,w,c,m], output channel c·M + m sees input channel c only.
import * as tf from '@tensorflow/tfjs';
import { type Value } from '../graph.ts';
import { CHANNELS_FIRST } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { fused, infoOf, spatial, type Spatial } from './convolution.ts';
import { type Kernel, kernel } from './kernel.ts';
import { padded } from './pad.ts';
import { reduce } from './reduce.ts';
import { reshape, slice } from './shape.ts';

type Info = tf.backend_util.Conv2DInfo;

/** Filter [h,w,c,m] of a depthwise convolution: output channel c·M + m sees channel c only → Conv with one group per channel. */
function depthwiseConv2d(t: Tracer, x: Sym, filter: Sym, attrs: Partial<Spatial>, bias?: Value): Sym {
  const info = infoOf(shapeOf(x), shapeOf(filter), attrs, true);
  const grouped = t.inOrder(filter, [2, 3, 0, 1]); // [c,m,h,w]
  const weights = t.view(grouped, [info.outChannels, 1, info.filterHeight, info.filterWidth], [0, 1, 2, 3]);
  const inputs = [t.inOrder(x, CHANNELS_FIRST).value, weights.value, ...(bias ? [bias] : [])];
  const out = { shape: info.outShape, dtype: dtypeOf(x), order: CHANNELS_FIRST };
  return t.emit('Conv', inputs, { ...spatial(info), group: info.inChannels }, out);
}

const pair = (info: Info, of: 'stride' | 'dilation' | 'filter') => [info[`${of}Height`], info[`${of}Width`]] as const;

/** dy with zeros between its rows and columns, as if its convolution had had no strides; [n,c,h,w]. */
function spread(t: Tracer, dy: Sym, info: Info): Sym {
  const [n = 1, h = 1, w = 1, c = 1] = shapeOf(dy);
  const [down, across] = pair(info, 'stride');
  const picture = t.inOrder(dy, CHANNELS_FIRST);
  if (down === 1 && across === 1) return picture;
  const cells = t.view(picture, [n * c, h, 1, w, 1], [0, 1, 2, 3, 4]);
  const amounts = [[0, 0], [0, 0], [0, down - 1], [0, 0], [0, across - 1]] as const; // prettier-ignore
  const wide = t.view(padded(t, cells, amounts, 'constant', 0), [n, c, h * down, w * across], CHANNELS_FIRST);
  return slice(t, wide, [
    { axis: 1, begin: 0, end: (h - 1) * down + 1, step: 1 },
    { axis: 2, begin: 0, end: (w - 1) * across + 1, step: 1 },
  ]);
}

/** dx[n, s·h + d·i − p, …, c] += dy[n,h,w,c·M+m] · filter[i,j,c,m]. */
function inputGradient(t: Tracer, dy: Sym, filter: Sym, info: Info): Sym {
  const { top, left, bottom, right } = info.padInfo;
  const [size, strides, dilations] = [pair(info, 'filter'), pair(info, 'stride'), pair(info, 'dilation')];
  const common = { kernel_shape: size, dilations, group: info.inChannels };
  const out = { shape: info.inShape, dtype: dtypeOf(dy), order: CHANNELS_FIRST };
  const [above, beside] = [(size[0] - 1) * dilations[0], (size[1] - 1) * dilations[1]];
  // What the forward convolution did not reach at the far edge when its stride did not divide the input.
  const rest = [
    info.inHeight - ((info.outHeight - 1) * info.strideHeight + 1 + above - top - bottom),
    info.inWidth - ((info.outWidth - 1) * info.strideWidth + 1 + beside - left - right),
  ] as const;
  // ConvTranspose is faster where it is needed, but WebGPU gets several filters per channel wrong.
  if (strides.some((stride) => stride > 1) && info.outChannels === info.inChannels) {
    const weights = t.view(t.inOrder(filter, [2, 3, 0, 1]), [info.inChannels, 1, ...size], [0, 1, 2, 3]).value;
    const attributes = { ...common, strides, pads: [top, left, bottom, right], output_padding: rest };
    return t.emit('ConvTranspose', [t.inOrder(dy, CHANNELS_FIRST).value, weights], attributes, out);
  }
  // Conv with the filter turned around, in groups of M channels.
  const around = [0, 1].map((axis) => ({ axis, begin: (size[axis] ?? 1) - 1, end: -1, step: -1 }));
  const turned = t.inOrder(slice(t, filter, around), [2, 3, 0, 1]).value; // [c,m,h,w]
  const pads = [above - top, beside - left, above - bottom + rest[0], beside - right + rest[1]];
  return t.emit('Conv', [spread(t, dy, info).value, turned], { ...common, pads }, out);
}

/**
 * dfilter[i,j,c,m] = Σ x[n, s·h + d·i − p, …, c] · dy[n,h,w,c·M+m] → Conv of each channel of each picture with its own dy as the
 * filter (strides and dilations change places), summed over pictures.
 */
function filterGradient(t: Tracer, x: Sym, dy: Sym, info: Info): Sym {
  const { batchSize: n, inChannels: c, outChannels, inHeight, inWidth, outHeight, outWidth } = info;
  const { top, left, bottom, right } = info.padInfo;
  const [strides, dilations, size] = [pair(info, 'dilation'), pair(info, 'stride'), pair(info, 'filter')];
  const pictures = t.view(t.inOrder(x, CHANNELS_FIRST), [1, n * c, inHeight, inWidth], CHANNELS_FIRST).value;
  const filters = t.view(
    t.inOrder(dy, CHANNELS_FIRST),
    [n * outChannels, 1, outHeight, outWidth],
    CHANNELS_FIRST,
  ).value;
  // Rows and columns that no output saw give positions beyond the filter: cut off.
  const reach = (inside: number, pads: number, out: number, k: number) =>
    Math.floor((inside + pads - (out - 1) * (dilations[k] ?? 1) - 1) / (strides[k] ?? 1)) + 1;
  const shape = [
    1,
    reach(inHeight, top + bottom, outHeight, 0),
    reach(inWidth, left + right, outWidth, 1),
    n * outChannels,
  ];
  const attributes = {
    kernel_shape: [outHeight, outWidth],
    strides,
    dilations,
    pads: [top, left, bottom, right],
    group: n * c,
  };
  const all = t.emit('Conv', [pictures, filters], attributes, { shape, dtype: dtypeOf(x), order: CHANNELS_FIRST });
  const exact = slice(
    t,
    all,
    [1, 2].map((axis) => ({ axis, begin: 0, end: size[axis - 1] ?? 1, step: 1 })),
  );
  const parted = reshape(t, exact, [1, ...size, n, c, outChannels / c]);
  return reshape(t, reduce(t, 'ReduceSum', parted, [0, 3], false), info.filterShape);
}

export const depthwise: Kernel[] = [
  kernel<tf.DepthwiseConv2dNativeInputs, tf.DepthwiseConv2dNativeAttrs>(
    tf.DepthwiseConv2dNative,
    (t, { x, filter }, attrs) => depthwiseConv2d(t, x, filter, attrs),
  ),
  kernel<{ x: unknown; filter: unknown }, tf.FusedDepthwiseConv2DAttrs>(
    tf.FusedDepthwiseConv2D,
    fused(depthwiseConv2d),
  ),
  kernel<tf.DepthwiseConv2dNativeBackpropInputInputs, tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    tf.DepthwiseConv2dNativeBackpropInput,
    (t, { dy, filter }, attrs) => inputGradient(t, dy, filter, infoOf(attrs.inputShape, shapeOf(filter), attrs, true)),
  ),
  kernel<tf.DepthwiseConv2dNativeBackpropFilterInputs, tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    tf.DepthwiseConv2dNativeBackpropFilter,
    (t, { x, dy }, attrs) => filterGradient(t, x, dy, infoOf(shapeOf(x), attrs.filterShape, attrs, true)),
  ),
];
