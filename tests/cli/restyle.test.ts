// `atelier restyle` as a user runs it: files, JSON, messages and exit codes.
import { existsSync } from 'node:fs';
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

test('wrong use is exit code 2 and a style that is not there 1, each with a way out; nothing is made', async () => {
  const { folder, library, input } = await setUp();
  const restyle = (...flags: string[]) => atelier(library, 'restyle', input, ...flags);
  for (const [flag, value] of [
    ['--strength', '1.5'],
    ['--brush', '9'],
  ] as const) {
    const { code, err } = await restyle('--style', 'waves', flag, value);
    expect([code, err]).toEqual([2, expect.stringMatching(new RegExp(`${flag} must be from`)) as string]);
  }
  const picture = await restyle('--style', input);
  expect([picture.code, picture.err]).toEqual([2, expect.stringMatching(/atelier train style/) as string]);
  const unknown = await restyle('--style', 'nobody');
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringMatching(/atelier models/) as string]);
  expect(existsSync(join(folder, 'a-waves.png'))).toBe(false);
});
