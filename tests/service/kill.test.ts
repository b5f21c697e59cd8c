// The service is killed again and again during a batch: what was finished stays, nothing is damaged, nothing is done twice.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { checkLibrary } from '../../electron/service/index.ts';
import { openLibrary } from '../../electron/library/library.ts';
import type { ItemRow } from '../../electron/library/queries/job-items.ts';
import { drawPicture, libraryWithModels, temporaryFolder, testWorkshop, upscaleJob } from './support/studio.ts';

const FILES = 40;
const KILLS = 20;
const entry = join(import.meta.dirname, '../../electron/service/main.ts');

/** Runs the service until it finished `files` more files, then some milliseconds more, and kills it. */
async function runAndKill(library: string, files: number, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [entry, '--library', library], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const finished = new Set<string>();
  await new Promise<void>((resolve) => {
    child.on('message', (message: { event?: string; data?: { id: string; status: string } }) => {
      if (message.event !== 'item.changed' || !message.data) return;
      if (message.data.status === 'done') finished.add(message.data.id);
      if (finished.size >= files && message.data.status === 'running') resolve();
    });
    void gone.then(() => resolve());
  });
  await wait(milliseconds);
  child.kill('SIGKILL');
  await gone;
}

test('a batch survives kills of the service', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  const out = join(folder, 'out');
  const first = testWorkshop(library, { device: undefined });
  await first.core.devices.list();
  const paths = await Promise.all(
    Array.from({ length: FILES }, (_, n) => drawPicture(join(folder, `in/${n}.png`), 120, 90, n)),
  );
  const work = upscaleJob('tiny-x2', { destination: { to: 'folder', path: out } });
  const job = first.core.queue.create(
    work,
    paths.map((path) => ({ path, relativeDir: '' })),
  );
  await first.close();

  const read = (): ItemRow[] => {
    // The dead process holds no lock, and its last transaction is whole.
    const opened = openLibrary(library, 'a test');
    const rows = opened.items.list(job.id);
    opened.close();
    return rows;
  };
  let before = read();
  for (let kill = 0; kill < KILLS; kill++) {
    await runAndKill(library, kill % 2, kill * 9);
    const after = read();
    for (const old of before) {
      const now = after.find(({ id }) => id === old.id);
      if (old.status === 'done') expect(now).toEqual(old);
      if (old.resultId !== null) expect(now).toMatchObject({ resultId: old.resultId, runs: old.runs });
    }
    before = after;
  }
  const last = testWorkshop(library, { jobs: 'all' });
  await expect.poll(() => last.core.queue.get(job.id).status, { timeout: 20_000 }).toBe('done');
  const items = last.core.library.items.list(job.id);
  expect(items.every(({ status, resultId }) => status === 'done' && resultId !== null)).toBe(true);
  // Each kill interrupts one file at most.
  expect(items.reduce((sum, { runs }) => sum + runs, 0)).toBeLessThanOrEqual(FILES + KILLS);
  expect(readdirSync(out).sort()).toEqual(paths.map((_, n) => `${n}-2x.png`).sort());
  for (const name of readdirSync(out)) expect((await sharp(join(out, name)).stats()).channels).toHaveLength(3);
  const all = { text: '', starred: false, deleted: false, sort: 'newest', offset: 0, limit: 100 } as const;
  expect(last.core.library.images.list({ ...all, kind: 'output' }).total).toBe(FILES);
  expect(last.core.library.images.list({ ...all, kind: 'source' }).images.length).toBeLessThanOrEqual(FILES + 1);
  await last.close();
  expect((await checkLibrary(library, () => undefined)).problems).toEqual([]);
});
