// Reads the weights of a shipped feature extractor; batch norms become part of the convolutions before them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { FeatureCard, type QuantisedTensor } from '#contract/features.ts';
import { resourceFolder } from '../resources.ts';

/** Keras's default for both nets. */
const EPSILON = 1e-3;

/** A filter with its bias, ready for a convolution. Both are constants that live as long as the program. */
export type Convolution = { filter: tf.Tensor4D; bias: tf.Tensor1D };

export class FeatureWeights {
  private readonly tensors: ReadonlyMap<string, { values: Float32Array; shape: readonly number[] }>;
  private readonly made = new Map<string, Convolution>();

  constructor(specs: readonly QuantisedTensor[], bytes: Uint8Array) {
    const tensors = new Map<string, { values: Float32Array; shape: readonly number[] }>();
    let offset = 0;
    for (const { name, shape, min, scale } of specs) {
      const count = shape.reduce((a, b) => a * b, 1);
      const values = Float32Array.from(bytes.subarray(offset, (offset += count)), (byte) => min + scale * byte);
      tensors.set(name, { values, shape });
    }
    if (offset !== bytes.length) throw new Error('the weights do not fit their card');
    this.tensors = tensors;
  }

  /**
   * `layer`'s filter followed by the batch norm `norm` (Ioffe 2015, arXiv:1502.03167), which is a factor and a bias per channel:
   * γ(Wx − μ)/√(σ² + ε) + β = (γ/√(σ² + ε) · W)x + (β − γμ/√(σ² + ε)); γ is 1 where the net has none.
   * A depthwise filter [h,w,c,1] has its channels before last.
   */
  convolution(layer: string, norm: string, kind: 'kernel' | 'depthwise_kernel' = 'kernel'): Convolution {
    const made = this.made.get(layer) ?? this.folded(layer, norm, kind);
    this.made.set(layer, made);
    return made;
  }

  private folded(layer: string, norm: string, kind: string): Convolution {
    const { values, shape } = this.need(`${layer}/${kind}`);
    const [mean, variance, beta] = ['moving_mean', 'moving_variance', 'beta'].map(
      (name) => this.need(`${norm}/${name}`).values,
    ) as [Float32Array, Float32Array, Float32Array];
    const gamma = this.tensors.get(`${norm}/gamma`)?.values;
    const factor = variance.map((v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + EPSILON));
    const filter = values.map((value, k) => value * (factor[k % factor.length] ?? 0));
    const bias = beta.map((b, c) => b - (mean[c] ?? 0) * (factor[c] ?? 0));
    return {
      filter: tf.keep(tf.tensor4d(filter, shape as [number, number, number, number])),
      bias: tf.keep(tf.tensor1d(bias)),
    };
  }

  private need(name: string): { values: Float32Array; shape: readonly number[] } {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the extractor has no “${name}”`);
    return tensor;
  }
}

export type Features = { card: FeatureCard; weights: FeatureWeights };
const read = new Map<string, Features>();

/** The card and the weights of `id`, which stay in memory. Not asynchronous, because graphs are traced without waiting. */
export function readFeatures(id: string): Features {
  const folder = join(resourceFolder('features'), id);
  const features = read.get(folder) ?? readFolder(folder);
  read.set(folder, features);
  return features;
}

function readFolder(folder: string): Features {
  const card = FeatureCard.parse(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')));
  return { card, weights: new FeatureWeights(card.tensors, readFileSync(join(folder, 'weights.bin'))) };
}
