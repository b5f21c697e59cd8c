// Picking and adding up by index are each other's gradients. Indices have none.
import * as tf from '@tensorflow/tfjs';
import { gradient, none } from './gradient.ts';

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/** dx of y = x[batch…, outer…, indices[batch…, i…], inner…]: each row of dy is added to the row it was picked from. */
function gatherGradient(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, attrs: tf.GatherV2Attrs): tf.Tensor {
  const { axis, batchDims = 0 } = attrs;
  const size = x.shape[axis] ?? 1;
  const batch = product(x.shape.slice(0, batchDims));
  const outer = product(x.shape.slice(batchDims, axis));
  const inner = product(x.shape.slice(axis + 1));
  const picked = indices.size / batch;
  const rows = tf.reshape(tf.transpose(tf.reshape(dy, [batch, outer, picked, inner]), [0, 2, 1, 3]), [
    batch * picked,
    outer * inner,
  ]);
  const local = tf.reshape(tf.cast(indices, 'int32'), [batch, picked]);
  const starts = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(size, 'int32'));
  const ids = tf.reshape(batch === 1 ? local : tf.add(local, tf.reshape(starts, [batch, 1])), [batch * picked]);
  const sums = tf.unsortedSegmentSum(rows, ids as tf.Tensor1D, batch * size);
  return tf.reshape(tf.transpose(tf.reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), x.shape);
}

/** For each last-axis list of `indices`, `values` at those places of the last axis of `shape`, zeros elsewhere. */
function placed(values: tf.Tensor, indices: tf.Tensor, size: number): tf.Tensor {
  return tf.sum(tf.mul(tf.expandDims(values, -1), tf.oneHot(indices, size)), -2); // Σ over [..., k, size]
}

/** TF.js hands over one gradient for each of the two results. */
const first = (dys: tf.Tensor): tf.Tensor => (dys as unknown as tf.Tensor[])[0] as tf.Tensor;

export const gathers: tf.GradConfig[] = [
  gradient(tf.GatherV2, ['x', 'indices'], (dy, { x, indices }, attrs: tf.GatherV2Attrs) => ({
    x: () => gatherGradient(dy, x, indices, attrs),
    indices: none(indices),
  })),
  gradient(tf.GatherNd, ['params', 'indices'], (dy, { params, indices }) => ({
    params: () => tf.scatterND(indices, dy, params.shape),
    indices: none(indices),
  })),
  gradient(tf.ScatterNd, ['indices'], (dy, { indices }) => ({
    updates: () => tf.gatherND(dy, indices),
    indices: none(indices),
  })),
  // Replaced elements do not matter. (TF.js's own kernel would overwrite dy.)
  gradient(tf.TensorScatterUpdate, ['indices'], (dy, { indices }) => ({
    tensor: () => tf.sub(dy, tf.scatterND(indices, tf.gatherND(dy, indices), dy.shape)),
    updates: () => tf.gatherND(dy, indices),
    indices: none(indices),
  })),
  {
    kernelName: tf.TopK,
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => {
      const [x, indices] = saved as [tf.Tensor, tf.Tensor];
      return { x: () => placed(first(dys as tf.Tensor), indices, x.shape.at(-1) ?? 1) };
    },
  },
];
