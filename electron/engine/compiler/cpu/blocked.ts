// ONNX Runtime's blocked layout for CPUs: channels in blocks as wide as a vector register, [n, c/B, h, w, B] in memory under
// the shape [n,c,h,w]. Its operators live in the domain com.microsoft.nchwc; filters have to be put in order beforehand.
import * as ort from 'onnxruntime-node';
import { Graph, type TensorType, type Value } from '../graph.ts';
import { writeOnnx } from '../write-onnx.ts';

export const BLOCKED = 'com.microsoft.nchwc';
export const FREE: TensorType = { dtype: 'float32', shape: undefined };

export function toBlocked(out: Graph, x: Value): Value {
  return out.node('ReorderInput', [x], {}, FREE, BLOCKED);
}

export function fromBlocked(out: Graph, x: Value, channels: number): Value {
  return out.node('ReorderOutput', [x], { channels }, FREE, BLOCKED);
}

/**
 * A filter [o,i,h,w] for a blocked convolution, `o` filled up to whole blocks: [o/B][i/B][h][w][B of i][B of o], or
 * [o/B][i][h][w][B of o] for fewer input channels than a block, which are read unblocked.
 */
export function blockedFilter(
  data: Float32Array,
  [o, i, h, w]: readonly [number, number, number, number],
  block: number,
) {
  const wide = Math.ceil(o / block) * block;
  const taps = h * w;
  const result = new Float32Array(wide * i * taps);
  const isBlocked = i >= block;
  const inner = isBlocked ? block : 1;
  let to = 0;
  for (let ob = 0; ob < wide; ob += block) {
    const lanes = Math.min(block, o - ob);
    for (let ib = 0; ib < i; ib += inner) {
      for (let tap = 0; tap < taps; tap++) {
        for (let channel = ib; channel < ib + inner; channel++, to += block) {
          for (let lane = 0; lane < lanes; lane++) {
            result[to + lane] = data[((ob + lane) * i + channel) * taps + tap] as number;
          }
        }
      }
    }
  }
  return { data: result, shape: [wide, i, h, w] };
}

let probed: Promise<number | undefined> | undefined;

/** The width of a block on this processor, found by blocking a row of numbers; `undefined` where there is no such layout. */
export function blockSize(): Promise<number | undefined> {
  probed ??= probe().catch(() => undefined);
  return probed;
}

async function probe(): Promise<number | undefined> {
  const channels = 64;
  const graph = new Graph();
  const x = graph.input('input', 'float32', [1, channels, 1, 2]);
  // Read as plain memory through a Reshape, which does not move anything.
  const flat = graph.node('Reshape', [toBlocked(graph, x), graph.ints([2 * channels])], {}, FREE);
  graph.output('output', graph.node('Identity', [flat], {}, { dtype: 'float32', shape: [2 * channels] }));
  const session = await ort.InferenceSession.create(writeOnnx(graph), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  try {
    const input = Float32Array.from({ length: 2 * channels }, (_, k) => k);
    const { output } = await session.run({ input: new ort.Tensor('float32', input, [1, channels, 1, 2]) });
    // Channel 0's second pixel (the number 1) comes after a whole block of first pixels.
    const width = (output?.data as Float32Array).indexOf(1);
    return width > 1 && channels % width === 0 ? width : undefined;
  } finally {
    await session.release();
  }
}
