// Tiles never show: the result is that of the whole picture at once, borders included, at every tile size and out of memory too.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { UserError } from '#contract/errors.ts';
import { type NetFacts, type UpscaleNet } from '../../../electron/engine/infer/net.ts';
import { affordableOverlap, inputSide, memoryBudget, tileSide } from '../../../electron/engine/infer/tile-size.ts';
import { tilesOf } from '../../../electron/engine/infer/tiles.ts';
import { Turns } from '../../../electron/engine/infer/turns.ts';
import { blurNet, testFolder, upscale } from './setup.ts';

const folder = testFolder('tiles');
const at = (name: string): string => join(folder, name);

/** Working memory that leaves a tile's core `side` pixels for the nets of these tests. */
function budgetFor(side: number, facts: NetFacts): number {
  for (let bytes = 1e4; ; bytes *= 1.05) if (tileSide(facts, facts.radius, bytes) >= side) return bytes;
}

async function noise(name: string, width: number, height: number, channels: 3 | 4): Promise<string> {
  let state = 7;
  const pixels = Buffer.from(
    Array.from({ length: width * height * channels }, (_, i) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      // Half of the picture transparent, with hidden colours that must not matter differently in different tiles.
      return channels === 4 && i % 4 === 3 && (i / 4) % width < width / 2 ? 0 : (state >> 16) & 255;
    }),
  );
  await sharp(pixels, { raw: { width, height, channels } }).png().toFile(at(name));
  return at(name);
}

test.each([3, 4] as const)('tiled equals untiled everywhere with %i channels', async (channels) => {
  const input = await noise(`noise${channels}.png`, 211, 173, channels);
  const facts = { scale: 2, radius: 4, multiple: 1 };
  const common = { input, scale: 2, receptiveRadius: 4, target: { by: 'scale', scale: 2 }, net: blurNet(2) } as const;
  const whole = await upscale(folder, { ...common, output: at('whole.png'), budget: budgetFor(220, facts) });
  const tiled = await upscale(folder, { ...common, output: at('tiled.png'), budget: budgetFor(40, facts) });
  const [a, b] = await Promise.all(['whole.png', 'tiled.png'].map((name) => sharp(at(name)).raw().toBuffer()));
  let most = 0;
  for (let i = 0; i < (a?.length ?? 0); i++) most = Math.max(most, Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0)));
  expect(whole.tile).toBeGreaterThan(211);
  expect(tiled.tile).toBeLessThan(60);
  expect(most).toBe(0);
});

/** A net that downsamples inside: it accepts multiples of 8 only and treats every 8 × 8 block as one. */
const blocks: UpscaleNet = {
  run: (data, height, width) => {
    if (height % 8 || width % 8) return Promise.reject(new Error(`${width} × ${height}`));
    return Promise.resolve({
      data: data.map((_, i) => {
        const [row, x] = [Math.floor(i / width), i % width];
        return data[(row - ((row % height) % 8)) * width + x - (x % 8)] ?? 0;
      }),
      height,
      width,
    });
  },
};

test('a net with a multiple gets it, at the places it would have in the whole picture', async () => {
  const input = await noise('odd.png', 157, 83, 3);
  const common = {
    input,
    scale: 1,
    receptiveRadius: 5,
    multiple: 8,
    target: { by: 'width', pixels: 157 },
    net: blocks,
  } as const;
  const facts = { scale: 1, radius: 5, multiple: 8 };
  await upscale(folder, { ...common, output: at('b-whole.png'), budget: budgetFor(168, facts) });
  await upscale(folder, { ...common, output: at('b-tiled.png'), budget: budgetFor(48, facts) });
  const [a, b] = await Promise.all(['b-whole.png', 'b-tiled.png'].map((name) => sharp(at(name)).raw().toBuffer()));
  expect(b).toEqual(a);
});

test.each([
  [640, 480, 110, 90, 1],
  [211, 173, 64, 4, 1],
  [1000, 40, 48, 7, 8],
  [33, 33, 32, 16, 4],
  [5, 3, 64, 4, 16],
])('cores cover %i × %i once, inputs cover cores and are of one size', (width, height, side, radius, multiple) => {
  const seen = new Uint8Array(width * height);
  const tiles = tilesOf({ x: 0, y: 0, width, height }, { width, height }, side, { scale: 2, radius, multiple });
  expect(new Set(tiles.map(({ input }) => `${input.width} × ${input.height}`)).size).toBe(1);
  for (const { core, input } of tiles) {
    expect(Math.max(input.width, input.height)).toBeLessThanOrEqual(side + 2 * radius + 3 * multiple);
    expect(input.x).toBeLessThanOrEqual(Math.max(0, core.x - radius));
    expect(input.x + input.width).toBeGreaterThanOrEqual(Math.min(width, core.x + core.width + radius));
    expect([input.width % multiple, input.height % multiple, input.x % multiple, input.y % multiple]).toEqual([
      0, 0, 0, 0,
    ]);
    for (let y = core.y; y < core.y + core.height; y++) {
      for (let x = core.x; x < core.x + core.width; x++) seen[y * width + x] = (seen[y * width + x] ?? 0) + 1;
    }
  }
  expect(seen.every((count) => count === 1)).toBe(true);
});

/** The net, on a device that has room for so many input pixels. */
function cramped(net: UpscaleNet, pixels: number): UpscaleNet {
  const refuse = (): Promise<never> => Promise.reject(new UserError('out-of-memory', 'There is not enough memory.'));
  return { run: (data, height, width) => (height * width > pixels ? refuse() : net.run(data, height, width)) };
}

test('out of memory: tiles are halved until they fit, with the same result', async () => {
  const input = await noise('oom.png', 300, 200, 3);
  const common = { input, scale: 2, target: { by: 'scale', scale: 2 } } as const;
  await upscale(folder, { ...common, output: at('roomy.png'), net: blurNet(2) });
  const { tile } = await upscale(folder, { ...common, output: at('cramped.png'), net: cramped(blurNet(2), 60 * 60) });
  expect(tile).toBeLessThanOrEqual(52);
  expect(await sharp(at('cramped.png')).raw().toBuffer()).toEqual(await sharp(at('roomy.png')).raw().toBuffer());
});

test('out of memory at the smallest tile is told, with a way out', async () => {
  const input = at('oom.png');
  const error = await upscale(folder, { input, output: at('never.png'), net: cramped(blurNet(4), 100) }).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ kind: 'out-of-memory' });
  expect((error as UserError).hint).toMatch(/smaller model/);
});

test('a part of the picture, cut again into smaller tiles, is covered once too', () => {
  const area = { x: 96, y: 0, width: 104, height: 77 };
  const tiles = tilesOf(area, { width: 300, height: 77 }, 32, { scale: 4, radius: 9, multiple: 2 });
  const seen = new Set<number>();
  for (const { core, input } of tiles) {
    expect(input.x).toBeLessThanOrEqual(core.x - 9);
    expect(input.x + input.width).toBeGreaterThanOrEqual(core.x + core.width + 9);
    expect(input.width).toBeLessThanOrEqual(32 + 2 * 9 + 3 * 2);
    for (let y = core.y; y < core.y + core.height; y++) {
      for (let x = core.x; x < core.x + core.width; x++) seen.add(y * 300 + x);
    }
    expect(core.x).toBeGreaterThanOrEqual(area.x);
  }
  expect(seen.size).toBe(area.width * area.height);
  expect(tiles.reduce((sum, { core }) => sum + core.width * core.height, 0)).toBe(area.width * area.height);
});

test('a deep net gets the overlap it needs where memory allows, and larger tiles to pay for it', () => {
  const facts = { scale: 4, radius: 349, multiple: 1 };
  expect(affordableOverlap(facts, 90, 4e9)).toBe(90);
  expect(affordableOverlap(facts, 90, 1.3e9)).toBe(90);
  expect(affordableOverlap(facts, 90, 2e8)).toBeLessThan(40);
  expect(inputSide(facts, 90, 4e9)).toBeGreaterThan(480);
  expect(inputSide(facts, 12, 4e9)).toBeLessThan(300);
  for (const budget of [2e8, 1.3e9, 4e9]) {
    const side = tileSide(facts, affordableOverlap(facts, 90, budget), budget);
    expect(side).toBeGreaterThanOrEqual(32);
  }
});

test('less memory means smaller tiles, never too small ones', () => {
  const facts = { scale: 4, radius: 18, multiple: 4 };
  expect(tileSide(facts, 18, 20e6)).toBeLessThan(tileSide(facts, 18, 800e6));
  expect(tileSide(facts, 18, 1)).toBeGreaterThanOrEqual(32);
  expect(tileSide(facts, 18, 800e6) % 4).toBe(0);
  expect(memoryBudget()).toBeGreaterThan(0);
});

test('a person at the screen goes before the batch', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(name);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await Promise.all([
    turns.take(false, work('batch 1')),
    turns.take(false, work('batch 2')),
    turns.take(true, work('screen 1')),
    turns.take(true, work('screen 2')),
  ]);
  expect(order).toEqual(['batch 1', 'screen 1', 'screen 2', 'batch 2']);
});
