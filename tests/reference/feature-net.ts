// A frozen stack of convolutions and pools in the shape of VGG's beginning (Simonyan 2014, arXiv:1409.1556), with random weights.
// It stands for a trained feature extractor where only time and gradients matter.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../../electron/engine/random.ts';

/** Pictures [n,h,w,3] → features at full, half and quarter size. The weights are constants, not variables. */
export function featureNet(random: Random, widths: readonly number[]): (x: tf.Tensor4D) => tf.Tensor4D[] {
  const filters = widths.map((to, k) => {
    const from = widths[k - 1] ?? 3;
    const values = random.fillNormal(new Float32Array(9 * from * to), 0, Math.sqrt(2 / (9 * from)));
    return tf.tensor4d(values, [3, 3, from, to]);
  });
  return (x) => {
    let y = x;
    return filters.map((filter, k) => {
      const input = k === 0 ? y : tf.avgPool(y, 2, 2, 'valid');
      return (y = tf.relu(tf.conv2d(input, filter, 1, 'same')));
    });
  };
}
