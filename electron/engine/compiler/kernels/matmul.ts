// Matrix products, plain, batched and fused, and the normalisation that nets put after them.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST, identity } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { applyActivation, type Fused } from './activation.ts';
import { binary } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';
import { reshape } from './shape.ts';

/** The last two axes exchanged: only their meaning changes. */
function transposed(x: Sym): Sym {
  const rank = rankOf(x);
  const swap = (axis: number) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis);
  return { value: x.value, order: x.order.map(swap) };
}

/** Matrices of rank 2 go to Gemm, which reads either operand transposed for free. */
function gemm(t: Tracer, a: Sym, b: Sym): Sym {
  const shape = [shapeOf(a)[0] ?? 1, shapeOf(b)[1] ?? 1];
  const [transA, transB] = [a, b].map((x) => (x.order[0] === 1 ? 1 : 0));
  return t.emit('Gemm', [a.value, b.value], { transA: transA ?? 0, transB: transB ?? 0 }, { shape, dtype: dtypeOf(a) });
}

/** Batched a·b, the batch axes broadcast; `transposeA` and `transposeB` exchange the last two axes first. */
function matMul(t: Tracer, inputs: { a: Sym; b: Sym }, attrs: { transposeA: boolean; transposeB: boolean }): Sym {
  const a = attrs.transposeA ? transposed(inputs.a) : inputs.a;
  const b = attrs.transposeB ? transposed(inputs.b) : inputs.b;
  if (rankOf(a) === 2 && rankOf(b) === 2) return gemm(t, a, b);
  const [m, n] = [shapeOf(a).at(-2) ?? 1, shapeOf(b).at(-1) ?? 1];
  const batch = tf.backend_util.assertAndGetBroadcastShape(shapeOf(a).slice(0, -2), shapeOf(b).slice(0, -2));
  if (batch.length === 1 && batch[0] === 1) {
    // TF.js wraps plain matrices in a batch of one.
    const plain = gemm(t, reshape(t, a, shapeOf(a).slice(-2)), reshape(t, b, shapeOf(b).slice(-2)));
    return reshape(t, plain, [1, m, n]);
  }
  return t.emit('MatMul', [t.logical(a).value, t.logical(b).value], {}, { shape: [...batch, m, n], dtype: dtypeOf(a) });
}

/** (x − mean) / √(variance + ε) · scale + offset, per channel. */
function batchNorm(
  t: Tracer,
  { x, mean, variance, scale, offset }: { x: Sym; mean: Sym; variance: Sym; scale?: Sym; offset?: Sym },
  epsilon: number,
): Sym {
  const vectors = [mean, variance, scale, offset].every((v) => v === undefined || rankOf(v) === 1);
  if (rankOf(x) === 4 && vectors) {
    const channels = shapeOf(mean)[0] ?? 1;
    const fill = (value: number): Sym => ({
      value: t.graph.constant(new Float32Array(channels).fill(value), [channels]),
      order: identity(1),
    });
    const inputs = [t.inOrder(x, CHANNELS_FIRST), scale ?? fill(1), offset ?? fill(0), mean, variance];
    const out = { shape: shapeOf(x), dtype: dtypeOf(x), order: CHANNELS_FIRST };
    return t.emit(
      'BatchNormalization',
      inputs.map((v) => v.value),
      { epsilon: { float: epsilon } },
      out,
    );
  }
  const deviation = t.map('Sqrt', binary('Add')(t, variance, t.scalar(epsilon)));
  const normal = binary('Div')(t, binary('Sub')(t, x, mean), deviation);
  const scaled = scale ? binary('Mul')(t, normal, scale) : normal;
  return offset ? binary('Add')(t, scaled, offset) : scaled;
}

type Fusable = { a: Sym; b: Sym } & Fused;
type FusedAttrs = tf.BatchMatMulAttrs & { activation?: string; leakyreluAlpha?: number };

export const linear: Kernel[] = [
  kernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul, (t, inputs, attrs) => matMul(t, inputs, attrs)),
  kernel<Fusable, FusedAttrs>(tf._FusedMatMul, (t, inputs, attrs) =>
    applyActivation(t, matMul(t, inputs, attrs), inputs, attrs),
  ),
  kernel<tf.FusedBatchNormInputs, tf.FusedBatchNormAttrs>(tf.FusedBatchNorm, (t, inputs, { varianceEpsilon }) =>
    batchNorm(t, inputs, varianceEpsilon),
  ),
];
