// The restyle operation on files: strength, colours, brush, what of the photo is kept, and previews that are only mixed anew.
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { DecodeLimits, EngineTask } from '#contract/engine.ts';
import { DeviceId } from '#contract/ids.ts';
import { toLinear, toOklab } from '../../electron/engine/imaging/oklab.ts';
import { PaintNet } from '../../electron/engine/infer/paint-net.ts';
import { type Painter } from '../../electron/engine/infer/paint.ts';
import { Paintings } from '../../electron/engine/infer/paintings.ts';
import { restylePicture, type RestyleTask } from '../../electron/engine/infer/restyle.ts';
import { drawPicture } from '../service/support/studio.ts';
import { writeTinyStyle } from '../service/support/tiny-style.ts';
import { testFolder } from './imaging/setup.ts';

const folder = testFolder('restyle');
const at = (name: string): string => join(folder, name);
const [width, height] = [61, 46];

let net: PaintNet;
let model = '';
let photo = '';
beforeAll(async () => {
  model = writeTinyStyle(folder, 'style');
  photo = await drawPicture(at('photo.png'), width, height);
  net = await PaintNet.open(model, { device: DeviceId.parse('cpu'), threads: 1 });
});
afterAll(() => net.release());

let files = 0;
type More = { look?: object; input?: string; format?: string; side?: number; painter?: Painter; paintings?: Paintings };

async function restyle({ look = {}, input = photo, format = 'png', ...more }: More = {}) {
  const output = at(`result-${++files}.${format}`);
  const encoding = { format };
  const full = { strength: 1, keepColors: false, brush: 1, ...look };
  const facts = { model, multiple: 4, receptiveRadius: 256, look: full, encoding, side: more.side };
  const task = EngineTask.parse({ task: 'restyle', input, output, scratch: at('scratch'), ...facts }) as RestyleTask;
  const made = await restylePicture(task, {
    limits: DecodeLimits.parse({}),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onTile: () => undefined,
    painter: more.painter ?? net.painter({ multiple: 4, grain: 0, take: (work) => work() }),
    paintings: more.paintings ?? new Paintings(),
  });
  expect(readdirSync(at('scratch'))).toEqual([]);
  return { ...made, output };
}

const pixels = (file: string): Promise<Buffer> => sharp(file).removeAlpha().raw().toBuffer();

/** Mean and largest difference of two pictures in steps of 8 bits. */
function difference(a: Buffer, b: Buffer): { mean: number; most: number } {
  const all = a.map((value, i) => Math.abs(value - (b[i] ?? 0)));
  return { mean: all.reduce((sum, value) => sum + value, 0) / all.length, most: Math.max(...all) };
}

test('strength 0 gives the photo, 1 the full style, and between them it only grows', async () => {
  const given = await pixels(photo);
  const made: Buffer[] = [];
  for (const strength of [0, 0.25, 0.5, 0.75, 1]) {
    made.push(await pixels((await restyle({ look: { strength } })).output));
  }
  const [none = given] = made;
  expect(difference(given, none).most).toBeLessThanOrEqual(1);
  const away = made.map((picture) => difference(given, picture).mean);
  expect(away).toEqual(away.toSorted((a, b) => a - b));
  expect(away.at(-1)).toBeGreaterThan(10);
});

test('with the colours of the photo, colours stay nearer to it than without', async () => {
  const given = await pixels(photo);
  const chroma = async (keepColors: boolean): Promise<number> => {
    const made = await pixels((await restyle({ look: { keepColors } })).output);
    let sum = 0;
    for (let i = 0; i < given.length; i += 3) {
      const [[, a1, b1], [, a2, b2]] = [lab(given, i), lab(made, i)];
      sum += Math.hypot(a1 - a2, b1 - b2);
    }
    return sum / (given.length / 3);
  };
  expect(await chroma(true)).toBeLessThan(0.5 * (await chroma(false)));
});

function lab(samples: Buffer, i: number): [number, number, number] {
  const [r = 0, g = 0, b = 0] = [0, 1, 2].map((k) => toLinear((samples[i + k] ?? 0) / 255));
  return toOklab(r, g, b);
}

test('a larger brush paints a smaller picture, and the result has the size of the photo all the same', async () => {
  const seen: string[] = [];
  const painter: Painter = (source, target, { onPart }) => {
    const all = { x: 0, y: 0, width: source.layout.width, height: source.layout.height };
    seen.push(`${all.width} × ${all.height}`);
    target.write(all, new Uint16Array(all.width * all.height * 3).fill(40_000));
    onPart(all);
    return Promise.resolve([]);
  };
  for (const brush of [0.5, 1, 2]) {
    expect((await restyle({ look: { brush }, painter })).info).toMatchObject({ width, height });
  }
  expect(seen).toEqual(['122 × 92', '61 × 46', '31 × 23']);
});

test('transparency, 16 bits and the colour profile of a photo are kept; a grey photo gets the colours of the style', async () => {
  const clear = Buffer.from(Array.from({ length: width * height }, (_, i) => (i % width < 30 ? 0 : 200)));
  const alpha = at('alpha.png');
  await sharp(photo)
    .joinChannel(clear, { raw: { width, height, channels: 1 } })
    .withIccProfile('p3')
    .png()
    .toFile(alpha);
  const made = await restyle({ input: alpha });
  expect(await sharp(made.output).extractChannel(3).raw().toBuffer()).toEqual(clear);
  const profile = async (file: string) => (await sharp(file).metadata()).icc;
  expect(await profile(made.output)).toEqual(await profile(alpha));

  const deep = at('deep.png');
  await sharp(photo).toColourspace('rgb16').png().toFile(deep);
  const deepMade = await restyle({ input: deep });
  expect(deepMade.info.depth).toBe(16);
  const values = await sharp(deepMade.output).raw({ depth: 'ushort' }).toBuffer();
  expect(
    new Set(new Uint16Array(values.buffer, values.byteOffset, 3000).map((value) => value % 257)).size,
  ).toBeGreaterThan(9);

  const grey = at('grey.png');
  await sharp(photo).toColourspace('b-w').png().toFile(grey);
  const coloured = await pixels((await restyle({ input: grey })).output);
  expect(coloured.length).toBe(width * height * 3);
  expect(coloured.some((value, i) => i % 3 === 0 && Math.abs(value - (coloured[i + 1] ?? 0)) > 9)).toBe(true);
});

test('a preview is painted once for all strengths and colours, and again for another brush or size', async () => {
  const paintings = new Paintings();
  const before = await restyle({ side: 40, paintings });
  expect(before.info).toMatchObject({ width: 40, height: 30 });
  expect(before.painting).toBeGreaterThan(0);
  const weaker = await restyle({ side: 40, paintings, look: { strength: 0.5 } });
  expect(weaker.painting).toBe(0);
  const fresh = await restyle({ side: 40, look: { strength: 0.5 } });
  expect(await pixels(weaker.output)).toEqual(await pixels(fresh.output));
  expect((await restyle({ side: 40, paintings, look: { keepColors: true } })).painting).toBe(0);
  expect((await restyle({ side: 40, paintings, look: { brush: 2 } })).painting).toBeGreaterThan(0);
  expect((await restyle({ side: 30, paintings })).painting).toBeGreaterThan(0);
  const [first, second] = await Promise.all([restyle({ side: 20, paintings }), restyle({ side: 20, paintings })]);
  expect([first.painting > 0, second.painting > 0].filter(Boolean)).toHaveLength(1);
});
