// Camera data goes into TIFF files and comes out of them, whatever the dialect, and the pixels never notice.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import readExif from 'exif-reader';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Encoding } from '#contract/upscale.ts';
import { convertPicture } from '../../../electron/engine/imaging/convert.ts';
import { inspectPicture } from '../../../electron/engine/imaging/inspect.ts';
import { layOutExif, readExifDirectories } from '../../../electron/engine/imaging/exif-directories.ts';
import { attachTiffExif, readTiffExif } from '../../../electron/engine/imaging/tiff-exif.ts';
import { leftovers, LIMITS, testFolder, upscale } from './setup.ts';
import { CAMERA, GPS, PHOTO, samplesOf, writeBlock, writeTiff } from './tiff-writer.ts';

const folder = testFolder('tiff-exif');
const at = (name: string): string => join(folder, name);
const never = new AbortController().signal;
const PARTS = { image: CAMERA, photo: PHOTO, gps: GPS };
const CLASSIC = { little: true, big: false };

const IMAGE = { Make: 'Acme', Model: 'Acme One', Copyright: 'Ada 2026' };
const PHOTO_READ = {
  ExposureTime: 1 / 125,
  FNumber: 2.8,
  ISOSpeedRatings: 200,
  DateTimeOriginal: new Date('2026-01-31T12:34:56Z'),
  LensModel: 'Acme 35mm',
};
const GPS_READ = {
  GPSLatitudeRef: 'N',
  GPSLatitude: [51, 30, 32.3],
  GPSLongitudeRef: 'W',
  GPSLongitude: [0, 7, 0],
};

/** Every field, as an independent reader finds it in a block or in a whole classic TIFF file. */
function expectExif(bytes: Buffer | undefined, size: { width: number; height: number }): void {
  const { Image, Photo, GPSInfo, Thumbnail } = readExif(bytes ?? Buffer.alloc(0));
  expect(Image).toMatchObject(IMAGE);
  expect(Photo).toMatchObject({ ...PHOTO_READ, PixelXDimension: size.width, PixelYDimension: size.height });
  expect(GPSInfo).toMatchObject(GPS_READ);
  expect(Thumbnail).toBeUndefined();
}

async function convert(input: string, output: string, encoding: Partial<Encoding> = {}): Promise<void> {
  const whole = { format: 'same', quality: 92, keepMetadata: true, ...encoding } as const;
  await convertPicture({ task: 'convert', input, output, encoding: whole }, LIMITS, never);
}

const raw = (file: string): Promise<Buffer> => sharp(file).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();

/** A picture of 32 × 24 with the fields in its EXIF block. */
async function photo(format: 'jpeg' | 'png' | 'webp'): Promise<string> {
  const file = at(`photo.${format}`);
  const ascii = (fields: typeof PHOTO, tag: number): string => String(fields.find(([t]) => t === tag)?.[2]);
  await sharp(Buffer.from(samplesOf(8)), { raw: { width: 32, height: 24, channels: 3 } })
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Acme One', Copyright: 'Ada 2026' },
      IFD2: {
        ExposureTime: '1/125',
        FNumber: '28/10',
        ISOSpeedRatings: '200',
        DateTimeOriginal: ascii(PHOTO, 0x9003),
        LensModel: 'Acme 35mm',
      },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 3230/100',
        GPSLongitudeRef: 'W',
        GPSLongitude: '0/1 7/1 0/1',
      },
    })
    .toFormat(format, { quality: 100 })
    .toFile(file);
  return file;
}

test.each([
  ['little-endian', { little: true, big: false }],
  ['big-endian', { little: false, big: false }],
  ['little-endian Big', { little: true, big: true }],
  ['big-endian Big', { little: false, big: true }],
] as const)('the EXIF of a %s TIFF is read field by field', async (name, dialect) => {
  const file = at(`${name}.tif`);
  writeFileSync(file, writeTiff(dialect, 16, PARTS));
  expectExif(readTiffExif(file), { width: 32, height: 24 });
  const { info, exif } = await inspectPicture(
    { task: 'inspect', input: file, thumbnails: [], exif: true },
    LIMITS,
    never,
  );
  expect(info).toMatchObject({ format: 'tiff', depth: 16, hasExif: true });
  expect(exif).toContainEqual({ name: 'Lens', value: 'Acme 35mm' });
});

test.each(['jpeg', 'png', 'webp'] as const)(
  '%s into TIFF keeps it, with the new size and the same pixels',
  async (format) => {
    const input = await photo(format);
    await convert(input, at(`${format}.tif`), { format: 'tiff' });
    expectExif(readFileSync(at(`${format}.tif`)), { width: 32, height: 24 });
    expect(await raw(at(`${format}.tif`))).toEqual(await raw(input));
    const { info, notices } = await upscale(folder, {
      input,
      output: at(`${format}-4x.tif`),
      encoding: { format: 'tiff', quality: 92, keepMetadata: true },
    });
    expectExif(readFileSync(at(`${format}-4x.tif`)), { width: 128, height: 96 });
    expect(info).toMatchObject({ hasExif: true, orientation: 1 });
    expect(notices).toEqual([]);
  },
);

test.each([8, 16] as const)('TIFF into TIFF keeps it at %i bits', async (depth) => {
  const input = at(`in${depth}.tif`);
  writeFileSync(input, writeTiff({ little: false, big: false }, depth, PARTS));
  await convert(input, at(`out${depth}.tif`));
  expectExif(readFileSync(at(`out${depth}.tif`)), { width: 32, height: 24 });
  expect(await raw(at(`out${depth}.tif`))).toEqual(await raw(input));
  const { info } = await upscale(folder, { input, output: at(`out${depth}-4x.tif`) });
  expectExif(readFileSync(at(`out${depth}-4x.tif`)), { width: 128, height: 96 });
  expect(info).toMatchObject({ depth, hasExif: true });
});

test.each(['jpeg', 'png', 'webp'] as const)('TIFF into %s keeps it', async (format) => {
  const input = at('camera.tif');
  writeFileSync(input, writeTiff(CLASSIC, 8, PARTS));
  await convert(input, at(`out.${format}`), { format });
  expectExif((await sharp(at(`out.${format}`)).metadata()).exif, { width: 32, height: 24 });
  if (format === 'png') expect(await raw(at('out.png'))).toEqual(await raw(input));
  const encoding = { format, quality: 92, keepMetadata: true } as const;
  await upscale(folder, { input, output: at(`out-4x.${format}`), encoding });
  expectExif((await sharp(at(`out-4x.${format}`)).metadata()).exif, { width: 128, height: 96 });
  expect(leftovers(folder).filter((name) => /part|upscale-/.test(name))).toEqual([]);
});

test('a turned TIFF is turned upright, and says so', async () => {
  const input = at('turned.tif');
  writeFileSync(input, writeTiff(CLASSIC, 8, { ...PARTS, image: [...CAMERA, [0x0112, 3, [6]]] }));
  await convert(input, at('upright.tif'));
  expectExif(readFileSync(at('upright.tif')), { width: 24, height: 32 });
  expect(await sharp(at('upright.tif')).metadata()).toMatchObject({ width: 24, height: 32, orientation: 1 });
  expect(await raw(at('upright.tif'))).toEqual(
    await sharp(input).autoOrient().toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer(),
  );
});

test.each([
  ['classic', false, true],
  ['classic, from a big-endian block', false, false],
  ['Big', true, true],
  ['Big, from a big-endian block', true, false],
] as const)('EXIF is put into a TIFF of several pages: %s', async (_, bigtiff, little) => {
  const pages = sharp(Buffer.from([...samplesOf(8), ...samplesOf(8)]), {
    raw: { width: 32, height: 48, channels: 3, pageHeight: 24 },
  });
  await pages.tiff({ bigtiff, compression: 'deflate' }).toFile(at('plain.tif'));
  copyFileSync(at('plain.tif'), at('given.tif'));
  attachTiffExif(at('given.tif'), writeBlock(little, { ...PARTS, thumbnail: true }), { width: 320, height: 240 });
  expectExif(readTiffExif(at('given.tif')), { width: 320, height: 240 });
  const [plain, given] = await Promise.all([sharp(at('plain.tif')).metadata(), sharp(at('given.tif')).metadata()]);
  expect(given).toEqual({ ...plain, orientation: 1 });
  expect(given.pages).toBe(2);
  for (const page of [0, 1]) {
    const [a, b] = await Promise.all(
      ['plain.tif', 'given.tif'].map((name) => sharp(at(name), { page }).raw().toBuffer()),
    );
    expect(b).toEqual(a);
  }
});

test('without metadata a TIFF gets none, and a TIFF without any gets none', async () => {
  await convert(await photo('jpeg'), at('bare.tif'), { format: 'tiff', keepMetadata: false });
  expect(readTiffExif(at('bare.tif'))).toBeUndefined();
  await convert(at('bare.tif'), at('still-bare.tif'));
  expect(readTiffExif(at('still-bare.tif'))).toBeUndefined();
});

test('private data of a maker that no JPEG can hold goes, the rest stays', () => {
  const maker = (length: number): typeof PHOTO => [...PHOTO, [0x927c, 7, 'm'.repeat(length)]];
  writeFileSync(at('small.tif'), writeTiff(CLASSIC, 8, { ...PARTS, photo: maker(900) }));
  writeFileSync(at('large.tif'), writeTiff(CLASSIC, 8, { ...PARTS, photo: maker(90_000) }));
  const read = (name: string) => readExif(readTiffExif(at(name)) ?? Buffer.alloc(0)).Photo;
  expect(read('small.tif')).toMatchObject({ ...PHOTO_READ, MakerNote: Buffer.from('m'.repeat(900)) });
  expect(read('large.tif')).toMatchObject(PHOTO_READ);
  expect(read('large.tif')).not.toHaveProperty('MakerNote');
});

test('damaged EXIF neither hides the picture nor spoils what is whole', async () => {
  const whole = writeTiff(CLASSIC, 8, PARTS);
  // The lens's name claims to lie far beyond the end of the file.
  const lens = whole.lastIndexOf(Buffer.from([0x34, 0xa4, 2, 0]));
  whole.writeUInt32LE(0xfffffff0, lens + 8);
  writeFileSync(at('lens.tif'), whole);
  const { Photo } = readExif(readTiffExif(at('lens.tif')) ?? Buffer.alloc(0));
  expect(Photo).toMatchObject({ ExposureTime: 1 / 125, DateTimeOriginal: PHOTO_READ.DateTimeOriginal });
  expect(Photo).not.toHaveProperty('LensModel');
  // A pointer to its own directory, and one into nothing.
  for (const target of [16, whole.readUInt32LE(4), 0xffffff00]) {
    const looped = writeTiff(CLASSIC, 8, { image: [...CAMERA, [0x8769, 4, [target]]] });
    writeFileSync(at('looped.tif'), looped);
    await convert(at('looped.tif'), at('looped-out.tif'));
    await convert(at('looped.tif'), at('looped-out.jpg'), { format: 'jpeg' });
    expect(readExif(readFileSync(at('looped-out.tif'))).Image).toMatchObject(IMAGE);
  }
});

test('no byte changed anywhere makes the reader fail', () => {
  for (const dialect of [CLASSIC, { little: false, big: true }]) {
    const whole = writeTiff(dialect, 8, PARTS);
    const start = 16 + samplesOf(8).length;
    for (let i = 0; i < whole.length; i = i === 15 ? start : i + 1) {
      const changed = Buffer.from(whole);
      changed[i] = (changed[i] ?? 0) ^ 0xff;
      const exif = readExifDirectories((position, length) => changed.subarray(position, position + length));
      if (exif) expect(layOutExif(exif.image, exif, 8, false).length).toBeLessThan(5e6);
    }
  }
});

test('a file that repeats one value endlessly does not fill the memory', () => {
  const whole = writeTiff(CLASSIC, 8, { photo: Array.from({ length: 1500 }, (_, i) => [i + 1, 7, 'x'.repeat(9)]) });
  const big = Buffer.concat([whole, Buffer.alloc(1_000_000)]);
  // Every field claims the last megabyte.
  const directory = big.indexOf(Buffer.from([0xdc, 0x05, 1, 0, 7, 0])) + 2;
  for (let i = 0; i < 1500; i++) {
    big.writeUInt32LE(900_000, directory + 12 * i + 4);
    big.writeUInt32LE(whole.length, directory + 12 * i + 8);
  }
  const exif = readExifDirectories((position, length) => big.subarray(position, position + length));
  expect(exif?.photo.length).toBeLessThan(10);
});
