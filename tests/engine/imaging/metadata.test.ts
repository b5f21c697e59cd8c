// What a picture says about itself is still true, and still there, after upscaling.
import { join } from 'node:path';
import readExif from 'exif-reader';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { profileName } from '../../../electron/engine/imaging/icc.ts';
import { inspectPicture } from '../../../electron/engine/imaging/inspect.ts';
import { LIMITS, testFolder, upscale } from './setup.ts';

const folder = testFolder('metadata');
const XMP =
  '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="kept"/></rdf:RDF></x:xmpmeta>';
const EXIF = {
  IFD0: { Make: 'Acme', Model: 'Acme One', Artist: 'Ada', Copyright: 'Ada 2026', Software: 'Firmware 1' },
  IFD2: {
    ExposureTime: '1/125',
    FNumber: '28/10',
    ISOSpeedRatings: '200',
    FocalLength: '35/1',
    LensModel: 'Acme 35mm',
    DateTimeOriginal: '2026:01:31 12:34:56',
  },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSLongitudeRef: 'W', GPSLongitude: '0/1 7/1 0/1' },
};

/** Left half red above blue, right half green above white, 32 × 24, so that every orientation looks different. */
function corners(): Promise<Buffer> {
  const pixels = Buffer.alloc(32 * 24 * 3);
  for (let i = 0; i < 32 * 24; i++) {
    const [left, top] = [i % 32 < 16, i < 32 * 12];
    pixels.set(left ? (top ? [220, 20, 20] : [20, 20, 220]) : top ? [20, 200, 20] : [240, 240, 240], i * 3);
  }
  return sharp(pixels, { raw: { width: 32, height: 24, channels: 3 } })
    .png()
    .toBuffer();
}

async function photo(format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff'): Promise<string> {
  const file = join(folder, `photo.${format}`);
  await sharp(await corners())
    .withExif(EXIF)
    .withXmp(XMP)
    .withIccProfile('p3')
    .withMetadata({ density: 240, icc: 'p3' })
    .withXmp(XMP)
    .toFormat(format, { quality: 95 })
    .toFile(file);
  return file;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is applied and then forgotten', async (orientation) => {
  const input = join(folder, `o${orientation}.jpg`);
  const output = join(folder, `o${orientation}-4x.jpg`);
  await sharp(await corners())
    .withMetadata({ orientation })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toFile(input);
  const { info } = await upscale(folder, { input, output });
  const upright = await sharp(input).autoOrient().raw().toBuffer({ resolveWithObject: true });
  const made = await sharp(output).raw().toBuffer({ resolveWithObject: true });
  expect(info.orientation).toBe(1);
  expect([made.info.width, made.info.height]).toEqual([upright.info.width * 4, upright.info.height * 4]);
  for (const [x, y] of [
    [4, 4],
    [upright.info.width - 5, 4],
    [4, upright.info.height - 5],
  ] as const) {
    for (let band = 0; band < 3; band++) {
      const before = upright.data[(y * upright.info.width + x) * 3 + band] ?? -1;
      const after = made.data[(y * 4 * made.info.width + x * 4) * 3 + band] ?? -1;
      expect(Math.abs(before - after)).toBeLessThan(8);
    }
  }
});

test.each(['jpeg', 'png', 'webp'] as const)('%s keeps EXIF, XMP, ICC and resolution field by field', async (format) => {
  const input = await photo(format);
  const output = join(folder, `kept.${format}`);
  await upscale(folder, { input, output });
  const [before, after] = await Promise.all([sharp(input).metadata(), sharp(output).metadata()]);
  expect(after.icc).toEqual(before.icc);
  expect(after.xmpAsString).toBe(before.xmpAsString);
  expect(after.density).toBe(before.density);
  const [old, kept] = [readExif(before.exif ?? Buffer.alloc(0)), readExif(after.exif ?? Buffer.alloc(0))];
  expect(kept.Image).toMatchObject({ Make: 'Acme', Model: 'Acme One', Artist: 'Ada', Copyright: 'Ada 2026' });
  expect(kept.GPSInfo).toEqual(old.GPSInfo);
  const size = { PixelXDimension: 128, PixelYDimension: 96 };
  expect(kept.Photo).toEqual({ ...old.Photo, ...size });
});

test.each(['tiff', 'avif'] as const)('%s keeps XMP, ICC and (TIFF) resolution', async (format) => {
  const input = await photo(format);
  const output = join(folder, `kept.${format}`);
  await upscale(folder, { input, output });
  const [before, after] = await Promise.all([sharp(input).metadata(), sharp(output).metadata()]);
  expect(after.icc).toEqual(before.icc);
  expect(after.xmpAsString).toBe(before.xmpAsString);
  expect(after.density).toBe(before.density);
});

test('without metadata only the profile stays, because the colours depend on it', async () => {
  const input = await photo('jpeg');
  const output = join(folder, 'bare.jpg');
  const { info } = await upscale(folder, {
    input,
    output,
    encoding: { format: 'same', quality: 92, keepMetadata: false },
  });
  expect(info).toMatchObject({ hasExif: false, hasXmp: false });
  expect(info.icc).toBe(profileName((await sharp(input).metadata()).icc ?? Buffer.alloc(0)));
  expect(info.dpi ?? 72).toBe(72);
});

test('a picture without metadata gets none', async () => {
  const input = join(folder, 'plain.png');
  await sharp(await corners()).toFile(input);
  const { info } = await upscale(folder, { input, output: join(folder, 'plain-4x.png') });
  expect(info).toMatchObject({ hasExif: false, hasXmp: false, icc: undefined });
  expect(info.dpi).toBeUndefined();
});

test('the pixels stay in the space of the profile', async () => {
  const input = await photo('png');
  const output = join(folder, 'space.png');
  await upscale(folder, { input, output });
  const raw = (file: string): Promise<Buffer> =>
    sharp(file).keepIccProfile().extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer();
  expect(await raw(output)).toEqual(await raw(input));
});

test('inspect tells camera, exposure, place and profile', async () => {
  const input = await photo('jpeg');
  const { info, exif } = await inspectPicture(
    { task: 'inspect', input, thumbnails: [], exif: true },
    LIMITS,
    new AbortController().signal,
  );
  expect(Object.fromEntries(exif.map(({ name, value }) => [name, value]))).toMatchObject({
    Camera: 'Acme One',
    Lens: 'Acme 35mm',
    Taken: '2026-01-31 12:34:56',
    'Exposure time': '1/125 s',
    Aperture: 'f/2.8',
    ISO: '200',
    'Focal length': '35 mm',
    Place: '51.50897° N, 0.11667° W',
  });
  expect(info).toMatchObject({ width: 32, height: 24, depth: 8, dpi: 240, hasExif: true, hasXmp: true });
  expect(info.icc).toMatch(/P3/);
});
