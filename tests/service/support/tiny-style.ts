// Writes a small style net with random weights and its card: strong colours, and means over the whole picture as real ones have.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { ModelCard } from '#contract/models.ts';
import { writeOnnx } from '../../../electron/engine/compiler/write-onnx.ts';
import { styleNet } from '../../../electron/engine/nets/style-net.ts';
import { Random } from '../../../electron/engine/random.ts';
import { productGraph } from '../../../electron/engine/train/export-model.ts';

/** So that results differ from grey by about as much as pictures do. */
const CONTRAST = 6;

export function tinyStyleBytes(seed = 1): Uint8Array {
  const net = styleNet('style', new Random(seed), { width: 8, blocks: 1 });
  for (const [path, variable] of Object.entries(net.variables)) {
    if (path.includes('/last/')) variable.assign(tf.mul(variable, CONTRAST));
  }
  return writeOnnx(productGraph({ kind: 'translate', multiple: 4, apply: net.apply }));
}

/** Puts the model into a folder of models; its id is `name`. */
export function writeTinyStyle(folder: string, name: string, { seed = 1, grain = 0 } = {}): string {
  const bytes = tinyStyleBytes(seed);
  const card = ModelCard.parse({
    id: name,
    kind: 'translate',
    name,
    goodFor: { en: 'Tests.', zh: '测试。' },
    scale: 1,
    grain,
    authors: 'Atelier',
    licence: { id: 'MIT', use: 'any', stated: 'here' },
    trainedOn: 'nothing',
    architecture: 'a style net with random weights',
    parameters: 1,
    originalRange: '0..1',
    receptiveRadius: 256,
    multiple: 4,
    weights: 'fp32',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  const file = join(target, 'model.onnx');
  writeFileSync(file, bytes);
  writeFileSync(join(target, 'card.json'), JSON.stringify(card));
  return file;
}
