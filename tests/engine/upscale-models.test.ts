// The shipped default model through the whole pipeline: no seams, and the same picture.
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceId } from '#contract/ids.ts';
import { DEFAULT_MODEL, ModelCard } from '#contract/models.ts';
import { ModelSession } from '../../electron/engine/compiler/session.ts';
import { tileSide } from '../../electron/engine/infer/tile-size.ts';
import { testFolder, upscale } from './imaging/setup.ts';

const folder = testFolder('models');
const at = (name: string): string => join(folder, name);
const home = join(import.meta.dirname, '../../resources/models', DEFAULT_MODEL);
const card = ModelCard.parse(JSON.parse(readFileSync(join(home, 'card.json'), 'utf8')));
let session: ModelSession;

beforeAll(async () => {
  session = await ModelSession.open(join(home, 'model.onnx'), { device: DeviceId.parse('cpu'), threads: 0 });
});
afterAll(() => session.release());

/** Discs and stripes, 160 × 130, with edges of every direction. */
async function drawing(): Promise<string> {
  const pixels = Buffer.from(
    Array.from({ length: 160 * 130 * 3 }, (_, i) => {
      const [band, x, y] = [i % 3, Math.floor(i / 3) % 160, Math.floor(i / 480)];
      const ring = Math.sin(Math.hypot(x - 70, y - 60) / (3 + band)) > 0 ? 70 : 0;
      return Math.round(90 + ring + 60 * Math.sin((x + 2 * y) / 11) + ((x * 31 + y * 17) % 13));
    }),
  );
  await sharp(pixels, { raw: { width: 160, height: 130, channels: 3 } })
    .png()
    .toFile(at('drawing.png'));
  return at('drawing.png');
}

test('tiled equals untiled to 1/255', async () => {
  const input = await drawing();
  const facts = { scale: card.scale, radius: card.receptiveRadius, multiple: card.multiple };
  const common = {
    input,
    net: session,
    scale: card.scale,
    receptiveRadius: card.receptiveRadius,
    multiple: card.multiple,
  };
  let budget = 1e6;
  while (tileSide(facts, facts.radius, budget) < 72) budget *= 1.1;
  const tiled = await upscale(folder, { ...common, output: at('tiled.png'), budget });
  const whole = await upscale(folder, { ...common, output: at('whole.png') });
  const [a, b] = await Promise.all(['tiled.png', 'whole.png'].map((name) => sharp(at(name)).raw().toBuffer()));
  let most = 0;
  for (let i = 0; i < (a?.length ?? 0); i++) most = Math.max(most, Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0)));
  expect(tiled.tile).toBeLessThan(100);
  expect(whole.tile).toBeGreaterThan(160);
  expect(most).toBeLessThanOrEqual(1);
}, 60_000);

test('the result is the same picture, four times as large', async () => {
  const back = await sharp(at('whole.png')).resize(40, 32, { fit: 'fill' }).raw().toBuffer();
  const wanted = await sharp(at('drawing.png')).resize(40, 32, { fit: 'fill' }).raw().toBuffer();
  const error = back.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 0)), 0) / back.length;
  expect(error).toBeLessThan(8);
});
