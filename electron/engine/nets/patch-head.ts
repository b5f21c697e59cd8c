// The heads of CUT (Park 2020, arXiv:2007.15651, appendix C.1): features at drawn places, each through a small net of its own.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { dense } from './layers/dense.ts';
import { type NamedVariables, Parameters } from './parameters.ts';

export type PatchHead = {
  readonly variables: NamedVariables;
  /** Features [1,h,w,channels] at `places` [n], uniform in 0..1, → [n,width], each row of length 1. */
  readonly apply: (features: tf.Tensor4D, places: tf.Tensor1D) => tf.Tensor2D;
};

export function patchHead(
  name: string,
  random: Random,
  { channels, width }: { channels: number; width: number },
): PatchHead {
  const p = new Parameters(name, random);
  const hidden = dense(p.scope('1'), { from: channels, to: width });
  const out = dense(p.scope('2'), { from: width, to: width });
  return {
    variables: p.variables,
    apply(features, places) {
      const [, h, w, c] = features.shape;
      const at: tf.Tensor1D = tf.cast(tf.floor(tf.mul(places, h * w)), 'int32');
      const taken = tf.gather(tf.reshape(features, [h * w, c]), at); // [n,channels]
      const y = out(tf.relu(hidden(taken as tf.Tensor2D)));
      return tf.mul(y, tf.rsqrt(tf.add(tf.sum(tf.square(y), 1, true), 1e-7)));
    },
  };
}
