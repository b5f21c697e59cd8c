// DiffAugment (Zhao 2020, arXiv:2006.10738): what the discriminator sees, real or generated, is changed at random in colour, shifted,
// and has a hole. Gradients pass through, so that few pictures do without changed ones being generated.
import * as tf from '@tensorflow/tfjs';

/** Random numbers that each picture takes. */
export const DRAWS = 7;

/** x: [n,h,w,3] in −1..1; chance: [n,7], uniform in 0..1 */
export function diffAugment(x: tf.Tensor4D, chance: tf.Tensor2D): tf.Tensor4D {
  const [n, h, w] = x.shape;
  const draw = (k: number) => tf.reshape<tf.Rank.R4>(tf.slice(chance, [0, k], [n, 1]), [n, 1, 1, 1]);
  const [brightness, saturation, contrast] = [draw(0), draw(1), draw(2)];
  return cutOut(shifted(coloured(x, brightness, saturation, contrast), draw(3), draw(4)), draw(5), draw(6), h, w);
}

/** Lighter or darker by up to a half, saturation 0..2 times, contrast 0.5..1.5 times. */
function coloured(x: tf.Tensor4D, b: tf.Tensor4D, s: tf.Tensor4D, c: tf.Tensor4D): tf.Tensor4D {
  const lit: tf.Tensor4D = tf.add(x, tf.sub(b, 0.5));
  const grey = tf.mean(lit, 3, true);
  const tinted: tf.Tensor4D = tf.add(tf.mul(tf.sub(lit, grey), tf.mul(s, 2)), grey);
  const mean = tf.mean(tinted, [1, 2, 3], true);
  return tf.add(tf.mul(tf.sub(tinted, mean), tf.add(c, 0.5)), mean);
}

/** By whole pixels, up to an eighth of the side; what comes in is 0. */
function shifted(x: tf.Tensor4D, down: tf.Tensor4D, right: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const byRow = tf.reshape(tf.matMul(shiftMatrix(down, h), tf.reshape(x, [n, h, w * c])), [n, h, w, c]);
  const turned = tf.reshape(tf.transpose(byRow, [0, 2, 1, 3]), [n, w, h * c]);
  return tf.transpose(tf.reshape(tf.matMul(shiftMatrix(right, w), turned), [n, w, h, c]), [0, 2, 1, 3]);
}

/** S with S[i,j] = 1 where j = i + shift: [n,size,size] */
function shiftMatrix(chance: tf.Tensor4D, size: number): tf.Tensor3D {
  const most = Math.round(size / 8);
  const shift = tf.sub(tf.floor(tf.mul(tf.reshape(chance, [-1, 1, 1]), 2 * most + 1)), most); // [n,1,1]
  const [to, from] = [tf.reshape(tf.range(0, size), [1, size, 1]), tf.reshape(tf.range(0, size), [1, 1, size])];
  return tf.cast(tf.equal(from, tf.add(to, shift)), 'float32');
}

/** A square of half the side, centred anywhere, becomes 0. */
function cutOut(x: tf.Tensor4D, row: tf.Tensor4D, column: tf.Tensor4D, h: number, w: number): tf.Tensor4D {
  const near = (chance: tf.Tensor4D, size: number, shape: number[]) =>
    tf.lessEqual(tf.abs(tf.sub(tf.reshape(tf.range(0, size), shape), tf.mul(chance, size))), size / 4);
  const hole = tf.logicalAnd(near(row, h, [1, h, 1, 1]), near(column, w, [1, 1, w, 1])); // [n,h,w,1]
  return tf.mul(x, tf.cast(tf.logicalNot(hole), 'float32'));
}
