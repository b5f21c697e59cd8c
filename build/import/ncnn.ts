// Reads ncnn models (a text file of layers, a binary file of weights) as plain TF.js functions.
import * as tf from '@tensorflow/tfjs';
import { fromHalf } from '../../electron/engine/compiler/half.ts';

/** One line of a `.param` file: `Convolution conv1 1 1 data out 0=64 1=3 4=1 5=1 6=1728 -23310=1,0.2`. */
export type NcnnLayer = {
  type: string;
  name: string;
  inputs: string[];
  outputs: string[];
  /** Parameter id → numbers; arrays are stored under −23300 − id in the file and under id here. */
  parameters: Map<number, number[]>;
};

const MAGIC = 7767517;
const FP16_TAG = 0x01306b47;

export function parseParam(text: string): NcnnLayer[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (Number(lines[0]) !== MAGIC) throw new Error('not an ncnn text model');
  return lines.slice(2).map((line) => {
    const [type = '', name = '', ins, outs, ...rest] = line.split(/\s+/);
    const [inputCount, outputCount] = [Number(ins), Number(outs)];
    const parameters = rest.slice(inputCount + outputCount).map((entry): [number, number[]] => {
      const [key, value = ''] = entry.split('=');
      const id = Number(key);
      const numbers = value.split(',').map(Number);
      return id <= -23300 ? [-id - 23300, numbers.slice(1)] : [id, numbers];
    });
    return {
      type,
      name,
      inputs: rest.slice(0, inputCount),
      outputs: rest.slice(inputCount, inputCount + outputCount),
      parameters: new Map(parameters),
    };
  });
}

/** Weights in file order. */
class Weights {
  private readonly bytes: Uint8Array;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Plain float32. */
  floats(count: number): Float32Array {
    const start = this.offset;
    this.offset += count * 4;
    return new Float32Array(Uint8Array.from(this.bytes.subarray(start, this.offset)).buffer);
  }

  /** Float32 or float16 after a tag, padded to four bytes. */
  tagged(count: number): Float32Array {
    const tag = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.offset, 4).getUint32(0, true);
    this.offset += 4;
    if (tag === 0) return this.floats(count);
    if (tag !== FP16_TAG) throw new Error(`weights of an unknown type: ${tag.toString(16)}`);
    const start = this.offset;
    this.offset += Math.ceil((count * 2) / 4) * 4;
    return fromHalf(this.bytes.subarray(start, start + count * 2));
  }

  get finished(): boolean {
    return this.offset === this.bytes.length;
  }
}

type Step = (tensors: tf.Tensor4D[]) => tf.Tensor4D;

/** The net as a function of [1,h,w,3] pictures, 0..1. Its weights stay alive as long as the function. */
export function readNcnn(param: string, bin: Uint8Array): { run: (x: tf.Tensor4D) => tf.Tensor4D; parameters: number } {
  const weights = new Weights(bin);
  let parameters = 0;
  const count = (n: number) => (parameters += n);
  const layers = parseParam(param).map((layer) => ({ layer, step: stepOf(layer, weights, count) }));
  if (!weights.finished) throw new Error('the weights do not fit the layers');
  const last = layers.at(-1)?.layer.outputs[0] ?? '';
  const run = (x: tf.Tensor4D): tf.Tensor4D => {
    const blobs = new Map<string, tf.Tensor4D>();
    for (const { layer, step } of layers) {
      const y = layer.type === 'Input' ? x : step(layer.inputs.map((name) => need(blobs.get(name), name)));
      for (const name of layer.outputs) blobs.set(name, y);
    }
    return need(blobs.get(last), last);
  };
  return { run, parameters };
}

function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`“${name}” is used before it is made`);
  return value;
}

function stepOf(layer: NcnnLayer, weights: Weights, count: (n: number) => void): Step {
  const number = (id: number, otherwise = 0) => layer.parameters.get(id)?.[0] ?? otherwise;
  const only =
    (f: (x: tf.Tensor4D) => tf.Tensor4D): Step =>
    ([x]) =>
      f(need(x, layer.name));
  switch (layer.type) {
    case 'Input':
    case 'Split':
      return only((x) => x);
    case 'Convolution':
      return only(convolution(layer, weights, count));
    case 'PReLU': {
      const slopes: tf.Tensor = tf.tensor1d(weights.floats(number(0)));
      count(number(0));
      return only((x) => tf.prelu<tf.Tensor>(x, slopes) as tf.Tensor4D);
    }
    case 'PixelShuffle':
      return only((x) => pixelShuffle(x, number(0)));
    case 'Interp':
      return only(interpolation(number(0), number(1), layer.name));
    case 'BinaryOp':
      if (number(0) !== 0) break;
      return ([a, b]) => tf.add(need(a, layer.name), need(b, layer.name));
    case 'Eltwise': {
      if (number(0) !== 1) break;
      const factors = layer.parameters.get(1) ?? [];
      return (tensors) => tensors.map((x, k) => times(x, factors[k] ?? 1)).reduce((a, b) => tf.add(a, b));
    }
    case 'Concat':
      return (tensors) => tf.concat(tensors, 3);
  }
  throw new Error(`ncnn layer ${layer.type} ${layer.name} is not known`);
}

const times = (x: tf.Tensor4D, factor: number): tf.Tensor4D => (factor === 1 ? x : tf.mul(x, factor));

/** Parameters: 0 outputs, 1 kernel, 2 dilation, 3 stride, 4 padding, 5 has bias, 6 weight count, 9 activation, 10 its slope. */
function convolution(layer: NcnnLayer, weights: Weights, count: (n: number) => void) {
  const number = (id: number, otherwise: number) => layer.parameters.get(id)?.[0] ?? otherwise;
  const [out, kernel, size] = [number(0, 0), number(1, 1), number(6, 0)];
  const into = size / (out * kernel * kernel);
  const stored = tf.tensor4d(weights.tagged(size), [out, into, kernel, kernel]);
  const filter = tf.transpose(stored, [2, 3, 1, 0]);
  const bias = number(5, 0) ? tf.tensor1d(weights.floats(out)) : undefined;
  count(size + (bias ? out : 0));
  const activation = number(9, 0);
  if (activation !== 0 && activation !== 2) throw new Error(`${layer.name}: activation ${activation} is not known`);
  return (x: tf.Tensor4D): tf.Tensor4D =>
    tf.fused.conv2d({
      x,
      filter,
      strides: number(3, 1),
      pad: number(4, 0),
      dilations: number(2, 1),
      bias,
      activation: activation === 2 ? 'leakyrelu' : 'linear',
      leakyreluAlpha: number(10, 0),
    });
}

/** [n,h,w,c·r·r] → [n,h·r,w·r,c], channel c·r² + i·r + j going to row i, column j of its cell. */
export function pixelShuffle(x: tf.Tensor4D, r: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const cells = tf.reshape(x, [n, h, w, c / (r * r), r, r]);
  return tf.reshape(tf.transpose(cells, [0, 1, 4, 2, 5, 3]), [n, h * r, w * r, c / (r * r)]);
}

/** Nearest neighbour by whole factors, and ncnn's bicubic at exactly one half. */
function interpolation(type: number, factor: number, name: string) {
  if (type === 1 && Number.isInteger(factor)) {
    return (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [x.shape[1] * factor, x.shape[2] * factor]);
  }
  if (type === 3 && factor === 0.5) return halveBicubic;
  throw new Error(`${name}: interpolation ${type} by ${factor} is not known`);
}

/**
 * Every output pixel lies in the middle of four input pixels: Keys's cubic kernel with a = −¾ at −1½, −½, ½ and 1½, along
 * both axes, with the edge repeated. So it is a depthwise convolution of stride 2.
 */
function halveBicubic(x: tf.Tensor4D): tf.Tensor4D {
  const a = -0.75;
  const near = (a + 2) * 0.125 - (a + 3) * 0.25 + 1;
  const far = a * (1.5 ** 3 - 5 * 1.5 ** 2 + 8 * 1.5 - 4);
  const taps = [far, near, near, far];
  const kernel = taps.flatMap((row) => taps.flatMap((column) => new Array<number>(x.shape[3]).fill(row * column)));
  const edges: [number, number][] = [[0, 0], [1, 1], [1, 1], [0, 0]]; // prettier-ignore
  const framed = tf.mirrorPad(x, edges, 'symmetric');
  return tf.depthwiseConv2d(framed, tf.tensor4d(kernel, [4, 4, x.shape[3], 1]), 2, 'valid');
}
