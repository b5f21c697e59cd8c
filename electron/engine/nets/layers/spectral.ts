// Spectral normalisation (Miyato 2018, arXiv:1802.05957): no convolution of a discriminator may stretch what it is given.
import * as tf from '@tensorflow/tfjs';
import { newVariable, type NamedVariables, type Parameters } from '../parameters.ts';
import { type Layer } from './layer.ts';

/** Convolutions with normalised filters, and the directions in which those stretch most. */
export class Spectral {
  private readonly made: Record<string, tf.Variable> = {};
  private readonly turns: (() => void)[] = [];

  /** One direction for each filter: kept in checkpoints, and not learned by gradients. */
  get directions(): NamedVariables {
    return this.made;
  }

  /** A step of the power iteration for each filter. Before each update of the discriminator. */
  turn(): void {
    for (const turn of this.turns) turn();
  }

  /** [n,h,w,from] → [n,h/stride,w/stride,to], with a bias. */
  conv(
    p: Parameters,
    {
      from,
      to,
      size,
      stride = 1,
      pad = 'same',
    }: { from: number; to: number; size: number; stride?: number; pad?: 'same' | 'valid' },
  ): Layer {
    const filter = p.normal('filter', [size, size, from, to], Math.sqrt(2 / (size * size * from)));
    const bias = p.constant('bias', [to], 0);
    const matrix = () => tf.reshape<tf.Rank.R2>(filter, [size * size * from, to]);
    // The same for every output at first.
    const direction = newVariable(new Float32Array(to).fill(1 / Math.sqrt(to)), [to, 1]) as tf.Variable<tf.Rank.R2>;
    this.made[`${p.name}/direction`] = direction;
    this.turns.push(() => {
      const stretched = tf.matMul(matrix(), direction);
      direction.assign(unit(tf.matMul(matrix(), stretched, true)));
    });
    return (x) => {
      // W/σ with σ = ‖Wu‖, whose gradient is the exact one of σ if u is where W stretches most.
      const stretch = tf.norm(tf.matMul(matrix(), direction));
      return tf.add(tf.conv2d(x, tf.div<tf.Tensor4D>(filter, stretch), stride, pad), bias);
    };
  }
}

function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.add(tf.norm(x), 1e-12));
}
