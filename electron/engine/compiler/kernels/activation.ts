// Activations: functions of one number that nets put after a linear layer, alone or fused into it.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { dtypeOf, type Sym, type Tracer } from '../tracer.ts';
import { binary } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';

export type Fused = { bias?: Sym | undefined; preluActivationWeights?: Sym | undefined };

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

export const relu = (t: Tracer, x: Sym) => t.map('Relu', x);
/** min(max(x, 0), 6) */
export const relu6 = (t: Tracer, x: Sym) => clip(t, x, 0, 6);
export const sigmoid = (t: Tracer, x: Sym) => t.map('Sigmoid', x);
/** x where x > 0, e^x − 1 elsewhere */
export const elu = (t: Tracer, x: Sym) => t.map('Elu', x, { alpha: { float: 1 } });
/** x where x ≥ 0, alpha·x elsewhere, one alpha for all */
export const leakyRelu = (t: Tracer, x: Sym, alpha: number) => t.map('LeakyRelu', x, { alpha: { float: alpha } });

/** x where x ≥ 0, alpha·x elsewhere; alpha is broadcast to x, usually one per channel */
export function prelu(t: Tracer, x: Sym, alpha: Sym): Sym {
  return t.map('PRelu', x, {}, [t.broadcastable(alpha, x.order).value]);
}

/** min(max(x, low), high) */
export function clip(t: Tracer, x: Sym, low: number, high: number): Sym {
  const dtype = dtypeOf(x);
  return t.map('Clip', x, {}, [t.scalar(low, dtype).value, t.scalar(high, dtype).value]);
}

/** act(y + bias), the tail of TF.js's fused kernels. */
export function applyActivation(
  t: Tracer,
  y: Sym,
  { bias, preluActivationWeights }: Fused,
  { activation = 'linear', leakyreluAlpha }: { activation?: string; leakyreluAlpha?: number },
): Sym {
  const x = bias ? binary('Add')(t, y, bias) : y;
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return relu(t, x);
    case 'relu6':
      return relu6(t, x);
    case 'sigmoid':
      return sigmoid(t, x);
    case 'elu':
      return elu(t, x);
    case 'leakyrelu':
      return leakyRelu(t, x, leakyreluAlpha ?? 0.2);
    case 'prelu':
      if (!preluActivationWeights) throw new TraceError('A fused prelu has no weights.');
      return prelu(t, x, preluActivationWeights);
    default:
      throw new TraceError(
        `The fused activation “${activation}” has no ONNX form here: add it in kernels/activation.ts.`,
      );
  }
}

export const activation: Kernel[] = [
  kernel<tf.ReluInputs>(tf.Relu, (t, { x }) => relu(t, x)),
  kernel<tf.Relu6Inputs>(tf.Relu6, (t, { x }) => relu6(t, x)),
  kernel<tf.SigmoidInputs>(tf.Sigmoid, (t, { x }) => sigmoid(t, x)),
  kernel<tf.TanhInputs>(tf.Tanh, (t, { x }) => t.map('Tanh', x)),
  kernel<tf.EluInputs>(tf.Elu, (t, { x }) => elu(t, x)),
  // scale·x where x ≥ 0, scale·alpha·(e^x − 1) elsewhere
  kernel<tf.SeluInputs>(tf.Selu, (t, { x }) =>
    t.map('Selu', x, { alpha: { float: SELU_ALPHA }, gamma: { float: SELU_SCALE } }),
  ),
  // log(1 + e^x)
  kernel<tf.SoftplusInputs>(tf.Softplus, (t, { x }) => t.map('Softplus', x)),
  kernel<tf.LeakyReluInputs, tf.LeakyReluAttrs>(tf.LeakyRelu, (t, { x }, { alpha }) => leakyRelu(t, x, alpha)),
  kernel<tf.PreluInputs>(tf.Prelu, (t, { x, alpha }) => prelu(t, x, alpha)),
  kernel<tf.ClipByValueInputs, tf.ClipByValueAttrs>(tf.ClipByValue, (t, { x }, { clipValueMin, clipValueMax }) =>
    clip(t, x, clipValueMin, clipValueMax),
  ),
];
