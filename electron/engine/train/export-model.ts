// A run's nets as a model for the catalogue: `model.onnx` and its card.
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { ModelId, RunId, Sha256 } from '#contract/ids.ts';
import { ModelCard } from '#contract/models.ts';
import { RUN_FILES, type RunFile } from '#contract/run-folder.ts';
import { TraceError } from '../compiler/errors.ts';
import { type Graph } from '../compiler/graph.ts';
import { receptiveRadius } from '../compiler/receptive-radius.ts';
import { traceGraph } from '../compiler/to-onnx.ts';
import { writeOnnx } from '../compiler/write-onnx.ts';
import { type Product, type Recipe, type StyleMix } from '../recipes/recipe.ts';
import { type TrainingRun } from './training-run.ts';

type Generator = Extract<Product, { kind: 'generate' }>;

/** Tiles of nets that see all of a picture overlap by this much. */
const FURTHEST = 256;

/** What of a run goes into a model. */
export type Nets = Pick<TrainingRun, 'state' | 'product' | 'step'>;

/** Replaces the model in the run's folder, or what is at `place`, whole or not at all. */
export async function exportModel(
  recipe: Recipe,
  file: RunFile,
  run: Nets,
  folder: string,
  place = join(folder, RUN_FILES.model),
): Promise<void> {
  // The product is traced with the variables' own values.
  await run.state.sync();
  const graph = productGraph(run.product);
  const bytes = writeOnnx(graph, { metadata: { recipe: recipe.id, steps: String(run.step) } });
  const card = cardOf(recipe, file, run, { folder, graph, bytes });
  const part = `${place}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await writeFile(join(part, 'model.onnx'), bytes, { flush: true });
  await writeFile(join(part, 'card.json'), `${JSON.stringify(card, null, 2)}\n`, { flush: true });
  await rm(place, { recursive: true, force: true });
  await rename(part, place);
}

/**
 * `generate`: `z` [n,latent], with classes also `labels` [n], with styles also `z2` [n,latent], `crossover` [] and
 * `truncation` [] → `output` [n,3,size,size]; the others: `input` [1,3,h,w] →
 * `output` [1,3,H,W]. RGB in 0..1. A net that does not allow an open n takes one picture at a time.
 */
export function productGraph(product: Product): Graph {
  if (product.kind !== 'generate') {
    const apply = ({ input }: { input: tf.Tensor }) => product.apply(input as tf.Tensor4D);
    return traceGraph(apply, { inputs: { input: { shape: [1, 'h', 'w', 3] } }, pictures: 'channels-first' });
  }
  try {
    return generatorGraph(product, 'n');
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return generatorGraph(product, 1);
  }
}

function generatorGraph({ latent, classes, styles, apply }: Generator, n: number | 'n'): Graph {
  const inputs = {
    z: { shape: [n, latent] },
    ...(classes.length > 0 ? { labels: { shape: [n], dtype: 'int32' as const } } : {}),
    ...(styles === undefined
      ? {}
      : {
          z2: { shape: [n, latent] },
          crossover: { shape: [], dtype: 'int32' as const },
          truncation: { shape: [] },
        }),
  };
  const make = (given: Record<string, tf.Tensor>): tf.Tensor => {
    const z = given['z'] as tf.Tensor2D;
    const labels = (given['labels'] ?? tf.zeros([z.shape[0]], 'int32')) as tf.Tensor1D;
    const pictures = apply(z, labels, styles === undefined ? undefined : (given as unknown as StyleMix));
    return tf.clipByValue(tf.add(tf.mul(pictures, 0.5), 0.5), 0, 1);
  };
  return traceGraph(make, { inputs, pictures: 'channels-first' });
}

type Made = { readonly folder: string; readonly graph: Graph; readonly bytes: Uint8Array };

function cardOf(recipe: Recipe, file: RunFile, run: Nets, { folder, graph, bytes }: Made): ModelCard {
  const { product } = run;
  const id = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-');
  const runId = RunId.safeParse(basename(folder));
  const radius = product.kind === 'generate' ? 0 : Math.min(FURTHEST, receptiveRadius(graph));
  const common = {
    id: ModelId.parse(`${recipe.id}-${id}`.slice(0, 64)),
    name: recipe.title.en,
    goodFor: DOES[product.kind],
    authors: 'Trained on this computer',
    paper: recipe.paper,
    licence: { id: 'own', use: 'unknown' as const, stated: 'yours, as far as the pictures it learned from are' },
    trainedOn: `${file.data.length + file.content.length} pictures of your own, ${run.step} steps`,
    architecture: recipe.learns.en,
    parameters: constantNumbers(graph),
    originalRange: '0..1',
    receptiveRadius: radius,
    multiple: product.kind === 'translate' ? product.multiple : 1,
    weights: 'fp32' as const,
    bytes: bytes.length,
    sha256: Sha256.parse(createHash('sha256').update(bytes).digest('hex')),
    ...(runId.success
      ? { trained: { run: runId.data, recipe: recipe.id, version: recipe.version, steps: run.step } }
      : {}),
  };
  switch (product.kind) {
    case 'generate': {
      const { latent, size, classes, styles } = product;
      return ModelCard.parse({ ...common, kind: 'generate', scale: 1, latent, size, classes: [...classes], styles });
    }
    case 'translate':
      return ModelCard.parse({ ...common, kind: 'translate', scale: 1, grain: product.grain });
    case 'upscale':
      return ModelCard.parse({ ...common, kind: 'upscale', scale: product.scale });
  }
}

const DOES = {
  generate: { en: 'New pictures like those it learned from.', zh: '生成与训练图片相似的新图片。' },
  translate: { en: 'Pictures in the look it learned.', zh: '把图片变成所学的风格。' },
  upscale: { en: 'Larger pictures of the kind it learned from.', zh: '放大与训练图片同类的图片。' },
} as const;

function constantNumbers({ nodes }: Graph): number {
  const constants = new Set(nodes.flatMap(({ inputs }) => inputs.flatMap((value) => value?.constant ?? [])));
  let sum = 0;
  for (const constant of constants) if (constant.kind === 'data') sum += constant.data.length;
  return sum;
}
