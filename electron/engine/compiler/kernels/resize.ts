// Resizing pictures: nearest neighbour and bilinear, with TF.js's three ways of placing sample points.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel } from './kernel.ts';

/**
 * Where output pixel i looks in the input: i·ratio (`asymmetric`), (i + ½)·ratio − ½ (`half_pixel`), or corners on corners.
 * A whole factor is written as a scale, which stays true at any size; anything else as the size it gives.
 */
function resize(t: Tracer, mode: 'nearest' | 'linear', images: Sym, attrs: tf.ResizeBilinearAttrs): Sym {
  const [n = 1, h = 1, w = 1, c = 1] = shapeOf(images);
  const { alignCorners, halfPixelCenters, size } = attrs;
  const x = t.inOrder(images, CHANNELS_FIRST);
  const factors = [size[0] / h, size[1] / w];
  const target = factors.every(Number.isInteger)
    ? [null, t.graph.constant(Float32Array.of(1, 1, ...factors), [4])]
    : [null, null, t.graph.ints([n, c, ...size])];
  const coordinates = alignCorners ? 'align_corners' : halfPixelCenters ? 'half_pixel' : 'asymmetric';
  // TF.js: ⌊(i + ½)·ratio⌋ is the half-pixel point rounded up at one half; with corners aligned it rounds the same way.
  const nearest = alignCorners || halfPixelCenters ? 'round_prefer_ceil' : 'floor';
  const attributes = {
    mode,
    coordinate_transformation_mode: coordinates,
    ...(mode === 'nearest' && { nearest_mode: nearest }),
  };
  return t.emit('Resize', [x.value, ...target], attributes, {
    shape: [n, ...size, c],
    dtype: 'float32',
    order: CHANNELS_FIRST,
  });
}

export const resizing: Kernel[] = [
  kernel<tf.ResizeNearestNeighborInputs, tf.ResizeNearestNeighborAttrs>(
    tf.ResizeNearestNeighbor,
    (t, { images }, attrs) => resize(t, 'nearest', images, attrs),
  ),
  kernel<tf.ResizeBilinearInputs, tf.ResizeBilinearAttrs>(tf.ResizeBilinear, (t, { images }, attrs) =>
    resize(t, 'linear', images, attrs),
  ),
];
