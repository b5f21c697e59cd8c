// 3×3 convolutions on blocked pictures with 4/9 of the multiplications: along the height six rows are made of eight products.
//
// Rows are contiguous in the blocked layout, so both transforms are linear maps over whole rows, which ONNX Runtime computes
// as one narrow convolution (input) and one matrix product (output). What remains is a 1×3 convolution for each of the eight
// products: one grouped blocked convolution on a picture of h/6 rows.
import { type Graph, type Value } from '../graph.ts';
import { BLOCKED, blockedFilter, FREE } from './blocked.ts';
import { cookToom } from './cook-toom.ts';

const F = cookToom(6, 3, [0, 1, -1, 2, -2, 0.5, -0.5]);

/** x [1,c,h,w], blocked → its eight transformed pictures [1,8·c,⌈h/6⌉,w], blocked, all channels of the first one first. */
export function transformRows(out: Graph, x: Value, channels: number, block: number): Value {
  const blocks = channels / block;
  const rows = view(out, x, [1, blocks, 0, -1]); // [1, c/B, h, w·B]
  // Six rows of padding below reach the last, incomplete six rows whatever the height; too much of it is never read.
  const transformed = out.node(
    'Conv',
    [rows, out.constant(inputTransform(blocks), [F.n * blocks, blocks, F.n, 1])],
    { kernel_shape: [F.n, 1], strides: [F.m, 1], pads: [1, 0, F.m, 0] },
    FREE,
  );
  return view(out, transformed, [1, F.n * channels, 0, -1]);
}

const inputTransforms = new Map<number, Float32Array>();

/** BT for every block on its own, as a filter; one array for each number of blocks, so that equal transforms are found equal. */
function inputTransform(blocks: number): Float32Array {
  const known = inputTransforms.get(blocks);
  if (known) return known;
  const weights = new Float32Array(F.n * blocks * blocks * F.n);
  F.BT.forEach((row, j) => {
    for (let b = 0; b < blocks; b++) weights.set(row, ((j * blocks + b) * blocks + b) * F.n);
  });
  inputTransforms.set(blocks, weights);
  return weights;
}

/** One part of Σ parts ∗ filters on transformed pictures; `sum` is what the parts before gave. */
export function convolveRows(
  out: Graph,
  transformed: Value,
  filter: { weights: Float32Array; o: number; i: number },
  bias: Float32Array | undefined,
  sum: Value | undefined,
  block: number,
): Value {
  const { o, i } = filter;
  const weights = blockedFilter(transformFilter(filter.weights, o * i), [F.n * o, i, 1, 3], block);
  const offsets = bias && new Float32Array(F.n * o);
  if (bias) offsets?.set(bias, F.ones * o);
  return out.node(
    'Conv',
    [
      transformed,
      out.constant(weights.data, weights.shape),
      offsets ? out.constant(offsets, [F.n * o]) : null,
      ...(sum ? [sum] : []),
    ],
    { kernel_shape: [1, 3], pads: [0, 1, 0, 1], group: F.n },
    FREE,
    BLOCKED,
  );
}

/** G along the rows of `count` 3×3 filters: [8, count, 1, 3]. */
function transformFilter(data: Float32Array, count: number): Float32Array {
  const products = new Float32Array(F.n * count * 3);
  let to = 0;
  for (const [g0 = 0, g1 = 0, g2 = 0] of F.G) {
    for (let from = 0; from < count * 9; from += 9) {
      for (let column = from; column < from + 3; column++) {
        const [top, middle, bottom] = [data[column] as number, data[column + 3] as number, data[column + 6] as number];
        products[to++] = g0 * top + g1 * middle + g2 * bottom;
      }
    }
  }
  return products;
}

/** The eight products [1,8·c,⌈h/6⌉,w] → the picture [1,c,h,w], blocked; `like` is any blocked picture of that height and width. */
export function untransformRows(out: Graph, products: Value, channels: number, like: Value, block: number): Value {
  const blocks = channels / block;
  const matrix = out.constant(Float32Array.from(F.AT.flat()), [F.m, F.n]);
  const planes = out.node('MatMul', [matrix, view(out, products, [F.n, -1])], {}, FREE); // [6, c/B · ⌈h/6⌉ · w·B]
  const sixths = out.node(
    'Concat',
    [out.ints([F.m, blocks]), part(out, products, 2, 3), out.ints([-1])],
    { axis: 0 },
    INTS,
  );
  const rows = out.node('Reshape', [planes, sixths], {}, FREE); // [6, c/B, ⌈h/6⌉, w·B]
  const interleaved = out.node('Transpose', [rows], { perm: [1, 2, 0, 3] }, FREE);
  const size = part(out, like, 2, 4); // [h, w]
  const area = out.node(
    'ReduceProd',
    [out.node('Concat', [size, out.ints([block])], { axis: 0 }, INTS)],
    { keepdims: 1 },
    INTS,
  );
  const whole = out.node('Slice', [view(out, interleaved, [blocks, -1]), out.ints([0]), area, out.ints([1])], {}, FREE);
  const shape = out.node('Concat', [out.ints([1, channels]), size], { axis: 0 }, INTS);
  return out.node('Reshape', [whole, shape], {}, FREE);
}

const INTS = { dtype: 'int64', shape: undefined } as const;

/** The sizes of a value's axes from `begin` to before `end`. */
function part(out: Graph, x: Value, begin: number, end: number): Value {
  return out.node('Slice', [out.node('Shape', [x], {}, INTS), out.ints([begin]), out.ints([end])], {}, INTS);
}

function view(out: Graph, x: Value, shape: readonly number[]): Value {
  return out.node('Reshape', [x, out.ints(shape)], {}, FREE);
}
