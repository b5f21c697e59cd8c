// SRGAN (Ledig 2017, arXiv:1609.04802): the generator SRResNet, four times as large, and its discriminator.
// No batch norm in the generator, as ESRGAN found (Wang 2018, arXiv:1809.00219); instance norm in the discriminator.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { leakyRelu, prelu } from './layers/activation.ts';
import { conv } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import { instanceNorm } from './layers/instance-norm.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { pixelShuffle } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

/** [n,h,w,3] → [n,4h,4w,3], both in −1..1, the result not cut off there. `width` is 64 and `blocks` 16 in the paper. */
export function srResnet(
  name: string,
  random: Random,
  { width: f, blocks }: { width: number; blocks: number },
): Net<tf.Tensor4D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const three = { from: f, to: f, size: 3 };
  const deviation = 0.1 * Math.sqrt(2 / (9 * f)); // ESRGAN: a tenth of He's, so that deep sums start close to their input
  const block = (scope: Parameters): Layer =>
    plus(
      conv(scope.scope('1'), { ...three, deviation }),
      prelu(scope, f),
      conv(scope.scope('2'), { ...three, deviation }),
    );
  const up = (scope: Parameters): Layer =>
    sequence(conv(scope, { ...three, to: 4 * f }), pixelShuffle(2), prelu(scope, f));
  const apply = sequence(
    conv(p.scope('first'), { from: 3, to: f, size: 9 }),
    prelu(p.scope('first'), f),
    plus(
      ...Array.from({ length: blocks }, (_, k) => block(p.scope(`block${k + 1}`))),
      conv(p.scope('body'), { ...three, deviation }),
    ),
    up(p.scope('up1')),
    up(p.scope('up2')),
    conv(p.scope('last'), { from: f, to: 3, size: 9, deviation: 0.1 * Math.sqrt(1 / (81 * f)) }),
  );
  return { variables: p.variables, apply };
}

/** Pictures [n,side,side,3] in −1..1, `side` divisible by 16 → a logit each [n]. `width` is 64 in the paper. */
export function srDiscriminator(
  name: string,
  random: Random,
  { side, width: f }: { side: number; width: number },
): Net<tf.Tensor4D, tf.Tensor1D> {
  const p = new Parameters(name, random);
  const block = (from: number, to: number, stride: number): Layer => {
    const scope = p.scope(`k3n${to}s${stride}`);
    return sequence(conv(scope, { from, to, size: 3, stride, bias: false }), instanceNorm(scope, to), leakyRelu);
  };
  // k3n64s1 …: the paper's own names
  const features = sequence(
    conv(p.scope(`k3n${f}s1`), { from: 3, to: f, size: 3 }), // no norm in the first layer
    leakyRelu,
    block(f, f, 2),
    ...[f, 2 * f, 4 * f].flatMap((from) => [block(from, 2 * from, 1), block(2 * from, 2 * from, 2)]),
  );
  const flat = (side / 16) ** 2 * 8 * f;
  const hidden = dense(p.scope('dense1'), { from: flat, to: 16 * f });
  const score = dense(p.scope('dense2'), { from: 16 * f, to: 1 });
  const apply = (x: tf.Tensor4D) => {
    const h = tf.leakyRelu(hidden(tf.reshape(features(x), [-1, flat])), 0.2);
    return tf.reshape<tf.Rank.R1>(score(h), [-1]);
  };
  return { variables: p.variables, apply };
}

/** x + f(x) */
function plus(...f: Layer[]): Layer {
  const net = sequence(...f);
  return (x) => tf.add(x, net(x));
}
