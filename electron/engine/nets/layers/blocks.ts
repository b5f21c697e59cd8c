// Blocks of the generators that go from picture to picture (Johnson 2016, arXiv:1603.08155; Zhu 2017, arXiv:1703.10593).
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';
import { conv, type ConvOptions } from './convolution.ts';
import { instanceNorm } from './instance-norm.ts';
import { type Layer, sequence } from './layer.ts';
import { reflectPad } from './resample.ts';

const deviation = 0.02;

/** x + f(x), with f of two 3×3 convolutions over the mirrored edge. */
export function residual(p: Parameters, channels: number): Layer {
  const three = { from: channels, to: channels, size: 3, pad: 'valid' as const };
  const f = sequence(
    reflectPad(1),
    convNormRelu(p.scope('1'), three),
    reflectPad(1),
    conv(p.scope('2'), { ...three, bias: false, deviation }),
    instanceNorm(p.scope('2'), channels),
  );
  return (x) => tf.add(x, f(x));
}

export function convNormRelu(p: Parameters, options: Omit<ConvOptions, 'bias' | 'deviation'>): Layer {
  return sequence(conv(p, { ...options, bias: false, deviation }), instanceNorm(p, options.to), tf.relu);
}
