// The discriminator of FastGAN (Liu 2021, arXiv:2101.04775): what it sees must suffice to draw the real picture again.
// Left out: its second, smaller entrance. No batch norm: spectral norm alone, in all layers but the last, which sets the scale.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { excitation, type FastganOptions, type Gate, gatedConv } from './fastgan.ts';
import { conv } from './layers/convolution.ts';
import { activated } from './layers/equalised.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { upsample } from './layers/resample.ts';
import { Spectral } from './layers/spectral.ts';
import { type NamedVariables, Parameters } from './parameters.ts';

/** What is seen of pictures [n,side,side,3]: [n,16,16,c] and [n,8,8,c]. */
export type Seen = { readonly at16: tf.Tensor4D; readonly at8: tf.Tensor4D };

export type FastganDiscriminator = {
  readonly variables: NamedVariables;
  readonly spectral: Spectral;
  readonly look: (x: tf.Tensor4D) => Seen;
  /** Logits of 5×5 patches [n,5,5,1]. */
  readonly judge: (seen: Seen) => tf.Tensor4D;
  /** The picture at half its size, and its quarter number `quarter` (0…3, [] int32) at full size, both [n,side/2,side/2,3]. */
  readonly redraw: (seen: Seen, quarter: tf.Scalar) => { whole: tf.Tensor4D; part: tf.Tensor4D };
};

const REACH = 8;

/** `name` is the first part of the variables' names. */
export function fastganDiscriminator(
  name: string,
  random: Random,
  { side, width }: FastganOptions,
): FastganDiscriminator {
  const p = new Parameters(name, random);
  const spectral = new Spectral();
  const channels = (at: number) => Math.ceil(Math.min(8, 128 / at) * width);
  const first = sequence(spectral.conv(p.scope('first'), { from: 3, to: channels(side), size: 3 }), activated);
  const levels: { at: number; down: Layer; gate: Gate | undefined }[] = [];
  for (let at = side / 2; at >= 8; at /= 2) {
    const [scope, from, to] = [p.scope(`${at}`), channels(2 * at), channels(at)];
    const decides = REACH * at;
    levels.push({
      at,
      down: halving(spectral, scope, from, to),
      gate: decides > side ? undefined : excitation(scope.scope('gate'), decides, channels(decides), to),
    });
  }
  const judge = sequence(
    spectral.conv(p.scope('judge'), { from: channels(8), to: channels(8), size: 1 }),
    activated,
    conv(p.scope('score'), { from: channels(8), to: 1, size: 4, pad: 'valid' }),
  );
  const whole = decoder(p.scope('whole'), channels(8), width, side / 2);
  const part = decoder(p.scope('part'), channels(16), width, side / 2);
  return {
    variables: p.variables,
    spectral,
    look(x) {
      const made = new Map([[side, first(x)]]);
      for (const { at, down, gate } of levels) {
        const y = down(made.get(2 * at) as tf.Tensor4D);
        made.set(at, gate ? gate(y, made.get(REACH * at) as tf.Tensor4D) : y);
      }
      return { at16: made.get(16) as tf.Tensor4D, at8: made.get(8) as tf.Tensor4D };
    },
    judge: ({ at8 }) => judge(at8),
    redraw: ({ at16, at8 }, quarter) => ({ whole: whole(at8), part: part(quarterOf(at16, quarter)) }),
  };
}

/** One of the four quarters [n,h/2,w/2,c] of x [n,h,w,c], the same one of each picture. */
export function quarterOf(x: tf.Tensor4D, quarter: tf.Scalar): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const quarters = [0, 1, 2, 3].map((k) => {
    const taken = tf.slice(x, [0, (k >> 1) * (h / 2), (k % 2) * (w / 2), 0], [n, h / 2, w / 2, c]);
    return tf.mul<tf.Tensor4D>(taken, tf.cast(tf.equal(quarter, tf.scalar(k, 'int32')), 'float32'));
  });
  return tf.addN(quarters);
}

/** Half the size: two convolutions beside one of what is halved first. */
function halving(spectral: Spectral, p: Parameters, from: number, to: number): Layer {
  const straight = sequence(
    spectral.conv(p.scope('1'), { from, to, size: 4, stride: 2 }),
    activated,
    spectral.conv(p.scope('2'), { from: to, to, size: 3 }),
    activated,
  );
  const direct = sequence(
    (x) => tf.avgPool(x, 2, 2, 'valid'),
    spectral.conv(p.scope('direct'), { from, to, size: 1 }),
    activated,
  );
  return (x) => tf.mul(tf.add(straight(x), direct(x)), Math.SQRT1_2);
}

/** [n,8,8,from] → pictures [n,side,side,3] in −1..1 */
function decoder(p: Parameters, from: number, width: number, side: number): Layer {
  const layers: Layer[] = [];
  let last = from;
  for (let at = 16; at <= side; at *= 2) {
    const to = Math.ceil((64 / at) * width);
    layers.push(upsample, gatedConv(p.scope(`${at}`), last, to));
    last = to;
  }
  return sequence(...layers, conv(p.scope('picture'), { from: last, to: 3, size: 3 }), tf.tanh);
}
