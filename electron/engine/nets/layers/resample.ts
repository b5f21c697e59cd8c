// Layers without weights that change how many pixels there are.
import * as tf from '@tensorflow/tfjs';
import { type Layer } from './layer.ts';

/** Mirrors the picture at its edge, which is not repeated: [n,h,w,c] → [n,h+2p,w+2p,c]. Leaves no frames as zeros would. */
export function reflectPad(p: number): Layer {
  const beside: [number, number] = [p, p];
  return (x) => tf.mirrorPad(x, [[0, 0], beside, beside, [0, 0]], 'reflect');
}

/** Every pixel twice in both directions: [n,h,w,c] → [n,2h,2w,c]. */
export const upsample: Layer = (x) => tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);

/** Twice as large without steps: nearly bilinear (⅔ and ⅓), mirrored at the edge. [n,h,w,c] → [n,2h,2w,c] */
export const upsampleSmooth: Layer = (x) => tf.avgPool(reflectPad(1)(upsample(x)), 3, 1, 'valid');

/**
 * Sub-pixel convolution's second half (Shi 2016, arXiv:1609.05158): [n,h,w,r²c] → [n,rh,rw,c], channel (i·r + j)·c + k to
 * row i, column j, channel k. Not `tf.depthToSpace`, which has no gradient.
 */
export function pixelShuffle(r: number): Layer {
  return (x) => {
    const [n, h, w, channels] = x.shape;
    const c = channels / (r * r);
    const apart = tf.transpose(tf.reshape(x, [n, h, w, r, r, c]), [0, 1, 3, 2, 4, 5]); // [n,h,i,w,j,c]
    return tf.reshape(apart, [n, h * r, w * r, c]);
  };
}
