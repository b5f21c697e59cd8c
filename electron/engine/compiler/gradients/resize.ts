// Resizing is linear: the gradient of its gradient is the resize.
//
// TF.js's own CPU kernels of the gradients ignore half-pixel centres, mix up height and width (bilinear) and pictures of a batch
// (nearest), so they are not used: eagerly the gradient is a product with the interpolation matrices.
import * as tf from '@tensorflow/tfjs';
import { sampled, type Sampling } from '../kernels/sampling.ts';
import { gradient, none, run, tracing } from './gradient.ts';

type Mode = 'nearest' | 'bilinear';
type Attrs = Sampling & { size: [number, number] };

/** dx of y = R·x·Cᵀ for each channel: Rᵀ·dy·C. */
function byMatrices(mode: Mode, dy: tf.Tensor, images: tf.Tensor, sampling: Sampling): tf.Tensor {
  const back = (x: tf.Tensor, axis: number): tf.Tensor => {
    const [inside, outside] = [images.shape[axis] ?? 1, dy.shape[axis] ?? 1];
    const matrix = tf.tensor2d(sampled(mode, inside, outside, sampling).weights, [outside, inside]);
    const axes = x.shape.map((_, k) => k).filter((k) => k !== axis);
    const last = tf.transpose(x, [...axes, axis]);
    const product = tf.matMul(tf.reshape(last, [-1, outside]), matrix);
    const order = x.shape.map((_, k) => (k === axis ? axes.length : axes.indexOf(k)));
    return tf.transpose(tf.reshape(product, [...last.shape.slice(0, -1), inside]), order);
  };
  return back(back(dy, 2), 1);
}

const ofMode = (mode: Mode, forward: string, backward: string): tf.GradConfig[] => [
  gradient(forward, ['images'], (dy, { images }, attrs: Attrs) => ({
    images: () => (tracing() ? run(backward, { dy, images }, attrs) : byMatrices(mode, dy, images, attrs)),
  })),
  gradient(backward, ['dy', 'images'], (ddx, { dy, images }, attrs: Attrs) => ({
    dy: () => run(forward, { images: ddx }, { ...attrs, size: dy.shape.slice(1, 3) }),
    images: none(images),
  })),
];

export const resizes: tf.GradConfig[] = [
  ...ofMode('nearest', tf.ResizeNearestNeighbor, tf.ResizeNearestNeighborGrad),
  ...ofMode('bilinear', tf.ResizeBilinear, tf.ResizeBilinearGrad),
];
