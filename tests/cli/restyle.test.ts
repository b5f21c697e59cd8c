// `atelier restyle` as a user runs it: files, JSON, messages and exit codes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawPicture, libraryWithModels, temporaryFolder } from '../service/support/studio.ts';
import { writeTinyStyle } from '../service/support/tiny-style.ts';
import { atelier } from './support.ts';

async function setUp() {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  writeTinyStyle(join(library, 'models'), 'waves');
  const input = await drawPicture(join(folder, 'a.png'), 64, 48);
  return { folder, library, input };
}

test('a picture is restyled beside itself and told in one JSON object', async () => {
  const { folder, library, input } = await setUp();
  const flags = ['--style', 'waves', '--strength', '0.7', '--keep-colors', '--brush', '2', '--device', 'cpu', '--json'];
  const { code, out } = await atelier(library, 'restyle', input, ...flags);
  const output = join(folder, 'a-waves.png');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    command: 'restyle',
    style: 'waves',
    device: 'cpu',
    files: [{ input, output, status: 'done', width: 64, height: 48 }],
  });
  expect(await sharp(output).metadata()).toMatchObject({ format: 'png', width: 64, height: 48 });
});

test.each([
  [['--style', 'waves', '--strength', '1.5'], 2, /--strength must be from/],
  [['--style', 'waves', '--brush', '9'], 2, /--brush must be from/],
  [['--style', 'painting.jpg'], 2, /atelier train style/],
  [['--style', 'nobody'], 1, /atelier models/],
])('%j ends with exit code %i and a way out, and nothing is made', async (flags, wanted, words) => {
  const { folder, library, input } = await setUp();
  const { code, out, err } = await atelier(library, 'restyle', input, ...flags);
  expect([code, out]).toEqual([wanted, '']);
  expect(err).toMatch(words);
  expect(readdirSync(folder).filter((name) => name.endsWith('.png'))).toEqual(['a.png']);
});
