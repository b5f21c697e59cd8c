// MobileNetV2 (Sandler 2018, arXiv:1801.04381) without its classifier: a vector of 1280 features for each picture.
import * as tf from '@tensorflow/tfjs';
import { type Convolution, type FeatureWeights, readFeatures } from './weights.ts';

/** As metrics print it. */
export const MOBILENET = 'mobilenet-v2-nsfwjs';
export const MOBILENET_SIZE = 224;
export const MOBILENET_FEATURES = 1280;

/** Bottlenecks after the first; those halve the picture that are in `HALVING`, those are added to their input that keep its channels. */
const BLOCKS = 16;
const HALVING = new Set([1, 3, 6, 13]);

/** Pictures [n,h,w,3] in 0..1 → features by name: `last` [n,h/32,w/32,1280], and `pooled` [n,1280], their means. */
export type MobileNet = (x: tf.Tensor4D) => { last: tf.Tensor4D; pooled: tf.Tensor2D };

export function mobilenet(weights: FeatureWeights = readFeatures('mobilenet').weights): MobileNet {
  const conv = (layer: string, norm: string, stride = 1) => {
    const { filter, bias } = weights.convolution(layer, norm);
    return (x: tf.Tensor4D): tf.Tensor4D =>
      tf.add(tf.conv2d(stride === 2 ? framed(x) : x, filter, stride, 'valid'), bias);
  };
  const depthwise = (layer: string, stride: 1 | 2) => {
    const { filter, bias }: Convolution = weights.convolution(layer, `${layer}_BN`, 'depthwise_kernel');
    return (x: tf.Tensor4D): tf.Tensor4D => {
      const [padded, pad] = stride === 2 ? [framed(x), 'valid' as const] : [x, 'same' as const];
      return tf.relu6(tf.add(tf.depthwiseConv2d(padded, filter, stride, pad), bias));
    };
  };
  /** Widened, filtered channel by channel, and projected without an activation. */
  const bottleneck = (number: number) => {
    const name = (part: string) => `block_${number}_${part}`;
    const expand = conv(name('expand'), name('expand_BN'));
    const filter = depthwise(name('depthwise'), HALVING.has(number) ? 2 : 1);
    const project = conv(name('project'), name('project_BN'));
    return (x: tf.Tensor4D): tf.Tensor4D => {
      const y = project(filter(tf.relu6(expand(x))));
      return y.shape[3] === x.shape[3] && !HALVING.has(number) ? tf.add(x, y) : y;
    };
  };

  const first = conv('Conv1', 'bn_Conv1', 2);
  const narrow = depthwise('expanded_conv_depthwise', 1);
  const project = conv('expanded_conv_project', 'expanded_conv_project_BN');
  const bottlenecks = Array.from({ length: BLOCKS }, (_, k) => bottleneck(k + 1));
  const widen = conv('Conv_1', 'Conv_1_bn');
  return (x) => {
    const start = project(narrow(tf.relu6(first(x))));
    const last = tf.relu6(widen(bottlenecks.reduce((y, layer) => layer(y), start)));
    return { last, pooled: tf.mean(last, [1, 2]) };
  };
}

/** A row and a column of zeros below and right: strided windows then lie where they did when the net was trained. */
function framed(x: tf.Tensor4D): tf.Tensor4D {
  return tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]]); // prettier-ignore
}
