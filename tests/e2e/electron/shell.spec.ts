// The studio in Electron: locked down, working through the real service and engine, and gone when it is quit.
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'playwright/test';
import { electronBinary } from '../../../build/scripts/electron-binary.ts';
import { call, isRunning, launchStudio, ROOT, type Studio, studioProcesses } from './launch.ts';

test.skip(electronBinary() === null, 'Electron’s program is not installed here');
test.describe.configure({ mode: 'serial' });

const SAMPLE = path.join(ROOT, 'resources/samples/snow-trees.jpg');
let studio: Studio;

test.beforeAll(async () => {
  studio = await launchStudio();
});
test.afterAll(async () => {
  await studio.close();
});

test('the window opens sandboxed on the studio’s page', async () => {
  const { app, page } = studio;
  expect(page.url()).toBe('studio://app/');
  await expect(page).toHaveTitle(/Atelier/);
  const inPage = await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window));
  expect(inPage).toEqual([]);
  const exposed = await page.evaluate(() => Object.keys((window as unknown as { atelier: object }).atelier).sort());
  expect(exposed).toEqual([
    'onConnection',
    'onFrame',
    'onMenu',
    'onOpenFiles',
    'openDialog',
    'pathForFile',
    'platform',
    'saveDialog',
    'send',
    'showInFolder',
  ]);
  // Electron reports it on these systems only.
  if (process.platform === 'linux') return;
  const renderers = await app.evaluate(({ app }) => app.getAppMetrics().filter(({ type }) => type === 'Tab'));
  expect(renderers.map(({ sandboxed }) => sandboxed)).toEqual([true]);
});

test('the policy holds: no script but the page’s own, no other host', async () => {
  const { page } = studio;
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.intruder = true';
    document.body.append(script);
    const reached = await fetch('https://example.org/').then(
      () => true,
      () => false,
    );
    return [(window as { intruder?: boolean }).intruder ?? false, reached];
  });
  expect(ran).toEqual([false, false]);
});

test('navigation and new windows are locked', async () => {
  const { app, page } = studio;
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  const opened = await page.evaluate(() => window.open('https://example.org/') !== null);
  expect(opened).toBe(false);
  expect(page.url()).toBe('studio://app/');
  expect(app.windows()).toHaveLength(1);
});

test('a picture goes in, comes out larger, and is shown by its opaque address', async () => {
  const { page } = studio;
  type Image = { id: string; sha256: string; info: { width: number; height: number } };
  const importId = crypto.randomUUID();
  const { images } = await call<{ images: { image: Image }[] }>(page, 'images.import', { paths: [SAMPLE], importId });
  const source = images[0]?.image;
  if (!source) throw new Error('the sample was not taken in');
  const settings = { model: 'realesrgan-compact-x4', target: { by: 'scale', scale: 2 } };
  const job = await call<{ id: string }>(page, 'jobs.upscale', { settings, items: [{ imageId: source.id }] });
  type Item = { status: string; resultId: string | null };
  const item = async (): Promise<Item | undefined> =>
    (await call<{ items: Item[] }>(page, 'jobs.items', { jobId: job.id })).items[0];
  await expect.poll(async () => (await item())?.status, { timeout: 90_000 }).toBe('done');
  const { image: result } = await call<{ image: Image }>(page, 'images.get', { id: (await item())?.resultId });
  expect(result.info).toMatchObject({ width: source.info.width * 2, height: source.info.height * 2 });
  const drawn = await page.evaluate(async (sha256) => {
    const image = new Image();
    image.crossOrigin = 'anonymous';
    image.src = `studio://media/${sha256}`;
    await image.decode();
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas?.drawImage(image, 0, 0, 1, 1);
    return { width: image.naturalWidth, alpha: canvas?.getImageData(0, 0, 1, 1).data[3] };
  }, result.sha256);
  expect(drawn).toEqual({ width: result.info.width, alpha: 255 });
});

test('a dropped file has its path, and nothing else of the disk can be asked for', async () => {
  const { page } = studio;
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'probe';
    document.body.append(input);
  });
  await page.setInputFiles('#probe', SAMPLE);
  const given = await page.evaluate(() => {
    const file = document.querySelector<HTMLInputElement>('#probe')?.files?.[0];
    return (
      file && (window as unknown as { atelier: { pathForFile: (file: File) => string } }).atelier.pathForFile(file)
    );
  });
  expect(given).toBe(SAMPLE);
  const statuses = await page.evaluate(async () => {
    const urls = ['studio://app/../package.json', 'studio://app/%2e%2e/shell/main.js', 'studio://media/rpc'];
    return Promise.all(urls.map((url) => fetch(url).then((answer) => answer.status)));
  });
  expect(statuses).toEqual([404, 404, 404]);
});

test('quitting leaves no process behind', async () => {
  test.skip(process.platform === 'win32', 'needs ps');
  const other = await launchStudio([SAMPLE]);
  await call(other.page, 'devices.list', {});
  const pids = studioProcesses(other.app.process().pid ?? 0);
  expect(pids.length).toBeGreaterThan(0);
  await other.close();
  await expect.poll(() => pids.filter(isRunning), { timeout: 10_000 }).toEqual([]);
});
