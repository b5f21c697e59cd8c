// Resizing: every output pixel gives back to the input pixels it took from.
//
// TF.js's own kernels for it ignore half-pixel centres; on the CPU they also mix up height and width (bilinear) and the pictures
// of a batch (nearest).
import * as tf from '@tensorflow/tfjs';
import { gradient } from './gradient.ts';
import { giveBack, matrix, type Tap } from './separable.ts';

type Mode = 'nearest' | 'bilinear';
type Sampling = { alignCorners: boolean; halfPixelCenters: boolean };

/** Output pixel i of `outside` looks at this place of `inside`; it may lie before the first pixel. */
function place(i: number, inside: number, outside: number, { alignCorners, halfPixelCenters }: Sampling): number {
  if (alignCorners) return outside > 1 ? (i * (inside - 1)) / (outside - 1) : 0;
  return halfPixelCenters ? ((i + 0.5) * inside) / outside - 0.5 : (i * inside) / outside;
}

/** A resize along one axis as a matrix, [outside, inside]. */
function sampled(mode: Mode, inside: number, outside: number, sampling: Sampling): tf.Tensor2D {
  const rounding = sampling.alignCorners || sampling.halfPixelCenters ? 0.5 : 0;
  const taps = Array.from({ length: outside }, (_, i): Tap[] => {
    const at = place(i, inside, outside, sampling);
    if (mode === 'nearest') return [[i, Math.floor(at + rounding), 1]];
    const from = Math.floor(Math.max(0, at));
    const share = Math.max(0, at) - from;
    return [
      [i, from, 1 - share],
      [i, from + 1, share],
    ];
  });
  return matrix(inside, outside, taps.flat());
}

function resizeGradient(mode: Mode, dy: tf.Tensor, images: tf.Tensor, sampling: Sampling): tf.Tensor {
  const [, h = 1, w = 1] = images.shape;
  const [, outHeight = 1, outWidth = 1] = dy.shape;
  const factors: [number, number] = [outHeight / h, outWidth / w];
  if (mode === 'nearest' && !sampling.alignCorners && factors.every(Number.isInteger)) {
    // A pixel has become a block.
    return tf.mul(tf.avgPool(dy as tf.Tensor4D, factors, factors, 'valid'), factors[0] * factors[1]);
  }
  return giveBack(dy, sampled(mode, h, outHeight, sampling), sampled(mode, w, outWidth, sampling));
}

const ofMode = (mode: Mode, kernelName: string): tf.GradConfig =>
  gradient(kernelName, ['images'], (dy, { images }, sampling: Sampling) => ({
    images: () => resizeGradient(mode, dy, images, sampling),
  }));

export const resizes: tf.GradConfig[] = [
  ofMode('nearest', tf.ResizeNearestNeighbor),
  ofMode('bilinear', tf.ResizeBilinear),
];
