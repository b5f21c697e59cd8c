// Repainting in stages against the whole net in one run: the same picture, whatever the tiles.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceId } from '#contract/ids.ts';
import { anatomyOf } from '../../electron/engine/compiler/anatomy.ts';
import { readOnnx } from '../../electron/engine/compiler/read-onnx.ts';
import { stagesOf } from '../../electron/engine/compiler/stages.ts';
import { peakBytes, StagedNet } from '../../electron/engine/compiler/staged-net.ts';
import { writeOnnx } from '../../electron/engine/compiler/write-onnx.ts';
import { styleNet } from '../../electron/engine/nets/style-net.ts';
import { Random } from '../../electron/engine/random.ts';
import { productGraph } from '../../electron/engine/train/export-model.ts';
import { temporaryFolder } from '../service/support/studio.ts';

function styleModel(): Uint8Array {
  const net = styleNet('style', new Random(1), { width: 8, blocks: 1 });
  return writeOnnx(productGraph({ kind: 'translate', multiple: 4, apply: net.apply }));
}

test('a style net is taken apart at its means, and keeps fewer maps where there is less memory', async () => {
  const model = styleModel();
  const anatomy = anatomyOf(readOnnx(model));
  if (!anatomy) throw new Error('the net cannot be taken apart');
  const stages = stagesOf(anatomy, new Set(anatomy.crossing));
  expect(stages.at(-1)?.output).toBe(true);
  expect(stages.every(({ reach }) => reach <= 16)).toBe(true);
  const file = join(temporaryFolder(), 'model.onnx');
  writeFileSync(file, model);
  const net = await StagedNet.open(file, { device: DeviceId.parse('cpu'), threads: 1 });
  const [plenty, little] = [net?.stages(1e6, 1e9) ?? [], net?.stages(1e6, 2e7) ?? []];
  expect(peakBytes(plenty)).toBe(peakBytes(stages));
  expect(peakBytes(little)).toBeLessThan(peakBytes(plenty));
});
