// Every kind of picture comes out as what it was: depth, transparency, grey, and the colours of other models.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { blurNet, testFolder, upscale } from './setup.ts';

const folder = testFolder('kinds');
const at = (name: string): string => join(folder, name);

test.each(['png', 'tiff'] as const)('a 16-bit ramp stays 16-bit in %s', async (format) => {
  const ramp = Uint16Array.from({ length: 1024 * 16 * 3 }, (_, i) => 20000 + (Math.floor(i / 3) % 1024) * 8);
  const input = at(`ramp.${format}`);
  const raw = { width: 1024, height: 16, channels: 3 } as const;
  await sharp(ramp, { raw }).toColourspace('rgb16').toFormat(format, { compression: 'lzw' }).toFile(input);
  const { info, notices } = await upscale(folder, { input, output: at(`ramp-4x.${format}`) });
  const made = await sharp(at(`ramp-4x.${format}`))
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer();
  const levels = new Set(new Uint16Array(made.buffer, made.byteOffset, made.length / 2));
  expect(info).toMatchObject({ depth: 16, width: 4096 });
  expect(levels.size).toBeGreaterThan(1000);
  expect(notices).toEqual([]);
});

test('a 16-bit grey picture stays 16-bit grey', async () => {
  const ramp = Uint16Array.from({ length: 512 * 8 }, (_, i) => (i % 512) * 100);
  const input = at('grey16.png');
  await sharp(ramp, { raw: { width: 512, height: 8, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(input);
  const { info } = await upscale(folder, { input, output: at('grey16-4x.png') });
  expect(info).toMatchObject({ depth: 16, space: 'grey16', width: 2048 });
});

test('16 bits into JPEG are reduced, and it is said', async () => {
  const { info, notices } = await upscale(folder, {
    input: at('ramp.png'),
    output: at('ramp.jpg'),
    encoding: { format: 'jpeg', quality: 92, keepMetadata: true },
  });
  expect(info.depth).toBe(8);
  expect(notices.join()).toMatch(/16 were reduced/);
});

/** A green disc on transparent black, as drawing programs write it. */
async function disc(file: string): Promise<void> {
  const pixels = Buffer.alloc(64 * 64 * 4);
  for (let i = 0; i < 64 * 64; i++) {
    const distance = Math.hypot((i % 64) - 31.5, Math.floor(i / 64) - 31.5);
    const alpha = Math.max(0, Math.min(255, Math.round((24 - distance) * 128)));
    if (alpha > 0) pixels.set([20, 200, 60, alpha], i * 4);
  }
  await sharp(pixels, { raw: { width: 64, height: 64, channels: 4 } })
    .png()
    .toFile(file);
}

test.each([4, 3, 8] as const)('transparent edges get no dark fringe at ×%i', async (scale) => {
  await disc(at('disc.png'));
  const output = at(`disc-${scale}.png`);
  const { info } = await upscale(folder, {
    input: at('disc.png'),
    output,
    target: { by: 'scale', scale },
    net: blurNet(4),
  });
  const { data } = await sharp(output).raw().toBuffer({ resolveWithObject: true });
  let edge = 0;
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 0;
    if (alpha < 3 || alpha > 252) continue;
    edge++;
    expect(Math.abs((data[i + 1] ?? 0) - 200)).toBeLessThanOrEqual(2);
  }
  expect(info).toMatchObject({ alpha: true, width: 64 * scale });
  expect(edge).toBeGreaterThan(500);
});

test('transparency into JPEG is laid on white, and it is said', async () => {
  await disc(at('disc2.png'));
  const { notices, info } = await upscale(folder, {
    input: at('disc2.png'),
    output: at('disc.jpg'),
    encoding: { format: 'jpeg', quality: 95, keepMetadata: true },
  });
  const { data } = await sharp(at('disc.jpg')).raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  expect(info.alpha).toBe(false);
  expect(notices.join()).toMatch(/laid on white/);
});

test.each(['jpeg', 'png', 'tiff'] as const)('grey stays grey in %s', async (format) => {
  const pixels = Buffer.from(Array.from({ length: 40 * 30 }, (_, i) => (i % 40) * 6));
  await sharp(pixels, { raw: { width: 40, height: 30, channels: 1 } })
    .toColourspace('b-w')
    .toFormat(format)
    .toFile(at(`grey.${format}`));
  const { info } = await upscale(folder, { input: at(`grey.${format}`), output: at(`grey-4x.${format}`) });
  expect(info).toMatchObject({ space: 'b-w', width: 160 });
});

test('grey with transparency keeps both', async () => {
  const pixels = Buffer.from(Array.from({ length: 20 * 20 * 2 }, (_, i) => (i % 2 === 0 ? 90 : (i * 5) % 256)));
  await sharp(pixels, { raw: { width: 20, height: 20, channels: 2 } })
    .toColourspace('b-w')
    .png()
    .toFile(at('ga.png'));
  const { info } = await upscale(folder, { input: at('ga.png'), output: at('ga-4x.png') });
  expect(info).toMatchObject({ space: 'b-w', alpha: true });
});

test('a CMYK JPEG becomes sRGB with the profile that says so', async () => {
  const red = { create: { width: 32, height: 32, channels: 3, background: { r: 200, g: 40, b: 30 } } } as const;
  await sharp(red).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toFile(at('cmyk.jpg'));
  const { info, notices } = await upscale(folder, { input: at('cmyk.jpg'), output: at('cmyk-4x.jpg') });
  const shown = await sharp(at('cmyk.jpg')).raw().toBuffer();
  const made = await sharp(at('cmyk-4x.jpg')).raw().toBuffer();
  expect(info).toMatchObject({ space: 'srgb', width: 128 });
  expect(info.icc).toMatch(/srgb/i);
  expect(notices.join()).toMatch(/CMYK to sRGB/);
  for (let band = 0; band < 3; band++) expect(Math.abs((shown[band] ?? 0) - (made[band] ?? 99))).toBeLessThan(6);
});

test('a palette PNG becomes RGB with the same colours', async () => {
  const colours = {
    create: { width: 30, height: 20, channels: 4, background: { r: 255, g: 128, b: 0, alpha: 1 } },
  } as const;
  await sharp(colours).png({ palette: true, colours: 4 }).toFile(at('palette.png'));
  await upscale(folder, { input: at('palette.png'), output: at('palette-4x.png') });
  const { data } = await sharp(at('palette-4x.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([255, 128, 0]);
});

test.each(['gif', 'webp'] as const)('an animated %s gives its first frame, and it is said', async (format) => {
  const frame = (r: number): Buffer => Buffer.from(Array.from({ length: 16 * 16 }, () => [r, 0, 0]).flat());
  const both = Buffer.concat([frame(255), frame(10)]);
  await sharp(both, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } })
    .toFormat(format, { lossless: true })
    .toFile(at(`moving.${format}`));
  const output = at(`still.${format === 'gif' ? 'png' : 'webp'}`);
  const { info, notices } = await upscale(folder, { input: at(`moving.${format}`), output });
  const made = await sharp(output).raw().toBuffer();
  expect(info).toMatchObject({ width: 64, height: 64, pages: 1, format: format === 'gif' ? 'png' : 'webp' });
  expect(made[0]).toBeGreaterThan(245);
  expect(notices).toContain('Animated: only the first frame was used.');
});

test('a picture of one pixel can be enlarged', async () => {
  await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toFile(at('one.png'));
  const { info } = await upscale(folder, { input: at('one.png'), output: at('one-4x.png'), multiple: 4 });
  expect(info).toMatchObject({ width: 4, height: 4 });
});
