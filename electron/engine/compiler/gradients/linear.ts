// Matrix products over broadcast batches, and Einstein sums.
import * as tf from '@tensorflow/tfjs';
import { gradient, unbroadcast } from './gradient.ts';

/** The result of dropping letters from an operand cannot say how it depended on them: the gradient is the same along each. */
function einsumGradient(dy: tf.Tensor, operands: readonly tf.Tensor[], equation: string, k: number): tf.Tensor {
  const [left = '', result = ''] = equation.replace(/\s/g, '').split('->');
  const terms = left.split(',');
  const [own = '', others] = [terms[k], terms.filter((_, other) => other !== k)];
  const known = new Set([...result, ...others.join('')]);
  const kept = [...own].filter((letter) => known.has(letter)).join('');
  const rest = operands.filter((_, other) => other !== k);
  const partial = tf.einsum(`${[result, ...others].join()}->${kept}`, dy, ...rest);
  if (kept === own) return partial;
  const shape = operands[k]?.shape ?? [];
  const raised = tf.reshape(
    partial,
    shape.map((size, axis) => (known.has(own[axis] ?? '') ? size : 1)),
  );
  return tf.broadcastTo(raised, shape);
}

export const products: tf.GradConfig[] = [
  gradient(tf.BatchMatMul, ['a', 'b'], (dy, { a, b }, { transposeA, transposeB }: tf.BatchMatMulAttrs) => ({
    a: () =>
      unbroadcast(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
    b: () => unbroadcast(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA), b.shape),
  })),
  {
    kernelName: tf.Einsum,
    saveAllInputs: true,
    gradFunc: (dy, operands, attrs) => {
      const { equation } = attrs as unknown as tf.EinsumAttrs;
      return Object.fromEntries(
        operands.map((_, k) => [k, () => einsumGradient(dy as tf.Tensor, operands, equation, k)]),
      );
    },
  },
];
