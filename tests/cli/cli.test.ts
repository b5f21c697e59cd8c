// The `atelier` command as a user runs it: files, JSON, messages and exit codes.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { atelier, ended, start } from './support.ts';
import { drawPicture, libraryWithModels, temporaryFolder, testWorkshop } from '../service/support/studio.ts';

const Summary = z.object({
  command: z.literal('upscale'),
  model: z.string(),
  device: z.string(),
  seconds: z.number(),
  files: z.array(
    z.object({
      input: z.string(),
      output: z.string().nullable(),
      status: z.enum(['done', 'skipped', 'failed']),
      error: z.object({ kind: z.string(), message: z.string() }).optional(),
      width: z.number().nullable(),
      height: z.number().nullable(),
      seconds: z.number().nullable(),
    }),
  ),
});

test('a folder is upscaled with its tree; a bad file is listed and the command fails at the end', async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  await drawPicture(join(folder, 'in/a.png'), 40, 30);
  await drawPicture(join(folder, 'in/sub/b.jpg'), 30, 20, 2);
  writeFileSync(join(folder, 'in/bad.png'), 'no picture');
  const flags = ['--model', 'tiny-x2', '--device', 'cpu', '--out', join(folder, 'in/out'), '--json'];
  const first = await atelier(library, 'upscale', join(folder, 'in'), join(folder, 'gone.png'), ...flags);
  expect(first.code).toBe(1);
  const { files, model, device } = Summary.parse(JSON.parse(first.out));
  expect([model, device]).toEqual(['tiny-x2', 'cpu']);
  expect(files.map(({ input, status }) => [input.slice(folder.length + 1), status]).sort()).toEqual([
    ['gone.png', 'failed'],
    ['in/a.png', 'done'],
    ['in/bad.png', 'failed'],
    ['in/sub/b.jpg', 'done'],
  ]);
  expect(await sharp(join(folder, 'in/out/sub/b-2x.jpg')).metadata()).toMatchObject({ width: 60, height: 40 });

  // Results below the input folder are not taken for inputs the next time.
  const again = await atelier(library, 'upscale', join(folder, 'in'), ...flags, '--skip-existing');
  const statuses = Summary.parse(JSON.parse(again.out)).files.map(({ status }) => status);
  expect(statuses.sort()).toEqual(['failed', 'skipped', 'skipped']);
});

test('one file goes to the named file, in the format of its name and the exact size', async () => {
  const folder = temporaryFolder();
  const input = await drawPicture(join(folder, 'a.png'), 40, 30);
  const out = join(folder, 'deep/result.webp');
  const flags = ['--model', 'tiny-x2', '--device', 'cpu', '--width', '100', '--out', out];
  const { code, out: printed } = await atelier(libraryWithModels(folder), 'upscale', input, ...flags);
  expect([code, printed]).toEqual([0, `${out}\n`]);
  expect(await sharp(out).metadata()).toMatchObject({ format: 'webp', width: 100, height: 75 });
});

test.each([
  [['restyle', 'a.png']],
  [['upscale']],
  [['upscale', 'a.png', '--scale', '5']],
  [['upscale', 'a.png', '--scale', '2', '--width', '10']],
  [['upscale', 'a.png', '--quality', 'high']],
  [['upscale', 'a.png', 'b.png', '--out', 'one.png']],
  [['upscale', 'a.png', '--nonsense']],
  [['models', 'export', 'tiny-x2']],
])('%s is wrong use: a sentence and exit code 2', async (args) => {
  const { code, out, err } = await atelier(join(temporaryFolder(), 'library'), ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err.trim().length).toBeGreaterThan(10);
  expect(err).not.toMatch(/^\s+at /m);
});

test('models, doctor and library commands print their objects', async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  const json = async (...args: string[]) => JSON.parse((await atelier(library, ...args, '--json')).out) as unknown;
  expect(await json('models')).toMatchObject({
    models: expect.arrayContaining([
      expect.objectContaining({ id: 'tiny-x2', kind: 'upscale', scale: 2, licence: 'MIT' }),
    ]) as unknown,
  });
  expect(await json('doctor')).toMatchObject({
    devices: expect.arrayContaining([expect.objectContaining({ provider: 'CPU', ok: true })]) as unknown,
    versions: { node: process.versions.node },
  });
  expect(await json('library', 'check')).toMatchObject({ library, images: 0, problems: [] });
  expect(await json('library', 'backup', join(folder, 'backup'))).toMatchObject({ backup: join(folder, 'backup') });
  expect(await json('library', 'restore', join(folder, 'backup'))).toMatchObject({ library });
  const onnx = join(folder, 'out.onnx');
  expect(await json('models', 'export', 'tiny-x2', '--onnx', onnx)).toMatchObject({ path: onnx });
  expect(readFileSync(onnx)).toEqual(readFileSync(join(library, 'models/tiny-x2/model.onnx')));
});

test('while another Atelier has the library, the command works and says with what', async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  testWorkshop(library);
  const input = await drawPicture(join(folder, 'a.png'), 40, 30);
  const { code, err } = await atelier(library, 'upscale', input, '--model', 'tiny-x2', '--device', 'cpu');
  expect(code).toBe(0);
  expect(err).toMatch(/temporary library/);
  expect(existsSync(join(folder, 'a-2x.png'))).toBe(true);
});

test('Ctrl+C ends cleanly with what was finished kept and nothing half-written', async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  await drawPicture(join(folder, 'in/1.png'), 20, 20);
  await drawPicture(join(folder, 'in/2.png'), 900, 600, 2);
  const out = join(folder, 'out');
  const flags = ['--model', 'slow-x2', '--device', 'cpu', '--out', out, '--json'];
  const child = start(library, ['upscale', join(folder, 'in'), ...flags]);
  const result = ended(child);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => chunk.toString().includes('done 1.png') && resolve());
  });
  child.kill('SIGINT');
  const { code, out: printed } = await result;
  expect(code).toBe(130);
  expect(Summary.parse(JSON.parse(printed)).files).toMatchObject([
    { status: 'done' },
    { status: 'failed', error: { kind: 'cancelled' } },
  ]);
  expect(readdirSync(out)).toEqual(['1-2x.png']);
});

test('serve prints an address that answers, and Ctrl+C ends it', async () => {
  const child = start(libraryWithModels(temporaryFolder()), ['serve', '--json']);
  const result = ended(child);
  const line = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(line));
  expect([200, 404]).toContain((await fetch(url)).status);
  child.kill('SIGINT');
  expect((await result).code).toBe(0);
});
