// The gradients of resizing: every output pixel gives back to the input pixels it took from.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { binary } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';
import { sampled, type Sampling } from './sampling.ts';
import { giveBack } from './separable.ts';

type Mode = 'nearest' | 'bilinear';

function resizeGradient(t: Tracer, mode: Mode, dy: Sym, images: Sym, sampling: Sampling): Sym {
  const [, h = 1, w = 1] = shapeOf(images);
  const [, outHeight = 1, outWidth = 1] = shapeOf(dy);
  const factors = [outHeight / h, outWidth / w];
  if (mode === 'nearest' && !sampling.alignCorners && factors.every(Number.isInteger)) {
    return blockSums(t, dy, factors, shapeOf(images));
  }
  return giveBack(t, dy, sampled(mode, h, outHeight, sampling), sampled(mode, w, outWidth, sampling));
}

/** Enlarged by whole factors, a pixel has become a block: Σ over it → AveragePool · area. */
function blockSums(t: Tracer, dy: Sym, factors: number[], shape: number[]): Sym {
  const picture = t.inOrder(dy, CHANNELS_FIRST).value;
  const out = { shape, dtype: 'float32' as const, order: CHANNELS_FIRST };
  const means = t.emit('AveragePool', [picture], { kernel_shape: factors, strides: factors }, out);
  return binary('Mul')(t, means, t.scalar(factors.reduce((area, factor) => area * factor, 1)));
}

export const resizeGradients: Kernel[] = [
  kernel<tf.ResizeNearestNeighborGradInputs, tf.ResizeNearestNeighborAttrs>(
    tf.ResizeNearestNeighborGrad,
    (t, { dy, images }, attrs) => resizeGradient(t, 'nearest', dy, images, attrs),
  ),
  kernel<tf.ResizeBilinearGradInputs, tf.ResizeBilinearAttrs>(tf.ResizeBilinearGrad, (t, { dy, images }, attrs) =>
    resizeGradient(t, 'bilinear', dy, images, attrs),
  ),
];
