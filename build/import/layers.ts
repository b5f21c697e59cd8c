// Reads TF.js layers models of super-resolution nets as plain TF.js functions of pictures in 0..1.
import * as tf from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** y = β·x, the residual scaling of RRDN. */
class MultiplyBeta extends tf.layers.Layer {
  static readonly className = 'MultiplyBeta';
  private readonly beta: number;

  constructor(config: { beta: number }) {
    super(config as object);
    this.beta = config.beta;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(single(inputs), this.beta);
  }
}

/** [n,h,w,c·s²] → [n,s·h,s·w,c], channel (i·s + j)·c + k going to row i, column j of its cell. */
class PixelShuffle extends tf.layers.Layer {
  private readonly scale: number;

  constructor(config: { scale: number }) {
    super(config as object);
    this.scale = config.scale;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.depthToSpace(single(inputs) as tf.Tensor4D, this.scale, 'NHWC');
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    const [n = null, h = null, w = null, c] = shape;
    const times = (size: number | null) => (size === null ? null : size * this.scale);
    return [n, times(h), times(w), c ? c / this.scale ** 2 : null];
  }
}

class PixelShuffle2x extends PixelShuffle {
  static readonly className = 'PixelShuffle2x';
}

class PixelShuffle4x extends PixelShuffle {
  static readonly className = 'PixelShuffle4x';
}

function single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const x = Array.isArray(inputs) ? inputs[0] : inputs;
  if (!x) throw new Error('a layer without input');
  return x;
}

type Manifest = {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
};

/**
 * The model in `folder` as a function of [1,h,w,3] pictures, 0..1. `range`: the largest value of the net's own scale, 1 or 255.
 * Its weights stay alive as long as the function.
 */
export async function readLayers(
  folder: string,
  range: number,
): Promise<{ run: (x: tf.Tensor4D) => tf.Tensor4D; parameters: number }> {
  for (const layer of [MultiplyBeta, PixelShuffle2x, PixelShuffle4x]) tf.serialization.registerClass(layer);
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Manifest;
  const shards = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths.map((path) => readFile(join(folder, path)))),
  );
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(Buffer.concat(shards)).buffer,
    }),
  );
  const apply = (x: tf.Tensor4D) => model.apply(x, { training: false }) as tf.Tensor4D;
  return {
    parameters: model.countParams(),
    run: range === 1 ? apply : (x) => tf.div(apply(tf.mul(x, range)), range),
  };
}
