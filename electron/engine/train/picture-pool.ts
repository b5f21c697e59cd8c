// A pool of earlier generated pictures (Shrivastava 2016, arXiv:1612.07828; CycleGAN keeps 50): the discriminator also sees what
// the generator no longer makes, which damps oscillation. It lives in variables, so that a checkpoint holds it.
import * as tf from '@tensorflow/tfjs';
import { newVariable, type NamedVariables } from '../nets/parameters.ts';

export type PicturePool = {
  /** Part of the state of a run. */
  readonly variables: NamedVariables;
  /**
   * Takes in one picture [1,h,w,c]. `chance`: [2], uniform in 0..1: which place, and whether the picture of that place is
   * what `shown` becomes, or the new one.
   */
  add(picture: tf.Tensor4D, chance: tf.Tensor1D): void;
  /** The picture for the discriminator [1,h,w,c]. */
  readonly shown: tf.Tensor4D;
};

/** `shape`: [h,w,c] */
export function picturePool(name: string, count: number, shape: readonly [number, number, number]): PicturePool {
  const size = tf.util.sizeFromShape([...shape]);
  const pool = newVariable(new Float32Array(count * size), [count, ...shape]) as tf.Variable<tf.Rank.R4>;
  const shown = newVariable(new Float32Array(size), [1, ...shape]) as tf.Variable<tf.Rank.R4>;
  const filled = newVariable(Float32Array.of(0), []);
  return {
    variables: { [`${name}/pool`]: pool, [`${name}/shown`]: shown, [`${name}/filled`]: filled },
    shown,
    add(picture, chance) {
      const [where, whether] = tf.split(chance, 2) as [tf.Tensor1D, tf.Tensor1D];
      const full = tf.greaterEqual(filled, count);
      // Places are filled in order; later the place is drawn.
      const place = tf.where(full, tf.floor(tf.mul(where, count)), filled); // [1]
      const old = tf.gather(pool, tf.cast(place, 'int32')) as tf.Tensor4D;
      const swap = tf.logicalAnd(full, tf.greaterEqual(whether, 0.5)); // [1]
      const taken = tf.logicalOr(swap, tf.logicalNot(full));
      const here = tf.reshape(tf.logicalAnd(tf.equal(tf.range(0, count), place), taken), [count, 1, 1, 1]);
      pool.assign(tf.where(here, picture, pool));
      shown.assign(tf.where(tf.reshape(swap, [1, 1, 1, 1]), old, picture));
      filled.assign(tf.minimum(tf.add(filled, 1), count));
    },
  };
}
