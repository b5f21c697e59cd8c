// Damaged, empty, wrong and malicious files are refused by name, with a way out, and leave nothing behind.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { UserError } from '#contract/errors.ts';
import { leftovers, LIMITS, testFolder, upscale } from './setup.ts';

const folder = testFolder('hostile');
const outputs = join(folder, 'out');
const at = (name: string): string => join(folder, name);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that claims a size, with `rows` as its data. */
function png(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

beforeAll(async () => {
  mkdirSync(outputs);
  mkdirSync(join(outputs, 'scratch'));
  const noise = Buffer.from(Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * 7919 + (i >> 3) * 104729) % 256));
  const picture = sharp(noise, { raw: { width: 128, height: 128, channels: 3 } });
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const) {
    const file = at(`cut.${format}`);
    const { size } = await picture.clone().toFormat(format).toFile(file);
    truncateSync(file, Math.floor(size * 0.6));
  }
  writeFileSync(at('empty.jpg'), '');
  writeFileSync(at('text.jpg'), 'This is no picture.\n'.repeat(20));
  writeFileSync(at('zeros.png'), Buffer.alloc(10_000));
  writeFileSync(at('huge.png'), png(100_000, 100_000, Buffer.alloc(100)));
  writeFileSync(at('short.png'), png(4000, 4000, Buffer.alloc(12_001 * 10)));
  writeFileSync(at('header.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
  writeFileSync(at('phone.heic'), Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]));
  writeFileSync(at('phone.jpg'), await readFile(at('phone.heic')));
  writeFileSync(at('drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
  writeFileSync(at('layers.psd'), Buffer.from('8BPS\0\x01' + '\0'.repeat(40)));
  mkdirSync(at('folder.jpg'));
});

test.each([
  ['cut.jpeg', 'corrupt'],
  ['cut.png', 'corrupt'],
  ['cut.webp', 'corrupt'],
  ['cut.tiff', 'corrupt'],
  ['cut.gif', 'corrupt'],
  ['cut.avif', 'corrupt'],
  ['empty.jpg', 'bad-input'],
  ['text.jpg', 'bad-input'],
  ['zeros.png', 'bad-input'],
  ['huge.png', 'bad-input'],
  ['short.png', 'corrupt'],
  ['header.jpg', 'corrupt'],
  ['folder.jpg', 'bad-input'],
  ['absent.jpg', 'not-found'],
  ['phone.heic', 'unsupported'],
  ['phone.jpg', 'unsupported'],
  ['drawing.svg', 'unsupported'],
  ['layers.psd', 'unsupported'],
])('%s is refused as %s', async (name, kind) => {
  const input = at(name);
  const error = await upscale(outputs, { input, output: join(outputs, `${basename(name)}.png`) }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ kind, source: input });
  const { message, hint } = error as UserError;
  expect(message).toContain(name);
  expect(hint).toBeTruthy();
  expect(leftovers(outputs)).toEqual([]);
});

test('HEIC is called by its name, and what can be read is listed', async () => {
  const error = await upscale(outputs, { input: at('phone.heic'), output: join(outputs, 'x.png') }).catch(
    (e: unknown) => e,
  );
  expect((error as UserError).message).toMatch(/HEIC/);
  expect((error as UserError).hint).toMatch(/JPEG, PNG, WebP, AVIF, TIFF, GIF/);
});

test('a small file that unpacks to a large picture is held to the limit on pixels', async () => {
  writeFileSync(at('bomb.png'), png(6000, 6000, Buffer.alloc(18_001 * 6000)));
  const limits = { ...LIMITS, pixels: 20_000_000 };
  const error = await upscale(outputs, { input: at('bomb.png'), output: join(outputs, 'x.png'), limits }).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ kind: 'bad-input' });
  expect((error as UserError).message).toMatch(/6000 × 6000 pixels, at most 20 megapixels/);
  expect(leftovers(outputs)).toEqual([]);
});
