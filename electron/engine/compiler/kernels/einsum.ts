// Einstein sums.
import * as tf from '@tensorflow/tfjs';
import { toPhysical } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernelOfMany } from './kernel.ts';

/** → Einsum, with the letters of each operand in the order in which its axes lie. */
function einsum(t: Tracer, operands: readonly Sym[], equation: string): Sym {
  const [left = '', result = ''] = equation.replace(/\s/g, '').split('->');
  const terms = left.split(',');
  const sizes = new Map(operands.flatMap((x, k) => shapeOf(x).map((size, axis) => [terms[k]?.[axis] ?? '', size])));
  const laid = operands.map((x, k) => toPhysical([...(terms[k] ?? '')], x.order).join(''));
  const shape = [...result].map((letter) => sizes.get(letter) ?? 1);
  return t.emit(
    'Einsum',
    operands.map(({ value }) => value),
    { equation: `${laid.join()}->${result}` },
    { shape, dtype: dtypeOf(operands[0] as Sym) },
  );
}

export const sums: Kernel[] = [
  kernelOfMany<tf.EinsumAttrs>(tf.Einsum, (t, operands, { equation }) => einsum(t, operands, equation)),
];
