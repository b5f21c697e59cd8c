// `atelier generate`: mixed styles, and the way between two seeds.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../service/support/studio.ts';
import { writeTinyGenerator } from '../service/support/tiny-generator.ts';
import { atelier } from './support.ts';

test('a moving picture and mixed styles come as files, told in one JSON object', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const out = join(folder, 'out');
  writeTinyGenerator(join(library, 'models'), 'styled', { styles: 4 });
  const run = async (...flags: string[]) => {
    const common = ['--model', 'styled', '--out', out, '--device', 'cpu', '--json'];
    const { code, out: printed } = await atelier(library, 'generate', ...common, ...flags);
    return { code, value: JSON.parse(printed) as unknown };
  };
  const way = await run('--seed', '3', '--to', '4', '--frames', '5', '--format', 'gif');
  const file = join(out, 'styled-3-4.gif');
  const each = { input: null, status: 'done', width: 16, height: 16 };
  expect(way).toMatchObject({
    code: 0,
    value: { command: 'generate', model: 'styled', device: 'cpu', files: [{ ...each, output: file }] },
  });
  expect(await sharp(file).metadata()).toMatchObject({ format: 'gif', pages: 5 });

  const plain = await run('--seed', '3', '--count', '1');
  const mixed = await run('--seed', '3', '--count', '1', '--mix-seed', '9', '--mix-from', '2');
  const [a, b] = [join(out, 'styled-3.png'), join(out, 'styled-3-2.png')];
  expect([plain.value, mixed.value]).toMatchObject([{ files: [{ output: a }] }, { files: [{ output: b }] }]);
  expect(await sharp(a).raw().toBuffer()).not.toEqual(await sharp(b).raw().toBuffer());

  const wrong = await run('--mix-seed', '9', '--mix-from', '7');
  expect(wrong).toMatchObject({ code: 1, value: { error: { kind: 'bad-input', hint: 'Choose one from 0 to 3.' } } });
});

test.each([
  [['--mix-from', '2'], '--mix-from needs --mix-seed'],
  [['--frames', '10'], '--frames needs --to'],
  [['--to', '2', '--count', '3'], '--count does not go together with --to'],
  [['--to', '2', '--mix-seed', '3'], '--mix-seed does not go together with --to'],
  [['--to', '2', '--format', 'mp4'], '--format must be one of webp, gif, png'],
])('%s is wrong use, told before a library is opened', async (flags, sentence) => {
  const library = join(temporaryFolder(), 'library');
  const { code, err } = await atelier(library, 'generate', '--model', 'x', ...flags);
  expect([code, existsSync(library)]).toEqual([2, false]);
  expect(err).toContain(sentence);
});
